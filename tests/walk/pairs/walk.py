"""One case through the command line, with what must hold after every command."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
from click.testing import CliRunner, Result

from creditviz.cli.commands import main
from creditviz.experiment.resampling import legal
from creditviz.models import MODELS
from creditviz.runs import Workspace
from creditviz.runs.reading.synthetic import load_synthetic
from creditviz.sampling import SAMPLERS
from creditviz.transfer import TRANSFER_MODELS
from tests.walk.pairs.books import KINDS, write, write_book
from tests.walk.pairs.cases import ALONE, BALANCE_SAYS, OF_FOLDS, tiny
from tests.walk.pairs.covering import Row

DUE = ("auc", "gini", "ks", "brier", "recall", "specificity", "threshold")  # numbers that every judged run has
BROKEN = re.compile(r"Traceback|made a mistake")
HONEST = re.compile(r"needs bad accounts (near the border|with good ones among)")  # what only its rows can tell a run
NO_NUMBER = re.compile(r"(?<![\w/.-])[-+]?(nan|inf|None(?! of )|NaT)(?![\w/-])%?")
OF_ITS_OWN = ("numbers", "levels", "months alone")  # kinds that share no column with another


class EndsHonestly(Exception):
    """The rows of this book can't be sampled so, and the run has said why."""


class Walk:
    """A case in a workspace; every command that is typed is looked at."""

    def __init__(self, row: Row, home: Path, folder: Path) -> None:
        self.row, self.folder, self.workspace = row, folder, Workspace.open(home)
        self.file, self.kind = write_book(row["book"], folder), KINDS[row["book"]]
        self.typed: list[str] = []

    def type(self, *words: Any, exits: int = 0) -> Result:
        """What a command answers; AssertionError with the command where it is not what it must be."""
        arguments = [str(word) for word in words]
        self.typed.append(" ".join(arguments))
        result = CliRunner().invoke(main, arguments)
        said = f"{self.row}\n" + "\n".join(f"$ {one}" for one in self.typed) + f"\n{result.output}"
        assert result.exception is None or isinstance(result.exception, SystemExit), f"{said}\n{result.exception!r}"
        assert not BROKEN.search(result.output), said
        if result.exit_code == 1 and HONEST.search(result.output):
            raise EndsHonestly
        assert result.exit_code == exits, f"exit {result.exit_code}, due {exits}: {said}"
        if exits:
            assert one_sentence(result.stderr), said
        elif "--json" in arguments:
            assert not (wrong := list(no_numbers(parsed(result)))), f"no numbers: {wrong}\n{said}"
        else:
            assert not NO_NUMBER.search(result.stdout), f"no number among words: {said}"
        return result

    def newest(self, kind: str) -> str:
        """Id of the newest run of a kind."""
        return self.workspace.store.runs(kind=kind)[0].id

    def printed(self) -> list[str]:
        """The option that asks for JSON, or none."""
        return ["--json"] if self.row["prints"] == "json" else []


def one_sentence(text: str) -> bool:
    """Whether a refusal is one line that ends as a sentence does."""
    lines = text.strip().splitlines()
    return len(lines) == 1 and lines[0].rstrip('"}').endswith((".", "?"))


def parsed(result: Result) -> Any:
    """The JSON of a command, read strictly: NaN and Infinity are no JSON."""

    def no_json(word: str) -> float:
        raise AssertionError(f"{word} is no JSON: {result.output}")

    return json.loads(result.stdout, parse_constant=no_json)


