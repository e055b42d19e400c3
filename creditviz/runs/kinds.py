"""The kinds of runs: name -> what carries it out. A new kind is one function and one line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of run.

    `function(specification, desk)` returns a JSON-ready summary; `light` work may run beside a training. The command
    `rerun` repeats the `repeatable` ones.
    """

    function: str  # import string
    label: str
    light: bool = False
    repeatable: bool = False


KINDS = {
    "training": Kind("creditviz.runs.training:run", "Training", repeatable=True),
    "explanation": Kind("creditviz.runs.explanation:run", "Explanation", light=True),
    "stability": Kind("creditviz.runs.stability:run", "Stability", light=True),
    "scoring": Kind("creditviz.runs.scoring:run", "Scoring", light=True),
    "report": Kind("creditviz.reporting.pack.run:run", "Report", light=True),  # by name: reporting stands above
    "balancing": Kind("creditviz.runs.balancing:run", "Balancing"),
    "sampler-study": Kind("creditviz.runs.study:run", "Sampler study"),
    "search": Kind("creditviz.runs.search:run", "Search", repeatable=True),
    "benchmark": Kind("creditviz.runs.benchmark:run", "Benchmark"),
    "transfer": Kind("creditviz.runs.transfer:run", "Transfer", repeatable=True),
    "transfer-study": Kind("creditviz.runs.transfer_study:run", "Transfer study"),
    "domain-map": Kind("creditviz.runs.domain_map:run", "Domain map", light=True),
}
