"""Whether a written word begins with a vowel sound, where that is beyond doubt."""

from __future__ import annotations

import re

_LETTERS_WITH_VOWEL = frozenset("AEFHILMNORSX")
_YOU = re.compile(
    r"(?:u(?:ni(?!n[a-z]{3}|m[a-z])|se|su|sa|ti|te(?:ns|r)|ra(?:n|l)|ri|ro|biq|kul)|eu|ew|u$|u-|one(?![a-z])|once|one-)",
    re.IGNORECASE,
)
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_IN_DOUBT = re.compile(r"(?:h[aeiou]|herb|url|uri|sql|faq|ui|ux|usher|usurp|urate|uvu)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*")


def starts_with_vowel_sound(word: str) -> bool | None:
    """True, False, or None where it depends on how the word is read.

    Numbers are read as numbers, capitals of two to five letters without a vowel among the first two as letters,
    all else by its spelling with the known exceptions (an hour, a unit, a one).
    """
    plain = word.strip(".,;:!?\"'“”‘’()")
    if not plain or not plain[0].isascii():
        return None
    if number := _NUMBER.match(plain):
        return _of_number(number[0].rstrip(","))
    head = re.split(r"[-/.&+]", plain)[0]
    if len(head) == 1:
        return head.upper() in _LETTERS_WITH_VOWEL if head.isupper() else None
    if re.match(r"[A-Za-z]\d", head):  # an M3, an F1 score, a V2: the letter is said by its name
        return head[0].upper() in _LETTERS_WITH_VOWEL
    capitals = re.match(r"[A-Z]+(?![a-z])", head)
    if capitals and len(capitals[0]) >= 2:
        return _of_capitals(capitals[0])
    if not head[0].isalpha():
        return None
    if _SILENT_H.match(head):
        return True
    if _YOU.match(head):
        return False
    if head[0].lower() == "h" and len(head) > 1 and head[1].lower() in "aeiou" and head[0].isupper():
        return None
    if _IN_DOUBT.match(head) and head[0].lower() != "h":
        return None
    if re.match(r"[^aeiouy]{3}", head, re.IGNORECASE) and not re.match(
        r"(?:s[cpth]|thr|chr|sch|phr|shr|squ)", head, re.IGNORECASE
    ):
        return None
    return head[0].lower() in "aeiou"


def _of_capitals(letters: str) -> bool | None:
    """By the letter's name when it can only be spelled out; None when it may be said as a word."""
    spelled = letters[0] in _LETTERS_WITH_VOWEL
    as_word = letters[0] in "AEIO"
    if spelled == as_word and letters[0] != "U":
        return spelled
    pronounceable = re.search(r"[AEIOUY]", letters[1:]) is not None and not letters.endswith(("I", "U"))
    return None if pronounceable or letters[0] == "U" else spelled


def _of_number(digits: str) -> bool | None:
    """8, 80 and 8,000 begin with a vowel; so do 11 and 18, alone or before a comma."""
    if digits[0] == "8":
        return True
    lead = digits.split(",")[0]
    if lead in ("11", "18"):
        return True
    return None if lead[:2] in ("11", "18") and len(lead) == 4 else False
