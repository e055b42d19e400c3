"""What the project says of itself, and what the committee decided: from the store, empty lines where nothing stands."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.reporting.card import Verdict
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.committee.pack.words import not_empty, stop
from creditviz.reporting.words import day
from creditviz.results.committee import ProjectFacts, SignOff
from creditviz.runs.reading.committee import project_facts, sign_offs

WORDS = {
    "approve": "Approved",
    "approve-with-conditions": "Approved with conditions",
    "decline": "Declined",
}
VERDICTS: dict[str, Verdict] = {"approve": "good", "approve-with-conditions": "warning", "decline": "stop"}
UNSIGNED = "Nobody has signed yet: approve, approve with conditions, or decline below."


def facts_of(evidence: Evidence) -> ProjectFacts:
    """What was written down for the project; empty fields where nobody has."""
    return project_facts(evidence.workspace, evidence.run.id)


def facts_section(facts: ProjectFacts) -> Section:
    """What is said of the project."""
    said = not_empty(
        {
            "Purpose": facts.purpose,
            "Owner": facts.owner,
            "Population": facts.population,
            "Exclusions": facts.exclusions,
            "What bad means": facts.outcome,
            "Period and outcome window": facts.window,
        }
    )
    empty = [name for name, text in said.items() if text == "not stated"]
    sentence = f"All {len(said)} facts are stated."
    if empty:
        sentence = f"{len(empty)} of {len(said)} facts are not stated: {', '.join(name.lower() for name in empty)}."
    return Section(
        "project", "Project", "What is it for, and who owns it?", "none", sentence,
        tables=(Table("Project facts", ("", ""), tuple(said.items())),), screen=False, judges=False,
        figures={name.lower(): value for name, value in vars(facts).items()},
    )  # fmt: skip


def signature_section(evidence: Evidence) -> Section:
    """What the committee decided, or lines to sign on."""
    signed = sign_offs(evidence.workspace, evidence.run.id)
    sentence = signed_sentence(signed[0]) if signed else UNSIGNED
    return Section(
        "signature", "Sign-off", "May we sign?", VERDICTS[signed[0].verdict] if signed else "none", sentence,
        tables=_tables(signed), judges=False,
        figures={"signed": [{**vars(one), "names": list(one.names), "answers": dict(one.answers)} for one in signed]},
    )  # fmt: skip


def signed_sentence(signed: SignOff) -> str:
    """Who decided what, when and under which conditions."""
    condition = f": {signed.conditions}" if signed.conditions else ""
    return stop(f"{WORDS[signed.verdict]} by {', '.join(signed.names)} on {day(signed.at)}{condition}")


def _tables(signed: Sequence[SignOff]) -> tuple[Table, ...]:
    """Every decision on record, the newest first."""
    if not signed:
        return ()
    rows = tuple(
        (WORDS[one.verdict], ", ".join(one.names), day(one.at), one.conditions or "none", one.pack[:12] or "none")
        for one in signed
    )
    record = Table("Decisions on record, the newest first", ("decision", "by", "on", "conditions", "pack"), rows)
    answers = tuple(signed[0].answers.items())
    said = Table("What was open when it was signed, and the answer", ("open", "answer"), answers)
    return (record, said) if answers else (record,)
