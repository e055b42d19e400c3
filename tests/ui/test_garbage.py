"""Memory is tidied once, a moment after it was asked for."""

import gc
import threading
import weakref

from creditviz.ui import garbage


class Circle:
    def __init__(self):
        self.own = self


def test_circles_go_a_moment_later_and_one_collection_serves_all_who_ask(monkeypatch):
    collected, done = [], threading.Event()

    def collect():
        collected.append(gc_collect())
        done.set()

    gc_collect = gc.collect
    monkeypatch.setattr(garbage, "_waiting", None)
    monkeypatch.setattr(garbage.gc, "collect", collect)
    circle = weakref.ref(Circle())
    for _ in range(5):
        garbage.collect_soon(0.2)
    assert garbage._waiting.daemon, "a closed app would wait for it"
    assert done.wait(10)
    garbage._waiting.join(10)
    assert circle() is None and len(collected) == 1
    garbage.collect_soon(0.01)
    garbage._waiting.join(10)
    assert len(collected) == 2
