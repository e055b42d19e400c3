"""A run is a JSON specification: same specification, same machine kind, CPU: same result.

Names and notes of a run are not in here: they may change, a specification may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from creditviz.exceptions import DataError, SpecificationError
from creditviz.small_files import parse_json

Protocol = Literal["holdout", "kfold", "out-of-time", "given"]
Ratio = Annotated[float, Field(gt=0.0, le=10.0)]  # bad / good after sampling
Rate = Annotated[float, Field(gt=0.0, le=100.0)]
Share = Annotated[float, Field(gt=0.0, lt=1.0)]
Gap = Annotated[int, Field(ge=0, le=60)] | None  # None: the outcome window of the schema


class Specification(BaseModel):
    """Common to every kind of run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    device: str = "auto"  # "auto", "cpu" or "cuda:N"

    def to_json(self) -> str:
        """The specification as JSON text."""
        return self.model_dump_json()


class TrainingSpec(Specification):
    """Split, encode, sample, fit, calibrate, score.

    `parameters` holds the resolved settings of the model (preset + changes); `ratio` is bad/good after
    sampling; `resample="before-split"` replays the leaky order of the papers and marks the result.
    """

    kind: Literal["training"] = "training"
    book: str  # content hash
    schema_hash: str
    model: str
    preset: str = "default"
    parameters: dict[str, Any] = Field(default_factory=dict)
    encoding: Literal["one-hot", "codes", "plain", "raw"] = "one-hot"
    sampler: str = "none"
    sampler_preset: str = "default"
    sampler_parameters: dict[str, Any] = Field(default_factory=dict)
    ratio: Ratio = 0.4
    rate: Rate | None = None  # synthetic rows per real training defaulter; given, `ratio` is not read
    balancing: str = ""  # id of a finished balancing run whose stored rows are used instead of `sampler`
    excluded: tuple[int, ...] = ()  # numbers of its synthetic rows that the analyst left out
    resample: Literal["after-split", "before-split"] = "after-split"
    protocol: Protocol = "holdout"
    test_share: Share = 0.3
    validation_share: Share = 0.2  # of the training rows
    gap_months: Gap = None  # of "out-of-time": months before the first test row that are in no part
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    use_protected: bool = False
    sealed: bool = False  # figures of validation rows only, until the seal is broken with a reason


class ExplanationSpec(Specification):
    """Attention and Shapley values of a finished run, on a sample of its test rows."""

    kind: Literal["explanation"] = "explanation"
    run: str  # id of the training run
    n_rows: Annotated[int, Field(ge=50, le=20_000)] = 1000
    n_background: Annotated[int, Field(ge=10, le=500)] = 50  # real rows that scores are compared with
    reference: Literal["portfolio", "approved"] = "portfolio"  # all test rows, or those under the cut-off


class StabilitySpec(Specification):
    """The training rows of a finished run against its test rows, or against another book."""

    kind: Literal["stability"] = "stability"
    run: str  # id of the training run
    other: str = ""  # content hash of the book to compare with; empty takes the run's own test rows


class ScoringSpec(Specification):
    """A file of applicants or accounts through the model of a finished run."""

    kind: Literal["scoring"] = "scoring"
    run: str  # id of a training run or a transfer
    file: str  # content hash of the file as it was kept, or of a book
    file_name: str  # on screen
    previous: str = ""  # its column with an earlier PD or earlier points; empty: no early alerts
    reasons: Annotated[int, Field(ge=0, le=4)] = 0  # columns with reasons beside declined rows


class ReportSpec(Specification):
    """The committee pack of a finished run: everything that is known of it in one file."""

    kind: Literal["report"] = "report"
    run: str  # id of a training run or a transfer
    challenger: str = ""  # id of a run that was judged on the same test rows; empty: none


class BalancingSpec(Specification):
    """Learn a sampler on training rows, make synthetic defaulters, look hard at them.

    The split is that of a training run with the same book, protocol, shares and seed, so that a model may
    be trained on these rows and judged on rows that the sampler never saw.
    """

    kind: Literal["balancing"] = "balancing"
    book: str
    schema_hash: str
    sampler: str
    sampler_preset: str = "default"
    sampler_parameters: dict[str, Any] = Field(default_factory=dict)
    ratio: Ratio = 0.4
    rate: Rate | None = None
    protocol: Literal["holdout", "out-of-time", "given"] = "holdout"
    test_share: Share = 0.3
    validation_share: Share = 0.2
    gap_months: Gap = None  # of "out-of-time": months before the first test row that are in no part
    repeats: Annotated[int, Field(ge=0, le=20)] = 3  # seeds of the utility study; 0 leaves it out


