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
    "training": Kind("creditviz.runs.work.training:run", "Training", repeatable=True),
    "explanation": Kind("creditviz.runs.work.explanation:run", "Explanation", light=True),
    "stability": Kind("creditviz.runs.work.stability:run", "Stability", light=True),
    "scoring": Kind("creditviz.runs.work.scored.scoring:run", "Scoring", light=True),
    "report": Kind(
        "creditviz.reporting.committee.pack.run:run", "Report", light=True
    ),  # by name: reporting stands above
    "balancing": Kind("creditviz.runs.work.balancing:run", "Balancing"),
    "sampler-study": Kind("creditviz.runs.work.study:run", "Sampler study"),
    "search": Kind("creditviz.runs.work.search:run", "Search", repeatable=True),
    "benchmark": Kind("creditviz.runs.work.benchmark:run", "Benchmark"),
    "transfer": Kind("creditviz.runs.work.transfer:run", "Transfer", repeatable=True),
    "transfer-study": Kind("creditviz.runs.work.transfer_study:run", "Transfer study"),
    "domain-map": Kind("creditviz.runs.work.domain_map:run", "Domain map", light=True),
}
