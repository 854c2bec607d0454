"""The pages of a new talk: a small tour of the format, bound to results; and what suits the results that were given.

In the texts, MODEL stands for the short name of the run, SPLIT for the split that was measured, RUN for its full name.
"""

from __future__ import annotations

import re

from plainspoken.experiments.figures.sweep_charts import describe_sweep
from plainspoken.experiments.importers.import_runs import figures_of
from plainspoken.experiments.importers.quotable import quotable
from plainspoken.experiments.importers.sweeps import FoundSweep
from plainspoken.experiments.results.record import RunRecord

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
## {{ MODEL.title }} is right on {{ MODEL.final.SPLIT.accuracy | percent }} of the samples

> **{{ MODEL.final.SPLIT.accuracy | percent }}** right

Of all samples, {{ MODEL.final.SPLIT.accuracy | percent }} come out right.

"""

MEASURED = """\
## {{ MODEL.title }} reaches a METRIC of WRITTEN

> **WRITTEN** METRIC

The METRIC is WRITTEN.

"""

FOLDED = """\
## {{ MODEL.title }} reaches a METRIC of WRITTEN on average

> **WRITTEN** METRIC

Over the folds, the mean is WRITTEN.

"""

BY_STEP = """\
## These are the curves of {{ MODEL.title }}

![](figure:RUN/curves)

These are its curves, from the first step to the last.

"""

BY_EPOCH = """\
## These are the curves of {{ MODEL.title }}

![](figure:RUN/curves)

These are its curves over {{ MODEL.epochs }} {{ "epoch" if MODEL.epochs == 1 else "epochs" }}.

"""

HISTORY = """\
## {{ MODEL.title }} peaks in epoch {{ MODEL.best_epoch }}

![](figure:RUN/curves)

These are its curves by epoch. It peaks in epoch {{ MODEL.best_epoch }} of {{ MODEL.epochs }}.

{% claim overfits(MODEL) %}
In the end training is far ahead of validation: it overfits.
{% else %}
Training does not get far ahead of validation.
{% unmeasured %}
How far training gets ahead of validation, these files don't say.
{% endclaim %}

"""

CONFUSION = """\
## Each row is a class, and the diagonal is right

![](figure:RUN/confusion)

On the left is what the model said; on the right, what the samples really are.

