"""Rules about slips of grammar that a listener hears or a caption shows; each pattern is kept narrow on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.base.word_lists import word_set
from plainspoken.script.lint.finding import Finding, Fix
from plainspoken.script.lint.passages import LintedPassage
from plainspoken.script.lint.rule import TEXT, rule
from plainspoken.script.simplify.vowel_sounds import starts_with_vowel_sound

_REPEATED = re.compile(r"(?<![\w/-])([^\W\d_]+)(?: (\1)\b(?![-'’/]))+", re.IGNORECASE)
_MEANT_TWICE = word_set(
    "had that is so very no bye ha blah la really many far log twenty thirty forty fifty sixty seventy eighty ninety"
    " one two three four five six seven eight nine ten nineteen hundred point oh yes please there now never long can"
    " well hey hi again"
)
_VERBS_TWICE = word_set("have has do does did is are was were can will would could should need needs know want get")
_RELATIVE = word_set("i we you he she it they that who which")
_OPENERS = word_set("and but or so because if when then while as since though although where how")
_FUNCTION_WORDS = word_set(
    "a an the of to in on at by for and or but with from as are was were be we it this these our its can will"
)
_STUTTER = re.compile(r"\b(be|is|are|was|were|have|has) (?:also|still|just) (\1)\b", re.IGNORECASE)
_COMPARATIVES = word_set("""
    better bigger brighter broader cheaper cleaner clearer closer deeper easier faster finer greater harder heavier
    higher larger later lighter longer lower narrower newer older quicker richer safer shorter simpler slower smaller
    smarter smoother stronger tighter weaker wider worse younger
""")
_DOUBLE = re.compile(rf"\b(more )({'|'.join(sorted(_COMPARATIVES))})\b(?! and more)(?! [a-z]{{3,}}s\b)", re.IGNORECASE)
_LESSER = re.compile(r"\b(?:much|far|even|a lot|significantly|slightly) (lesser)(?= than\b|[.,;:!?]|$)", re.IGNORECASE)
_COUNTED = word_set("""
    parameters layers epochs images words samples classes errors neurons channels features steps models weights
    operations files lines people examples tokens filters blocks units heads mistakes reviews bugs runs syllables
    kernels networks labels pages slides pictures experiments connections nodes faces sentences reviewers users
""")
_LESS = re.compile(rf"\b(much )?(less) ({'|'.join(sorted(_COUNTED))})\b(?![-'’])", re.IGNORECASE)
_ITS = re.compile(
    r"\b(its) (?="
    r"(?:a|an|the|not|been|because|gonna|also)(?![-\w'’])"
    r"|(?:interesting|possible|impossible|hard|easy|clear|likely|unlikely|important|worth|true|better|best|safe|fair)"
    r" (?:to|that|not)\b"
    r"|(?:more|so|too) [a-z]+ (?:to|than|that)\b"
    rf"|(?:{'|'.join(sorted(_COMPARATIVES))}) (?:to|than)\b)",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"\b(it['’]s)(?= own\b)"
    r"|\b(?:of|at|in|on|with|from|into|upon|under|over|within) (it['’]s)\b(?! (?:not|a|an|the|been|that)\b)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?<![-\w'’./])(an?|An?) ([^\W_][\w.,+/&-]*)")
_NOT_AFTER_ARTICLE = word_set(
    "a an and are as at above also e i if in is it of on or over under versus vs was were has had to than but "
    "the this that these those my your his her its our their"
)
_BETWEEN = re.compile(
    r"\bbetween \d+(?:\.\d+)?(?: ?%)?( ?[-–] ?)\d+(?:\.\d+)?\b(?![-–/])"
    r"(?! ?[a-zµ%]+ (?:band|range|window|interval|group|bin|segment|period)s?\b)(?! (?:and|to)\b)",
    re.IGNORECASE,
)
_OF_FOR_HAVE = re.compile(
    r"\b(?:could|should|would|might|must)(?:n['’]t)? (of)\b"
    r"(?! (?:course|necessity|late|itself|themselves|himself|herself|his|her|its|their|my|your|our|old|one|two|all)\b)",
    re.IGNORECASE,
)


def _fixed(
    passage: LintedPassage, start: int, end: int, replacement: str, title: str, *, safe: bool = True
) -> Fix | None:
    """A fix of one edit, where the author's own words stand there."""
    edit = passage.edit(start, end, replacement)
    return Fix(title, (edit,), safe) if edit else None


