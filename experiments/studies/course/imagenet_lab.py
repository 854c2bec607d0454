"""Lab 14: ImageNet as facts with sources, and a loader tried on a tiny tree of the same shape. No torch by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult

BATCHES = (32, 128)
"""Pictures of a batch, as the course notes have them for VGG and for AlexNet."""

SHOWN = 4
"""Validation pictures whose way to a class the record spells out."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Set down the facts, or write and read a tree."""
    from tempfile import TemporaryDirectory

    if run.model == "facts":
        return _facts()
    context.store.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=context.store) as folder:
        from pathlib import Path

        return _tree(run, Path(folder))


def _facts() -> WorkResult:
    """The facts as they were read, and what follows from them."""
    from torchvision.models import ResNet18_Weights

    from plainspoken.experiments.studies.course.imagenet_facts import FACTS, NOTED_PER_SYNSET, count_dogs
    from plainspoken.experiments.tasks.analysis import analyse

    names = list(ResNet18_Weights.IMAGENET1K_V1.meta["categories"])
    tame, wild = count_dogs(names)
    read = {name: fact.value for name, fact in FACTS.items()}
    return analyse(
        DataCard(name="ImageNet, as told", kind="real", origin="its paper, its development kit, torchvision's list",
                 licence="facts"),
        {
            **{name: (value, "count") for name, value in read.items()},
            "names": (len(set(names)), "count"),
            "dogs": (tame, "count"),
            "wild_dogs": (wild, "count"),
            "per_synset": (round(read["images"] / read["synsets"]), "count"),
            "noted_per_synset": (NOTED_PER_SYNSET, "count"),
            **{f"steps_{batch}": (-(-read["train"] // batch), "count") for batch in BATCHES},
            "train_each": (round(read["train"] / read["classes"]), "count"),
            "valid_by_class": (read["valid_each"] * read["classes"], "count"),
            "test_by_class": (read["test_each"] * read["classes"], "count"),
        },
        extra={"sources": {name: fact.source for name, fact in FACTS.items()}},
    )  # fmt: skip


def _tree(run: RunPlan, root: Path) -> WorkResult:
    """How many validation pictures get the right class by the kit, and by taking its number for the class."""
    from plainspoken.experiments.studies.course.imagenet_tree import PICTURES, TRUTH, read_tree, write_tree
    from plainspoken.experiments.tasks.analysis import analyse

    told = {name: int(run.options[name]) for name in ("train", "valid", "test")}
    truth = write_tree(root, **told, seed=run.seed)
    tree = read_tree(root)
    right = [tree.wnids[sample.target] == truth[sample.path.name] for sample in tree.valid]
    numbers = [int(line) for line in (root / TRUTH).read_text(encoding="utf-8").split()]
    taken = [tree.wnids[number - 1] == truth[s.path.name] for number, s in zip(numbers, tree.valid, strict=True)]
    rows: dict[int, dict[str, Any]] = {}
    for number, sample in zip(numbers, tree.valid, strict=True):
        wnid = tree.wnids[sample.target]
        rows.setdefault(number, {"number": number, "wnid": wnid, "words": tree.words[wnid].split(",")[0],
                                 "class": sample.target})  # fmt: skip
    return analyse(
        DataCard(name="a tiny tree of ImageNet's shape", kind="drawn", origin="our own: squares of one color",
                 licence="none needed", total=len(tree.train) + len(tree.valid) + len(tree.test)),
        {
            "classes": (len(tree.wnids), "count"),
            "train": (len(tree.train), "count"),
            "labels": (len(tree.valid), "count"),
            "test": (len(tree.test), "count"),
            "right_by_kit": (sum(right), "count", "higher"),
            "right_by_number": (sum(taken), "count", "higher"),
            "as_by_folders": (_same_as_torchvision(root / PICTURES / "train", tree.train), "count", "higher"),
        },
        extra={
            "mapping": [rows[number] for number in sorted(rows)][:SHOWN],
            "first": {"file": tree.valid[0].path.name, **rows[numbers[0]]},
        },
    )  # fmt: skip


def _same_as_torchvision(folder: Path, samples: list[Any]) -> int:
    """Training pictures to which torchvision's loader of folders gives the same class."""
    from torchvision.datasets import ImageFolder

    theirs = dict(ImageFolder(str(folder)).samples)
    return sum(theirs.get(str(sample.path)) == sample.target for sample in samples)


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Pictures of a class in the challenge, beside what the notes say and what a synset has on average."""
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels

    facts = next((record.scores["all"] for record in records if record.run == "facts"), None)
    if facts is None:
        return {}
    names = {"noted_per_synset": "Our notes: 1,000 and more", "per_synset": "All of ImageNet, mean",
             "fewest": "Challenge, fewest", "train_each": "Challenge, mean", "most": "Challenge, most"}  # fmt: skip
    return {
        "classes": lambda: draw_panels(
            writer, "classes", list(names.values()),
            [BarPanel("Pictures of a class", [facts[name].value for name in names], lambda v: f"{v:,.0f}")],
            title="Pictures of a class", foot="Russakovsky et al. 2015; development kit of 2012; means are worked out",
        )
    }  # fmt: skip
