# ruff: noqa: E501 - tables of words
"""Values in a sentence, against what the sentence says they are: the work behind `rules.quoted_values`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import nodes

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.claim_facts import runs_in, said_parts
from plainspoken.script.lint.truth.page_outlines import outlines
from plainspoken.script.lint.truth.readings import readings_of
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.lint.truth.template_outline import (
    VALUE,
    OutlineValue,
    TemplateOutline,
    TextUnit,
    sentences_of,
)
from plainspoken.script.lint.truth.value_counts import wrong_count, wrong_epoch
from plainspoken.script.lint.truth.value_differences import wrong_difference
from plainspoken.script.lint.truth.value_kinds import swapped_in_list, wrong_kind
from plainspoken.script.lint.truth.value_owners import values_of_others
from plainspoken.script.lint.truth.value_phrases import wrong_phrase

_SPLIT_WORDS = {
    "train": re.compile(r"\btrain(?:ing|ed|s)?\b|\blearn(?:s|ed)?\b", re.IGNORECASE),
    "valid": re.compile(r"\bvalid(?:ation)?\b|\bchoose\b|\bchosen\b", re.IGNORECASE),
    "test": re.compile(r"\btest(?:s|ed|ing)?\b", re.IGNORECASE),
}
_UNSEEN = re.compile(r"\b(?:unseen|held[ -]out|never (?:saw|seen)|ha(?:s|d) not seen|new to it)\b", re.IGNORECASE)
_METRIC_WORDS = {
    "accuracy": re.compile(r"\baccura(?:cy|te)\b|\bright\b|\bcorrect(?:ly)?\b", re.IGNORECASE),
    "balanced accuracy": re.compile(r"\bbalanced[ -]accuracy\b", re.IGNORECASE),
    "precision": re.compile(r"\bprecision\b", re.IGNORECASE),
    "recall": re.compile(r"\brecall\b", re.IGNORECASE),
    "f1": re.compile(r"\bF1\b|\bF-score\b", re.IGNORECASE),
}
_METRIC_OF = {
    "acc": "accuracy", "accuracy": "accuracy", "balanced_acc": "balanced accuracy", "balanced_accuracy": "balanced accuracy",
    "precision": "precision", "recall": "recall", "f1": "f1", "weighted_f1": "f1",
}  # fmt: skip
_VERB = re.compile(
    r"^\W*(?:(?:is|are|was) (?:right|correct) on|has|had|have|got|gets?|reach(?:es|ed)?|at|scores?|takes?|took|names?|makes?|"
    r"is|was|with|needs?)\b[^.,;:]{0,30}$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(r"^[^.,;:]{0,24}?\b(?:for|by|of) (?:the )?(\w+)", re.IGNORECASE)
_WITH = re.compile(r"^ (?:with|in|at) (?:the )?(\w+)", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\band (?:the|our|an?) [\w-]+(?: [\w-]+)? (?:is (?:right|wrong) )?(?:on|at|has|gets?|got|reach(?:es|ed)|with|scores?)\s*$"
)
_MOVES = re.compile(r"\b(?:from|to)\s*$", re.IGNORECASE)


def value_of_another(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A sentence names one run, split, metric or class, and quotes the value of another."""
    for outline in outlines(file, text, script):
        names = script.names()
        pages = _pages(outline, names)
        for unit in outline.units:
            if unit.kind in ("alt", "picture"):
                yield from _figure(unit, outline, names, pages)
            if unit.kind in ("paragraph", "bullet", "quote", "cell", "title", "caption", "alt"):
                for sentence in sentences_of(unit):
                    yield from _values(sentence, outline, names, pages)
                    for value in sentence.values:
                        for reading in readings_of(sentence, outline.variables) if value.ways else ():
                            if reading.tag is None and reading.start == value.at and reading.unit is not sentence:
                                yield from _values(reading.unit, outline, names, pages)


def _pages(outline: TemplateOutline, names: RunNames) -> dict[int, tuple[str, set[str]]]:
    """By the page's title: all text on the page, and the runs that its expressions speak of."""
    found: dict[int, tuple[str, set[str]]] = {}
    for unit in outline.units:
        page = unit if unit.kind == "title" else unit.page
        text, runs = found.get(id(page), ("", set()))
        for value in unit.values:
            runs |= {run for name in runs_in(value.expr, outline.variables) if (run := names.run_of(name))}
        for branch in unit.branches:
            if branch.kind in ("claim", "outcome"):
                asked = [test for test, _ in branch.tests] + [call for _, call in branch.questions]
                runs |= {
                    run for expr in asked for name in runs_in(expr, outline.variables) if (run := names.run_of(name))
                }
        found[id(page)] = (f"{text}\n{unit.text}", runs)
    return found