def _cased(model: str, word: str) -> str:
    """`word` with the capital of `model`."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


@rule(
    "PS303",
    "repeated-word",
    "passage",
    kinds=TEXT,
    fixable="safe",
    bad="""
    ## One

    We train the the net.
    """,
    good="""
    ## One

    He said that that net is the one he had had before. The data we have have flaws.
    """,
)
def repeated_word(passage: LintedPassage) -> Iterator[Finding]:
    """A word stands twice in a row.

    On paper the eye runs over it; the voice says it twice. "That that", "had had" and words doubled for effect are
    left alone. "May be also be" counts too. The fix is safe for words like "the" and "of", else it wants an eye.
    """
    for twice in _REPEATED.finditer(passage.text):
        word = twice[1].lower()
        if word in _MEANT_TWICE or _is_link_between(passage, twice.end(1), twice.start(2)):
            continue
        if word in _VERBS_TWICE and _ends_relative_clause(passage.text, twice.start()):
            continue
        if twice[1][0].isupper() and twice[2][0].isupper():
            continue
        fix = _fixed(passage, twice.end(1), twice.end(), "", f"say “{twice[1]}” once", safe=word in _FUNCTION_WORDS)
        times = (len(twice[0]) + 1) // (len(word) + 1)
        stands = "twice" if times == 2 else f"{times:,} times in a row"
        yield Finding("PS303", f"“{twice[1]}” stands {stands}", passage.place(*twice.span()), fix=fix)
    if {"also", "still", "just"} & passage.vocabulary:
        for twice in _STUTTER.finditer(passage.text):
            fix = _fixed(passage, twice.start(1), twice.end(1) + 1, "", f"say “{twice[1]}” once", safe=False)
            yield Finding("PS303", f"“{twice[1]}” stands twice", passage.place(*twice.span()), fix=fix)


def _ends_relative_clause(text: str, start: int) -> bool:
    """Whether a relative clause may end here: `the data we have have flaws`, `the one that does does so`."""
    before = re.findall(r"[\w'’]+|[^\w\s]", text[max(0, start - 60) : start])[-2:]
    return (
        len(before) == 2
        and before[1].lower() in _RELATIVE
        and before[0].lower() not in _OPENERS
        and before[0].isalpha()
    )


def _is_link_between(passage: LintedPassage, start: int, end: int) -> bool:
    """Whether a link or picture without words stands between two words: `see [](#one) see`."""
    source = passage.page.manuscript.texts.text_at(passage.place(max(start - 1, 0), end + 1))
    return source is not None and "[](" in source


@rule(
    "PS307",
    "its-or-it-is",
    "passage",
    kinds=TEXT,
    words={"its", "it's"},
    fixable="safe",
    bad="""
    ## One

    Thus, its interesting to see what the net makes of it's own errors.
    """,
    good="""
    ## One

    It's interesting to see what the net makes of its own errors and its possible causes.
    """,
)
def its_or_it_is(passage: LintedPassage) -> Iterator[Finding]:
    """ "its" stands for "it's", or the other way round.

    They sound the same, so this is for captions, notes and slides. "It's" is "it is"; "its" belongs to it.
    """
    text = passage.text.replace("’", "'")
    for slip in _ITS.finditer(text):
        word = _cased(slip[1], "it's")
        fix = _fixed(passage, *slip.span(1), word, f"write “{word}”")
        yield Finding("PS307", f"“{slip[1]}” should be “{word}”", passage.place(*slip.span(1)), fix=fix)
    for slip in _IT_IS.finditer(text):
        group = 1 if slip[1] else 2
        word = _cased(slip[group], "its")
        fix = _fixed(passage, *slip.span(group), word, f"write “{word}”")
        yield Finding("PS307", f"“{slip[group]}” should be “{word}”", passage.place(*slip.span(group)), fix=fix)


@rule(
    "PS308",
    "less-or-fewer",
    "passage",
    kinds=TEXT,
    words={"less"},
    fixable="safe",
    bad="""
    ## One

    The second net has much less parameters.
    """,
    good="""
    ## One

    The second net has far fewer parameters and needs less memory.
    """,
)
def less_or_fewer(passage: LintedPassage) -> Iterator[Finding]:
    """ "less" stands before something that is counted.

    One has less memory but fewer parameters. Only words that are always counted in such talks are looked at.
    """
    for slip in _LESS.finditer(passage.text):
        word = _cased(slip[0], "far fewer" if slip[1] else "fewer")
        start = slip.start(1) if slip[1] else slip.start(2)
        fix = _fixed(passage, start, slip.end(2), word, f"write “{word}”")
        was = passage.text[start : slip.end(2)]
        yield Finding(
            "PS308",
            f"{slip[3]} are counted: “{word} {slip[3]}”, not “{was}”",
            passage.place(start, slip.end(2)),
            fix=fix,
        )


@rule(
    "PS309",
    "a-or-an",
    "passage",
    kinds=TEXT,
    words={"a", "an"},
    fixable="safe",
    bad="""
    ## One

    It ends in a AdaptiveAvgPool2d and an unique layer.
    """,
    good="""
    ## One

    It ends in an LSTM, a U-Net and an 8 by 8 grid after an hour on a one-way road. Class A is larger.
    """,
)
def a_or_an(passage: LintedPassage) -> Iterator[Finding]:
    """ "a" stands before a vowel sound, or "an" before none.

    The sound decides, not the letter: an LSTM, a unit, an 8. An abbreviation is taken as the voice says it; where both
    ways are usual (ROC, SQL), and in words whose sound is in doubt, both articles pass.
    """
    for article in _ARTICLE.finditer(passage.text):
        written, word = article[1], article[2]
        if word.lower() in _NOT_AFTER_ARTICLE or (written == "A" and not _opens(passage.text, article.start())):
            continue
        vowel = starts_with_vowel_sound(word)
        if vowel is None or vowel == (written.lower() == "an"):
            continue
        right = _cased(written, "an" if vowel else "a")
        fix = _fixed(passage, *article.span(1), right, f"write “{right} {word}”")
        yield Finding(
            "PS309", f"“{written} {word}” should be “{right} {word}”", passage.place(*article.span(1)), fix=fix
        )


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins at `start`."""
    before = text[:start].rstrip("\"'“‘([ ")
    return not before or before[-1] in ".!?:"


