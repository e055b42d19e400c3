"""The sentences of a run: as they were kept with it, else the usual ones; and whether they may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from creditviz.data.meaning.codebook import missing_words
from creditviz.data.meaning.natures import natures_of
from creditviz.data.values import MISSING
from creditviz.exceptions import CreditVizError, SpecificationError
from creditviz.explanation.reasons import Reason, fitting_reasons, read_reasons, usual_reasons
from creditviz.results.transfer.run import GUESSES
from creditviz.runs.books import get_book, get_schema
from creditviz.runs.shelves.rows import Decision, Run
from creditviz.runs.workspace import Workspace
from creditviz.schema import TableSchema

if TYPE_CHECKING:
    import pandas as pd

KEPT, ANSWER = "reasons", "reason-answer"  # kinds of decisions in the store


def kept_reasons(
    workspace: Workspace, run_id: str, columns: Sequence[str], names: Sequence[str]
) -> tuple[tuple[Reason, ...], str]:
    """A sentence for every column that the run reads, and in words which of the kept ones do not fit (or empty)."""
    for decision in workspace.store.decisions(run_id, KEPT):
        return fitting_reasons(str(decision.value), columns, names)
    return usual_reasons(columns, names), ""


def keep_reasons(workspace: Workspace, run_id: str, text: str, columns: Sequence[str]) -> None:
    """Keep sentences with a run; raises `SpecificationError` where they are none or name unknown columns."""
    read_reasons(text, columns)
    workspace.store.decide(run_id, KEPT, text)


def proposed_pairs(run: Run) -> dict[str, str]:
    """Columns of a transfer whose pair is a guess -> both names."""
    if run.kind != "transfer":
        return {}
    pairs = run.figures.get("pairs", ())
    return {pair["target"]: f"{pair['target']} ← {pair['source']}" for pair in pairs if pair["how"] in GUESSES}


def current_natures(workspace: Workspace, run: Run) -> dict[str, str]:
    """What an applicant can do about each input: as the book's schema says today, else as that of the run.

    No model reads natures, so that one which is put right on the Data page counts for every run of the book at once.
    """
    found = natures_of(get_schema(workspace, run.specification.schema_hash))
    try:
        today = natures_of(get_schema(workspace, get_book(workspace, run.book or "").schema_hash))
    except CreditVizError:  # the book was deleted
        return found
    return found | {column: nature for column, nature in today.items() if column in found}


def sensitive_columns(schema: TableSchema) -> dict[str, str]:
    """Columns that are no reason until a person has answered for them -> what they are, in words."""
    return dict.fromkeys(schema.protected, "a protected attribute")


def answers(workspace: Workspace, run_id: str) -> dict[str, Decision]:
    """Sensitive columns that a person has answered for -> the newest answer."""
    found: dict[str, Decision] = {}
    for decision in workspace.store.decisions(run_id, ANSWER):
        found.setdefault(str(decision.value["column"]), decision)
    return found


def answer_for(workspace: Workspace, run_id: str, column: str, *, author: str, reason: str) -> None:
    """Answer for a sensitive reason of letters; raises `SpecificationError` without a name and a sentence."""
    if not author.strip() or not reason.strip():
        raise SpecificationError(
            "a person answers for a sensitive reason with a name and a sentence, however one is empty. Fill in both."
        )
    workspace.store.decide(run_id, ANSWER, {"column": column}, author=author.strip(), reason=reason.strip())


def worded(reasons: Sequence[Reason], rows: pd.DataFrame, schema: TableSchema) -> list[list[str]]:
    """What each reason says of each row, (n_reasons, n_rows): of an amount its sentence, of a code what that means."""
    return [_worded(reason, rows, schema) for reason in reasons]


def _worded(reason: Reason, rows: pd.DataFrame, schema: TableSchema) -> list[str]:
    if reason.column not in rows.columns:  # a sequence: its months say how it went
        return [reason.sentence] * len(rows)
    name = schema.label(reason.column)
    meant = missing_words(rows[reason.column], schema.codes.get(reason.column, {}))
    said = {"": reason.sentence, MISSING: f"{name} is {MISSING}"}
    return [said.get(meaning, f"{name}: {meaning}") for meaning in meant]


def as_told(reasons: Sequence[Reason], row: pd.DataFrame, schema: TableSchema) -> tuple[Reason, ...]:
    """The reasons of one account, codes of missing worded as what they mean."""
    said = worded(reasons, row, schema)
    return tuple(replace(reason, sentence=words[0]) for reason, words in zip(reasons, said, strict=True))
