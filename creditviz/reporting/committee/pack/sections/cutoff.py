"""Where is the line, who drew it and why, what does it earn, and is it fair."""

from __future__ import annotations

import math

from creditviz.exceptions import CreditVizError
from creditviz.reporting.card import Verdict
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.committee.pack.stand import Stand
from creditviz.reporting.committee.pack.words import interval_figures, plain, stop, tile_figures
from creditviz.reporting.decision.cutoff import (
    AtCutOff,
    against_four_fifths,
    decision_tiles,
    impact_tile,
    profit_card,
    trade_off_card,
)
from creditviz.reporting.decision.fairness import group_calibration_card, mistakes_card, ratio_card
from creditviz.reporting.decision.proxies import proxy_lines, proxy_words
from creditviz.reporting.decision.words import (
    amount_words,
    calibration_warning,
    cut_off_sentence,
    cut_off_words,
    ratio_words,
)
from creditviz.reporting.words import day, percent
from creditviz.results import Fairness, GroupFairness, Interval
from creditviz.results.decision.proxies import Proxies

NOBODY = "Nobody has chosen a cut-off for this run."
NONE_DECLARED = "No column of this book is marked as protected: fairness between groups is not judged."


def cut_off_section(evidence: Evidence) -> Section:
    """Where the line is, and what it costs."""
    stand = evidence.stand
    tiles = decision_tiles(stand.at)
    warning = calibration_warning(stand.kept, stand.rows.calibration)
    verdict: Verdict = "warning" if not stand.kept or warning else "good"
    return Section(
        "cut-off", "Cut-off", "Where do we cut, and what does it cost?", verdict, chosen_words(stand), tiles,
        (trade_off_card(stand.at), profit_card(stand.at)), _history(stand),
        tuple(filter(None, (warning, *stand.rows.complaints, "" if stand.kept else _usual(stand.at)))),
        shown=("trade-off", "profit"),
        figures=cut_off_figures(stand) | {"tiles": [tile_figures(tile) for tile in tiles]},
    )  # fmt: skip


def chosen_words(stand: Stand) -> str:
    """The cut-off, who chose it, when and why; a proposal is called one."""
    if stand.kept:
        return stop(cut_off_sentence(stand.kept))
    return (
        f"{NOBODY} Proposed: {cut_off_words(stand.at.cut_off)} PD, the KS point of validation rows; "
        f"{cut_off_words(stand.best)} earned most there."
    )


def _usual(at: AtCutOff) -> str:
    money = at.money
    return (
        f"Amounts are the usual ones, not this book's: margin {percent(money.margin)}, loss {percent(money.lgd)}, "
        f"{amount_words(money.amount)} an account."
    )


def cut_off_figures(stand: Stand) -> dict[str, object]:
    """What the cut-off does, by stable keys."""
    now, earned = stand.at.now, stand.at.profit
    newest = stand.kept[0] if stand.kept else None
    return {
        "pd": stand.at.cut_off,
        "chosen_by": newest.author if newest else None,
        "reason": newest.reason if newest else None,
        "at": newest.at if newest else None,
        "proposed": None if newest else stand.at.cut_off,
        "best_on_validation": stand.best,
        "approval_rate": plain(float(now.approval_rate[0])),
        "bad_rate": plain(float(now.bad_rate[0])),
        "profit_per_1000": interval_figures(earned),
    }


def _history(stand: Stand) -> tuple[Table, ...]:
    """Every choice that was kept, the newest first."""
    if not stand.kept:
        return ()
    rows = tuple(
        (
            cut_off_words(kept.value["pd"]),
            percent(kept.value["approval_rate"]),
            "none" if kept.value["bad_rate"] is None else percent(kept.value["bad_rate"]),
            kept.author,
            day(kept.at),
            kept.reason,
        )
        for kept in stand.kept
    )
    return (Table("Cut-offs on record, the newest first", ("cut-off", "approved", "bad", "by", "on", "reason"), rows),)


