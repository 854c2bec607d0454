"""Whether a written word begins with a vowel sound, where that is beyond doubt.

Abbreviations and names with capitals inside are asked of `spoken.identifiers`, so that the article on the slide fits
what the voice says.
"""

from __future__ import annotations

import re
from functools import lru_cache

from plainspoken.base.word_lists import word_set

_LETTERS_WITH_VOWEL = frozenset("AEFHILMNORSX")
_YOU = re.compile(
    r"(?:u(?:ni(?!n[a-z]{3}|m[a-z])|nar|nan|se|su|sa|ti|to|ta|te(?:ns|r)|r[aeio]|biq|kul|kr)|eu|ew|u$|u-|one(?![a-z])|once|one-|ud(?:ev|p)|uint\d|uuid)",
    re.IGNORECASE,
)
# Said both ways, by letters and as a word or a longer name; so both articles are right.
_TWO_WAYS = word_set("ROC SQL SQLite FAQ URL URI SOTA mAP")
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_IN_DOUBT = re.compile(r"(?:histori|herb|url|uri|sql|faq|ui|ux|usher|usurp|urate|uvu)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*")


@lru_cache(maxsize=4096)
def starts_with_vowel_sound(word: str) -> bool | None:
    """True, False, or None where it depends on how the word is read.

    Numbers are read as numbers, abbreviations and names with capitals inside as the voice says them, all else by its
    spelling with the known exceptions (an hour, a unit, a one).
    """
    plain = word.strip(".,;:!?\"'“”‘’()").lstrip("$€£~≈")
    if not plain or not plain[0].isascii():
        return None
    if number := _NUMBER.match(plain):
        return _of_number(number[0].rstrip(","))
    head = re.split(r"[-/.&+]", plain)[0]
    if len(head) == 1:
        named = head.isupper() or plain[1:2] in ("-", ".")  # an x-axis, a k-NN, an i.i.d. sample
        return head.upper() in _LETTERS_WITH_VOWEL if named else None
    if re.match(r"[A-Za-z]\d", head):  # an M3, an F1 score, a V2: the letter is said by its name
        return head[0].upper() in _LETTERS_WITH_VOWEL
    if not head[0].isalpha():
        return None
    if re.search(r"[A-Z]", head[1:]) or _is_listed(head):
        return _of_abbreviation(head)
    return _of_word(head)


def _of_word(head: str) -> bool | None:
    """By the spelling, with the known exceptions."""
    if _SILENT_H.match(head):
        return True
    if _YOU.match(head):
        return False
    if _IN_DOUBT.match(head):
        return None
    if re.match(r"[^aeiouy]{3}", head, re.IGNORECASE) and not re.match(
        r"(?:s[cpth]|thr|chr|sch|phr|shr|squ)", head, re.IGNORECASE
    ):
        return None
    return head[0].lower() in "aeiou"


def _is_listed(head: str) -> bool:
    from plainspoken.script.spoken.identifiers import pronunciations

    return head in pronunciations() or head.lower() in pronunciations()


def _of_abbreviation(head: str) -> bool | None:
    """By what the voice says: a letter's name, or a word; None where others say it otherwise."""
    from plainspoken.script.spoken.identifiers import acronyms, name, pronunciations

    if head in _TWO_WAYS or head.removesuffix("s") in _TWO_WAYS:
        return None
    first = name(head).split()[:1]
    if not first:
        return None
    said = first[0] in _LETTERS_WITH_VOWEL if len(first[0]) == 1 else _of_word(first[0])
    stem = head.removesuffix("s")
    if stem in acronyms() or stem in pronunciations() or stem.lower() in pronunciations():
        return said
    if re.match(r"[a-z]{2,}[A-Z]{2}", head):
        return None  # a miRNA, an miRNA
    capitals = re.match(r"[A-Z]{2,}(?![a-z])", head)
    if capitals and head[0] != "U":
        spelled, as_word = head[0] in _LETTERS_WITH_VOWEL, head[0] in "AEIO"
        readable = re.search(r"[AEIOUY]", capitals[0][1:]) and not capitals[0].endswith(("I", "U"))
        if spelled != as_word and readable:
            return None
        return as_word if spelled == as_word else spelled
    return said


def _of_number(digits: str) -> bool | None:
    """8, 80 and 8,000 begin with a vowel; so do 11 and 18, alone or before a comma."""
    if digits[0] == "8":
        return True
    lead = digits.split(",")[0]
    if lead in ("11", "18"):
        return True
    return None if lead[:2] in ("11", "18") and len(lead) == 4 else False
