"""Who acts, and what a role may do: the person who is logged in, else the account of this machine."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from creditviz.exceptions import DataError, SpecificationError
from creditviz.small_files import parse_json, read_text

R = TypeVar("R")
Role = Literal["viewer", "analyst", "approver"]
ROLES: tuple[Role, ...] = ("viewer", "analyst", "approver")  # each may do what those before it may
NEEDS: dict[str, Role] = {"downloaded": "viewer", "sign-off": "approver"}  # deed -> role; every other is an analyst's


@dataclass(frozen=True)
class Person:
    """Somebody who acts.

    Parameters
    ----------
    name : as a login or the system gives it.
    verified : whether a login vouches for the name.
    role : what may be done where there are roles; None for somebody who is in none.
    """

    name: str
    verified: bool = False
    role: Role | None = None


def system_account() -> Person:
    """The account that runs this process: no login vouches for it."""
    try:
        return Person(f"account {getpass.getuser()}")
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        return Person("account without a name")


_ask: Callable[[], Person] = system_account
_acting: ContextVar[Person | None] = ContextVar("acting", default=None)


def recognise_by(ask: Callable[[], Person]) -> None:
    """Have `whoever` ask this from now on: the pages know the login."""
    global _ask
    _ask = ask


def whoever() -> Person:
    """Who acts now."""
    return _acting.get() or _ask()


def as_now(work: Callable[[], R]) -> Callable[[], R]:
    """`work` for another thread and a later moment (a download), done by whoever acts now."""
    who = whoever()

    def done() -> R:
        token = _acting.set(who)
        try:
            return work()
        finally:
            _acting.reset(token)

    return done


def roles() -> dict[str, Role]:
    """Name of a login -> role, from the JSON file that CREDITVIZ_ROLES names; empty where there are no roles.

    Raises
    ------
    DataError
        The file cannot be read, or names another role.
    """
    place = os.environ.get("CREDITVIZ_ROLES", "")
    if not place:
        return {}
    found = parse_json(read_text(Path(place), "CREDITVIZ_ROLES"))
    if not isinstance(found, dict) or not found or not all(role in ROLES for role in found.values()):
        raise DataError(
            f"CREDITVIZ_ROLES names a JSON file of logins, each with one of {', '.join(ROLES)}, however {place} is "
            "none. Mend the file: until then nobody is let in."
        )
    return {name.casefold(): role for name, role in found.items()}


def role_of(name: str) -> Role | None:
    """The role of a login; None where it has none."""
    return roles().get(name.casefold())


def permit(deed: str) -> Person:
    """Who acts now; raises `SpecificationError` where a login's role does not allow the deed.

    Workers and the command line act for the account of the machine, which owns the workspace: no role limits it.
    """
    who = whoever()
    if who.verified and roles():
        needed = NEEDS.get(deed, "analyst")
        if who.role is None or ROLES.index(who.role) < ROLES.index(needed):
            raise SpecificationError(
                f"this takes the role of {needed}, however {who.name} has "
                f"{f'that of {who.role}' if who.role else 'none'}. Ask somebody who has it."
            )
    return who
