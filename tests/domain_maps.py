"""A small domain map as a run makes it, without working it out."""

import numpy as np

from creditviz.results import DomainLayer, DomainMap


def layer(key, told, n=60, **more):
    random = np.random.default_rng(len(key))
    values = {"by_domain": random.uniform(-0.1, 0.5, n), "by_outcome": np.where(np.arange(n) < 55, 0.1, np.nan)}
    known = {"domain_auc": told, "wasserstein": told, "mmd": told, "xy": random.normal(size=(n, 2)), **values}
    return DomainLayer(key, 7, **{**known, **more})


def domain_map(before=0.97, after=0.61, missing=(), *, layers=None):
    """Thirty rows of each product; the last five have no known outcome."""
    every = layers or (
        layer("raw", 0.99),
        layer("fnn-features", before),
        layer("fdat-features", after),
        layer("subspace-alignment", 0.7),
        layer("fnn-last", before),
        layer("fdat-last", after),
    )
    outcome = np.r_[np.tile([0, 1], 27), 0, np.full(5, -1)].astype(np.int8)
    return DomainMap(
        is_target=np.repeat([False, True], 30),
        outcome=outcome,
        row_id=np.arange(60),
        layers=tuple(every),
        available={"source": 30, "target": 200},
        missing=missing,
    )
