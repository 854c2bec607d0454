"""What may be said of the records: a small vocabulary of claims, computed from records alone, without torch.

`VOCABULARY` holds every claim by the name that a page uses, `UNITS` the unit of its value.
"""

from experiments.claims import chance, classes, columns, comparison, learning, measures, seeds
from experiments.claims.vocabulary import UNITS, VOCABULARY

__all__ = ["UNITS", "VOCABULARY", "chance", "classes", "columns", "comparison", "learning", "measures", "seeds"]