def _figure(
    unit: TextUnit, outline: TemplateOutline, names: RunNames, pages: Mapping[int, tuple[str, set[str]]]
) -> Iterator[Finding]:
    steps = unit.target.removeprefix("figure:").split("/")
    run = names.aliases.get(steps[0]) if len(steps) == 2 else "/".join(steps[:2]) if len(steps) == 3 else None
    if not unit.target.startswith("figure:") or run not in names.runs:
        return
    if unit.kind == "alt":
        wanted, where = names.named(unit.text), "its words name"
    else:
        wanted, where = names.named(unit.page.text.replace(VALUE, " ") if unit.page else ""), "the page is about"
        page_text, page_runs = pages.get(id(unit.page), ("", set()))
        others = {steps for steps in re.findall(r"\(figure:([\w-]+/[\w-]+)/", page_text) if steps != run}
        if wanted:
            decided = wanted & page_runs  # a title may name several runs by one word; what the page quotes decides
            if run in wanted and (run in decided or not decided or others):
                return
            if others & wanted:
                return
            wanted = decided or wanted
        elif run in page_runs or run in names.named(page_text.replace(unit.text, "")):
            return
        else:
            wanted = frozenset(page_runs)
    if wanted and run not in wanted:
        told = ", ".join(sorted(names.title(each) for each in wanted))
        yield Finding(
            "PS124", f"this figure shows {names.title(run or '')}, but {where} {told}",
            outline.place_in(unit, 0, len(unit.text)),
        )  # fmt: skip


def _values(
    sentence: TextUnit, outline: TemplateOutline, names: RunNames, pages: Mapping[int, tuple[str, set[str]]]
) -> Iterator[Finding]:
    said: dict[str, OutlineValue] = {}
    swapped: dict[OutlineValue, str] = {}
    if len(sentence.values) > 1 and sentence.kind != "cell":
        swapped |= dict(values_of_others(sentence, names, outline.variables))
        swapped |= dict(swapped_in_list(sentence, names, outline.variables))
    for value in sentence.values:
        if _is_macro(value.expr):
            continue
        at = outline.place(value.offset, value.end)
        runs = [run for name in runs_in(value.expr, outline.variables) if (run := names.run_of(name))]
        wrong = wrong_epoch(sentence, value) or wrong_count(sentence, value)
        wrong = wrong or wrong_difference(sentence, value, names, outline.variables)
        wrong = wrong or swapped.get(value) or (_wrong_run(sentence, runs, value, names, outline) if runs else None)
        wrong = wrong or wrong_phrase(sentence, value, _metrics_of(value.expr), _split_of(value.expr))
        wrong = wrong or _wrong_split(sentence, value) or _wrong_metric(sentence, value, pages)
        wrong = wrong or _wrong_class(sentence, value, names) or _itself(value.expr)
        wrong = wrong or wrong_kind(sentence, value, names, outline.variables)
        key = repr(value.expr)
        if (
            wrong is None
            and runs
            and sentence.kind == "paragraph"
            and key in said
            and _contrasts(sentence, said[key], value)
        ):
            wrong = "this compares a value with itself"
        said.setdefault(key, value)
        if wrong:
            yield Finding("PS124", wrong, at)


def _is_macro(expr: nodes.Expr) -> bool:
    """Whether a value is what a macro writes, which is looked at in the macro."""
    return isinstance(expr, nodes.Call) and isinstance(expr.node, nodes.Getattr)


def _contrasts(sentence: TextUnit, one: OutlineValue, other: OutlineValue) -> bool:
    between = sentence.text[one.at : other.at]
    return (
        _ANOTHER.search(between) is not None
        or re.search(
            r"\b(?:against|where|than|while|but|instead|from|has|had|got|and not|not the|in place of)\b", between
        )
        is not None
    )


