"""What can go wrong by a user's hand. Our own mistakes are `assert`; these are sentences.

Every message says the rule, what came, and what to do; a page shows it as it is and the command
line prints it and exits with 2.
"""


class CreditVizError(Exception):
    """A mistake that one sentence can explain: the base of all errors below.

    Parameters
    ----------
    typed : what to type at the command line, added there alone: a page speaks of no command.
    """

    def __init__(self, sentence: str = "", *, typed: str = "") -> None:
        super().__init__(sentence)
        self.typed = typed


class SchemaError(CreditVizError):
    """The schema and the table do not fit together."""


class DataError(CreditVizError):
    """A file or a table cannot be used as it is."""


class SpecificationError(CreditVizError):
    """A run was asked for in a way that cannot be carried out."""


class RunCancelled(CreditVizError):
    """The user stopped the run; what it had reached is kept."""


class StoreError(CreditVizError):
    """The store of the workspace is locked, away, full or gone; what was kept before stays."""
