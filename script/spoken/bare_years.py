"""Numbers of four digits that are years: `in 2024`, `Interspeech 2020`; `2000 images` is a number."""

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
    "in since from until till by before after during year early late mid spring summer autumn fall winter circa"
    " of copyright between and to back"
)
_VENUES = word_set(
    "neurips nips icml iclr cvpr iccv eccv acl emnlp naacl coling interspeech icassp aaai ijcai kdd icra iros miccai"
    " sigir www wmt aistats uai colt mlsys corl"
)
"""Conferences, which have a year behind their name."""


_ALWAYS = word_set("year ad a.d anno ca circa fy cy quarter qtr h1 h2 q1 q2 q3 q4 dated born died ©")
"""Words behind which four digits are a year, whatever follows."""
_PART_OF_YEAR = re.compile(r"-(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*$")
_OLD = word_set("in since until circa")
_CITED = re.compile(r"(?:\bal\.|[^\W\d_][\w’'-]+),?[ \u00a0]$")


def year_or(written: str, said: str, before: str, text: str, end: int) -> str:
    """A bare number of four digits where a year is likely is said as one."""
    if len(written) != 4 or not written.isdecimal() or not 1000 <= int(written) < 2200:
        return said
    start = end - len(written)
    if re.split(r"[-‐‑–/]", before)[-1] in _ALWAYS or _PART_OF_YEAR.search(before) or _cited(text, start, end):
        return numbers.year(written)
    if before in ("b", "d", "c") and text[start - 2 : start - 1] == ".":
        return numbers.year(written)
    if not is_year(written) and before not in (_OLD if int(written) < 1500 else _BEFORE_YEAR):
        return said
    named = re.search(r"\b(?:[A-Z]{3,}|[A-Z][A-Za-z]*[A-Z]{2,})\s$", text[max(0, start - 30) : start])
    if (
        not named
        and before not in _BEFORE_YEAR
        and not re.fullmatch(r"q[1-4]|fy|c", before)
        and text[end : end + 1] != ")"
    ):
        return said
    following = re.match(r"[^\S\n]*([^\W\d_]*)", text[end:])
    word = following[1].lower() if following and following.end() else ""
    if before in _VENUES:
        return numbers.year(written)
    ends = not text[end:].strip() or text[end : end + 1] in ".,;:!?)]\"'”’"
    return numbers.year(written) if ends or word in _FUNCTION_WORDS else said


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