def _itself(expr: nodes.Expr) -> str | None:
    """A difference or ratio of a value and itself."""
    for call in [expr, *expr.find_all(nodes.Call)]:
        asked = call.node.name if isinstance(call, nodes.Call) and isinstance(call.node, nodes.Name) else ""
        if asked in ("delta_points", "ratio") and len(call.args) == 2 and call.args[0] == call.args[1]:  # type: ignore[attr-defined]
            return "this compares a value with itself"
    for node in expr.find_all((nodes.Sub, nodes.Div)):
        if isinstance(node, nodes.BinExpr) and node.left == node.right:
            return "this compares a value with itself"
    return None


def _wrong_run(
    sentence: TextUnit, runs: list[str], value: OutlineValue, names: RunNames, outline: TemplateOutline
) -> str | None:
    """What is wrong when a value is of a run that nothing around it names."""
    title = sentence.page.text if sentence.page is not None and sentence.kind != "title" else ""
    titled = names.named(title.replace(VALUE, " "))
    asked = {
        run
        for branch in sentence.branches
        if branch.kind in ("claim", "outcome")
        for expr in (*(test for test, _ in branch.tests), *(call for _, call in branch.questions))
        for name in runs_in(expr, outline.variables)
        if (run := names.run_of(name))
    }
    if sentence.kind == "cell":
        for head in sentence.heads:
            headed = names.named(_with_values(head, names, outline))
            if headed:
                return _unless(runs, headed, names, "its row or column is for")
        return _unless(runs, titled | asked, names, "the page is about") if titled else None
    text = sentence.text
    before, after = text[: value.at], text[value.at + 1 :]
    near = _nearest(before, names)
    if near is not None:
        word, rest = near
        compared = re.search(
            r"\b(?:than|over|against|behind|beats?|like)(?: the)? [\w-]+$", before[: len(before) - len(rest)]
        )
        if (
            _VERB.search(rest)
            and not (compared and rest.startswith(","))
            and not re.search(r"\b(?:than|against|it|its|ours?|behind)\b", rest)
        ):
            return _unless(runs, word, names, "the sentence is about", every=False)
    follows = _FOLLOWS.match(after) or (_WITH.match(after) if _MOVES.search(before) else None)
    if follows and (word := names.named(follows[1])) and VALUE not in after[: follows.end()]:
        return _unless(runs, word, names, "the sentence is about", every=False)
    named = names.named(text.replace(VALUE, " "))
    if named:
        return _unless(runs, named | titled | asked, names, "the sentence names")
    if titled:
        return _unless(runs, titled | asked, names, "the page is about")
    return _unless(runs, asked, names, "the claim is about") if asked else None


def _with_values(head: TextUnit, names: RunNames, outline: TemplateOutline) -> str:
    """A header's text, with the titles of runs that its values name."""
    told = [
        names.title(run)
        for value in head.values
        for name in runs_in(value.expr, outline.variables)
        if (run := names.run_of(name))
    ]
    return " ".join([head.text.replace(VALUE, " "), *told])


def _unless(
    runs: list[str], wanted: frozenset[str] | set[str], names: RunNames, where: str, *, every: bool = True
) -> str | None:
    """A message unless the value is of a wanted run; `every` asks that of each run in its expression."""
    strange = [run for run in runs if run not in wanted]
    if len(set(runs)) > 1 and wanted and wanted <= set(runs):
        return None  # of several runs, among them all that are named: "gains {{ a - b }} over b"
    if not wanted or (not strange if every else len(strange) < len(runs)):
        return None
    told = " or ".join(sorted({names.title(run) for run in wanted})[:3])
    return f"this is a value of {names.title(strange[0])}, but {where} {told}"


def _nearest(before: str, names: RunNames) -> tuple[frozenset[str], str] | None:
    """The last run that is named before a value, and what stands between."""
    for match in reversed(list(re.finditer(r"[\w]+(?:-\w+)*", before))):
        if named := names.named(match[0]):
            start = max(match.start() - 24, 0)
            return names.named(before[start : match.end()]) or named, before[match.end() :]
    return None


def _split_of(expr: nodes.Expr) -> str | None:
    """The split that a value is of, where the expression tells and names one only."""
    found: set[str] = set()
    for node in said_parts(expr):
        if isinstance(node, nodes.Getattr) and node.attr in _SPLIT_WORDS:
            found.add(node.attr)
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            words = [arg.value for arg in (*node.args, *(k.value for k in node.kwargs)) if isinstance(arg, nodes.Const)]
            splits = [word for word in words if word in _SPLIT_WORDS]
            found.update(splits or (["test"] if node.node.name in ("acc", "balanced_acc", "f1") else []))
    return found.pop() if len(found) == 1 else None


