import numpy as np
import pytest

from creditviz.evaluation.cutting.cutoff import count_approved, grid
from creditviz.evaluation.cutting.fairness import fairness_at
from creditviz.evaluation.cutting.points import master_scale, same_ranking
from creditviz.evaluation.cutting.swap import swap_set
from creditviz.reporting.decision.cutoff import at_cut_off, decision_tiles, impact_card, profit_card, trade_off_card
from creditviz.reporting.decision.fairness import group_calibration_card, mistakes_card, ratio_card
from creditviz.reporting.decision.points import grades_card, ranking_tiles
from creditviz.reporting.decision.swap import profit_gap_words, swap_card, swap_numbers
from creditviz.reporting.decision.words import calibration_warning, cut_off_sentence, kept_value
from creditviz.results import Applicants, Economics, Segmentation
from creditviz.runs.shelves.rows import Decision
from tests.evaluation.cutting.decisions import by_pd, some_applicants

MONEY = Economics(margin=0.1, lgd=0.5, amount=100.0)


def stand(rows, cut_off=0.2, money=MONEY, **more):
    curves = count_approved(rows, grid(rows))
    return at_cut_off(rows, curves, cut_off, label="m", about="rows", money=money, best=0.15, **more)


def constant(n=60):
    group = Segmentation("Sex", ("1", "2"), np.arange(n) % 2)
    return Applicants(np.full(n, 0.3), (np.arange(n) < 12).astype(np.int8), np.arange(n), None, (group,))


@pytest.fixture
def rows():
    return by_pd(some_applicants(900))


def test_tiles_say_what_the_rows_say(rows):
    approved, bad, _, capacity, impact = decision_tiles(stand(rows, capacity=0.5))
    among = rows.pd < 0.2
    assert approved.sentence.startswith(f"{among.sum():,} of 900")
    assert bad.sentence.startswith(f"{rows.y[among].sum():,} go bad")
    assert capacity.verdict == "warning" and "more are approved than can be handled" in capacity.sentence
    rates = [(among & (rows.groups[0].index == g)).sum() / (rows.groups[0].index == g).sum() for g in (0, 1)]
    assert impact.figure == f"{min(rates) / max(rates):.2f}"


def test_a_cut_off_outside_the_scores_is_said(rows):
    above, below = stand(rows, 5.0), stand(rows, -1.0)
    assert "everybody is approved" in decision_tiles(above)[0].sentence
    assert "nobody is approved" in decision_tiles(below)[0].sentence
    assert decision_tiles(below)[1].figure == "none"
    assert trade_off_card(below).finding == "Nobody is approved at this cut-off"
    assert "there is no ratio" in impact_card(below, 0).finding


def test_constant_scores_are_said_and_drawn():
    at = stand(constant())
    assert "the same PD" in trade_off_card(at).finding and trade_off_card(at).figure is not None
    assert profit_card(at).figure is not None and impact_card(at, 0).figure is not None


def test_margins_of_zero_are_said(rows):
    nothing = stand(rows, money=Economics(margin=0.0, lgd=0.0, cost=0.0))
    assert "earns the same" in profit_card(nothing).finding
    assert "approve nobody" in profit_card(stand(rows, money=Economics(margin=0.0, lgd=0.5))).finding


def test_the_numbers_of_a_card_are_those_drawn(rows):
    card = trade_off_card(stand(rows))
    assert np.array_equal(card.figure.data[0].y, card.numbers["approval_rate"])
    assert len(card.to_csv().splitlines()) == 1 + len(card.numbers["cut_off"])


def test_groups_of_three_rows_leave_the_cards_standing():
    rows = by_pd(some_applicants(300))
    group = Segmentation("g", ("a", "b"), (np.arange(300) < 3).astype(int))
    found = fairness_at(count_approved(Applicants(rows.pd, rows.y, rows.row_id, None, (group,)), np.array([0.2])), 0)[0]
    assert "none can be compared" in ratio_card(found, 0.2, "rows").finding
    assert "cannot be compared" in mistakes_card(found, "rows").finding
    assert group_calibration_card(found, "rows").figure is not None  # the large group is judged


def test_right_pds_hold_in_groups_and_doubled_ones_do_not():
    rows = some_applicants(4000)
    doubled = Applicants(np.clip(2 * rows.pd, 0, 1), rows.y, rows.row_id, None, rows.groups)
    right, wrong = (fairness_at(count_approved(r, np.array([0.3])), 0)[0] for r in (rows, doubled))
    assert (
        "In all 2 groups the mean PD lies inside the interval of the bad rate"
        in group_calibration_card(right, "rows").finding
    )
    assert "miss in 2 of 2 groups" in group_calibration_card(wrong, "rows").finding
    assert "too high" in group_calibration_card(wrong, "rows").finding


def test_swaps_are_said_in_counts(rows):
    same = swap_set(rows, rows, (0.2, 0.2), MONEY)
    assert "nothing is swapped" in swap_card(same, ("a", "b"), "rows").finding
    wider = swap_set(rows, rows, (0.2, 0.3), MONEY)
    assert f"{((rows.pd >= 0.2) & (rows.pd < 0.3)).sum():,} accounts are newly approved" in (
        swap_card(wider, ("a", "b"), "rows").finding
    )
    assert sum(swap_numbers(wider)["n"]) == 900 and "per 1,000 applicants" in profit_gap_words(wider)


def test_points_of_constant_scores_are_said():
    rows = constant()
    scale = master_scale(rows, (0.1, 0.2))
    tiles = ranking_tiles(same_ranking(rows), scale)
    assert tiles[0].figure == "no ranking" and "tell nobody apart" in grades_card(scale, "rows").finding


def test_a_kept_cut_off_reads_as_a_sentence(rows):
    at = stand(rows)
    value = kept_value(at.now, at.money, at.profit.value, column="", calibration="model")
    said = cut_off_sentence([Decision("r", "cut-off", value, "Ana", "The board asked for it.", 0.0)])
    assert said.startswith("Cut-off 20% PD, kept by Ana on") and said.count("..") == 0 and "of 900 test rows" in said
    assert cut_off_sentence([]) == ""


def test_a_cut_off_of_other_pds_is_warned_of():
    kept = [Decision("r", "cut-off", {"pd": 0.2, "calibration": "model"}, "Ana", "The board.", 0.0)]
    assert "calibration model; the run now uses platt" in calibration_warning(kept, "platt")
    assert calibration_warning(kept, "model") == calibration_warning([], "platt") == ""
