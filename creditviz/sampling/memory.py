"""Whether what a method is about to learn fits into this machine: refused before it begins, not ended by the system."""

from __future__ import annotations

from creditviz.exceptions import DataError

SHARE = 0.75  # of the machine's memory that one fit may ask for: the app and the book are there too


def memory_limit() -> int:
    """Bytes that one fit may take here: a share of the machine's memory, or the limit that this process was given."""
    import psutil

    limit = int(SHARE * psutil.virtual_memory().total)
    try:
        import resource
    except ImportError:  # Windows gives a process no such limit
        return limit
    own = resource.getrlimit(resource.RLIMIT_AS)[0]
    return limit if own == resource.RLIM_INFINITY else min(limit, own)


def check_memory(needed: int, label: str, n_columns: int, remedy: str) -> None:
    """Raise `DataError` where a fit would need more memory than this machine can give.

    Parameters
    ----------
    needed : bytes, about.
    label : the method, on screen.
    n_columns : columns that it would learn from.
    remedy : what to do, as a sentence.
    """
    limit = memory_limit()
    if needed > limit:
        raise DataError(
            f"a method learns in the memory of this machine, however {label} would need about {needed / 2**30:.1f} GB "
            f"for {n_columns:,} columns and may take {limit / 2**30:.1f} GB. {remedy}"
        )
