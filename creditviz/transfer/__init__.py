"""Models that carry an old product's outcomes to a new product. Adding one is one file and one line."""

from creditviz.registry import Registry
from creditviz.transfer.entry import TransferEntry

TRANSFER_MODELS: Registry[TransferEntry] = Registry(
    "transfer method",
    {
        "fdat": "creditviz.transfer.fdat_entries:FDAT",
        "fnn": "creditviz.transfer.fdat_entries:FNN",
        "fs1": "creditviz.transfer.fdat_entries:FS1",
        "fs2": "creditviz.transfer.fdat_entries:FS2",
        "fda": "creditviz.transfer.fdat_entries:FDA",
        "subspace-alignment": "creditviz.transfer.subspace:ENTRY",
        "importance-weighting": "creditviz.transfer.importance:ENTRY",
        "averaged-scales": "creditviz.transfer.mixtures.averaged:ENTRY",
        "source-only": "creditviz.transfer.source_only:ENTRY",
        "source-only-xgboost": "creditviz.transfer.source_only:TREES",
        "few-labels": "creditviz.transfer.mixtures.few_labels:ENTRY",
        "target": "creditviz.transfer.target_only:ENTRY",
        "target-xgboost": "creditviz.transfer.target_only:TREES",
        "target-logistic-regression": "creditviz.transfer.target_only:FEW",
    },
)
