"""The pack: made in the background, read and presented in the page, taken away as HTML and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from creditviz.reporting.committee.record import changes_since, in_one_breath, signed_since
from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.shelves.people import as_now
from creditviz.specification import ReportSpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.committee.choice import Question
from creditviz.ui.downloads import file_stem
from creditviz.ui.mistakes import show_sentence
from creditviz.ui.runs.progress import show_until_done
from creditviz.ui.shell import line
from creditviz.ui.words import ago, literal

READ, PRESENT = "Read", "Present"
HEIGHTS = {READ: 900, PRESENT: 720}
NO_BROWSER = (
    "A PDF is printed by an installed Chromium or Chrome, and none was found: open the HTML in any browser and print "
    "it there."
)


def show_pack(question: Question) -> None:
    """The button, the work, the pack; one sentence where there is none yet."""
    working = [run for run in question.reports if run.open]
    pack = question.pack
    changed = _changed(question, pack)
    with st.container(horizontal=True, vertical_alignment="center"):
        press(
            st.button,
            "Make the pack again" if pack else "Make the pack",
            make,
            question,
            type="secondary" if pack and not changed else "primary",
            icon=":material/description:",
            disabled=bool(working),
            key="committee_make",
        )
        if pack is not None:
            _downloads(question, pack)
    if working:
        show_until_done(question.workspace, working)
    elif question.reports and question.reports[0].status != "finished":
        show_sentence(question.reports[0].error or "The pack was stopped.")
    if pack is None:
        line("There is no pack of this run yet. Making one takes some seconds; it opens here, and in any browser.")
        return
    _age(question, pack, changed)
    _show(question.workspace, pack)


def make(question: Question) -> Run:
    """Queue a pack."""
    from creditviz.reporting.committee.pack.evidence import check

    spec = make_specification(ReportSpec, run=question.run.id, challenger=question.challenger)
    check(question.workspace, spec)
    return jobs.submit(question.workspace, spec, name=f"Pack of {question.name}")


def _changed(question: Question, pack: Run | None) -> tuple[str, ...]:
    return (
        changes_since(question.workspace, question.run.id, _begun(pack), challenger=question.challenger) if pack else ()
    )


def _begun(pack: Run) -> float:
    return pack.started or pack.created


def _age(question: Question, pack: Run, changed: Sequence[str]) -> None:
    """When the pack was made, and what it does not know."""
    size, seconds = pack.figures["bytes"] / 1e6, pack.figures["pack_seconds"]
    line(f"Made {ago(pack.ended or pack.created)} in {seconds:.0f} s · {size:.1f} MB · SHA-256 {_hash(pack)[:16]}")
    if changed:
        what = in_one_breath(changed)
        verb = "has" if len(changed) == 1 and what not in ("the project facts",) else "have"
        st.markdown(
            f":material/error: **The pack on screen is older: {literal(what)} {verb} changed since.** Make it again."
        )
    elif signed_since(question.workspace, question.run.id, _begun(pack)):
        line("Signed since it was made: make it again for a pack that prints the decision.")


def _hash(pack: Run) -> str:
    return str(pack.figures.get("sha256", ""))


def _show(workspace: Workspace, pack: Run) -> None:
    """The file itself, to be read or presented."""
    from creditviz.reporting.committee.pack.run import pack_path

    address = _address(pack_path(workspace, pack.id))
    with st.container(horizontal=True, vertical_alignment="center"):
        way = st.segmented_control(
            "View",
            [READ, PRESENT],
            default=READ,
            required=True,
            key="committee_view",
            label_visibility="collapsed",
            help="Present shows one question a screen, in large type. Click into it; arrow keys turn the screens.",
        )
        st.link_button(
            "Present in a tab of its own",
            f"{address}#present",
            icon=":material/slideshow:",
            help="The same file over the whole window: F11 fills the screen, arrow keys turn, Esc leaves. The "
            "downloaded HTML does the same without this app and without a network.",
        )
    shown = f"{address}?presenter#present" if way == PRESENT else address  # another address, so that it is read anew
    with st.container(border=True):
        st.iframe(shown, height=HEIGHTS[way or READ], alt="The committee pack.")


def _address(path: Path) -> str:
    """Where the browser finds the file while this session shows it: inline it would have no address of its own."""
    from streamlit import runtime

    return runtime.get_instance().media_file_mgr.add(str(path), "text/html; charset=utf-8", "committee-pack")


def _downloads(question: Question, pack: Run) -> None:
    from creditviz.reporting.committee.pack.pdf import find_chromium
    from creditviz.reporting.committee.pack.run import pack_path

    path, stem = pack_path(question.workspace, pack.id), f"{file_stem(question.name)}-pack"
    st.download_button(
        "HTML",
        data=as_now(lambda: _taken_out(question, pack, path)),
        file_name=f"{stem}.html",
        mime="text/html",
        key="committee_html",
        icon=":material/download:",
        on_click="ignore",
        help="One file that opens in any browser without a network, presenter mode and live cut-off included.",
    )
    if find_chromium() is None:
        line(NO_BROWSER)
        return
    st.download_button(
        "PDF",
        data=as_now(lambda: _taken_out(question, pack, _printed(path))),
        file_name=f"{stem}.pdf",
        mime="application/pdf",
        key="committee_pdf",
        icon=":material/download:",
        on_click="ignore",
        help="The same pack on A4, printed when it is asked for: that takes some seconds.",
    )


def _taken_out(question: Question, pack: Run, path: Path) -> bytes:
    question.workspace.store.note("downloaded", pack.id, what=f"pack as {path.suffix[1:].upper()}")
    return path.read_bytes()


def _printed(pack: Path) -> Path:
    """The pack as PDF; printed once and kept beside it."""
    from creditviz.reporting.committee.pack.pdf import write_pdf

    kept = pack.with_suffix(".pdf")
    if not kept.exists():
        write_pdf(pack, kept)
    return kept
