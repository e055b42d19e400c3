"""How fast samplers prepare, learn and draw on the Taiwan book, the floor of the products beside it.

    python -m benchmarks.generator_speed [--samplers actgan cgan ...] [--steps 500]

Preparation is everything before the first step (for a generator with an autoencoder its training is counted apart);
the seconds a step are measured over --steps steps and multiplied to 10,000. Drawing is 60,000 rows with decoding, best
of three. CPU seconds are of this process: where they are below the seconds, other programs had the processors.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.cells import load
from creditviz.data.splitting import split_rows
from creditviz.progress import EpochReport
from creditviz.sampling import SAMPLERS

N_DRAWN = 60_000


class Clock:
    """When each report came, in seconds and in CPU seconds."""

    def __init__(self) -> None:
        self.began = time.perf_counter(), time.process_time()
        self.marks: list[tuple[str, int, int, float, float]] = []

    def __call__(self, report: EpochReport) -> None:
        """Note a report."""
        wall, cpu = time.perf_counter() - self.began[0], time.process_time() - self.began[1]
        self.marks.append((report.stage, report.stage_number, int(report.log.get("step", 0)), wall, cpu))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    generators = [key for key in SAMPLERS if SAMPLERS[key].generator]
    parser.add_argument("--samplers", nargs="+", default=generators)
    parser.add_argument("--steps", type=int, default=500)
    chosen = parser.parse_args()
    sample, schema = load("taiwan")
    split = split_rows(sample.frame, schema, np.arange(len(sample.y)), sample.y, validation_share=0.01)[0]
    train = sample.rows(split.train)
    frame = train.frame[list(schema.features(use_protected=True))]
    print(f"{len(frame):,} training rows x {frame.shape[1]}, {int(train.y.sum()):,} bad\n")
    print("| sampler | before the first step, s | ms a step | 10,000 steps, s | drawn rows a second |")
    print("|---|--:|--:|--:|--:|")
    for key in chosen.samplers:
        print(row(key, frame, train.y, schema, chosen.steps), flush=True)


def row(key: str, frame, y, schema, steps: int) -> str:
    """One line of the table."""
    entry = SAMPLERS[key]
    known = entry.load()().get_params()
    settings = {"n_steps": steps} if "n_steps" in known else {}
    sampler = entry.load()(schema=schema, random_state=0, device="cpu", **settings)
    clock = Clock()
    sampler.fit(frame, y, on_epoch=clock)
    total = time.perf_counter() - clock.began[0]
    drawn = min(_seconds(lambda: sampler.sample(N_DRAWN, label=1)) for _ in range(3))
    if not settings:
        return f"| {entry.label} | | | {total:.0f} in all | {N_DRAWN / drawn:,.0f} |"
    last = [m for m in clock.marks if m[1] == clock.marks[-1][1]]
    (_, _, first_step, first_wall, _), (_, _, last_step, last_wall, _) = last[0], last[-1]
    pace = (last_wall - first_wall) / max(1, last_step - first_step)
    before = first_wall - pace * first_step
    return f"| {entry.label} | {before:.1f} | {1000 * pace:.1f} | {10_000 * pace:.0f} | {N_DRAWN / drawn:,.0f} |"


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
