"""A scorecard as a table, as text for a spreadsheet and as one page to print."""

from __future__ import annotations

import csv
import io
from html import escape

from creditviz.data.files.export import harmless_cell
from creditviz.reporting.words import percent
from creditviz.results import Scorecard

HEAD = ("column", "attribute", "accounts", "bad rate", "WoE", "points", "against neutral")


def card_rows(card: Scorecard) -> tuple[tuple[str, ...], ...]:
    """One line a bin that has training accounts: column (once), attribute, accounts, bad rate, WoE, points."""
    rows = []
    for column in card.columns:
        name = column.name
        for own in column.attributes:
            if own.n:
                lost = round(own.points) - round(column.neutral)
                rate = percent(own.bad_rate)
                cells = (name, own.name, f"{own.n:,}", rate, f"{own.woe:.2f}", f"{own.points:.0f}", f"{lost:+d}")
                rows.append(cells)
                name = ""
    return tuple(rows)


def card_sentence(card: Scorecard) -> str:
    """How the points are read, with the scale's numbers."""
    if not card.columns:
        return f"The card has no column: every account has {card.rest:.0f} points."
    return (
        f"Start at 0 and add the points of each of the {len(card.columns)} columns. {card.base_points:g} points stand "
        f"for {card.base_odds:g} good accounts per bad one, {card.pdo:g} more double that; the mean account has "
        f"{card.neutral:.0f}. A value that training never saw has the points of evidence 0."
    )


def card_csv(card: Scorecard) -> str:
    """The card for a spreadsheet, points with all their digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("column", "feature", "attribute", "accounts", "bad", "woe", "weight", "points", "neutral"))
    for column in card.columns:
        for own in column.attributes:
            named = [harmless_cell(cell) for cell in (column.name, column.feature, own.name)]
            writer.writerow([*named, own.n, own.n_bad, own.woe, column.weight, own.points, column.neutral])
    return text.getvalue()


def card_page(card: Scorecard, title: str) -> str:
    """One HTML page that prints; it asks nothing from any network."""
    head = "".join(f"<th>{escape(name)}</th>" for name in HEAD)
    body = "".join(
        f"<tr{' class=first' if row[0] else ''}>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in card_rows(card)
    )
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<p>{escape(card_sentence(card))}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></html>"
    )


_STYLE = (
    "body{font:13px/1.4 'Source Sans 3','Source Sans',sans-serif;color:#1c2430;margin:24px auto;max-width:820px}"
    "h1{font-size:20px}table{border-collapse:collapse;width:100%}th,td{padding:2px 8px;text-align:right}"
    "th:nth-child(-n+2),td:nth-child(-n+2){text-align:left}th{border-bottom:2px solid #1f4e79;color:#5b6470}"
    "tr.first td{border-top:1px solid #e3e6ea;padding-top:6px}tr.first td:first-child{font-weight:600}"
    "tr{break-inside:avoid}"
)
