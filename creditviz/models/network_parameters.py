"""Legal ranges of the networks' settings, the printed ones, and tiny ones for tests."""

from creditviz.hyperparameters import Choice, Range
from creditviz.models.ranges import COMPUTE

NETWORK: dict[str, Range | Choice] = {
    "attention": Choice(("both", "none", "spatial", "temporal"), label="Attention", help="Which attention to keep."),
    "sam_output": Choice(("weighted", "map"), label="Spatial attention hands on", help="'map' is the paper's print."),
    "embed_codes": Choice((True, False), label="Codes as categories", help="Off: codes are read as numbers."),
    "head_static": Choice((True, False), label="Static columns also to the head", help="A short way to the score."),
    "head_summaries": Choice((True, False), label="Summaries to the head", help="Mean, extremes, steps of the months."),
    "head_bins": Range(0, 64, label="Bins per number at the head", help="Quantile bins let the head bend; 0 is off."),
    "token_width": Range(1, 128, label="Width of a static column", help="1 takes numbers as they are."),
    "n_channels": Range(1, 256, label="Channels of the first stage", help="Each further stage has twice as many."),
    "n_stages": Range(1, 6, label="Residual stages", help="Raising it makes the static branch deeper."),
    "code_width": Range(1, 64, label="Width of a monthly code", help="Numbers that stand for one status code."),
    "month_bins": Range(0, 64, label="Bins per monthly number", help="Quantile bins let the LSTM bend; 0 is off."),
    "d_hidden": Range(
        1, 1024, label="LSTM units per direction", help="Raising it lets it remember more.", log=True, usual=(16, 128)
    ),
    "d_attention": Range(
        1, 512, label="Width of temporal attention", help="Raising it lets months differ in more ways."
    ),
    "d_embedding": Range(
        1, 1024, label="Length of the feature vector", help="What a booster behind it receives.", log=True
    ),
    "input_dropout": Range(0.0, 0.9, label="Dropout of the months", help="Raising it hides parts of a month."),
    "dropout": Range(
        0.0, 0.9, label="Dropout in the branches", help="Raising it fights overfitting.", usual=(0.0, 0.5)
    ),
    "head_dropout": Range(
        0.0, 0.9, label="Dropout before the score", help="Raising it fights overfitting.", usual=(0.0, 0.5)
    ),
    "n_networks": Range(1, 20, label="Networks", help="Several networks are averaged: steadier, and slower."),
    "n_epochs": Range(1, 1000, label="Epochs at most", help="Early stopping usually ends sooner."),
    "batch_size": Range(2, 65_536, label="Batch size", help="Small batches are slow.", log=True),
    "learning_rate": Range(
        1e-6,
        0.1,
        label="Learning rate",
        help="Raising it learns faster, then not at all.",
        log=True,
        usual=(1e-4, 1e-2),
    ),
    "weight_decay": Range(0.0, 1.0, label="Weight decay", help="Raising it keeps weights small."),
    "schedule": Choice(("constant", "cosine", "linear"), label="Learning rate over time", help="How it falls."),
    "warm_up": Range(0, 10_000, label="Warm-up steps", help="Steps over which the learning rate rises."),
    "clip_norm": Range(0.0, 1000.0, label="Largest gradient", help="0 sets no bound."),
    "ema_decay": Range(
        0.0, 0.9999, label="Averaging of weights", help="Raising it averages over more steps; 0 is off."
    ),
    "label_smoothing": Range(0.0, 0.5, label="Label smoothing", help="Raising it makes scores less sure."),
    "patience": Range(1, 1000, label="Patience", help="Epochs without a better validation AUC before stopping."),
    **COMPUTE,
}
PRINTED = {
    "embed_codes": False,
    "head_static": False,
    "head_summaries": False,
    "head_bins": 0,
    "month_bins": 0,
    "input_dropout": 0.0,
    "token_width": 1,
    "n_channels": 16,
    "n_stages": 4,
    "d_hidden": 128,
    "d_embedding": 128,
    "dropout": 0.5,
    "head_dropout": 0.5,
    "n_networks": 1,
    "n_epochs": 100,
    "batch_size": 48,
    "learning_rate": 1e-4,
    "weight_decay": 0.0,
    "schedule": "constant",
    "warm_up": 0,
    "clip_norm": 0.0,
    "ema_decay": 0.0,
    "label_smoothing": 0.0,
    "patience": 15,
}
TINY = {
    "n_epochs": 6,
    "batch_size": 32,
    "learning_rate": 0.02,
    "d_hidden": 8,
    "d_attention": 8,
    "d_embedding": 8,
    "n_stages": 2,
    "n_channels": 4,
    "token_width": 4,
}
