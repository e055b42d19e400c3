"""Pages begin behind the login where one is set up, and are open where none is."""

import json
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from creditviz.runs.shelves.people import recognise_by, system_account
from creditviz.ui.access import login


def seen(script=None):
    from creditviz.ui.access.login import let_in

    let_in()
    import streamlit as st

    st.markdown("the page")


@pytest.fixture
def visit(monkeypatch, tmp_path):
    """`visit(user, roles)`: what a session sees whose `st.user` has these fields."""

    def visited(user, roles=None):
        monkeypatch.delenv("CREDITVIZ_ROLES", raising=False)
        if roles is not None:
            (tmp_path / "roles.json").write_text(json.dumps(roles))
            monkeypatch.setenv("CREDITVIZ_ROLES", str(tmp_path / "roles.json"))
        fake = SimpleNamespace(to_dict=lambda: user, **user)
        monkeypatch.setattr(login.st, "user", fake)
        page = AppTest.from_function(seen).run()
        assert not page.exception
        return [m.value for m in page.main.markdown], [b.label for b in page.button]

    yield visited
    recognise_by(system_account)


ANA = {"is_logged_in": True, "email": "ana@bank.example"}


def test_without_a_login_the_page_is_open(visit):
    assert visit({}) == (["the page"], [])


def test_who_is_not_logged_in_sees_a_button_and_nothing_else(visit):
    told, buttons = visit({"is_logged_in": False})
    assert "seen by its members" in told[0] and len(told) == 1 and buttons == ["Log in"]


def test_a_login_opens_the_page_and_can_be_left(visit):
    assert visit(ANA) == (["the page"], ["Log out"])


def test_where_there_are_roles_only_members_see_the_page(visit):
    assert visit(ANA, {"ana@bank.example": "viewer"}) == (["the page"], ["Log out"])
    told, buttons = visit(ANA, {"bo@bank.example": "viewer"})
    assert "has no role" in told[0] and buttons == ["Log out"]


def test_roles_without_a_login_and_roles_that_cannot_be_read_let_nobody_in(visit):
    assert "no login is" in visit({}, {"ana@bank.example": "viewer"})[0][0]
    assert "nobody is let in" in visit(ANA, {"ana@bank.example": "admin"})[0][0]
