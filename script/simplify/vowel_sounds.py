"""Whether a written word begins with a vowel sound, where that is beyond doubt."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set

_LETTERS_WITH_VOWEL = frozenset("AEFHILMNORSX")
_YOU = re.compile(
    r"(?:u(?:ni(?!n[a-z]{3}|m[a-z])|se|su|sa|ti|te(?:ns|r)|ra(?:n|l)|ri|ro|biq|kul)|eu|ew|u$|u-|one(?![a-z])|once|one-|ud(?:ev|p)|uint\d|uuid)",
    re.IGNORECASE,
)
# Capitals that are said as a word and would begin otherwise if they were spelled.
_WORDS = word_set(
    "ROC RAM ROM RAG REST RADAR ROUGE RISC SAM SARI SHAP SLAM SOTA SWAT MAC MIDI NASA NATO NAN LAN LASER LIDAR LIME"
    " LORA SIM SQUAD SMOTE SWORDS HIPAA NERF NIPS LISP FAIR FAT"
)
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_IN_DOUBT = re.compile(r"(?:h[aeiou]|herb|url|uri|sql|faq|ui|ux|usher|usurp|urate|uvu)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*")


def starts_with_vowel_sound(word: str) -> bool | None:
    """True, False, or None where it depends on how the word is read.

    Numbers are read as numbers, capitals of two to five letters without a vowel among the first two as letters,
    all else by its spelling with the known exceptions (an hour, a unit, a one).
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
    capitals = re.match(r"[A-Z]+(?![a-z])", head)
    if capitals and len(capitals[0]) >= 2:
        return _of_capitals(capitals[0])
    if not head[0].isalpha():
        return None
    if _SILENT_H.match(head):
        return True
    if _YOU.match(head):
        return False
    if re.match(r"One[A-Z]", head):
        return False  # a OneDrive folder
    if _IN_DOUBT.match(head) and head[0].lower() != "h":
        return None
    if re.match(r"[^aeiouy]{3}", head, re.IGNORECASE) and not re.match(
        r"(?:s[cpth]|thr|chr|sch|phr|shr|squ)", head, re.IGNORECASE
    ):
        return None
    return head[0].lower() in "aeiou"


def _of_capitals(letters: str) -> bool | None:
    """By the letter's name when it can only be spelled out; None when it may be said as a word."""
    if letters[0] == "U":
        return False  # a USB stick, a UN body, a UMAP plot
    if letters in _WORDS:
        return letters[0] in "AEIO"
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
