"""Memory is tidied a moment after a page was drawn, not after every run of a fragment as Streamlit would.

Figures and loaded results hold themselves in circles; until Python looks for circles, a book of 300,000 test rows keeps
twice its memory. Looking takes .2 s in which nothing is sent, too long for what runs every second.
"""

from __future__ import annotations

import gc
import threading

_one = threading.Lock()
_waiting: threading.Timer | None = None


def collect_soon(seconds: float = 10.0) -> None:
    """Collect garbage once, `seconds` from now; asked again meanwhile, nothing is added."""
    global _waiting
    with _one:
        if _waiting is not None and _waiting.is_alive():
            return
        _waiting = threading.Timer(seconds, gc.collect)
        _waiting.daemon = True
        _waiting.start()
