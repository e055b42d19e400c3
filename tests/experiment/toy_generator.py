"""A generator that learns at once and draws real rows again; it counts how often it learned."""

from creditviz.progress import EpochReport
from creditviz.registry import SamplerEntry
from creditviz.sampling.generator import TableGenerator


class ToyGenerator(TableGenerator):
    """Draws real rows of an outcome with replacement."""

    n_fits = 0

    def _learn(self, frame, labels, on_epoch, resume_from):
        type(self).n_fits += 1
        self._check_enough(labels, (1,), "The toy")
        self.rows_ = {label: frame[labels == label] for label in (0, 1)}
        self.snapshots_, self.history_ = (1,), [{"step": 1}]
        if on_epoch is not None:
            on_epoch(EpochReport("toy", 1, 1, {}))

    def _draw(self, n, label, random, step):
        pool = self.rows_[label]
        return pool.iloc[random.integers(0, len(pool), n)].reset_index(drop=True)


ENTRY = SamplerEntry(
    label="Toy", estimator="tests.experiment.toy_generator:ToyGenerator", about="For tests.", generator=True
)
