# ruff: noqa: E501 - a fault stands on one line
"""Falsehoods planted in a small talk of another study: three imported classifiers of leaves, one of them with a history.

Invented by somebody who wrote none of the checks, after what people say of their results. Each is put below the first
paragraph of a page, and has to be found at one of its own lines.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

CONFIG = """\
[talk]
title = "Which leaf is it?"

[imports."leaves/forest"]
files = ["forest.json"]
title = "Random forest"

[imports."leaves/boost"]
files = ["boost.json"]
title = "Boosted trees"

[imports."leaves/net"]
files = ["net.json", "net.csv"]
title = "Small net"

[results]
forest = "leaves/forest"
boost = "leaves/boost"
net = "leaves/net"

[lint]
ignore = ["PS106", "PS2"]
"""

METRICS = {
    "forest": {"test": {"accuracy": 0.8925, "f1": 0.871, "precision": 0.884, "recall": 0.866, "loss": 0.41, "n": 400}},
    "boost": {"test": {"accuracy": 0.83, "f1": 0.812, "precision": 0.82, "recall": 0.809, "loss": 0.55, "n": 400}},
    "net": {"test": {"accuracy": 0.885, "f1": 0.869, "precision": 0.873, "recall": 0.867, "loss": 0.39, "n": 400},
            "valid": {"accuracy": 0.91, "n": 400}, "train": {"accuracy": 0.99, "n": 1600}},
}  # fmt: skip
HISTORY = """\
epoch,train_loss,train_accuracy,valid_loss,valid_accuracy,dur
1,1.20,0.60,0.90,0.71,4.0
2,0.60,0.82,0.52,0.84,4.1
3,0.30,0.93,0.38,0.90,4.0
4,0.18,0.97,0.36,0.91,4.2
5,0.08,0.99,0.44,0.90,4.1
"""

PAGE = """\
## The forest is right on {{ forest.final.test.accuracy | percent }}

> **{{ forest.final.test.accuracy | percent }}** of the leaves

A random forest asks many small trees, and takes the vote.

{% outcome compare(forest, boost) %}
{% when better %}
The random forest does better than the boosted trees.
{% when worse %}
The random forest does worse than the boosted trees.
{% when unclear %}
On {{ forest.final.test.n }} leaves, the two are too close to call.
{% endoutcome %}

## The net peaks in epoch {{ net.best_epoch }}

![](figure:leaves/net/curves)

The net reads the picture itself. In epoch {{ net.best_epoch }} of {{ net.epochs }} it validates best.

{% claim overfits(net) %}
In the end training is far ahead of validation: it overfits.
{% else %}
Training stays close to validation.
{% endclaim %}
"""

FOREST, NET = "A random forest asks", "The net reads the picture"


@dataclass(frozen=True)
class LeafPlant:
    """A fault: its kind, the words below which it is put, its text, and which of its lines it stands in."""

    kind: str
    below: str
    text: str

    def planted(self) -> tuple[str, range]:
        """The page with the fault, and the lines (from 1) that are the fault's."""
        lines = PAGE.split("\n")
        at = next(index for index, line in enumerate(lines) if line.startswith(self.below)) + 1
        block = self.text.split("\n")
        return "\n".join([*lines[:at], "", *block, "", *lines[at:]]), range(at + 2, at + 2 + len(block))


def _of(kind: str, below: str, *texts: str) -> list[LeafPlant]:
    return [LeafPlant(kind, below, text) for text in texts]


