"""Who acts: the person who is logged in, else the account of this machine that runs creditviz."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "analyst", "approver"]


@dataclass(frozen=True)
class Person:
    """Somebody who acts.

    Parameters
    ----------
    name : as a login or the system gives it.
    verified : whether a login vouches for the name.
    role : what may be done; everything where there are no roles.
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


def recognise_by(ask: Callable[[], Person]) -> None:
    """Have `whoever` ask this from now on: the pages know the login."""
    global _ask
    _ask = ask


def whoever() -> Person:
    """Who acts now."""
    return _ask()