def fairness_section(evidence: Evidence) -> Section:
    """Whether groups are approved alike."""
    key, title, question = "fairness", "Fairness", "Is it fair between groups?"
    stand = evidence.stand
    found = stand.at.fairness
    if not found:
        why = " ".join(stand.rows.group_complaints) or NONE_DECLARED
        return Section(key, title, question, "none" if not stand.rows.group_complaints else "warning", why)
    first, proxies = min(found, key=_lowest), _proxies(evidence)
    cards = [*(ratio_card(one, stand.at.cut_off, stand.at.about) for one in sorted(found, key=_lowest))]
    cards[1:1] = [mistakes_card(first, stand.at.about)]
    cards.append(group_calibration_card(first, stand.at.about))
    return Section(
        key, title, question, impact_tile(stand.at).verdict, _fairness_sentence(first), cards=tuple(cards),
        tables=(*map(_groups, found), *_proxy_tables(proxies)), shown=("impact-ratio", "mistakes"),
        notes=(
            "A difference is a question, not yet unfairness: it may come from the accounts' other facts.",
            *map(proxy_words, proxies),
        ),
        figures={one.name: _fairness_figures(one) for one in found},
    )  # fmt: skip


def _proxy_tables(proxies: tuple[Proxies, ...]) -> tuple[Table, ...]:
    head = ("attribute", "input", "measure", "out of fold")
    return (Table("What inputs tell of protected attributes", head, tuple(proxy_lines(proxies))),) if proxies else ()


def _proxies(evidence: Evidence) -> tuple[Proxies, ...]:
    """() where the book is gone: the groups are missing then, too."""
    from creditviz.evaluation.cutting.proxies import protected_proxies

    try:
        return protected_proxies(evidence.frame, evidence.schema, check=evidence.check)
    except CreditVizError:
        return ()


def _lowest(found: Fairness) -> float:
    lowest = found.lowest
    ratio = lowest.impact_ratio.value if lowest is not None and lowest.impact_ratio is not None else math.nan
    return ratio if math.isfinite(ratio) else math.inf


def _fairness_sentence(first: Fairness) -> str:
    lowest = first.lowest
    if lowest is None or lowest.impact_ratio is None or not math.isfinite(lowest.impact_ratio.value):
        return "No two groups are large enough, or approved, to be compared at this cut-off."
    _, side = against_four_fifths(lowest.impact_ratio)
    return (
        f"Lowest impact ratio {ratio_words(lowest.impact_ratio)}: {first.name}, {lowest.label} against "
        f"{first.reference}, {side}."
    )


def _fairness_figures(found: Fairness) -> dict[str, object]:
    return {
        "reference": found.reference,
        "groups": {
            group.label: {
                "rows": group.n,
                "approval_rate": _interval(group.approval_rate),
                "impact_ratio": _interval(group.impact_ratio),
            }
            for group in found.groups
        },
    }


def _interval(found: Interval | None) -> list[float | None] | None:
    return None if found is None else interval_figures(found)


def _groups(found: Fairness) -> Table:
    """One line a group, as on the Decision page."""
    head = ("group", "accounts", "bad", "approved", "impact ratio", "bad declined", "good declined", "bad rate",
            "mean PD")  # fmt: skip
    return Table(found.name, head, tuple(_group_row(group, found.reference) for group in found.groups), numbers=True)


def _group_row(group: GroupFairness, reference: str) -> tuple[str, ...]:
    ratio = group.impact_ratio
    shares = (_share(part) for part in (group.caught, group.flagged, group.bad_rate))
    return (
        group.label + (" (reference)" if group.label == reference else ""),
        f"{group.n:,}",
        f"{group.n_bad:,}",
        _share(group.approval_rate),
        "" if ratio is None or not math.isfinite(ratio.value) else ratio_words(ratio),
        *shares,
        "" if group.mean_pd is None else f"{group.mean_pd:.1%}",
    )


def _share(found: Interval | None) -> str:
    return "" if found is None else f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%})"
