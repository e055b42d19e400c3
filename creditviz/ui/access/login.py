"""Who looks at a page: nobody is asked where no login is set up; where one is, the pages begin behind it."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from creditviz.exceptions import CreditVizError
from creditviz.runs.shelves.people import Person, recognise_by, role_of, roles, system_account
from creditviz.ui.words import literal

NOBODY = Person("nobody who is logged in", verified=True)


def login_is_set_up() -> bool:
    """Whether .streamlit/secrets.toml has an [auth] section: Streamlit then tells whether somebody is logged in."""
    return "is_logged_in" in st.user.to_dict()


def visitor() -> Person:
    """The person behind this session."""
    if get_script_run_ctx(suppress_warning=True) is None or not login_is_set_up():
        return system_account()  # no page's thread: what the app does by itself
    if not st.user.is_logged_in:
        return NOBODY
    about = st.user.to_dict()
    name = str(about.get("email") or about.get("preferred_username") or about.get("sub") or "")
    return Person(name, verified=True, role=role_of(name)) if name else NOBODY


def let_in() -> None:
    """Stop the page for those who may not see it, with the way in."""
    try:
        sentence, button = _kept_out()
    except CreditVizError as mistake:
        sentence, button = str(mistake), ""
    if not sentence:
        _show_visitor()
        return
    st.markdown(literal(sentence))
    if button:
        st.button(button, on_click=st.login if button == LOG_IN else st.logout, type="primary")
    st.stop()


LOG_IN, LOG_OUT = "Log in", "Log out"
NO_LOGIN = "Roles are set, however no login is: nobody can be recognised. See docs/access.md."


def _show_visitor() -> None:
    who = visitor()
    if who.verified:
        with st.sidebar:
            st.caption(f"{literal(who.name)} · {who.role or 'no roles are set'}")
            st.button(LOG_OUT, on_click=st.logout, type="tertiary", key="log_out")


def _kept_out() -> tuple[str, str]:
    """Why this session sees nothing, and the button that leads on; empty where it may."""
    if not login_is_set_up():
        return (NO_LOGIN if roles() else "", "")
    if not st.user.is_logged_in:
        return "This workspace is seen by its members.", LOG_IN
    if roles() and visitor().role is None:
        return f"{visitor().name} has no role in this workspace. Ask who runs it for one.", LOG_OUT
    return "", ""


recognise_by(visitor)
