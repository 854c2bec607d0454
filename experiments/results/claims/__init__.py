"""What may be said of the records: a small vocabulary of claims, computed from records alone, without torch.

`VOCABULARY` holds every claim by the name that a page uses, `UNITS` the unit of its value, `RESTS_ON` the figures
behind a truth value, `INTERVALS` how sure a figure is.
"""

from plainspoken.experiments.results.claims import baselines as chance
from plainspoken.experiments.results.claims import (
    best_of_many,
    comparison,
    costs,
    curves,
    labels,
    learning,
    many_runs,
    outcomes,
    seeds,
)
from plainspoken.experiments.results.claims import correlations as columns
from plainspoken.experiments.results.claims import per_class as classes
from plainspoken.experiments.results.claims import single_run as measures
from plainspoken.experiments.results.claims.claim_table import INTERVALS, RESTS_ON, UNITS, VOCABULARY

__all__ = [
    "INTERVALS",
    "RESTS_ON",
    "UNITS",
    "VOCABULARY",
    "best_of_many",
    "chance",
    "classes",
    "columns",
    "comparison",
    "costs",
    "curves",
    "labels",
    "learning",
    "many_runs",
    "measures",
    "outcomes",
    "seeds",
]  # fmt: skip
