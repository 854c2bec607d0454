# ruff: noqa: E501 - tables of words
"""What words say of a curve ("the validation loss falls without a rise"), against the recorded one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.page_outlines import outlines, readings
from plainspoken.script.lint.truth.readings import SentenceReading
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.lint.truth.template_outline import VALUE, TemplateOutline, TextUnit

Series = Mapping[str, Sequence[float]]
"""The curves of one run by split and metric, such as `valid.loss`."""

_SPLITS = {"training": "train", "train": "train", "validation": "valid"}
_WORDS_OF = {
    "loss": "loss", "accuracy": "accuracy", "wer": "wer|word error rate", "cer": "cer|character error rate", "f1": "F1|F1 score",
    "mae": "mae|mean absolute error", "rmse": "rmse|root mean squared error", "auc": "auc", "perplexity": "perplexity",
    "error_rate": "error rate|error",
}  # fmt: skip
_RISES = r"rises?|rose|climbs?|climbed|grows?|grew|increase[sd]?|(?:goes|went|moves?|moved) up"
_FALLS = r"falls?|fell|drops?|dropped|shrinks?|shrank|decrease[sd]?|declines?|declined|sinks?|sank|(?:goes|went|comes?|came) down"
_RISING = r"rise|climb|grow|increase|go up"
_FALLING = r"fall|drop|shrink|decrease|decline|sink|go down|come down"
_ALL_ALONG = (
    r"all the time|all along|always|steadily|constantly|continuously|monotonically|in every epoch|with every epoch|at every step|with every step|"
    r"(?:from )?epoch (?:by|to|after) epoch|from epoch to epoch|step by step|without (?:a |any |one |a single )?(?:rise|fall|setback|interruption|exception|break|drop|pause)|"
    r"from (?:the )?(?:first epoch|start|beginning) to (?:the )?(?:last|end|finish)(?: epoch)?(?: without (?:a |any )?(?:rise|fall|setback|drop))"
)
_OVERALL = (
    r"over time|during training|in training|over (?:the )?training|throughout(?: training)?|as training goes on|"
    r"from (?:the )?(?:first epoch|start|beginning) to (?:the )?(?:last|end|finish)(?: epoch)?"
)
_TO_THE_END = r"(?:right )?(?:to|until|up to) the (?:very )?(?:end|last epoch)"
_AT_THE_END = r"in the (?:very )?last epoch|at the (?:very )?end|in the end"


@lru_cache(maxsize=64)
def _pattern(measures: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(_WORDS_OF.get(measure, re.escape(measure.replace("_", " "))) for measure in measures)
    return re.compile(
        rf"^\W*(?P<subject>[\w'’ -]{{0,60}}?)\b(?:(?P<split>training|train|validation) )?(?P<measure>{words})"
        r"(?P<owner> (?:of|for|on|in|during) [\w ’'-]{1,40}?)? "
        rf"(?:(?P<never>never|does not|doesn['’]t|did not) (?:(?P<nrise>(?:{_RISING}|{_RISES}))|(?P<nfall>(?:{_FALLING}|{_FALLS})))|"
        r"(?P<keeps>keeps?|kept|never stops?) (?:on )?(?:(?P<krise>rising|climbing|growing|increasing|going up)|"
        r"(?P<kfall>falling|dropping|shrinking|decreasing|declining|sinking|going down))|"
        rf"(?P<always>(?:always|steadily|constantly|continuously|monotonically) )?(?:(?P<rise>{_RISES})|(?P<fall>{_FALLS})|(?P<better>improve[sd]?|gets better|got better)|(?P<worse>worsen(?:s|ed)?|gets worse|got worse|deteriorate[sd]?)))"
        rf"(?: (?:(?P<along>{_ALL_ALONG})|(?P<overall>{_OVERALL})|(?P<toend>{_TO_THE_END})|(?P<atend>{_AT_THE_END})))?\W*$",
        re.IGNORECASE,
    )


_MENTIONS = re.compile(
    rf"\b(?:{_RISES}|{_FALLS}|improve[sd]?|worsen(?:s|ed)?|(?:gets|got) (?:better|worse)|deteriorate[sd]?|{_RISING}|{_FALLING}|(?:rising|falling|climbing|growing|dropping|shrinking|increasing|decreasing|declining|sinking))\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,;:]\s+(?:and|but|while)?\s*|\s+(?:but|while|whereas)\s+")
_ANY_RUN = re.compile(r"^(?:the|its|in training the|our)?\s*$", re.IGNORECASE)


def false_trends(
    file: str, text: str, script: LintedScript
) -> Iterator[tuple[TemplateOutline, SentenceReading, int, int, str]]:
    """Clauses that say how a measure moves, where the recorded curve does not: each with the outline, the reading, its
    first and last character, and what the records say. A sentence in a claim, or one with a value, is left to others."""
    known: dict[str, Series] | None = None
    for outline in outlines(file, text, script):
        for unit, reading in readings(outline):
            if (
                VALUE in reading.text
                or not _MENTIONS.search(reading.text)
                or any(b.kind != "for" for b in reading.unit.branches)
            ):
                continue
            if known is None:
                known = dict(script.series())
            if not known:
                return
            at = 0
            for clause in [*_CLAUSES.split(reading.text)]:
                at = reading.text.index(clause, at)
                if (why := _contradiction(clause, unit, reading.text, known, script.names())) is not None:
                    end = at + len(clause.rstrip(" .!"))
                    yield outline, reading, at, end, why
                at += len(clause)


def _contradiction(
    clause: str, unit: TextUnit, sentence: str, known: Mapping[str, Series], names: RunNames
) -> str | None:
    """What the records say instead of a clause; None where they agree or the clause is about none of their curves."""
    titled = names.named(unit.page.text.replace(VALUE, " ")) if unit.page is not None else frozenset()
    told = names.named(clause) or names.named(sentence) or titled
    runs = [run for run in (told or known) if run in known]
    if len(runs) != 1:
        return None
    run = runs[0]
    curves = known[run]
    measures = tuple(sorted({name.rpartition(".")[2] for name in curves}, key=lambda name: (-len(name), name)))
    match = _pattern(measures).match(clause)
    if match is None:
        return None
    subject = match["subject"].strip()
    if not names.named(f"{subject} {match['owner'] or ''}") and not _ANY_RUN.match(subject):
        return None
    if (
        match["owner"]
        and not names.named(match["owner"])
        and not re.search(r"\b(?:training|validation|its|the model)\b", match["owner"])
    ):
        return None
    split = match["split"] or next(iter(re.findall(r"\b(training|validation)\b", match["owner"] or "")), "")
    asked = _SPLITS.get(split.lower(), "")
    fitting = {
        name: values
        for name, values in curves.items()
        if re.fullmatch(
            _WORDS_OF.get(name.rpartition(".")[2], re.escape(name.rpartition(".")[2].replace("_", " "))),
            match["measure"],
            re.IGNORECASE,
        )
        and (not asked or name.partition(".")[0] == asked)
    }
    if not fitting or any(_bears_out(match, values) for values in fitting.values()):
        return None
    name, values = next(iter(fitting.items()))
    step = next((pair for pair in pairwise(values) if _against(match, *pair)), None)
    between = f", with a step from {step[0]:g} to {step[1]:g}" if step else ""
    return f"in the records, {name} of {names.title(run)} goes from {values[0]:g} to {values[-1]:g}{between}"


_LESS_IS_BETTER = re.compile(r"loss|error|\bwer\b|\bcer\b|mae|rmse|perplexity", re.IGNORECASE)


_MORE_IS_BETTER = re.compile(r"accuracy|f1|auc|precision|recall|score|bleu|ndcg|map|reward|return", re.IGNORECASE)


def _upward(match: re.Match[str]) -> bool:
    if match["better"] or match["worse"]:
        return bool(match["better"]) != bool(_LESS_IS_BETTER.search(match["measure"]))
    return bool(match["rise"] or match["krise"] or match["nrise"])


def _against(match: re.Match[str], before: float, after: float) -> bool:
    """Whether a step goes the other way than the words say, or the way that they deny."""
    rises = _upward(match) != bool(match["never"])
    return after < before if rises else after > before


def _bears_out(match: re.Match[str], values: Sequence[float]) -> bool:
    steps = list(pairwise(values))
    measured = _LESS_IS_BETTER.search(match["measure"]) or _MORE_IS_BETTER.search(match["measure"])
    if not steps or ((match["better"] or match["worse"]) and not measured):
        return True
    if match["never"] and match["atend"]:
        return not _against(match, *steps[-1])
    if match["never"]:
        if (match["overall"] or match["never"].lower() != "never") and not match["along"]:
            return not (values[-1] > values[0] if match["nrise"] else values[-1] < values[0])
        return not any(_against(match, *step) for step in steps)
    if match["along"] or match["always"]:
        return not any(_against(match, *step) for step in steps) and values[0] != values[-1]
    if match["atend"]:
        return not _against(match, *steps[-1])
    if match["keeps"] or match["toend"]:
        return not _against(match, *steps[-1]) and not _against(match, values[0], values[-1])
    return values[-1] > values[0] if _upward(match) else values[-1] < values[0]