PLANTS: list[LeafPlant] = [
    *_of("typed", FOREST,
        "The forest gets 89.3 per cent of the leaves.",
        "Roughly nine tenths of the leaves come out right.",
        "It misses one leaf in twelve.",
        "Accuracy sits at .89 on the test.",
        "The forest scored 357/400.",
        "The error fell to 10,7 %.",
        "Accuracy ≈ 0.89 on the leaves.",
        "- F1: eighty-seven",
        "> 4 out of 5 leaves",
        "| model | right |\n| --- | --- |\n| forest | .89 |",
        "{% set hits = 357 %}\nOf the leaves, {{ hits }} were right.",
        "It gets {{ 89 }} percent of them.",
        "Some three hundred and fifty leaves come out right.",
        "A good forest[^1] it is.\n\n[^1]: It is right on 89 % of them.",
        "It takes upwards of 40 trees.",
        "Nine times out of ten it names the leaf.",
        '![](figure:leaves/net/curves "It ends at 0.44")',
        "```diagram trees\n# How it votes.\na = Leaf [input]\nb = Class, 89 % [output]\na -> b\n```",
    ),
    *_of("bound to another", FOREST,
        "The random forest is right on {{ boost.final.test.accuracy | percent }} of the leaves.",
        "Its precision on the test is {{ forest.final.test.recall | percent }}.",
        "The F1 of the forest is {{ forest.final.test.accuracy | percent }}.",
        "| model | accuracy |\n| --- | --- |\n| Random forest | {{ boost.final.test.accuracy | percent }} |",
        "The boosted trees get {{ net.final.test.accuracy | percent }} right.",
        "The forest is wrong on {{ forest.final.test.accuracy | percent }} of the leaves.",
        "Its error rate is {{ forest.final.test.accuracy | percent }}.",
        "The loss of the forest is {{ forest.final.test.accuracy | percent }}.",
    ),
    *_of("bound to another", NET,
        "On the test the net gets {{ net.final.valid.accuracy | percent }} right.",
        "In training the net reaches {{ net.final.test.accuracy | percent }}.",
        "On the test it is right on {{ net.final.train.accuracy | percent }}.",
        "The net peaks in epoch {{ net.epochs }}.",
        "It was trained for {{ net.best_epoch }} epochs.",
    ),
    *_of("unit", FOREST,
        "It saw {{ forest.final.test.n | percent }} of the leaves.",
        "That is {{ (acc(forest) - acc(boost)) | points }} percent ahead of the boosted trees.",
        "It has a loss of {{ forest.final.test.loss | percent }}.",
        "It gets {{ acc(forest) | percent }} points.",
    ),
    *_of("unit", NET, "It took {{ net.seconds | minutes }} hours.", "An epoch took {{ net.best_epoch | seconds }}."),
    *_of("digits", FOREST,
        "It is right on {{ acc(forest) | percent(3) }} of the leaves.",
        "It is right on {{ ((acc(forest) * 100) | int) }} percent of the leaves.",
        "So {{ (1 - acc(boost)) | percent }} go wrong.",
    ),
    *_of("no claim", FOREST,
        "The random forest edges out the boosted trees.",
        "The forest tops the table.",
        "The boosted trees are no match for the forest.",
        "The forest leaves the boosted trees far behind.",
        "Nothing we tried does better.",
        "The forest is the clear winner.",
        "The boosted trees come second.",
        "It hardly ever errs.",
        "Every leaf is named correctly.",
        "That is a dramatic improvement over the boosted trees.",
        "The difference between the two is real.",
        "The gap cannot be chance.",
        "It will hold on any leaf.",
        "- second to none",
        "> The forest comes out on top",
        "![The boosted trees trail the forest](figure:leaves/net/curves)",
        "Because it averages many trees, the forest is right more often.",
        "Since it averages many trees, the forest does well.",
        "The forest needs half the time of the boosted trees.",
        "With its votes, the forest is the safer choice by a wide margin.",
    ),
    *_of("no claim", NET,
        "The net learns its training leaves by rote.",
        "The net is every bit as good as the forest.",
        "The net converges faster than the boosted trees.",
        "Thanks to its convolutions the net sees the veins.",
    ),
    *_of("words against the claim", FOREST,
        "{% claim better(forest, boost) %}\nThe boosted trees come out ahead of the forest.\n{% else %}\nThat stays open.\n{% endclaim %}",
        "{% outcome compare(forest, boost) %}\n{% when better %}\nThe forest loses to the boosted trees.\n{% when worse %}\nThe forest loses to the boosted trees, as we see.\n{% when unclear %}\nThat stays open.\n{% endoutcome %}",
        "{% outcome compare(forest, boost) %}\n{% when better %}\nThe forest does better.\n{% when worse %}\nThe forest does worse.\n{% when unclear %}\nThe forest wins narrowly.\n{% endoutcome %}",
        "{% claim forest is measured %}\nThe forest beats the boosted trees.\n{% endclaim %}",
        "{% claim forest.final.test.n > boost.final.test.loss %}\nThe forest is more accurate than the boosted trees.\n{% else %}\nThat stays open.\n{% endclaim %}",
        "{% if acc(forest) > acc(boost) %}\nThe forest is ahead of the boosted trees.\n{% endif %}",
    ),
    *_of("words against the claim", NET,
        "{% claim overfits(net) %}\nThe net does not overfit.\n{% else %}\nThe net overfits.\n{% endclaim %}",
        "{% claim early_convergence(net) or not early_convergence(net) %}\nIt settles.\n{% endclaim %}",
        "{% claim better(forest, boost) %}\nThe net does better than the boosted trees.\n{% else %}\nThat stays open.\n{% endclaim %}",
    ),
]  # fmt: skip


def start(folder: Path) -> Path:
    """Write the talk without a fault into a folder, and give that of its results."""
    from tomllib import loads

    from plainspoken.base.progress import Silence
    from plainspoken.experiments.importers.import_runs import bring_runs
    from plainspoken.experiments.importers.import_settings import ImportSettings

    (folder / "pages").mkdir(parents=True)
    (folder / "talk.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "pages" / "1.md.j2").write_text(PAGE, encoding="utf-8")
    for name, metrics in METRICS.items():
        (folder / f"{name}.json").write_text(json.dumps(metrics), encoding="utf-8")
    (folder / "net.csv").write_text(HISTORY, encoding="utf-8")
    imports = {name: ImportSettings.model_validate(each) for name, each in loads(CONFIG)["imports"].items()}
    results = folder / "build" / "results"
    bring_runs(imports, folder=folder, results=results, figures=folder / "build" / "figures", progress=Silence())
    return results
