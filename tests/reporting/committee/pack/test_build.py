"""The committee pack: the numbers of the pages, nothing from the network, nothing that a user typed run as code."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from creditviz.evaluation.cutting.cutoff import count_approved, grid
from creditviz.exceptions import SpecificationError
from creditviz.experiment.summary import figures_of
from creditviz.metrics import auc, auc_interval
from creditviz.reporting.committee.pack.build import build_pack
from creditviz.reporting.committee.pack.evidence import check, gather, n_learned
from creditviz.reporting.committee.pack.page import embedded, pack_html
from creditviz.reporting.committee.pack.run import pack_path
from creditviz.reporting.committee.pack.sections.cutoff import _fairness_sentence
from creditviz.reporting.committee.pack.sections.limits import limits_section
from creditviz.reporting.committee.pack.sections.ranking import comparison_section, paired
from creditviz.reporting.committee.pack.sections.scorecard import scorecard_section
from creditviz.reporting.decision.cutoff import at_cut_off, decision_tiles, impact_tile
from creditviz.reporting.performance.calibration import judged_words, summary_of
from creditviz.reporting.performance.verdict import verdict_tiles
from creditviz.results import Economics
from creditviz.results.committee import ProjectFacts, SignOff
from creditviz.runs import Workspace
from creditviz.runs.books import add_book, book_path
from creditviz.runs.engine import jobs
from creditviz.runs.reading import committee
from creditviz.runs.reading.applicants import applicants_of
from creditviz.runs.reading.trained import load_run_result
from creditviz.specification import ReportSpec, TrainingSpec
from tests.evaluation.cutting.decisions import by_pd, two_groups

EVIL = "</script><script>alert(1)</script>"
OPEN = "No challenger stands beside the run."


@pytest.fixture(scope="module")
def made(tmp_path_factory, sample_book):
    """(workspace, run, challenger): two finished runs of a small book, one with a cut-off and a sign-off."""
    folder = tmp_path_factory.mktemp("pack")
    workspace = Workspace(folder / "home")
    file = folder / "book.csv"
    pd.read_csv(sample_book, nrows=1500).to_csv(file, index=False)
    book = add_book(workspace, file, name="small book")
    runs = []
    for model, parameters in (("logistic-regression", {}), ("decision-tree", {"max_depth": 3})):
        spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model=model, parameters=parameters)
        runs.append(jobs.run_here(workspace, spec, name=model))
    assert [run.status for run in runs] == ["finished", "finished"], [run.error for run in runs]
    value = {
        "pd": 0.2, "approval_rate": 0.6, "bad_rate": 0.1, "profit_per_1000": 1.0, "rows": 450, "calibration": "model",
        "money": {"margin": 0.1, "lgd": 0.4, "amount": 1000.0, "cost": 0.0, "column": ""}, "capacity": 0.5,
    }  # fmt: skip
    workspace.store.decide(runs[0].id, "cut-off", value, author="A. <b>Lima</b>", reason=EVIL)
    committee.keep_facts(workspace, runs[0].id, ProjectFacts(purpose="Cards & loans", owner=EVIL), "A. Lima")
    signed = SignOff("approve-with-conditions", ("B. Chen",), "Watch the young", "ab12", answers={OPEN: EVIL})
    committee.sign(workspace, runs[0].id, signed, asked=(OPEN,))
    return workspace, *runs


@pytest.fixture(scope="module")
def written(made):
    """(figures of the report run, its HTML)."""
    workspace, run, challenger = made
    report = jobs.run_here(workspace, ReportSpec(run=run.id, challenger=challenger.id), name="Pack")
    assert report.status == "finished", report.error
    return report.figures, pack_path(workspace, report.id).read_text(encoding="utf-8")


def test_page_pack_and_command_line_say_the_same(made, written):
    workspace, run, _ = made
    figures, html = written
    result = load_run_result(workspace, run.id)
    inside = embedded(html, "pack-figures")
    assert inside["test"] == figures["test"] == figures_of(result)["test"]
    assert {name: figures["test"][name] for name in ("auc", "ks", "brier")} == {
        name: run.figures["test"][name] for name in ("auc", "ks", "brier")
    }
    assert figures["test"]["threshold"] == 0.2, "the kept cut-off"
    assert figures["verdicts"]["calibration"]["sentence"].startswith(judged_words(summary_of(result)))
    tiles = [(tile.name, tile.figure, tile.sentence) for tile in verdict_tiles(result)]
    assert [(t["name"], t["figure"], t["sentence"]) for t in inside["tiles"]] == tiles
    assert all(sentence.partition(".")[0] in html for _, _, sentence in tiles)


def test_the_slider_shows_the_tiles_of_the_decision_page(made, written):
    workspace, run, _ = made
    steps = embedded(written[1], "pack-data")["steps"]
    spec = run.specification
    rows = applicants_of(workspace, load_run_result(workspace, run.id), spec.book, spec.schema_hash)
    assert steps["cut_offs"][steps["start"]] == 0.2 and steps["kept"]
    assert np.all(np.diff(steps["cut_offs"]) > 0) and np.all(np.diff(steps["rates"]) >= 0)
    for place in (0, steps["start"], len(steps["cut_offs"]) - 1):
        at = at_cut_off(
            rows.test, rows.curves, steps["cut_offs"][place], label="", about="", money=Economics(0.1, 0.4, 1000.0),
            best=steps["cut_offs"][steps["best"]], capacity=0.5,
        )  # fmt: skip
        shown = [[t.name, t.verdict, t.figure, t.change, t.sentence] for t in decision_tiles(at)]
        assert steps["tiles"][place] == shown


def test_it_opens_without_a_network_and_is_small(written):
    figures, html = written
    assert figures["bytes"] == len(html.encode()) < 10_000_000
    assert html.count("plotly.js v") == 1
    outside = html[: html.index("<script>")] + html[html.rindex("<script>") :]  # plotly.js itself names its licences
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", outside)
    assert "default-src 'none'" in html


def test_what_a_user_typed_is_text_and_ends_no_script(written):
    _, html = written
    assert "<script>alert" not in html and "<b>Lima" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "Cards &amp; loans" in html
    assert html.count("</script>") == len(re.findall(r"<script[ >]", html)) == 4
    assert embedded(html, "pack-figures")["sections"]["cut-off"]["reason"] == EVIL


def test_what_was_decided_stands_in_it(written):
    figures, html = written
    assert figures["sections"]["signature"]["signed"][0]["names"] == ["B. Chen"]
    assert figures["sections"]["signature"]["signed"][0]["answers"] == {OPEN: EVIL} and OPEN in html
    assert "Approved with conditions by B. Chen" in html and "Watch the young" in html
    assert "Cut-off 20% PD, kept by A." in figures["verdicts"]["cut-off"]["sentence"]
    assert figures["sections"]["project"]["owner"] == EVIL and "not stated" in html


def test_a_challenger_is_tested_on_the_same_rows(made):
    workspace, run, challenger = made
    evidence = gather(workspace, ReportSpec(run=run.id, challenger=challenger.id))
    gap, p = paired(evidence.subject, evidence.challenger)
    back, same = paired(evidence.challenger, evidence.subject)
    a, b = evidence.subject.result.test, evidence.challenger.result.test
    assert gap.value == pytest.approx(auc(a.y_true, a.y_score) - auc(b.y_true, b.y_score))
    assert (back.low, back.high, same) == pytest.approx((-gap.high, -gap.low, p))
    section = comparison_section(evidence)
    assert "DeLong" in section.sentence and [card.key for card in section.cards] == ["swap-set"]


def test_the_card_stands_in_the_pack_of_a_scorecard_alone(made):
    workspace, run, _ = made
    spec = run.specification.model_copy(update={"model": "scorecard", "parameters": {}})
    card = jobs.run_here(workspace, spec, name="card")
    evidence = gather(workspace, ReportSpec(run=card.id, challenger=run.id))
    section = scorecard_section(evidence)
    points = sum(max(own) for own in section.figures["points"].values())
    assert len(section.tables[0].rows) > len(section.figures["points"]) > 2 and points > section.figures["neutral"]
    assert scorecard_section(gather(workspace, ReportSpec(run=run.id))) is None


def test_without_challenger_and_cut_off_it_says_so_and_proposes(made):
    workspace, _, run = made
    pack = build_pack(gather(workspace, ReportSpec(run=run.id)))
    said = {section.key: section.sentence for section in pack.sections}
    assert "no challenger" in said["comparison"] and "Nobody has chosen a cut-off" in said["cut-off"]
    assert "Proposed: " in said["cut-off"] and "Nobody has signed yet" in said["signature"]
    assert pack.figures["sections"]["cut-off"]["proposed"] == pack.figures["sections"]["cut-off"]["pd"]
    assert 'class="line"' in pack_html(pack)  # lines to sign on


def test_limits_are_written_from_the_data(made):
    workspace, run, _ = made
    evidence = gather(workspace, ReportSpec(run=run.id))
    assert any("of the test rows are bad" in note for note in limits_section(evidence).notes)
    leaky = judging(evidence, leaky=True)
    assert limits_section(leaky).notes[0].startswith("Leaky replay")
    assert "no step of training saw" not in build_pack(leaky).subtitle
    whole = evidence.result.test
    few = replace(whole, y_true=np.where(np.arange(len(whole)) == 0, 1, 0).astype(np.int8))
    assert not any("nan" in note for note in limits_section(judging(evidence, test=few)).notes)
    folded = judging(evidence, test=replace(whole, fold=np.zeros(len(whole), np.int8)))
    notes = " ".join(limits_section(folded).notes)
    assert "one model a fold" in notes and "One training" not in notes
    assert n_learned(folded.result) == len(whole) and n_learned(evidence.result) == evidence.result.rows["train"]


def judging(evidence, **changes):
    """The evidence with another result."""
    return replace(evidence, subject=replace(evidence.subject, result=replace(evidence.result, **changes)))


@pytest.mark.parametrize(
    ("approved", "side"),
    [
        ((150, 150), "at least four fifths."),
        ((100, 95), "at least four fifths, though less is within chance."),
        ((100, 78), "below four fifths, but within chance."),
        ((100, 30), "below four fifths."),
    ],
)
def test_what_the_decision_page_says_of_a_ratio_is_said_whole(approved, side):
    rows = by_pd(two_groups((200, 200), approved))
    at = at_cut_off(rows, count_approved(rows, grid(rows)), 0.5, label="A", about="rows", money=Economics(), best=0.5)
    assert _fairness_sentence(at.fairness[0]).endswith(f"first, {side}") and side in impact_tile(at).sentence


def test_a_book_that_is_gone_leaves_sentences_and_the_rest(made):
    workspace, run, challenger = made
    path = book_path(workspace, workspace.store.book(run.book))
    away = path.rename(path.with_suffix(".away"))
    try:
        pack = build_pack(gather(workspace, ReportSpec(run=run.id, challenger=challenger.id)))
        html = pack_html(pack)
    finally:
        away.rename(path)
    said = {section.key: section.sentence for section in pack.sections}
    for key in ("data", "explanation", "fairness"):
        assert "its file is gone" in said[key], key
    assert said["ranking"].startswith("Gini") and pack.steps and "Traceback" not in html


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seed": 7}, "was judged on others"),
        ({"test_share": 0.4}, "was judged on others"),
        ({"book": "another"}, "judged on another one"),
    ],
)
def test_what_cannot_be_compared_is_said(made, change, says):
    workspace, run, challenger = made
    store = workspace.store
    other = store.add_run(challenger.specification.model_copy(update=change), name="other", status="reserved")
    store.claim(other.id, other.attempt, "test")
    store.end(other.id, other.attempt, "finished", summary=challenger.figures)
    with pytest.raises(SpecificationError, match=says):
        check(workspace, ReportSpec(run=run.id, challenger=other.id))


def test_an_unfinished_run_has_no_pack(made):
    workspace, run, _ = made
    waiting = workspace.store.add_run(run.specification, name="waiting")
    with pytest.raises(SpecificationError, match="is queued"):
        check(workspace, ReportSpec(run=waiting.id))
    with pytest.raises(SpecificationError, match="named twice"):
        check(workspace, ReportSpec(run=run.id, challenger=run.id))


def test_the_sheet_holds_the_parts_side_by_side_as_the_model_scores_them(made, written):
    from sklearn.metrics import roc_auc_score

    from creditviz.runs.books import book_frame, get_book, get_schema
    from creditviz.runs.reading.fitted import load_fitted

    workspace, run, _ = made
    figures, html = written
    frame, result = book_frame(workspace, get_book(workspace, run.book)), load_run_result(workspace, run.id)
    judged = np.concatenate([result.validation.row_id, result.test.row_id])
    rest = frame.drop(index=judged)
    y = rest[get_schema(workspace, run.specification.schema_hash).target].to_numpy()
    found = figures["sections"]["sheet"]
    assert found["training"]["rows"] == len(rest) == result.rows["train"] and found["training"]["bad"] == y.sum()
    pd_of = load_fitted(workspace, run.id).pd(rest.reset_index(drop=True))
    assert found["training"]["gini"] == pytest.approx(2 * roc_auc_score(y, pd_of) - 1)
    assert found["test"]["gini"] == pytest.approx(result_gini(result))
    assert sum(part["rows"] for part in found.values()) == len(frame)
    assert f"python -m creditviz rerun {run.id}" in html and "bad is 1, good is 0" in html


def result_gini(result):
    return 2 * auc(result.test.y_true, result.test.pd(result.calibration)) - 1


def test_inputs_grades_and_the_plan_stand_in_the_pack(made):
    workspace, run, challenger = made
    evidence = gather(workspace, ReportSpec(run=run.id, challenger=challenger.id))
    sections = {section.key: section for section in build_pack(evidence).sections}
    (inputs,) = sections["inputs"].tables
    read = evidence.schema.for_model(use_protected=False)
    assert len(inputs.rows) == len(read.numeric) + len(read.categorical) + len(read.sequences) + len(read.recipes)
    natures = {row[0]: row[2] for row in inputs.rows}
    assert natures[evidence.schema.label(read.sequences[0].name)] == "history"
    grades = next(table for table in sections["calibration"].tables if table.caption.startswith("Grades on test rows"))
    counts = [int(row[1].replace(",", "")) for row in grades.rows]
    assert sum(counts[:-1]) == counts[-1] == len(evidence.result.test)
    plan = {row[0]: row for row in sections["monitoring"].tables[0].rows}
    low = 2 * auc_interval(evidence.result.test.y_true, evidence.result.test.y_score).low - 1
    assert plan["Ranking"][3] == f"under {low:.2f}"
    keys = list(sections)
    assert keys[:2] == ["question", "sheet"] and sections["weak"].tables, "what a reviewer asks first stands first"


def test_a_book_with_a_date_shows_its_test_rows_over_time(made):
    from types import SimpleNamespace

    from creditviz.reporting.committee.pack.sections.watch import periods_table

    result = load_run_result(made[0], made[1].id)
    n = int(result.test.row_id.max()) + 1
    days = pd.Series(pd.date_range("2023-01-01", periods=n, freq="h").strftime("%Y-%m-%d"))
    dated = SimpleNamespace(date="day", reading=lambda name: "")
    (table,) = periods_table(SimpleNamespace(schema=dated, frame=pd.DataFrame({"day": days}), result=result))
    assert sum(int(row[1].replace(",", "")) for row in table.rows) == len(result.test)
    assert [row[0] for row in table.rows] == sorted(row[0] for row in table.rows) and table.rows[0][0] == "2023-01"
    undated = SimpleNamespace(schema=SimpleNamespace(date=None), result=result)
    assert periods_table(undated) == ()
