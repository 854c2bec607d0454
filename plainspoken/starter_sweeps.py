"""The pages of a new talk about the runs of a sweep.

In the texts, NAME stands for the name of the sweep.
"""

from __future__ import annotations

import re

from plainspoken.experiments.figures.sweep_charts import describe_sweep
from plainspoken.experiments.importers.sweeps import FoundSweep
from plainspoken.metric_words import metric_words, reaches

OPENING = """\
{# Paragraphs are spoken; everything else is shown, and appears when the paragraph after it begins. #}
## {{ talk.title }}

"""

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

REPEATED = """\
{# Paragraphs are spoken; everything else is shown, and appears when the paragraph after it begins. #}
## {{ talk.title }}

> **{{ (NAME | best).extra.seeds | length }}** runs that differ in their seed alone

These are the results of {{ (NAME | best).extra.seeds | length }} runs with the same settings.

## The runs reach {{ NAME | best | score | plain }} on average

> **{{ NAME | best | score | plain }}** on average

That is the mean over the seeds. Thank you.
"""

ALONE = """\
{# Paragraphs are spoken; everything else is shown, and appears when the paragraph after it begins. #}
## {{ talk.title }}

Here is the result of one run.

## The run reaches {{ NAME | best | score | plain }}

> **{{ NAME | best | score | plain }}**

Thank you.
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

NAMED = """\
## These are the first of them by name

| run | score |
| --- | --- |
{% for run in NAME | top(5) %}
| {{ run.title }} | {{ run | score | plain }} |
{% endfor %}

Here are the first ones side by side.

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
    if len(sweep.runs) == 1:
        spread = SPREAD if "seeds" in figures else ""
        repeated = len(sweep.runs[0].extra.get("seeds", [])) > 1
        return _named_sweep(REPEATED + spread if repeated else ALONE, name)
    if metric.better == "none":
        best, leads, tied = "The runs differ in what they reach", "They are in their order, the highest above.", ""
    else:
        words = metric_words(metric.title or measure)
        plain = measure == "accuracy" or re.search(r"\d", words)  # a number in a name needs a source of its own
        best = f"The first of the runs reaches {written if plain else reaches(words, written)}"
        leads, tied = "The first is {{ NAME | best }}, with " + written + ".", TIED
    parts = [SWEEP.replace("BEST", best).replace("LEADS", leads).replace("TIED", tied)]
    if "top" not in figures:
        parts = [part.replace("![](figure:NAME/top)\n\n", "") for part in parts]
    if metric.better != "none":
        by_name = all(re.sub(r"[^\w.-]+", "-", run.title, flags=re.ASCII).strip("-._") == run.run for run in sweep.runs)
        parts.append(NAMED if by_name else TABLE)
    parts += [SPREAD] * ("seeds" in figures) + [PARETO] * ("pareto" in figures) + [PARALLEL] * ("parallel" in figures)
    return _named_sweep("".join(parts), name)


def _named_sweep(text: str, name: str) -> str:
    return text.replace("NAME", name)
