"""The simple-word lexicon: what may be said shorter, as what, and where it may not.

A row of `words/lexicon.tsv` (or of a talk's own list) has seven columns parted by tabs:

- phrase: the long form; `{np}` stands for a short noun phrase or pronoun that is kept;
- kind: `verb` (first word inflected), `noun` (last word inflected), `adj` (with comparatives), or `fixed`;
- replacement: the short form, with the same `{np}`;
- level: `safe`, or `suggest` where a reader should decide;
- domain: `ml` for words that mean this only in talk of machine learning, else empty;
- guards: conditions parted by spaces. `<w` blocks after the word w, `>w` before it; `+<w`, `+>w` require it; `>~w`
  looks at the six words after the phrase, `<>w` at the whole sentence. A guard names a word, several parted by `|`, or
  a class such as `@det` (see `CLASSES`);
- proof: a sentence, ` => `, and the sentence after the change. Every row proves itself in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_text
from plainspoken.base.word_lists import word_set
from plainspoken.script.simplify import inflection

Level = Literal["safe", "suggest"]
Form = Literal["base", "third", "past", "participle", "gerund", "singular", "plural", "plain", "fixed"]

_FILE = Path(__file__).parents[1] / "words" / "lexicon.tsv"
_COLUMNS = ("phrase", "kind", "replacement", "level", "domain", "guards", "proof")
_KINDS = ("verb", "noun", "adj", "fixed")


@dataclass(frozen=True)
class Guard:
    """One condition on the word before a match, the word after it, the six words after it, or its whole sentence."""

    where: Literal["before", "after", "following", "sentence"]
    required: bool
    words: frozenset[str]
    classes: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """One row of a lexicon."""

    phrase: str
    kind: str
    replacement: str
    level: Level
    domain: str = ""
    guards: tuple[Guard, ...] = ()
    proof: str = ""


@dataclass(frozen=True)
class Pattern:
    """One inflected form of an entry: the words to find, the text to put, and which form it is.

    `past` and `participle` of a regular verb look the same; where the replacement's differ (`forms` has both), the
    place decides.
    """

    words: tuple[str, ...]
    replacement: str
    form: Form
    entry: Entry
    participle: str | None = None


@dataclass(frozen=True)
class Lexicon:
    """Patterns by their first word, longest first."""

    by_first: dict[str, tuple[Pattern, ...]]
    entries: tuple[Entry, ...]


@cache
def standard() -> Lexicon:
    """The lexicon that comes with the project."""
    return compile_entries(parse(_FILE.read_text(encoding="utf-8"), file=_FILE))


def with_own(folder: Path, names: Iterable[str]) -> Lexicon:
    """The standard lexicon and a talk's own lists; a row of the talk's replaces one for the same phrase.

    Raises:
        InputError: a list is missing or a row of it cannot be read.
    """
    own: list[Entry] = []
    for name in names:
        path = folder / name
        if not path.exists():
            raise InputError("no word list here", file=path, remedy="mend `lexicon` under [words] in talk.toml")
        text = read_text(path)
        own += parse(text, file=path)
    if not own:
        return standard()
    phrases = {entry.phrase for entry in own}
    return compile_entries([*own, *(entry for entry in standard().entries if entry.phrase not in phrases)])


def parse(text: str, *, file: Path | str = "lexicon") -> list[Entry]:
    """The rows of one list; `#` starts a comment line. Columns from `level` on may be left out.

    Raises:
        InputError: a row has too few columns, or a kind, level or guard that is not known.
    """
    entries: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        row = dict(zip(_COLUMNS, cells + [""] * (len(_COLUMNS) - len(cells)), strict=False))
        problem = _problem(row, len(cells))
        if problem:
            raise InputError(
                problem,
                file=file,
                line=number,
                column=1,
                remedy="a row is: phrase, kind, replacement, level, domain, guards, proof, parted by tabs",
            )
        entries.append(
            Entry(
                phrase=row["phrase"].lower(),
                kind=row["kind"],
                replacement=row["replacement"],
                level="suggest" if row["level"] == "suggest" else "safe",
                domain=row["domain"],
                guards=tuple(_guard(guard) for guard in row["guards"].split()),
                proof=row["proof"],
            )
        )
    return entries


def compile_entries(entries: Iterable[Entry]) -> Lexicon:
    """Expand entries into patterns for every form."""
    kept = tuple(entries)
    patterns: dict[str, list[Pattern]] = {}
    for entry in kept:
        for pattern in _patterns(entry):
            patterns.setdefault(pattern.words[0], []).append(pattern)
    return Lexicon(
        {word: tuple(sorted(found, key=lambda pattern: -len(pattern.words))) for word, found in patterns.items()}, kept
    )


def _problem(row: dict[str, str], columns: int) -> str:
    if columns < 3 or not row["phrase"]:
        return "a row of a word list needs a phrase, a kind and a replacement"
    if row["kind"] not in _KINDS:
        return f"{row['kind']!r} is no kind of word: {', '.join(_KINDS)}"
    if row["level"] not in ("", "safe", "suggest"):
        return f"{row['level']!r} is no level: safe, suggest"
    if row["phrase"].count("{np}") != row["replacement"].count("{np}"):
        return "phrase and replacement must keep the same {np}"
    for guard in row["guards"].split():
        if guard.lstrip("+")[:1] not in ("<", ">"):
            return f"{guard!r} is no guard: <word, >word, >~word, <>word, and with + before it where it is required"
        for name in _guard_names(guard):
            if name.startswith("@") and name[1:] not in CLASSES and name[1:] not in SHAPES:
                return f"{name!r} is no class of words: {', '.join(sorted((*CLASSES, *SHAPES)))}"
    return ""


_PLACES: dict[str, Literal["before", "after", "following", "sentence"]] = {
    "<>": "sentence",
    ">~": "following",
    "<": "before",
    ">": "after",
}


def _guard_names(text: str) -> list[str]:
    """The words and classes that a guard names."""
    return text.lstrip("+<>~").split("|")


def _guard(text: str) -> Guard:
    sign = text.lstrip("+")
    names = _guard_names(text)
    return Guard(
        where=next(place for mark, place in _PLACES.items() if sign.startswith(mark)),
        required=text.startswith("+"),
        words=frozenset(name for name in names if not name.startswith("@")),
        classes=frozenset(name[1:] for name in names if name.startswith("@")),
    )


def _patterns(entry: Entry) -> Iterable[Pattern]:
    def made(words: str, replacement: str, form: Form, participle: str | None = None) -> Pattern:
        return Pattern(tuple(words.split()), replacement, form, entry, participle)

    if entry.kind == "verb":
        long, short = inflection.verb(entry.phrase), inflection.verb(entry.replacement)
        yield made(long.base, short.base, "base")
        yield made(long.third, short.third, "third")
        yield made(long.gerund, short.gerund, "gerund")
        if long.past == long.participle:
            yield made(long.past, short.past, "past", short.participle)
        else:
            yield made(long.past, short.past, "past", short.past)
            yield made(long.participle, short.participle, "participle", short.participle)
    elif entry.kind == "noun":
        yield made(entry.phrase, entry.replacement, "singular")
        yield made(inflection.plural(entry.phrase), inflection.plural(entry.replacement), "plural")
    elif entry.kind == "adj":
        if entry.replacement in GRADED:
            yield made(f"more {entry.phrase}", inflection.comparative(entry.replacement), "plain")
            yield made(f"most {entry.phrase}", inflection.superlative(entry.replacement), "plain")
        yield made(entry.phrase, entry.replacement, "plain")
    else:
        yield made(entry.phrase, entry.replacement, "fixed")


# Adjectives that can be compared; "most crucial" is not "most key".
GRADED = word_set("hard simple useful fast cheap large basic complex lean huge")

CLASSES: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "det": "a an the this that these those my your his her its our their each every some any no another both all"
        " which what whose one two three four five six seven eight nine ten",
        "article": "a an the",
        "be": "is are was were be been being am isn't aren't wasn't weren't it's that's they're we're you're he's she's"
        " i'm there's what's",
        "have": "have has had having haven't hasn't hadn't we've i've they've you've",
        "modal": "can could will would shall should may might must can't couldn't won't wouldn't shouldn't cannot i'll"
        " we'll you'll they'll it'll i'd we'd you'd they'd",
        "do": "do does did don't doesn't didn't",
        "subject": "i we you he she it they who which that this these those there",
        "nominative": "i we he she they",
        "object": "me us you him her it them itself themselves",
        "to": "to",
        "and": "and or but",
        "prep": "of in on at by for with from into onto to over under about as like than between through across per"
        " without within during after before against among around via",
        "degree": "more most less least very so too as quite rather how",
        "adverb": "also not never always often still already just only then now even easily simply currently fully"
        " widely often usually typically generally commonly automatically effectively directly quickly",
        "negation": "not no never none nothing nobody neither nor n't without cannot hardly barely",
        "wh": "what which who whom whose when where why how",
    }.items()
}

# Classes told by the shape of a word or mark: start or end of a clause, end of a sentence, a number, a value, …;
# `np-to` is a short noun phrase with "to" behind it: "required the court to pay"; `rest-joined` says that more is
# joined on behind: "an effect on sleep and none on mood", "an effect on him that lasts".
SHAPES = (
    "start",
    "end",
    "stop",
    "comma",
    "num",
    "value",
    "name",
    "word",
    "lower",
    "ly",
    "ed",
    "ing",
    "s",
    "adj",
    "np-to",
    "rest-joined",
)
