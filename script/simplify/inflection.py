"""Forms of English words: enough morphology to put a shorter word where a longer one stood.

Regular spelling rules after Quirk et al., *A Comprehensive Grammar of the English Language* (1985), sections 3.5-3.11,
5.79-5.81 and 7.79; irregular verbs are those that the lexicon's replacements use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plainspoken.base.word_lists import word_set
from plainspoken.script.simplify.vowel_sounds import starts_with_vowel_sound

_VOWELS = "aeiou"

# base: past, participle
_IRREGULAR: dict[str, tuple[str, str]] = {
    "be": ("was", "been"),
    "beat": ("beat", "beaten"),
    "become": ("became", "become"),
    "begin": ("began", "begun"),
    "break": ("broke", "broken"),
    "bring": ("brought", "brought"),
    "build": ("built", "built"),
    "buy": ("bought", "bought"),
    "choose": ("chose", "chosen"),
    "come": ("came", "come"),
    "cost": ("cost", "cost"),
    "cut": ("cut", "cut"),
    "deal": ("dealt", "dealt"),
    "do": ("did", "done"),
    "draw": ("drew", "drawn"),
    "fall": ("fell", "fallen"),
    "feed": ("fed", "fed"),
    "find": ("found", "found"),
    "get": ("got", "got"),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "grow": ("grew", "grown"),
    "have": ("had", "had"),
    "hold": ("held", "held"),
    "keep": ("kept", "kept"),
    "know": ("knew", "known"),
    "lead": ("led", "led"),
    "leave": ("left", "left"),
    "let": ("let", "let"),
    "lose": ("lost", "lost"),
    "make": ("made", "made"),
    "mean": ("meant", "meant"),
    "meet": ("met", "met"),
    "mistake": ("mistook", "mistaken"),
    "put": ("put", "put"),
    "rise": ("rose", "risen"),
    "run": ("ran", "run"),
    "say": ("said", "said"),
    "see": ("saw", "seen"),
    "send": ("sent", "sent"),
    "set": ("set", "set"),
    "show": ("showed", "shown"),
    "shrink": ("shrank", "shrunk"),
    "speed": ("sped", "sped"),
    "speak": ("spoke", "spoken"),
    "spend": ("spent", "spent"),
    "split": ("split", "split"),
    "spread": ("spread", "spread"),
    "start": ("started", "started"),
    "stand": ("stood", "stood"),
    "take": ("took", "taken"),
    "tell": ("told", "told"),
    "think": ("thought", "thought"),
    "understand": ("understood", "understood"),
    "wear": ("wore", "worn"),
    "win": ("won", "won"),
    "write": ("wrote", "written"),
}
_DOUBLING = word_set(
    "plan stop drop fit map plot trim step swap skip chop clip crop flip grab ship spot tag top jot rid slip wrap"
    " permit commit submit occur refer prefer transfer control compel equip omit admit emit incur let cut set get"
    " put run win begin hit split"
)
_PLURALS = {
    "matrix": "matrices",
    "datum": "data",
    "criterion": "criteria",
    "phenomenon": "phenomena",
    "analysis": "analyses",
    "basis": "bases",
    "hypothesis": "hypotheses",
    "child": "children",
    "person": "people",
    "man": "men",
    "woman": "women",
    "foot": "feet",
    "half": "halves",
    "life": "lives",
}
_DEGREES = {
    "good": ("better", "best"),
    "well": ("better", "best"),
    "bad": ("worse", "worst"),
    "far": ("farther", "farthest"),
    "big": ("bigger", "biggest"),
    "hot": ("hotter", "hottest"),
    "thin": ("thinner", "thinnest"),
    "fit": ("fitter", "fittest"),
}


@dataclass(frozen=True)
class VerbForms:
    """The forms of a verb or a verb phrase whose first word is inflected."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


def verb(phrase: str) -> VerbForms:
    """The forms of `set up`, `show`, `carry`: the first word is inflected."""
    head, space, tail = phrase.partition(" ")
    rest = space + tail
    past, participle = _IRREGULAR.get(head, (_ed(head), _ed(head)))
    return VerbForms(phrase, _s(head) + rest, past + rest, participle + rest, _ing(head) + rest)


def plural(phrase: str) -> str:
    """The plural of a noun phrase: its last word, or the one before `of`."""
    head, of, tail = phrase.partition(" of ")
    before, space, last = head.rpartition(" ")
    return f"{before}{space}{_PLURALS.get(last) or _s(last)}{of}{tail}"


def comparative(adjective: str) -> str:
    """`harder`, `easier`, or `more …` for longer words."""
    return _degree(adjective, 0)


def superlative(adjective: str) -> str:
    """`hardest`, `easiest`, or `most …`."""
    return _degree(adjective, 1)


def article(word: str) -> str:
    """`a` or `an`, by the sound that `word` begins with; by its letter where the sound is in doubt."""
    vowel = starts_with_vowel_sound(word)
    return "an" if (word[:1].lower() in _VOWELS if vowel is None else vowel) else "a"


def _degree(adjective: str, degree: int) -> str:
    if adjective in _DEGREES:
        return _DEGREES[adjective][degree]
    ending, word = (("er", "more"), ("est", "most"))[degree]
    if " " in adjective or len(re.findall(r"[aeiouy]+", adjective.removesuffix("e"))) > 2:
        return f"{word} {adjective}"
    if adjective.endswith("e"):
        return adjective + ending[1:]
    if adjective.endswith("y") and adjective[-2] not in _VOWELS:
        return f"{adjective[:-1]}i{ending}"
    if len(re.findall(r"[aeiouy]+", adjective)) > 1:
        return f"{word} {adjective}"
    return adjective + ending


def _s(word: str) -> str:
    if word in ("be", "have", "do", "go"):
        return {"be": "is", "have": "has", "do": "does", "go": "goes"}[word]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


def _ed(word: str) -> str:
    if word.endswith("e"):
        return f"{word}d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ied"
    return f"{word}{word[-1]}ed" if word in _DOUBLING else f"{word}ed"


def _ing(word: str) -> str:
    if word.endswith("ie"):
        return f"{word[:-2]}ying"
    if word.endswith("e") and not word.endswith(("ee", "ye", "oe")) and word != "be":
        return f"{word[:-1]}ing"
    return f"{word}{word[-1]}ing" if word in _DOUBLING else f"{word}ing"