@rule(
    "PS310",
    "double-comparative",
    "passage",
    kinds=TEXT,
    words=_COMPARATIVES | {"lesser"},
    fixable="safe",
    bad="""
    ## One

    It is more cheaper to run, and its time is much lesser than before.
    """,
    good="""
    ## One

    It is cheaper to run, and to a much lesser degree more accurate.
    """,
)
def double_comparative(passage: LintedPassage) -> Iterator[Finding]:
    """A comparison is made twice: "more cheaper", "much lesser".

    "Cheaper" is enough, and shorter. "Lesser" is right in "to a lesser extent", which is left alone.
    """
    for slip in _DOUBLE.finditer(passage.text):
        fix = _fixed(passage, *slip.span(1), "", f"write “{slip[2]}”")
        yield Finding("PS310", f"“{slip[0]}” compares twice: “{slip[2]}”", passage.place(*slip.span()), fix=fix)
    for slip in _LESSER.finditer(passage.text):
        fix = _fixed(passage, *slip.span(1), "less", "write “less”")
        yield Finding("PS310", f"“{slip[0]}” compares twice: “less”", passage.place(*slip.span()), fix=fix)


@rule(
    "PS311",
    "between-and",
    "passage",
    kinds=TEXT,
    words={"between"},
    fixable="safe",
    bad="""
    ## One

    We split between 6-7.
    """,
    good="""
    ## One

    We split between 6 and 7, after the reviews rated 1-6. It lies between 5–10 Hz band edges.
    """,
)
def between_and(passage: LintedPassage) -> Iterator[Finding]:
    """ "between" is followed by a range with a dash.

    Between wants "and": "between 6 and 7". Said aloud, "between six to seven" stumbles.
    """
    for slip in _BETWEEN.finditer(passage.text):
        fix = _fixed(passage, *slip.span(1), " and ", "write “and” for the dash")
        yield Finding("PS311", f"“{slip[0]}” wants “and” for the dash", passage.place(*slip.span()), fix=fix)


@rule(
    "PS312",
    "of-for-have",
    "passage",
    kinds=TEXT,
    words={"of"},
    fixable="safe",
    bad="""
    ## One

    We could of stopped there.
    """,
    good="""
    ## One

    We could have stopped there; could of course we? He would of late come early.
    """,
)
def of_for_have(passage: LintedPassage) -> Iterator[Finding]:
    """ "of" stands for "have" after could, should, would, might or must."""
    for slip in _OF_FOR_HAVE.finditer(passage.text):
        fix = _fixed(passage, *slip.span(1), "have", "write “have”")
        yield Finding("PS312", f"“{slip[0]}” should have “have”", passage.place(*slip.span(1)), fix=fix)