"""


def example_pages() -> str:
    """The pages of the talk of examples."""
    return OPENING + EXAMPLE_OPENING + _named(HISTORY, "net", "example/net") + EXAMPLE_CODE


def pages_for(record: RunRecord, model: str, run: str) -> str:
    """Pages that quote what a record has.

    Args:
        model: the run's short name.
        run: its full name, `study/run`.
    """
    parts = [OPENING, "Here is what the model can do.\n\n"]
    final = getattr(record, "final", None)
    measured = {name: getattr(final, name, None) for name in ("test", "valid", "train")}
    split = next((name for name, each in measured.items() if getattr(each, "accuracy", None) is not None), None)
    if split:
        parts.append(ACCURACY.replace("SPLIT", split))
    else:
        parts += _measured(record)
    if "curves" in figures_of(record):
        several = record.has("epochs") and record.epochs > 1
        parts.append(HISTORY if several and record.has("best_epoch") else BY_EPOCH if several else BY_STEP)
    if getattr(getattr(final, "test", None), "confusion", None):
        parts.append(CONFUSION)
    labelled = [(_label(written), written) for written, _ in quotable(record, model)]
    # A number in a name, such as that of `mAP50-95`, would be a number on the page that no result stands behind.
    rows = [f"| {label} | {written} |" for label, written in labelled if not re.search(r"\b\d", label)][:6]
    if rows:
        table = "\n".join(["| what | how much |", "| --- | --- |", *rows])
        parts.append(f"## These are the figures in full\n\n{table}\n\nHere they are side by side. Thank you.\n")
    return _named("".join(parts), model, run)


SWEEP = """\
{% import "plainspoken/phrases.j2" as phrases %}
{# Paragraphs are spoken; everything else is shown, and appears when the paragraph after it begins. #}
## {{ talk.title }}

> **{{ NAME | length }}** runs

These are the results of {{ NAME | length }} runs.

## BEST

![](figure:NAME/top)

LEADS

TIED
"""

LISTED = """\
These are {{ NAME | length }} runs.

## They share no metric

| run |
| --- |
{% for run in NAME %}
| {{ run.title }} |
{% endfor %}

Here they are. Thank you.
"""

TIED = """\
{% claim clearly_best(NAME | best, NAME) %}
It is better than all the others, with every comparison allowed for.
{% else %}
Others may be as good: for some of them, no difference is shown.
{% unmeasured %}
How sure that is, these files don't say.
{% endclaim %}
"""

TABLE = """\
## The first of them, with the settings in which runs differ

{{ phrases.top_table(NAME, 5) }}

Here are the first ones side by side, with their settings.

"""

PARETO = """\
## The line joins the runs that are worth their cost

![](figure:NAME/pareto)

For every other run, there is one on the line that gives at least as much for no more.

"""

PARALLEL = """\
## Each line is a run, and the first one is in colour

![](figure:NAME/parallel)

These are the settings of all runs, and where each of them ends. Thank you.
"""

SPREAD = """\
## Each dot is one repetition

![](figure:NAME/seeds)

The bars are mean and deviation. How far the dots of a row lie apart is a matter of luck.

"""


def pages_for_sweep(sweep: FoundSweep, name: str) -> str:
    """Pages about the runs of a sweep: what it allows, and nothing else."""
    figures = describe_sweep(sweep.study, sweep.runs)
    place, _, measure = str(sweep.study.extra.get("compared_by") or "").partition(".")
    if not measure:
        return _named_sweep(OPENING + LISTED, name)
    metric = sweep.runs[0].scores[place][measure]
    written = "{{ NAME | best | score | plain }}"
    if metric.better == "none":
        best, leads, tied = "The runs differ in what they reach", "They are in their order, the highest above.", ""
    elif len(sweep.runs) == 1:
        best, leads, tied = f"It reaches {written} on average", f"The mean is {written}.", ""
    else:
        best = f"The first of the runs reaches {written}"
        leads, tied = "The first is {{ NAME | best }}, with " + written + ".", TIED
    parts = [SWEEP.replace("BEST", best).replace("LEADS", leads).replace("TIED", tied)]
    if "top" not in figures:
        parts = [part.replace("![](figure:NAME/top)\n\n", "") for part in parts]
    parts += [TABLE] * (len(sweep.runs) > 1 and metric.better != "none")
    parts += [SPREAD] * ("seeds" in figures) + [PARETO] * ("pareto" in figures) + [PARALLEL] * ("parallel" in figures)
    return _named_sweep("".join(parts), name)


def _named_sweep(text: str, name: str) -> str:
    return text.replace("NAME", name)


def _measured(record: RunRecord) -> list[str]:
    """A page about the first metric of a run that has no accuracy."""
    for place in ("test", "valid", "cross-validation", "train"):
        for name, metric in record.scores.get(place, {}).items():
            path = f'scores["{place}"].{name}' if place == "cross-validation" else f"final.{place}.{name}"
            if not name.isidentifier():
                continue
            words = (metric.title or name.replace("_", " ")).replace("|", " ").split(" at ")[0]
            if any(sign.isdigit() for sign in words):  # a number that is no result has nothing to say on a page
                words = "score"
            page = FOLDED if place == "cross-validation" else MEASURED
            return [page.replace("METRIC", words).replace("WRITTEN", f"{{{{ MODEL.{path} | plain }}}}")]
    return []


def _named(text: str, model: str, run: str) -> str:
    return text.replace("MODEL", model).replace("RUN", run)


def _label(written: str) -> str:
    """`{{ model.final.test.accuracy | percent(0) }}` as `test accuracy`."""
    path = written.strip("{} ").split(" | ")[0]
    words = [
        step for step in path.replace('["', ".").replace('"]', "").split(".")[1:] if step not in ("final", "metrics")
    ]
    return " ".join(words).replace("_", " ").replace("extra ", "").strip()
