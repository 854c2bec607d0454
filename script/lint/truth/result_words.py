# ruff: noqa: E501 - tables of words
"""Words that compare results, claim more than results can, or give a cause: found in a sentence, with what they assert."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from plainspoken.script.lint.truth.claim_facts import (
    CHANCE,
    FIT,
    LESS,
    LOSS,
    MORE,
    NOT_LESS,
    NOT_MORE,
    QUALITY,
    SAME,
    SIZE,
    SPEED,
    UNDERFIT,
    WHEN,
    WORK,
)  # fmt: skip

CAUSE, ABSOLUTE, DOUBLE, SUPERLATIVE = "cause", "absolute", "double", "superlative"


@dataclass(frozen=True)
class Assertion:
    """Words that assert something: what about, which way, where in the sentence; `strong` when they cannot be about
    anything but results."""

    about: str
    sign: str
    start: int
    end: int
    text: str
    strong: bool
    hedged: bool = False
    kind: str = ""


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


_SETTLES = r"(?:settle[sd]?|converge[sd]?|peak(?:s|ed)?|(?:is|was) at its best|reach(?:es|ed) its best)"
_WORDS_FOR: tuple[tuple[str, str, bool, str, tuple[str, ...]], ...] = (
    (CHANCE, MORE, True, "", (r"(?:(?:just|clearly|well|far) )?above chance", "better than chance")),
    (CHANCE, LESS, True, "", ("below chance", "worse than chance")),
    (LOSS, MORE, False, "", (r"(?:higher|larger|greater|bigger|worse) (?:\w+ )?loss", "loss is (?:higher|larger|greater|worse)", "loses more(?= than)")),
    (LOSS, LESS, False, "", (r"(?:lower|smaller|less|better) (?:\w+ )?loss", "loss is (?:lower|smaller|better)")),
    (WHEN, MORE, False, "", (
        rf"{_SETTLES} (?:only |very |rather |quite )?late(?:r)?(?! layers?)", rf"{_SETTLES} (?:only )?(?:in|at) (?:its|the) (?:very )?(?:last epoch|end)",
        "takes its time to (?:settle|converge)",
    )),
    (WHEN, LESS, False, "", (
        rf"{_SETTLES} (?:very |rather |quite )?(?:early|earlier|soon|sooner|quickly)", rf"{_SETTLES} (?:right )?(?:in|at) (?:its|the) (?:first epoch|(?:very )?(?:start|beginning))",
    )),
    (QUALITY, SAME, True, "unclear", (
        "too close to call", "cannot (?:be )?(?:tell|told)(?: it| them)?(?: apart| from)?", r"(?<!cannot )(?<!can't )(?<!can’t )keeps? up with",
        "no clear (?:gain|difference|winner)", "not clearly (?:better|worse|higher|lower|different)", "no sure win",
        r"(?:we )?can(?:'|’)?t say so", "has(?: not|n't) decided", "does not clearly (?:win|beat)",
        "gain(?:s|ed) nothing (?:clear|sure)", "not for (?:sure|certain)", "settle nothing",
    )),
    (QUALITY, SAME, True, "same", (
        r"(?:the |of )?(?:same|equal|identical) (?:accuracy|score|results?|performance)",
        r"(?:just )?as (?:well|good|accurate|often right) as", "on a par", "equal to", "do(?:es)? not differ", "no difference",
        "equally (?:good|accurate|well)", "performs? the same", "does as well", "makes no difference", "gain(?:s|ed)? nothing(?! (?:clear|sure))",
        "no gain",
    )),
    (QUALITY, NOT_MORE, True, "", (r"(?:is|are) (?:not|no) (?:higher|better)(?! than chance)",)),
    (QUALITY, MORE, True, "", (
        "beats?", "outperform(?:s|ed)?", "outdo(?:es|ne)?", "outscore[sd]?", "surpass(?:es|ed)?", r"(?:goes|go|went) beyond(?! (?:what )?(?:people|humans?|persons?|experts?))",
        "wins?", "won", "more (?:accurate|precise|often right|reliable)", r"(?:right|correct) more often", r"more (?:of (?:the|these|all) )?(?:\w+ )?(?:\w+ )?(?:right|correctly)(?= than)", "more accurately", "scores? higher",
        r"(?:does|do|did|doing) better", "better (?:than|accuracy|score|results?)", r"(?:is|are|was|and|clearly) better(?=$|[.,;:])",
        "higher (?:accuracy|score|f1|precision|recall)", "is higher", "ahead of(?! (?:validation|training))",
        "is (?:clearly |well |far )?ahead(?! of)", r"(?:has|have|takes?|took) the lead", r"leads?(?= (?:on|by|in)\b)",
        "the lead of", "fewer (?:mistakes|errors)", "less often wrong", "errs? less(?: often)?", "lower (?:error|error rate)",
        "improves? on", "improvement over", "superior to", "a leap", "gains? over", "clearly apart", "has decided",
        "score rises", "can tell it from", "edge[sd]? out", r"tops(?= (?:the|all|every|our)\b)",
        r"(?:comes?|came) (?:out )?(?:on top(?!,? (?:with|at)\b)|ahead(?! of time))", r"leaves? (?:\w+ ){1,4}(?:far |well )?behind",
        "second to none", r"(?:is|are|was) (?:the|our) (?:clear |sure |safe |overall )?winner", r"(?:the )?safer choice",
        "by a (?:wide|clear|long|large|comfortable) margin", "head and shoulders", "outclass(?:es|ed)?", "outshines?", "overtakes?",
        "stronger than", r"the (?:stronger|better) (?:one|of the two|model|network|choice)", "more robust", "eclipses?",
    )),
    (QUALITY, LESS, True, "", (
        r"(?:falls?|fell|lags?|trails?|is|are|stays?) behind(?! on its own)", "falls? short(?: of)?", "less accurate",
        "scores? lower", r"(?:does|do|did|doing) worse", "worse(?: than)?", "lower (?:accuracy|score|f1|precision|recall)",
        "less often right", r"(?:right|correct) less often", r"fewer (?:of (?:the|these|all) )?(?:\w+ )?(?:\w+ )?(?:right|correctly)(?= than)", "loses", r"lost(?= to\b| by\b|$)", "inferior to", "more (?:mistakes|errors)", "takes it down",
        "does not reach", "that is less than", "fails?", "no match for", "no rival (?:for|to)", "pales? (?:beside|against)",
        r"(?:comes?|came) (?:in )?(?:second|last|third)(?= (?:in|on|to|after|behind|by)\b|[.,;:]|$)", "trails?(?= )", "weaker than",
        "(?:is|are) weaker", "brings? up the rear", "(?:is|are|was) beaten", "can(?:not|'t|’t) keep up",
    )),
    (SPEED, MORE, False, "", ("faster", "quicker", "speedier", "sooner", "less time", "lower latency")),
    (SPEED, LESS, False, "", ("slower", "more time(?= than)", "higher latency", "later than", "as long")),
    (SPEED, SAME, False, "same", (r"(?:as|equally) fast", "as quick(?:ly)? as")),
    (WORK, MORE, False, "", ("more (?:multiply-adds|operations|work)",)),
    (WORK, LESS, False, "", (r"(?:fewer|less) (?:multiply-adds|operations|work)",)),
    (SIZE, MORE, False, "", (
        "larger", "bigger", "heavier", "deeper", r"(?:has|have|needs?|with|takes?|uses?) (?:[\w-]+ )?more (?:parameters|weights|layers|memory|room)",
    )),
    (SIZE, LESS, False, "", (
        "smaller", "lighter", "shallower",
        r"(?:has|have|needs?|with|takes?|uses?) (?:[\w-]+ )?(?:fewer|less) (?:parameters|weights|layers|memory|room)",
    )),
    (FIT, LESS, True, "", ("overfits? less",)),
    (FIT, MORE, True, "", (
        "overfits?", "overfitted", r"(?:no|little|plain|strong|some|a sign of|shows?|is|hardly any|without)(?: \w+)? overfitting",
        r"learns? (?:\w+ ){1,4}by (?:heart|rote)", r"memori[sz](?:es|ed)", r"(?:pulls|runs) away from validation",
    )),
    (UNDERFIT, MORE, True, "", (
        r"(?<!that )(?<!which )(?<!to )underfits?", r"(?:is|are|was|were|badly|clearly) underfit(?:ted|ting)?", r"(?:a sign of|shows?|plain|strong|badly) underfitting",
    )),
    ("", MORE, True, DOUBLE, (
        r"(?:doubles|triples|quadruples|halves|doubled|tripled|halved)(?= (?:the|its|what|that|our|their))",
        "twice(?= (?:as|the|that|its))", "thrice",
        r"(?:two|three|four|five|ten|hundred|many)(?:-fold|fold| times)(?: (?:as|more|better|faster|smaller|larger))",
    )),
    ("", MORE, True, SUPERLATIVE, (
        r"(?<!next )(?<!at )(?<!its )(?<!their )best(?! (?:chip|answer|of both|practice|by\b|epoch|weights))",
        "most (?:accurate|precise|reliable|efficient)", "by far", "state[- ]of[- ]the[- ]art", "sota", "unbeaten", "unmatched",
        "unrivalled", "sets a (?:new )?record", "record (?:accuracy|score|result)",
    )),
    ("", MORE, False, SUPERLATIVE, ("fastest", "slowest", r"smallest(?: \w+)?", r"largest(?: \w+)?", "lightest", "worst", "highest",
                                    "lowest", "deepest")),
    ("", MORE, True, ABSOLUTE, (
        "never (?:wrong|errs?|fails?|mistaken|misses|confuses?|makes? (?:a |any )?mistakes?)",
        "always (?:right|correct|works?|gets?|names?|finds?|wins?|recogni[sz]es?)",
        r"(?:makes|made|with) no (?:mistakes?|errors?)", "flawless(?:ly)?", "perfect(?:ly)?", "error-free",
        "without (?:a |any )?(?:mistakes?|errors?)",
        r"(?:all|every|each|any)(?: of)?(?: (?:the|these|its|single|test))* (?:faces?|images?|samples?|reviews?|emotions?|photos?|pictures?)"
        "(?= (?:right|correctly|correct|well)\b)",
        r"(?:gets?|names?|recogni[sz]es?|works? (?:on|for|in)|classif(?:ies|y)|will work (?:on|in|for)) (?:all|every|each|any)\b"
        r"(?: of)?(?: (?:the|these|them|its))*(?: \w+)?",
        r"generali[sz]es?(?: \w+)?", r"(?:statistically )?significant(?:ly)?", r"(?:reaches )?human(?:[- ]level|[- ]like) ?\w*",
        r"(?:as good as|better than|beats|like) (?:a |any )?(?:humans?|people|persons?|experts?)(?: (?:are|is|do|does|can))?",
        r"(?:hardly|scarcely|rarely|seldom|almost never)(?: ever)? (?:errs?|wrong|fails?|mistaken|misses|makes? (?:a |any )?mistakes?)",
        r"(?:all|every|each|any) (?:\w+ )?\w+ (?:is|are|was|were|gets?) (?:\w+ )?(?:named|recogni[sz]ed|classified|identified|called) (?:correctly|right|as it should)",
        r"(?:difference|gap|lead|gain|effect|advantage)(?: (?:between|of|over) [\w ]{1,30})? (?:is|are|was) (?:real|no (?:accident|coincidence|fluke))",
        r"can(?:not|'t|’t) be (?:chance|luck|a coincidence|an accident)", r"holds?(?: up)? (?:on|for|in) (?:any|every|all)(?: \w+)?", "no fluke",
        "beyond (?:any |all )?doubt",
        r"(?:above|beyond|past|over|exceeds?|surpass(?:es)?|more than|better than) (?:what )?(?:people|humans?|persons?|experts?)\b(?: \w+)?",
        r"(?:nobody|no one|no-one|none) (?:\w+ ){0,2}(?:has|have|had|did|does|can|could)\b(?: \w+){0,3} better", r"better than (?:ever|anyone|anybody|anything)(?: \w+)?",
        r"(?:better|right|well) (?:on|for|with|in) (?:any|every|all)(?! (?:the|these|three|four|five|of)\b)(?: \w+)?",
        r"(?:all|every|each|any) (?:\w+ )?\w+ (?:is|are|was|were) (?:\w+ )?(?:found|caught|detected|spotted)(?! (?:in|on|at|under|among)\b)",
        "than people (?:are|do)", "super-?human", "guarantees?", "undoubtedly", "certainly", "definitely",
    )),
    ("", MORE, True, CAUSE, (
        "because of", "because", r"since (?:it|the \w+) (?:is|has|[a-z]+s)(?= )", r"since they (?:are|have|share|see|use)", "thanks to", "as a result of", "(?:is|are|was) what makes?", "due to", "owing to", "caused by", "the reason (?:is|was)",
        r"(?:is|was)(?: also)? (?:the reason|why)", "that is why", "this is why", r"(?:does )?plays? a part", "is at fault",
        "misled it", "makes? up for", "wants more time", "is better tuned", "was all of it", "explains? (?:it|this|that|the gap)",
    )),
)  # fmt: skip
_TABLE = tuple(
    (about, sign, strong, kind, _pattern("|".join(words))) for about, sign, strong, kind, words in _WORDS_FOR
)


_IDIOMS = _pattern(
    r"(?:do|does|did|done|doing|try|tries|tried) (?:[a-z]+ )?(?:my|our|your|its|their|his|her|the) (?:very )?best|"
    r"(?:next |very |single )?best (?:ways?|things?|places?|times?|cases?|moments?|parts?|answers?|reasons?|friends?|practices?|bet|guess(?:es)?|man)(?! (?:is|was|of) (?:the )?\w*(?:net|model|run))|"
    r"all the best|make the best of|(?:had|we'd|you'd|i'd) better|the better (?:part|half) of|(?:no|neither|not) better (?:or|nor) worse|for better or (?:for )?worse|"
    r"as (?:good|well|fast|accurate) as (?:\w+ ){1,5}(?:may|might) be|(?:a )?win for (?:everybody|everyone|us|you|all|all of us)|win[- ]win|"
    r"(?:an?|the) better (?:way|place|time|question|answer|picture|word|name)|no better (?:way|place|time)|"
    r"(?:faster|slower|higher|lower|larger|smaller|bigger|more|less|fewer|deeper|longer|shorter|quicker|newer|older|simpler) (?:is|are|isn['’]t|need) (?:\w+ ){0,2}(?:better|worse|best)|"
    r"(?:the )?(?:faster|slower|higher|lower|larger|smaller|bigger|more|less|fewer|deeper|longer|shorter),? the (?:better|worse)"
)
"""Words of the tables in sayings that compare no results, among them which way a measure is meant ("higher is better")."""

HEDGE = _pattern(
    r"not always|neither|may|might|maybe|could|perhaps|probably|likely|seems?|seemed|appears?|suggests?|possibly|would|should|i think|we think|"
    r"we believe|one (?:likely |possible )?reason|in part|partly|at least part|tends? to|can|need not|so far|as far as we can tell|"
    r"about|almost|nearly|hardly|whether|if|where(?:ver)? it|we want|want|wanted|hoped?|we had hoped|is to|are to|aims?|"
    r"can(?:'|’)?t say|cannot say|not shown|to our surprise|what we suspect|ought to|will need"
)
_NEGATION = re.compile(
    r"(?<!\w)(?:not|no|never|n['’]t|cannot|can['’]t|neither|nor|without|hardly|nothing|none)\b(?:\s+[\w'’-]+){0,3}\s*$",
    re.IGNORECASE,
)
_HEDGE_AFTER = re.compile(
    r"^\W*(?:perhaps|maybe|probably|possibly|in part|if at all)\b|as far as we can tell|for (?:sure|certain)\b",
    re.IGNORECASE,
)
_NEGATED_WITHIN = re.compile(r"\b(?:no|hardly|without)\b", re.IGNORECASE)
_TIMES_BEFORE = re.compile(r"(?:\ufffc|\btwice|\bthrice|times|[×x])\s*$", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]|\bbut\b|\band\b|\bwhile\b|\bthough\b", re.IGNORECASE)
_PLAN = _pattern(
    r"is to be|are to be|can we|could we|how|should|want|wants?|hope|to save|we want|needs? to|must|let us|asks? which|in place of|"
    r"begins? to|plan|known to|if|would|(?:has|have|had) (?:\w+ )?to"
)


@lru_cache(maxsize=8192)
def assertions(text: str) -> tuple[Assertion, ...]:
    """What a sentence asserts about results, in order of the table; overlapping words count once, the first."""
    return tuple(_assertions(text))


def _assertions(text: str) -> Iterator[Assertion]:
    taken: list[tuple[int, int]] = []
    sayings: list[tuple[int, int]] | None = None  # looked for only where there is something to leave alone
    question = text.rstrip(' *_"”~|').endswith("?")
    for about, sign, strong, kind, pattern in _TABLE:
        for match in pattern.finditer(text):
            if sayings is None:
                sayings = [saying.span() for saying in _IDIOMS.finditer(text)]
                taken += sayings
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if question:
                continue
            before = text[: match.start()]
            clause = before[max((cut.end() for cut in _CLAUSE.finditer(before)), default=0) :]
            hedged = HEDGE.search(clause) is not None or _HEDGE_AFTER.search(text[match.end() :]) is not None
            negated = _NEGATION.search(clause) is not None or _NEGATED_WITHIN.search(match[0]) is not None
            if negated and kind == CAUSE:
                continue
            if (
                kind == "same"
                and _TIMES_BEFORE.search(before)
                and re.match("(?:just )?(?:as|equally)", match[0], re.IGNORECASE)
            ):
                sign_here, kind_here = MORE, ""  # "twice as fast", "{{ … | times }} as fast"
            else:
                sign_here, kind_here = sign, kind
            meant = _denied(sign_here) if negated else sign_here
            if kind == "unclear":
                meant, hedged = SAME, True
            yield Assertion(about, meant, *match.span(), match[0], strong, hedged, kind_here)


def _denied(sign: str) -> str:
    return {MORE: NOT_MORE, LESS: NOT_LESS}.get(sign, "not " + sign)


def is_plan(text: str) -> bool:
    """Whether a sentence is about what is meant to be and not about what was measured."""
    return (
        _PLAN.search(text) is not None
        or re.match(r"[\W_]*(?:who|which|what|how|whether)\b", text, re.IGNORECASE) is not None
    )


def has_comparison_frame(text: str, start: int, end: int) -> bool:
    """Whether a comparative that is common in prose compares here: with `than` behind it, or a verb before."""
    if re.search(r"\b(?:gets?|got|grows?|grew|becomes?|became)\s*$", text[:start]) and not re.match(
        r"\s+than\b", text[end:]
    ):
        return False  # of one thing, as time goes by
    return (
        re.match(r"(?:\s+[\w-]+){0,2}\s+(?:than|of (?:the|all))\b", text[end:]) is not None
        or re.search(
            r"\b(?:is|are|was|were|answers?|runs?|trains?|needs?|takes?|has|have|gets?|it)\b(?:\s+[\w-]+){0,2}\s*$",
            text[:start],
            re.IGNORECASE,
        )
        is not None
    )