class SamplerStudySpec(Specification):
    """Samplers, orders, rates and classifiers against each other over several seeds."""

    kind: Literal["sampler-study"] = "sampler-study"
    book: str
    schema_hash: str
    samplers: tuple[str, ...]
    sampler_parameters: dict[str, dict[str, Any]] = Field(default_factory=dict)  # by sampler
    ratio: Ratio = 0.4
    rates: tuple[Rate, ...] = ()  # given, `ratio` is not read
    orders: tuple[Literal["after-split", "before-split"], ...] = ("after-split",)
    classifiers: tuple[str, ...] = ("logistic-regression", "decision-tree", "k-nearest-neighbours", "svm")
    repeats: Annotated[int, Field(ge=1, le=20)] = 5
    thin_to: Share | None = None  # defaulters are thinned to this bad rate before anything else
    precision: Share | None = None  # q of R@P_q; None takes min(.95, 3 x bad rate)
    protocol: Literal["holdout", "out-of-time", "given"] = "holdout"
    test_share: Share = 0.3
    validation_share: Share = 0.2
    gap_months: Gap = None  # of "out-of-time": months before the first test row that are in no part
    use_protected: bool = False


class SearchSpec(Specification):
    """Settings of one model tried in turn; trials are judged on validation rows only.

    The split is that of a training run with the same book, protocol, shares and seed, so that the best settings
    may then be trained and judged on test rows that no trial saw.
    """

    kind: Literal["search"] = "search"
    book: str
    schema_hash: str
    model: str
    preset: str = "default"
    parameters: dict[str, Any] = Field(default_factory=dict)  # settings that stay as they are in every trial
    searched: tuple[str, ...] = ()  # names of the settings that vary; empty takes those with a usual range
    method: Literal["grid", "random", "tpe"] = "tpe"
    n_trials: Annotated[int, Field(ge=1, le=1000)] = 30  # at most; a grid ends when all its points are tried
    metric: Literal["auc", "log_loss"] = "auc"
    sampler: str = "none"
    sampler_preset: str = "default"
    sampler_parameters: dict[str, Any] = Field(default_factory=dict)
    ratio: Ratio = 0.4
    rate: Rate | None = None
    protocol: Literal["holdout", "out-of-time", "given"] = "holdout"
    test_share: Share = 0.3
    validation_share: Share = 0.2
    gap_months: Gap = None  # of "out-of-time": months before the first test row that are in no part
    use_protected: bool = False

    def training(self, found: Mapping[str, Any] | None = None) -> TrainingSpec:
        """The training run that a search serves, with the settings that it found."""
        shared = (set(TrainingSpec.model_fields) & set(SearchSpec.model_fields)) - {"kind", "parameters"}
        values = {name: getattr(self, name) for name in shared}
        return TrainingSpec(**values, parameters={**self.parameters, **(found or {})})


class Arm(BaseModel):
    """One model of a benchmark with its settings; one line of the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    preset: str = "default"
    parameters: dict[str, Any] = Field(default_factory=dict)
    label: str = ""  # on screen; empty takes the model's own
    sampler: str = ""  # a pipeline of its own, e.g. "actgan"; empty takes every sampler of the grid
    search: Literal["", "grid", "random", "tpe"] = ""  # tune on validation rows before every fit
    n_trials: Annotated[int, Field(ge=1, le=1000)] = 30


class BenchmarkBook(BaseModel):
    """One book of a benchmark."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    book: str  # content hash
    schema_hash: str
    name: str  # on screen
    rows: Annotated[int, Field(ge=100)] | None = None  # a random part of so many rows
    thin_to: Share | None = None  # defaulters are thinned to this bad rate before anything else
    published: str = ""  # the book of the published table whose numbers stand beside, as printed


class BenchmarkSpec(Specification):
    """Books x protocols x samplers x orders x models x seeds."""

    kind: Literal["benchmark"] = "benchmark"
    books: tuple[BenchmarkBook, ...]
    arms: tuple[Arm, ...]
    protocols: tuple[Protocol, ...] = ("holdout",)
    samplers: tuple[str, ...] = ("none",)
    sampler_parameters: dict[str, dict[str, Any]] = Field(default_factory=dict)  # by sampler
    ratio: Ratio = 0.4
    orders: tuple[Literal["after-split", "before-split"], ...] = ("after-split",)
    repeats: Annotated[int, Field(ge=1, le=50)] = 1  # seeds: `seed`, `seed` + 1, ...
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    test_share: Share = 0.3
    validation_share: Share = 0.2
    gap_months: Gap = None  # of "out-of-time": months before the first test row that are in no part
    use_protected: bool = False
    published: str = ""  # key of a published table that stands beside it
    metrics: tuple[str, ...] = ()  # that the table opens with, the first in full; empty takes the usual ones

    @property
    def book(self) -> str | None:
        """The book of a benchmark that has only one; a run is listed under it."""
        return self.books[0].book if len(self.books) == 1 else None


