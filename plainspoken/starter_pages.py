"""The pages of a new talk: a small tour of the format, bound to results; and what suits the results that were given.

In the texts, MODEL stands for the short name of the run, RUN for its full name; SPLIT for the split that was measured
and SAMPLES for what a page calls its samples; REACHES, METRIC and MEASURED for a figure in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plainspoken.experiments.importers.import_runs import figures_of
from plainspoken.experiments.importers.quotable import quotable
from plainspoken.experiments.importers.training_history import JUDGES
from plainspoken.experiments.results.metric import OVER_FOLDS
from plainspoken.experiments.results.record import RunRecord
from plainspoken.metric_words import Constants, measured, metric_words, reaches

EXAMPLES = {
    "results/net.json": '{\n "test": {"accuracy": 0.884, "n": 500}\n}\n',
    "results/net-history.csv": """\
epoch,train_loss,train_accuracy,valid_loss,valid_accuracy
1,0.92,0.641,0.71,0.742
2,0.58,0.788,0.49,0.826
3,0.41,0.857,0.38,0.868
4,0.31,0.901,0.35,0.880
5,0.24,0.931,0.34,0.886
6,0.18,0.957,0.37,0.882
7,0.13,0.976,0.41,0.868
8,0.09,0.989,0.46,0.862
""",
    "results/simple.json": '{\n "test": {"accuracy": 0.812, "n": 500}\n}\n',
}
"""Results to begin with, so that a new talk builds at once. The talk says that they are examples."""

OPENING = """\
{# Paragraphs are spoken; everything else is shown, and appears when the paragraph after it begins. #}
## {{ talk.title }}

"""

EXAMPLE_OPENING = """\
The numbers of this talk are examples. Put your own in their place, and words, slides and voice follow.

## The net is right on {{ net.final.test.accuracy | percent(0) }} of the test set

| model | right | samples |
| --- | --- | --- |
{% for run in (net, simple) %}
| {{ run.title }} | {{ run.final.test.accuracy | percent(0) }} | {{ run.final.test.n }} |
{% endfor %}

{# A claim is said only when the results bear it out; where they don't, the other words are. #}
{% claim better(net, simple) %}
The net is right on {{ net.final.test.accuracy | percent(0) }}. That is better than the baseline, and more than luck.
{% else %}
The net is right on {{ net.final.test.accuracy | percent(0) }}. That may be no better than the baseline.
{% endclaim %}

"""

EXAMPLE_CODE = """\
{# Pages between these marks go when the talk has to be shorter; 1 goes last, 2 before it. #}
::: optional 2
## A baseline takes two lines of code

```python
model = LogisticRegression().fit(train_x, train_y)
print(model.score(test_x, test_y))
```

The baseline is a linear model. It takes two lines, so there is no excuse not to have one.
:::

## What is on a page is either shown or said

- a list item waits for its paragraph

Each paragraph is one breath of the voice.

- and then comes the next

{# Two wordings: the shorter one is said when time is short. #}
{~ That is all there is to the format, so go and put your own words here. | Now put your own words here. ~}
"""

ACCURACY = """\
## {{ MODEL.title }} is right on {{ MODEL.final.SPLIT.accuracy | percent }} of the SAMPLES

> **{{ MODEL.final.SPLIT.accuracy | percent }}** right

Of the SAMPLES, {{ MODEL.final.SPLIT.accuracy | percent }} come out right.

"""

SAMPLES = {"test": "samples tested", "valid": "validation samples", "train": "training samples"}

MEASURED = """\
## {{ MODEL.title }} reaches REACHES

> **WRITTEN** METRIC

MEASURED

"""

WHERE = {"test": "", "valid": " in validation", "train": " in training", OVER_FOLDS: " on average over the folds"}

BY_STEP = """\
## {{ MODEL.title }} has these curves

![](figure:RUN/curves)

These are its curves, from the first step to the last.

"""

BY_EPOCH = """\
## {{ MODEL.title }} has these curves

![](figure:RUN/curves)

These are its curves over {{ MODEL.epochs }} {{ "epoch" if MODEL.epochs == 1 else "epochs" }}.

"""

PEAK = """\
## {{ MODEL.title }} reaches its MOST validation METRIC in epoch {{ MODEL.best_epoch }}

![](figure:RUN/curves)

These are its curves by epoch. The MOST validation METRIC is that of epoch {{ MODEL.best_epoch }} of {{ MODEL.epochs }}.

"""

CHOSEN = """\
## {{ MODEL.title }} is taken from epoch {{ MODEL.best_epoch }}

![](figure:RUN/curves)

These are its curves by epoch. Chosen is epoch {{ MODEL.best_epoch }} of {{ MODEL.epochs }}.

"""

GAP = """\
## The last epoch shows how far training and validation are apart

| split | accuracy in the last epoch |
| --- | --- |
| training | {{ MODEL.history[-1].train.accuracy | percent }} |
| validation | {{ MODEL.history[-1].valid.accuracy | percent }} |

{% claim overfits(MODEL) %}
On average over the last epochs, training is far ahead of validation: it overfits.
{% else %}
On average over the last epochs, training is not far ahead of validation.
{% endclaim %}

"""

DIVERGED = """\
## {{ MODEL.title }} diverges in WORD {{ MODEL.extra.diverged.WORD }}

FIGURE

From WORD {{ MODEL.extra.diverged.WORD }} on, no loss is a number: the training failed.

"""

CONFUSION = """\
## Each row is a class, and the diagonal is right

![](figure:RUN/confusion)

On the left is what the model said; on the right, what the samples really are.

"""


def example_pages() -> str:
    """The pages of the talk of examples."""
    peak = PEAK.replace("MOST", "highest").replace("METRIC", "accuracy").rstrip() + "\n\n"
    claim = GAP[GAP.index("{% claim") :]
    return OPENING + EXAMPLE_OPENING + _named(peak + claim, "net", "example/net") + EXAMPLE_CODE


@dataclass(frozen=True)
class StarterPages:
    """The text of the pages, the constants that it names, and the metric that it says the best epoch was chosen by."""

    text: str
    constants: dict[str, int | float]
    best_by: str | None = None


def pages_for(record: RunRecord, model: str, run: str) -> StarterPages:
    """Pages that quote what a record has.

    Args:
        model: the run's short name.
        run: its full name, `study/run`.
    """
    constants = Constants()
    parts = [OPENING, "Here is what the model can do.\n\n"]
    split = next((name for name in SAMPLES if "accuracy" in record.scores.get(name, {})), None)
    if split:
        parts.append(ACCURACY.replace("SPLIT", split).replace("SAMPLES", SAMPLES[split]))
    else:
        parts += _measured(record, constants)
    diverged = next(iter(record.extra.get("diverged", {})), None)
    best_by = None
    if diverged is not None:
        figure = "![](figure:RUN/curves)" if "curves" in figures_of(record) else ""
        parts.append(DIVERGED.replace("WORD", diverged).replace("FIGURE\n\n", f"{figure}\n\n" if figure else ""))
    elif "curves" in figures_of(record):
        history, best_by = _history(record, constants)
        parts += history
    if getattr(record.final.get("test"), "confusion", None):
        parts.append(CONFUSION)
    parts += _figures(record, model, constants)
    return StarterPages(_named("".join(parts), model, run), constants.numbers, best_by)


def _history(record: RunRecord, constants: Constants) -> tuple[list[str], str | None]:
    """Pages about the curves, and the metric that they say chose the best epoch."""
    if not (record.has("epochs") and record.epochs > 1):
        return [BY_STEP], None
    if not record.has("best_epoch"):
        return [BY_EPOCH], None
    metric = record.extra.get("best_by")
    kind = record.kind_of(metric) if metric is not None else None
    if metric is None or kind is None or kind.better == "none":
        page, metric = CHOSEN, None
    else:
        most = "lowest" if kind.better == "lower" else "highest"
        page = PEAK.replace("MOST", most).replace("METRIC", constants.bound(_words(metric, kind.title)))
    last = record.history[-1]
    gap = all(last.has(split) and getattr(last, split).get("accuracy") is not None for split in ("train", "valid"))
    return [page, GAP] if gap else [page], metric


ROWS = 8
"""Rows of a table of figures at most, so that they can be read."""


def _figures(record: RunRecord, model: str, constants: Constants) -> list[str]:
    """Tables with everything that can be quoted, on as many pages as they need."""
    when = "in the best epoch" if record.has("epochs") else "at the chosen step"
    told = [written for written, _ in quotable(record, model) if ".metrics._" not in written]  # a tracker's own counts
    rows = [f"| {constants.bound(_label(written, when))} | {written} |" for written in told]
    tables = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    pages = []
    for place, table in enumerate(tables[: len(FIGURES)]):
        title = "These are the figures in full" if len(tables) == 1 else FIGURES[place]
        said = "Here they are side by side." if place == 0 else "And these are further ones."
        thanks = " Thank you." if place == min(len(tables), len(FIGURES)) - 1 else ""
        body = "\n".join(["| what | how much |", "| --- | --- |", *table])
        pages.append(f"## {title}\n\n{body}\n\n{said}{thanks}\n\n")
    more = [row for table in tables[len(FIGURES) :] for row in table]
    if more:
        pages.append("{# These can be quoted as well:\n" + "\n".join(more) + "\n#}\n")
    return pages


FIGURES = ("These are the main figures", "These are further figures", "These are the other figures")


def _measured(record: RunRecord, constants: Constants) -> list[str]:
    """A page about what a run without an accuracy is measured by: of the first split that has a metric, the one that
    tells of the task as a whole, and the loss when there is nothing else."""
    for place, where in WHERE.items():
        scores = {name: metric for name, metric in record.scores.get(place, {}).items() if name.isidentifier()}
        if not scores:
            continue
        judges = [name for name in JUDGES if name in scores and name != "loss"]
        name = (judges or [name for name in scores if name != "loss"] or list(scores))[0]
        path = f'scores["{place}"].{name}' if place == OVER_FOLDS else f"final.{place}.{name}"
        written = f"{{{{ MODEL.{path} | plain }}}}"
        words = constants.bound(_words(name, scores[name].title))
        said = measured(words, written).removesuffix(".") + where + "."
        page = MEASURED.replace("REACHES", reaches(words, written) + where).replace("MEASURED", said)
        return [page.replace("METRIC", words + where).replace("WRITTEN", written)]
    return []


def _words(name: str, title: str) -> str:
    """What a page calls a metric. Which loss a file holds, only the author knows."""
    return "loss" if name == "loss" else metric_words(title or name)


def _named(text: str, model: str, run: str) -> str:
    return text.replace("MODEL", model).replace("RUN", run)


def _label(written: str, when: str) -> str:
    """`{{ model.final.test.accuracy | percent }}` as `test accuracy`; a number of the best evaluation says `when`."""
    path = written.strip("{} ").split(" | ")[0]
    steps = path.replace('["', ".").replace('"]', "").split(".")[1:]
    words = " ".join(step for step in steps if step not in ("final", "metrics", "scores", "extra"))
    words = words.replace("_", " ").replace("|", " ").strip()
    if ".extra.best." in path:
        rest = words.removeprefix("best ")
        words = "chosen step" if rest == "step" else f"{rest} {when}"
    elif "best" in words.split() and words != "best epoch":  # a name of the file's, and no comparison
        words = f"`{steps[-1].strip()}`"
    return re.sub(r"\brouge(l|lsum)\b", lambda found: f"ROUGE-{found[1].capitalize()}", words)
