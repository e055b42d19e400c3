"""Drawing rows from a trained network: what every generator that is one shares."""

from __future__ import annotations

from typing import Any

import pandas as pd

from creditviz.sampling.generator import TableGenerator

CHUNK = 16_384  # rows drawn and decoded at once


class NetworkGenerator(TableGenerator):
    """A generator whose `_learn` leaves `_generator`, `_weights` by step, and `_written`, how rows are written."""

    def _draw(self, n, label, random, step):
        from creditviz.networks.devices import local_randomness

        number = self._number(label)
        self._generator.load_state_dict(self._weights[self.snapshots_[-1] if step is None else step], strict=False)
        device = next(self._generator.parameters()).device
        tables = []
        with local_randomness(int(random.integers(2**31 - 1)), device):
            for start in range(0, max(n, 1), CHUNK):
                drawn = self._generator.draw(min(CHUNK, n - start), number)
                tables.append(self._written.decode(drawn.cpu().numpy()))
        return pd.concat(tables, ignore_index=True)

    def _number(self, label: Any) -> int:
        """The number of a class; raises `SpecificationError` for one that cannot be drawn."""
        raise NotImplementedError