class TransferSpec(Specification):
    """An old product with outcomes (the source) brought to a new one (the target): methods side by side.

    All methods read the same pairs and the same rows. Target outcomes are read by methods that say so, and to
    judge on the target's test rows.
    """

    kind: Literal["transfer"] = "transfer"
    book: str  # the new product
    schema_hash: str
    source: str  # the old product
    source_schema: str
    methods: tuple[str, ...] = ("fdat", "source-only", "source-only-xgboost", "target")
    parameters: dict[str, dict[str, Any]] = Field(default_factory=dict)  # by method
    pairing: Literal["by-meaning", "guess", "by-name", "given", "proposed"] = (
        "by-meaning"  # "guess": by meaning, the rest by shape; "proposed": by shape alone, as older versions did
    )
    pairs: dict[str, str] = Field(default_factory=dict)  # target column -> source column; kept by all ways but by-name
    units: Literal["own", "proposed"] = "own"  # of pairs that `unit_of` does not name; older versions knew "own" alone
    unit_of: dict[str, Literal["own", "common", "ranks"]] = Field(default_factory=dict)  # by target column
    test_share: Share = 0.2  # of the target rows
    target_labels: Annotated[int, Field(ge=0)] | None = None  # known outcomes of target training rows; None: all
    adapt_to_unknown: bool = False  # rows of the target that lack an outcome are adapted to; else they are left out
    use_protected: bool = False
    search: Annotated[int, Field(ge=0, le=200)] = 0  # settings tried by every method that has ranges; 0: the preset
    choose_on: Literal["source", "target"] = (
        "source"  # where a try is judged; "target" reads outcomes of its training rows
    )


class TransferStudySpec(Specification):
    """A question about a transfer that takes many fits.

    "target-labels": every method of `transfer` against models trained on 0, 50, 200, ... known outcomes of the new
    product. "vote-weight": AUC of FDAT against the network's weight in its vote, on simulated books.
    """

    kind: Literal["transfer-study"] = "transfer-study"
    study: Literal["target-labels", "vote-weight"] = "target-labels"
    transfer: TransferSpec | None = None  # books, pairs, methods of "target-labels"
    labels: tuple[Annotated[int, Field(ge=0)], ...] = (0, 50, 100, 200, 500, 1000)
    source_rows: tuple[Annotated[int, Field(ge=500, le=1_000_000)], ...] = (1000, 10_000, 50_000)  # of "vote-weight"
    shift: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5  # of the simulated books
    parameters: dict[str, Any] = Field(default_factory=dict)  # of FDAT in "vote-weight"
    repeats: Annotated[int, Field(ge=1, le=20)] = 3  # seeds: `seed`, `seed` + 1, ...

    @property
    def book(self) -> str | None:
        """The new product; a study of simulated books has none."""
        return self.transfer.book if self.transfer is not None else None

    @property
    def source(self) -> str | None:
        """The old product."""
        return self.transfer.source if self.transfer is not None else None


class DomainMapSpec(Specification):
    """The two products of a finished transfer, drawn in the layers of its methods; and what moves their PDs."""

    kind: Literal["domain-map"] = "domain-map"
    run: str  # id of the transfer run
    n_rows: Annotated[int, Field(ge=30, le=5000)] = 5000  # of each product
    n_explained: Annotated[int, Field(ge=0, le=1000)] = 300  # test rows with Shapley values; 0 leaves them out


SPECIFICATIONS: dict[str, type[Specification]] = {
    "training": TrainingSpec,
    "explanation": ExplanationSpec,
    "stability": StabilitySpec,
    "scoring": ScoringSpec,
    "report": ReportSpec,
    "balancing": BalancingSpec,
    "sampler-study": SamplerStudySpec,
    "search": SearchSpec,
    "benchmark": BenchmarkSpec,
    "transfer": TransferSpec,
    "transfer-study": TransferStudySpec,
    "domain-map": DomainMapSpec,
}


def make_specification(kind: type[BaseModel], **values: Any) -> Any:
    """Build a specification or a part of one; what is illegal becomes one sentence (`SpecificationError`)."""
    try:
        return kind(**values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or kind.__name__
        raise SpecificationError(
            f"{where} of the specification: {first['msg']}, however: {first.get('input')!r}. Correct it."
        ) from error


def read_specification(text: str) -> Any:
    """The specification behind JSON text; raises `SpecificationError` if it is none."""
    try:
        kind = SPECIFICATIONS[parse_json(text)["kind"]]
        return kind.model_validate_json(text)
    except (ValidationError, DataError, ValueError, KeyError, TypeError) as error:
        raise SpecificationError(
            f"a specification is the JSON that creditviz writes, however this cannot be read ({error}). "
            "Take the specification of a finished run as a pattern."
        ) from error
