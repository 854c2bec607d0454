"""Multi-label runs: micro against macro averages, single labels, and what tuned thresholds bring."""

from __future__ import annotations

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.single_run import SplitName, metric_at
from plainspoken.experiments.results.record import LabelMetrics, MultiLabelDetail, RunRecord

LARGE_GAP = 0.2
"""A micro average this far above the macro one is carried by few labels. Source: this project."""

MOSTLY = 0.8
"""A label said for so many samples, and hardly another beside it, is all that is said. Source: this project."""


def _detail(run: RunRecord, split: str) -> MultiLabelDetail:
    detail = run.detail.get(split)
    if not isinstance(detail, MultiLabelDetail):
        raise InputError(f"{run.study}/{run.run} has no labels of its own on {split}", remedy="name a multi-label run")
    return detail


def _label(run: RunRecord, label: str, split: str) -> LabelMetrics:
    known = _detail(run, split).per_label
    if label not in known:
        raise InputError(f"{run.study}/{run.run} has no label {label!r}", remedy=f"its labels are {', '.join(known)}")
    return known[label]


@claim("fraction")
def micro_macro_gap(run: RunRecord, split: SplitName = "test") -> float:
    """Micro F1 minus macro F1."""
    return metric_at(run, "micro_f1", split).value - metric_at(run, "macro_f1", split).value


@claim("truth", rests_on=("micro_macro_gap",))
def few_labels_carry(run: RunRecord, split: SplitName = "test") -> bool:
    """`micro_macro_gap` is above 0.2: common labels carry the micro average."""
    return micro_macro_gap(run, split) > LARGE_GAP


@claim("fraction")
def label_f1(run: RunRecord, label: str, split: SplitName = "test") -> float:
    """F1 of one label.

    Raises:
        InputError: the run has no such label.
    """
    return _label(run, label, split).f1


@claim("class")
def weakest_label(run: RunRecord, split: SplitName = "test") -> str:
    """The label with the lowest F1; the first that ties."""
    detail = _detail(run, split)
    return min(detail.labels, key=lambda label: detail.per_label[label].f1)


@claim("class")
def strongest_label(run: RunRecord, split: SplitName = "test") -> str:
    """The label with the highest F1; the first that ties."""
    detail = _detail(run, split)
    return max(detail.labels, key=lambda label: detail.per_label[label].f1)


@claim("truth")
def says_mostly_one_label(run: RunRecord, split: SplitName = "test") -> bool:
    """One label makes up at least 80 % of all that the model says."""
    said = [each.predicted for each in _detail(run, split).per_label.values()]
    return sum(said) > 0 and max(said) >= MOSTLY * sum(said)


@claim("fraction")
def together_share(run: RunRecord, label: str, other: str, split: SplitName = "test") -> float:
    """The share of the samples with a label that have another one as well.

    Raises:
        InputError: the run has no such label, or no sample has it.
    """
    detail = _detail(run, split)
    for name in (label, other):
        _label(run, name, split)
    row = detail.together[detail.labels.index(label)]
    if not row[detail.labels.index(label)]:
        raise InputError(f"no {split} sample has the label {label!r}", remedy="name a label that is there")
    return row[detail.labels.index(other)] / row[detail.labels.index(label)]


@claim("truth")
def thresholds_help(run: RunRecord, measure: str = "macro_f1") -> bool:
    """With thresholds that were tuned on the validation split, the figure on the test split is higher than at .5.

    Raises:
        InputError: the run's thresholds were not tuned.
    """
    return metric_at(run, measure).value > metric_at(run, f"fixed_{measure}").value