def _wrong_split(sentence: TextUnit, value: OutlineValue) -> str | None:
    split = _split_of(value.expr)
    if split is None:
        return None
    counted = isinstance(value.expr, nodes.Filter) and _ends_in_n(value.expr)
    around = " ".join([sentence.text, *(head.text for head in sentence.heads)])
    if sentence.kind == "cell":
        named = {name for name, pattern in _SPLIT_WORDS.items() if any(pattern.search(h.text) for h in sentence.heads)}
        if named and split not in named:
            return f"this is a value of the {split} split, but its row or column is for {' and '.join(sorted(named))}"
        if counted or named:
            return None
    before = re.split(r"[.;:]", sentence.text[: value.at])[-1]
    clause = before.split(",")[-1]
    nearest = max(((m.end(), name) for name, p in _SPLIT_WORDS.items() for m in p.finditer(clause)), default=None)
    if nearest is not None and nearest[1] != split and (split != "test" or counted):
        return f"this is a value of the {split} split, but the sentence speaks of {_split_name(nearest[1])}"
    if split == "test" or counted:
        return None
    title = sentence.page.text if sentence.page is not None else ""
    if not _SPLIT_WORDS[split].search(around) and not _SPLIT_WORDS[split].search(title):
        told = sorted(_split_name(name) for name, pattern in _SPLIT_WORDS.items() if pattern.search(around))
        if not told and _UNSEEN.search(around):
            told = ["samples that it had not seen"]
        says = f"the sentence speaks of {' and '.join(told)}" if told else "nothing says so"
        return f"this is a value of the {split} split, but {says}"
    return None


def _split_name(name: str) -> str:
    return {"train": "training", "valid": "validation", "test": "the test"}[name]


def _ends_in_n(expr: nodes.Expr) -> bool:
    while isinstance(expr, nodes.Filter) and expr.node is not None:
        expr = expr.node
    return isinstance(expr, nodes.Getattr) and expr.attr == "n"


def _metrics_of(expr: nodes.Expr) -> set[str]:
    found = set()
    for node in said_parts(expr):
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _METRIC_OF:
            found.add(_METRIC_OF[node.node.name])
        if isinstance(node, nodes.Getattr) and node.attr in _METRIC_OF:
            found.add(_METRIC_OF[node.attr])
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "baseline":
            return set()
    return found


def _wrong_metric(sentence: TextUnit, value: OutlineValue, pages: Mapping[int, tuple[str, set[str]]]) -> str | None:
    metrics = _metrics_of(value.expr)
    if len(metrics) != 1:
        return None
    metric = metrics.pop()
    heads = [head.text for head in sentence.heads]
    for text in (*heads, sentence.text) if sentence.kind == "cell" else (sentence.text,):
        named = {name for name, pattern in _METRIC_WORDS.items() if pattern.search(text)}
        if "balanced accuracy" in named:
            named.discard("accuracy")
        if named:
            if metric in named:
                return None
            if metric == "accuracy" and sentence.kind != "cell" and named & {"precision", "recall", "f1"}:
                continue
            return f"this is {_article(metric)}, but the words speak of {' and '.join(sorted(named))}"
    if metric == "accuracy":
        return None
    page = pages.get(id(sentence.page), ("", set()))[0]
    if not _METRIC_WORDS[metric].search(page):
        return f"this is {_article(metric)}, but nothing on the page says so"
    return None


def _article(metric: str) -> str:
    return {"accuracy": "an accuracy", "f1": "an F1 score"}.get(metric, f"a {metric}")


def _wrong_class(sentence: TextUnit, value: OutlineValue, names: RunNames) -> str | None:
    labels = {label.lower() for known in names.labels.values() for label in known}
    used = {
        str(node.value).lower()
        for node in value.expr.find_all(nodes.Const)
        if isinstance(node.value, str) and node.value.lower() in labels
    }
    named = {label for label in labels if re.search(rf"\b{re.escape(label)}\b", sentence.text, re.IGNORECASE)}
    if used and named and not used & named:
        return f"this is a value of {' and '.join(sorted(used))}, but the sentence names {' and '.join(sorted(named))}"
    return None
