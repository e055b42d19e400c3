"""Cards and verdicts of the Balancing studio."""

from creditviz.reporting.balancing.fidelity import (
    column_fidelity_card,
    rules_card,
    rules_table,
    telling_card,
    two_sample_card,
)
from creditviz.reporting.balancing.neighbours import neighbour_rows
from creditviz.reporting.balancing.privacy import closest_record_card, nearer_share_card, neighbour_ratio_card
from creditviz.reporting.balancing.rows import (
    association_card,
    clicked_row,
    comparison_card,
    comparison_grid_card,
    months_card,
    row_map_card,
)
from creditviz.reporting.balancing.training import live_card
from creditviz.reporting.balancing.utility import (
    gain_card,
    order_card,
    rate_card,
    study_table,
    trained_on_synthetic_card,
)
from creditviz.reporting.balancing.verdict import verdicts
from creditviz.reporting.method_names import classifier_name, metric_name, sampler_name

__all__ = [
    "association_card",
    "classifier_name",
    "clicked_row",
    "closest_record_card",
    "column_fidelity_card",
    "comparison_card",
    "comparison_grid_card",
    "gain_card",
    "live_card",
    "metric_name",
    "months_card",
    "nearer_share_card",
    "neighbour_ratio_card",
    "neighbour_rows",
    "order_card",
    "rate_card",
    "row_map_card",
    "rules_card",
    "rules_table",
    "sampler_name",
    "study_table",
    "telling_card",
    "trained_on_synthetic_card",
    "two_sample_card",
    "verdicts",
]
