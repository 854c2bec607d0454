"""Numbers of four digits that are years: `in 2024`, `Interspeech 2020`, `the 2020 election`; not `2000 images`."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import is_year

_FUNCTION_WORDS = word_set(
    "a an and the this that these those we i you he she it they there to of in on at by for with from as but or"
    " so when which who was were is are had has did it's its our their his her my your alone already showed saw"
)
_BEFORE_YEAR = word_set(
    "in since from until till by before after during year early late mid spring summer autumn fall winter circa ca c"
    " of copyright between and to back est founded born died b d fl r fy q1 q2 q3 q4 h1 h2"
)
_DETERMINERS = word_set("the this that our its their his her a an another")
# What has a year before it, in the singular: a count would ask for a plural.
_OF_A_YEAR = word_set(
    "election paper edition season version report survey census challenge competition workshop conference benchmark"
    " dataset release study article olympics games cup crisis recession pandemic budget film movie novel book album"
    " song talk keynote review law act treaty war revolution outbreak earthquake hurricane flood championship prize"
    " tournament"
    " award agreement accord accords thesis standard guidelines update vintage harvest class draft data figures results"
    " winner meeting summit referendum campaign vote assessment model world convention session proposal constitution"
    " remake sequel original breakthrough landmark seminal survey tutorial edition prospectus forecast eruption eclipse"
)
_VENUES = word_set(
    "neurips nips icml iclr cvpr iccv eccv acl emnlp naacl coling interspeech icassp aaai ijcai kdd icra iros miccai"
    " sigir www wmt aistats uai colt mlsys corl siggraph wacv bmvc eacl conll semeval odyssey asru slt ismir chi uist"
    " recsys cikm wsdm jsm usenix osdi sosp pldi popl"
)
"""Conferences, which have a year behind their name."""
_NAMED = re.compile(r"\b(?:[A-Z]{3,}|[A-Z][A-Za-z]*[A-Z]{2,})\s$")


_ALWAYS = word_set("year ad a.d anno ca circa fy cy quarter qtr h1 h2 q1 q2 q3 q4 dated born died ©")
"""Words behind which four digits are a year, whatever follows."""
_PART_OF_YEAR = re.compile(r"-(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*$")
_OLD = word_set("in since until circa")
_CITED = re.compile(r"(?:\bal\.|[^\W\d_][\w’'-]+),?[ \u00a0]$")


def year_or(written: str, said: str, before: str, text: str, end: int) -> str:
    """What is said for a bare number: four digits where a year is likely as a year, anything else as `said`.

    Args:
        written: the number as it stands in `text`, up to `end`.
        said: its words as a number.
        before: the word before it, in lower case.
    """
    if len(written) != 4 or not written.isdecimal() or not 1000 <= int(written) < 2200:
        return said
    start = end - len(written)
    if re.split(r"[-‐‑–/]", before)[-1] in _ALWAYS or _PART_OF_YEAR.search(before) or _cited(text, start, end):
        return numbers.year(written)
    if before in ("b", "d", "c") and text[start - 2 : start - 1] == ".":
        return numbers.year(written)
    if not is_year(written) and before not in (_OLD if int(written) < 1500 else _BEFORE_YEAR):
        return said
    if (span := _SPAN.match(text, end)) and is_year(span[1]) and is_year(written) and int(written) < int(span[1]):
        return numbers.year(written) if _ends(text, span.end()) else said
    if is_year(written) and _in_list(text, start, end):
        return numbers.year(written)
    following = re.match(r"[^\S\n]*([^\W\d_]*)", text[end:])
    word = following[1].lower() if following and following.end() else ""
    alone = not text[:start].strip() and not text[end:].strip(" .,;:!?") and 1900 <= int(written) <= 2030
    if alone or before in _VENUES or (before in _DETERMINERS and word in _OF_A_YEAR):
        return numbers.year(written)
    if (
        not _NAMED.search(text[max(0, start - 26) : start])
        and before not in _BEFORE_YEAR
        and text[end : end + 1] != ")"
    ):
        return said
    ends = not text[end:].strip() or text[end : end + 1] in ".,;:!?)]\"'”’"
    return numbers.year(written) if ends or word in _FUNCTION_WORDS else said


_SPAN = re.compile(r"[ \u00a0](?:to|until|till|through)[ \u00a0](\d{4})(?![\w%]|[.,/-]\d)")


_MORE_BEFORE = re.compile(r"(?:\d{4}(?:,|,? (?:and|or))[ \u00a0])+$")
_MORE_AFTER = re.compile(r"(?:(?:,|,? (?:and|or))[ \u00a0]\d{4}(?![\w%]|[.,/-]\d))+")


def _in_list(text: str, start: int, end: int) -> bool:
    """Whether a number is one of several years: `in 2019, 2020 and 2021`."""
    before = _MORE_BEFORE.search(text, max(0, start - 60), start)
    after = _MORE_AFTER.match(text, end)
    if not before and not after:
        return False
    first, last = before.start() if before else start, after.end() if after else end
    if not all(is_year(year) for year in re.findall(r"\d{4}", text[first:last])):
        return False
    words = text[max(0, first - 20) : first].split()
    return bool(words) and words[-1].lower() in _BEFORE_YEAR and _ends(text, last)


def _ends(text: str, end: int) -> bool:
    """Whether nothing follows that a number could count: the end, punctuation, or a word that is no noun."""
    following = re.match(r"[^\S\n]*([^\W\d_]*)", text[end:])
    word = following[1].lower() if following else ""
    return not text[end:].strip() or text[end : end + 1] in ".,;:!?)]\"'”’" or word in _FUNCTION_WORDS


def _cited(text: str, start: int, end: int) -> bool:
    """`(Devlin et al., 2019; Brown, 2020)`: behind a name and a comma within round brackets."""
    opened = text.rfind("(", max(0, start - 200), start)
    return (
        opened >= 0
        and ")" not in text[opened:start]
        and text[end : end + 1] in (";", ",", ")")
        and text[start - 2 : start - 1] in (",", ".")
        and _CITED.search(text, max(0, start - 30), start) is not None
    )
