"""Chemical formulas and ions: `NaCl`, `Fe2O3`, `Cl-` are said letter by letter, with their numbers and charges."""

from __future__ import annotations

import re

from plainspoken.script.spoken import identifiers as names
from plainspoken.script.spoken import number_words as numbers

_ELEMENTS = (
    "He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Sc|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Kr|Rb|Sr|Zr|Nb|Mo|Ag|Cd|Sn|Sb|Te|Xe|Cs|Ba"
    "|La|Ce|Nd|Gd|Pt|Au|Hg|Tl|Pb|Bi|Rn|Ra|Th|Pu|H|B|C|N|O|F|P|S|K|V|Y|I|W|U"
)
_CHEMICAL = re.compile(rf"(?:(?:{_ELEMENTS})\d{{0,2}}){{2,6}}|(?:{_ELEMENTS})\d?[+-]")


_OXIDIZED = re.compile(rf"({_ELEMENTS}|[a-z]{{3,}})\(((?=[IV]{{2}}|(?<=[a-z]\()[IV])(?:IV|V?I{{0,3}}))\)([.,;:!?]*)$")


def oxidation_state(chunk: str) -> tuple[str, str, str] | None:
    """`Fe(III)`, `iron(III),`: what is said for the element, its numeral, and the punctuation behind it."""
    if not (found := _OXIDIZED.match(chunk)):
        return None
    element = found[1] if found[1].islower() else " ".join(found[1].upper())
    return element, found[2], found[3]


def chemical_formula(core: str) -> str | None:
    """`NaCl`, `Fe2O3`, `Cl-`: elements by their letters; what could be a name has to show two of them and a number."""
    if not _CHEMICAL.fullmatch(core) or (core.isupper() and core[-1] != "-") or core.lower() in names.pronunciations():
        return None
    charge = core[-1] if core[-1] in "+-" else ""
    if not charge and not re.search(r"\d|(?:Cl|Br|OH|O)$", core):
        return None
    if charge == "-" and len(core) < 3:
        return None
    parts = [numbers.cardinal(part) if part.isdecimal() else part.upper() for part in re.findall(r"\d+|[A-Za-z]", core)]
    return " ".join(parts) + {"+": " plus", "-": " minus", "": ""}[charge]
