"""Roman numerals: `Chapter IV`, `type II error`, `World War II`, `Elizabeth II`."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers

_NUMERAL = re.compile(r"^(?=[IVXLCDM])(?:M{0,3})(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# What is numbered in Roman numerals, in the singular.
_NUMBERED = word_set(
    "chapter part section type phase stage level class grade group act scene book volume vol appendix article title war"
    " table figure fig algorithm theorem lemma tier schedule bowl session module round mark mk version edition series"
    " episode page division league factor cohort arm annex category corps legion apollo gemini rocky generation wave"
    " olympiad protocol sequence step case method model experiment study trial question exercise problem quarter nerve"
)
# Names of rulers and others who are told apart by a number said as an ordinal.
_NAMES = word_set(
    "elizabeth henry louis charles george edward james william richard philip paul benedict pius francis"
    " catherine nicholas alexander frederick ramses rameses napoleon leo gregory innocent sam john joseph"
    " mary peter ivan ferdinand robert david thomas michael albert leopold victor umberto alfonso carlos"
    " juan felipe gustav oscar harald haakon olav christian margrethe abdul mehmed murad selim ptolemy"
    " darius xerxes otto wilhelm friedrich rudolf maximilian franz boniface clement urban sixtus julius"
    " eugene adrian hadrian martin stephen anne isabella sancho pedro manuel afonso malcolm kenneth"
    " constantine theodosius justinian basil tsar king queen pope emperor prince princess harry frank"
    " walter arthur daniel donald douglas ronald raymond samuel anthony andrew matthew jack max fred"
)
_AFTER_ONE = word_set("error errors and or trial trials study studies of is to through in for")


def looks_like_one(word: str) -> bool:
    """Whether a word has the form of a Roman numeral, so that the words around it decide."""
    return word[:1] in LETTERS and (_NUMERAL.match(word) or _SMALL.fullmatch(word) or _MORE.fullmatch(word)) is not None


def value(numeral: str) -> int:
    """The number that a well-formed Roman numeral stands for."""
    total = 0
    for place, letter in enumerate(numeral):
        step = _VALUES[letter]
        total += -step if place + 1 < len(numeral) and _VALUES[numeral[place + 1]] > step else step
    return total


def say(core: str, text: str, start: int) -> str | None:
    """What is said for the chunk `core` at `start` where it, or its beginning, is a Roman numeral, else None."""
    if _NUMERAL.match(core):
        return _numeral(core, text, start, start + len(core))
    if small := _SMALL.fullmatch(core):
        return _small(small, text[max(0, start - 28) : start])
    if not (more := _MORE.fullmatch(core)):
        return None
    first, last = more["first"], more["last"]
    before = text[max(0, start - 24) : start]
    if more["possessive"]:
        said = _numeral(first, text, start, start + len(first))
        return f"{said}'s" if said else None
    if more["word"]:  # `World War II-era`
        said = _numeral(first, text, start, start + len(first)) if len(first) > 1 else None
        return f"{said} {more['word']}" if said else None
    if more["ending"]:
        sure = len(first) > 1 or re.match(r"[\s\u00a0]+centur", text[start + len(core) :])
        return numbers.ordinal(str(value(first))) if sure else None
    if last and more["joint"] in "-–" and _COMPOUNDS.match(text, start + len(core)):  # `III-V semiconductors`
        return f"{numbers.cardinal(str(value(first)))} {numbers.cardinal(str(value(last)))}"
    noun = _NOUN.search(before)
    if not noun or not (_is_numbered(noun[1].lower()) or noun[1].lower() in ("types", "cases")):
        return None
    said = numbers.cardinal(str(value(first)))
    if more["digits"]:
        return f"{said} point {numbers.cardinal(more['digits'])}"
    if last:
        return f"{said} {'to ' if more['joint'] in '-–' else ''}{numbers.cardinal(str(value(last)))}"
    return f"{said} {more['letter'].upper()}"


def _small(small: re.Match[str], before: str) -> str | None:
    """`pp. iv–ix`, `Scene ii`: only behind what is counted so."""
    numerals = [numeral.upper() for numeral in small.groups() if numeral]
    if not _SMALL_BEHIND.search(before) or not all(_NUMERAL.match(numeral) for numeral in numerals):
        return None
    return " to ".join(numbers.cardinal(str(value(numeral))) for numeral in numerals)


# A numeral and more: `I/II`, `II–IV`, `IIIA`, `IV-B`, `II's`, `XXIst`, and numerals in small letters.
_MORE = re.compile(
    r"(?P<first>(?=[IVXL])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
    r"(?:(?P<possessive>['’]s)|(?P<ending>st|nd|rd|th)|(?P<joint>[/–-])(?P<last>(?:IX|IV|V?I{1,3}|V|XI{0,3}))"
    r"|-(?P<word>[a-z]{2,})|\.(?P<digits>\d{1,2})"
    r"|[-.]?(?P<letter>(?<=[-.])[A-H]|(?<![-.])[A-Ca-c]))"
)
_SMALL = re.compile(r"(?=[ivxl]{2}|[ivxl]+[-–])([ivxl]+)(?:[-–]([ivxl]+))?")
_NOUN = re.compile(r"([^\W\d_]+)\.?[\s\u00a0]+$")
_SMALL_BEHIND = re.compile(
    r"\b(?:scene|act|pages?|pp?\.?|chapter|section|part|footnote|item|clause|book|vol(?:ume)?\.?|paragraph)"
    r"[\s\u00a0](?:[ivxl]+,? (?:and|or|to) )?$",
    re.IGNORECASE,
)
LETTERS = frozenset("IVXLCDMivxl")


# What has a capital at the start of a sentence and names nothing: `The IV drip`.
_NO_NAMES = word_set(
    "the a an this that these those each any every our your my his her its their in on at by for with from to of"
    " and or but when while if as all no some most both one two three we they he she it use using is are was were"
)
_COMPOUNDS = re.compile(r"[\s\u00a0](?:compounds?|semiconductors?|materials?|alloys?|nitrides?|quantum|lasers?)\b")


def _is_numbered(noun: str) -> bool:
    return noun in _NUMBERED or (noun.endswith("s") and noun[:-1] in _NUMBERED)


def _numeral(word: str, text: str, start: int, end: int) -> str | None:
    """What is said for `text[start:end]`, a well-formed numeral, where the words around it make it one, else None."""
    if len(word) > 1 and _CENTURY.match(text, end):
        return numbers.ordinal(str(value(word)))
    if _begins_count(word, text, end) or (
        (len(word) > 1 or word in "VX") and _counts_on(text[max(0, start - 40) : start])
    ):
        return numbers.cardinal(str(value(word)))
    if len(word) > 5 and word[0] == "M" and 1500 <= value(word) <= 2100:
        return numbers.year(str(value(word)))
    before = re.search(r"([^\W\d_]+)\.?[\s\u00a0]+$", text[max(0, start - 24) : start])
    if not before:
        return None
    noun = before[1].lower()
    listed = _is_numbered(noun)
    if len(word) == 1 and not listed:
        ruler = noun in _NAMES and noun != "malcolm" and word in "VX" and text[end : end + 1] != "."
        return f"the {numbers.ordinal(str(value(word)))}" if ruler and before[1][0].isupper() else None
    if word == "I" and not _is_one(before[1], text[end : end + 24]):
        return None
    number = str(value(word))
    if listed:
        return numbers.cardinal(number)
    if noun in _NAMES and before[1][0].isupper() and value(word) < 40:
        return f"the {numbers.ordinal(number)}"
    named = (
        noun not in _NO_NAMES
        and before[1][0].isupper()
        and not before[1].isupper()
        and len(word) > 1
        and value(word) < 40
    )
    return numbers.cardinal(number) if named and word not in ("DC", "CD", "XL", "MC", "MM", "CC") else None


def _counts_on(before: str) -> bool:
    """`Type I and II`: a second numeral after the first."""
    return bool(_COUNTING.search(before))


_CENTURY = re.compile(r"(?:,? (?:(?:and|or|to) )?[IVX]{2,6}){0,9}[ \u00a0-](?:century|centuries)\b")
_COUNTING = re.compile(r"(?<![\w'’])[IVX]+(?:, [IVX]+)*,?(?: (?:and|or|to|vs\.?|versus))?[ \u00a0]$")
_COUNTS = re.compile(r",? (?:(?:and|or|to) )?[IVX]{2,}(?![\w'’])")


def _begins_count(word: str, text: str, end: int) -> bool:
    """`I, II and III`: the first of several numerals, each one more than the one before."""
    if word != "I" or not (following := _COUNTS.match(text, end)):
        return False
    return following[0].split()[-1] == "II"


def _is_one(noun: str, after: str) -> bool:
    """Whether `I` after a noun is a numeral: not the pronoun of "the part I like"."""
    following = re.match(r"[\s\u00a0]+([^\W\d_]+)", after)
    if not following:
        return True
    word = following[1]
    return word.lower() in _AFTER_ONE or (noun[0].isupper() and (word[0].isupper() or word.endswith("s")))