def no_numbers(value: Any, where: str = "") -> Iterator[str]:
    """Places of a JSON value where a number is due and there is none."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from no_numbers(one, f"{where}.{name}")
            if one is None and name in DUE and where in (".test", ".validation", ".figures.test"):
                yield f"{where}.{name}"
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from no_numbers(one, f"{where}[{number}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield where


def walk(row: Row, home: Path, folder: Path) -> None:
    """Train as the case says, then do what its command says."""
    case = Walk(row, home, folder)
    with suppress(EndsHonestly):
        COMMANDS[row["command"]](case, train(case))


def refuse(row: Row, home: Path, folder: Path, says: str) -> None:
    """The first command of a case that must be refused: exit 2, its sentence, and no run was begun."""
    case = Walk(row, home, folder)
    made = rows_made(case) if says == OF_FOLDS else ""
    before = len(case.workspace.store.runs())
    first = balancing(case) if row["command"] in ALONE and says in BALANCE_SAYS else training(case, made)
    answer = case.type(*first, "--json", exits=2)
    assert says in answer.stderr, (says, answer.stderr)
    assert len(case.workspace.store.runs()) == before, f"a run was begun: {case.typed}"


def train(case: Walk) -> str:
    """Id of the run that the case trains."""
    row = case.row
    made = rows_made(case) if row["switch"] == "balancing" else ""
    case.type(*training(case, made), *case.printed())
    run = case.workspace.store.run(case.newest("training"))
    rows, n = run.figures["rows"], accounts(case)
    real = {name: rows[name] for name in ("train", "validation", "test")}
    if row["protocol"] == "kfold":
        assert rows["test"] >= n, f"every account is judged once: {rows}, {case.typed}"
    else:
        lost = n - sum(real.values())
        assert lost == 0 or SAMPLERS[row["sampler"]].removes or row["switch"] == "before-split", (rows, n, case.typed)
    return run.id


def rows_made(case: Walk) -> str:
    """Id of a balancing that a training may use."""
    case.type(*balancing(case), "--repeats", "0")
    return case.newest("balancing")


def accounts(case: Walk) -> int:
    """Accounts of the book whose outcome is known."""
    frame = stored_frame(case)
    outcome = frame[case.kind.outcome["--target"]].astype(str)
    return int((outcome != "Current").sum())


def stored_frame(case: Walk) -> pd.DataFrame:
    """The newest book as the workspace keeps it (a long one widened)."""
    run = next(run for run in case.workspace.store.runs() if run.kind in ("training", "balancing"))
    return pd.read_parquet(case.workspace.books / f"{run.book}.parquet")


def training(case: Walk, made: str) -> list[str]:
    """`train ...` of the case."""
    row, entry = case.row, MODELS[case.row["model"]]
    words = ["train", str(case.file), *case.kind.options, "--model", row["model"], *protocol(row)]
    words += ["--folds", "3"] if row["protocol"] == "kfold" else []
    words += ["--preset", row["preset"], *tiny(entry, legal(entry), "--set"), "--device", "cpu"]
    words += {"use-protected": ["--use-protected"], "search": ["--search", "2"]}.get(row["switch"], [])
    return [*words, "--balancing", made] if made else [*words, *sampling(row)]


def balancing(case: Walk) -> list[str]:
    """`balance ...` of the case."""
    split = protocol(case.row) if case.row["protocol"] != "kfold" else []
    return ["balance", str(case.file), *case.kind.options, *sampling(case.row), *split, "--device", "cpu"]


def protocol(row: Row) -> list[str]:
    """How test rows are chosen."""
    return ["--protocol", row["protocol"]]


def sampling(row: Row) -> list[str]:
    """The sampler with its settings, and how many rows it makes."""
    entry = SAMPLERS[row["sampler"]]
    words = ["--sampler", row["sampler"]]
    if row["sampler"] == "none":
        return words
    words += ["--sampler-preset", row["sampler_preset"], *tiny(entry, legal(entry), "--sampler-set")]
    words += {"ratio": ["--ratio", "0.7"], "rate": ["--rate", "0.5"]}.get(row["switch"], [])
    return words + (["--resample", "before-split"] if row["switch"] == "before-split" else [])


def score(case: Walk, run: str) -> None:
    """Every row and every id comes back, with a PD; declined rows have reasons."""
    frame = stored_frame(case)
    if case.row["prints"] == "json":
        frame = frame.drop(columns=case.kind.outcome["--target"])
    shuffled = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    file, out = case.folder / "applicants.parquet", case.folder / "scored.csv"
    write(shuffled, file)
    case.type("score", run, file, "--out", out, "--reasons", "3", *case.printed())
    scored = pd.read_csv(out, dtype={case.kind.identifier: str} if case.kind.identifier else None)
    assert len(scored) == len(shuffled), case.typed
    if name := case.kind.identifier:
        assert scored[name].tolist() == shuffled[name].astype(str).tolist(), f"ids lost: {case.typed}"
    assert scored["pd"].between(0, 1).all() and scored["grade"].notna().all(), case.typed
    assert sum("reason" in column for column in scored) >= 3, (list(scored), case.typed)


def report(case: Walk, run: str) -> None:
    """A pack is written, and no cell of it is a number that there is not."""
    out = case.folder / "pack.html"
    case.type("report", run, "--out", out, *case.printed())
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", out.read_text(), flags=re.S)
    words = re.sub(r"<[^>]+>", "\n", text)
    assert not (found := NO_NUMBER.search(words)), (words[found.start() - 80 : found.end() + 80], case.typed)


def rerun(case: Walk, run: str) -> None:
    """The same specification gives the same figures."""
    again = parsed(case.type("rerun", run, "--json"))
    assert again["same_book"] and all(same in (True, None) for same in again["within_tolerance"].values()), again


def balance(case: Walk, run: str) -> None:
    """Synthetic rows are made, judged and written beside all real training rows."""
    out = case.folder / "balanced.csv"
    case.type(*balancing(case), "--repeats", "1", "--out", out, *case.printed())
    _table(case, out)


def export(case: Walk, run: str) -> None:
    """A training has no rows to export; a balancing has."""
    case.type("export", run, case.folder / "none.csv", exits=2)
    case.type(*balancing(case), "--repeats", "0")
    out = case.folder / "balanced.parquet"
    case.type("export", case.newest("balancing"), out)
    _table(case, out)


def _table(case: Walk, out: Path) -> None:
    """Real rows under their own numbers and every synthetic row."""
    table = pd.read_parquet(out) if out.suffix == ".parquet" else pd.read_csv(out)
    run, real = case.newest("balancing"), table["creditviz_origin"] == "real"
    figures, synthetic = case.workspace.store.run(run).figures["rows"], load_synthetic(case.workspace, run)
    assert real.sum() == figures["real"] - figures["removed"] and (~real).sum() == len(synthetic), (figures, case.typed)
    numbers = table.loc[real, "creditviz_row"].astype(int)
    assert numbers.is_unique
    name = case.kind.outcome["--target"]
    assert (table.loc[real, name].astype(str).to_numpy() == stored_frame(case)[name].astype(str)[numbers]).all()


def transfer(case: Walk, run: str) -> None:
    """From another kind of book to this one, and applicants scored by what came of it."""
    row = case.row
    kind = row["book"] if row["book"] in OF_ITS_OWN else "months" if row["book"] == "plain" else "plain"
    source = write_book(kind, case.folder, draw=8)
    target = case.folder / "target.parquet"
    write(stored_frame(case), target)
    entry = TRANSFER_MODELS[row["method"]]
    words = [*tiny(entry, entry.hyperparameters, "--set"), "--device", "cpu", "--compare", "source-only"]
    schema = case.folder / "schema.json"
    outcome = [word for pair in case.kind.outcome.items() for word in pair]
    schema.write_text(json.dumps(parsed(case.type("inspect", target, *outcome, "--json"))["schema"]))
    asked = ["transfer", source, target, "--model", row["method"], *words, "--target-schema", schema, "--by-name"]
    case.type(*asked, *case.printed())
    case.type("score", case.newest("transfer"), target, "--out", case.folder / "scored.csv", "--reasons", "2")
    assert len(pd.read_csv(case.folder / "scored.csv")) == len(pd.read_parquet(target)), case.typed


def benchmark(case: Walk, run: str) -> None:
    """The same model as a grid of one, against a logistic regression."""
    row, entry, sampler = case.row, MODELS[case.row["model"]], SAMPLERS[case.row["sampler"]]
    book = case.folder / "book.parquet"
    write(stored_frame(case), book)
    outcome = {option.removeprefix("--"): value for option, value in case.kind.outcome.items()}
    listed = {name: value if name == "target" else [value] for name, value in outcome.items()}
    small = {name: value for name, value in entry.tiny.items() if name in legal(entry)}
    made = {name: value for name, value in sampler.tiny.items() if name in legal(sampler)}
    spec = {
        "books": [{"book": str(book), **listed}],
        "models": [{"model": row["model"], "preset": row["preset"], "parameters": small}, "decision-tree"],
        "samplers": [row["sampler"]],
        "sampler_parameters": {row["sampler"]: made} if made else {},
        "protocols": [row["protocol"]],
        "orders": ["before-split" if row["switch"] == "before-split" else "after-split"],
        "folds": 3,
        "use_protected": row["switch"] == "use-protected",
    }
    file = case.folder / "spec.json"
    file.write_text(json.dumps(spec))
    case.type("benchmark", file, *case.printed())
    found = case.workspace.store.run(case.newest("benchmark")).figures
    assert not found.get("failed"), (found, case.typed)


COMMANDS = {
    "score": score,
    "report": report,
    "rerun": rerun,
    "export": export,
    "balance": balance,
    "transfer": transfer,
    "benchmark": benchmark,
}
