"""Abbreviations that are said in full, some only before a number."""

from __future__ import annotations

import re

_ALWAYS: dict[str, str] = {
    "e.g.": "for example",
    "e.g": "for example",
    "eg.": "for example",
    "i.e.": "that is",
    "i.e": "that is",
    "etc.": "et cetera",
    "etc": "et cetera",
    "vs.": "versus",
    "vs": "versus",
    "v.s.": "versus",
    "cf.": "compare",
    "al.": "others",
    "approx.": "about",
    "ca.": "about",
    "w/": "with",
    "w/o": "without",
    "b/c": "because",
    "w.r.t.": "with respect to",
    "wrt": "with respect to",
    "aka": "also known as",
    "a.k.a.": "also known as",
    "incl.": "including",
    "resp.": "respectively",
    "max.": "maximum",
    "min.": "minimum",
    "avg": "average",
    "avg.": "average",
    "acc.": "accuracy",
    "std": "standard",
    "std.": "standard",
    "dev.": "development",
    "Dr.": "Doctor",
    "Mr.": "Mister",
    "Mrs.": "Missus",
    "Ms.": "Miz",
    "Prof.": "Professor",
    "St.": "Saint",
    "Jr.": "Junior",
    "Sr.": "Senior",
    "Inc.": "Incorporated",
    "Ltd.": "Limited",
    "dept.": "department",
    "Ph.D.": "P H D",
    "Ph.D": "P H D",
    "M.Sc.": "M S C",
    "B.Sc.": "B S C",
    "M.D.": "M D",
    "D.Phil.": "D Phil",
    "Mt.": "Mount",
    "Rev.": "Reverend",
    "Gen.": "General",
    "Capt.": "Captain",
    "Gov.": "Governor",
    "Sen.": "Senator",
    "Co.": "Company",
    "Corp.": "Corporation",
    "Lt.": "Lieutenant",
    "Sgt.": "Sergeant",
    "Col.": "Colonel",
    "Maj.": "Major",
    "Adm.": "Admiral",
    "Hon.": "Honorable",
    "Pres.": "President",
    "Supt.": "Superintendent",
    "mr.": "mister",
    "mrs.": "missus",
    "w/r/t": "with respect to",
    "viz.": "namely",
    "Govt.": "Government",
    "Univ.": "University",
    "Assn.": "Association",
    "Bros.": "Brothers",
    "mins": "minutes",
    "secs": "seconds",
    "hrs": "hours",
    "c++": "C plus plus",
    "C++": "C plus plus",
    "C#": "C sharp",
    "F#": "F sharp",
    "and/or": "and or",
    "i.i.d.": "I I D",
    "iid": "I I D",
    "n/a": "not available",
    "N/A": "not available",
    "24/7": "twenty four seven",
    "ok": "okay",
    "OK": "okay",
    "Ok": "okay",
    "okay": "okay",
    "AutoML": "auto M L",
    "'em": "them",
    "'tis": "it is",
    "'cause": "because",
}
_BEFORE_NUMBERS: dict[str, str] = {
    "no.": "number",
    "nos.": "numbers",
    "fig.": "figure",
    "figs.": "figures",
    "eq.": "equation",
    "eqs.": "equations",
    "sec.": "section",
    "ch.": "chapter",
    "p.": "page",
    "pp.": "pages",
    "vol.": "volume",
    "tab.": "table",
    "alg.": "algorithm",
    "ver.": "version",
    "v.": "version",
    "art.": "article",
    "ref.": "reference",
    "thm.": "theorem",
    "lem.": "lemma",
    "prop.": "proposition",
    "cor.": "corollary",
    "def.": "definition",
    "c.": "circa",
    "ext.": "extension",
    "hwy": "highway",
    "rt.": "route",
    "rte.": "route",
    "apt.": "apartment",
    "ste.": "suite",
}

# Books of the Bible, before a chapter and a verse.
_BOOKS: dict[str, str] = {
    "Gen.": "Genesis", "Ex.": "Exodus", "Lev.": "Leviticus", "Num.": "Numbers", "Deut.": "Deuteronomy",
    "Ps.": "Psalm", "Prov.": "Proverbs", "Isa.": "Isaiah", "Jer.": "Jeremiah", "Matt.": "Matthew", "Rom.": "Romans",
    "Cor.": "Corinthians", "Gal.": "Galatians", "Eph.": "Ephesians", "Heb.": "Hebrews", "Rev.": "Revelation",
}  # fmt: skip
_VERSE = re.compile(r"\d{1,3}:\d")
_SMALL_NUMERAL = re.compile(r"[ivxl]+(?:[-–][ivxl]+)?$")

_BEFORE_YEARS: dict[str, str] = {"b.": "born", "d.": "died"}


def abbreviation(text: str, after: str) -> str | None:
    """What is said for an abbreviation; `after` is the next word, since some need a number to follow."""
    if text in _BOOKS and (_VERSE.match(after) or (text == "Ps." and after[:1].isdecimal())):
        return _BOOKS[text]
    if text in _ALWAYS:
        return _ALWAYS[text]
    lower = text.lower()
    if lower in _BEFORE_YEARS and len(after) == 4 and after.isdecimal() and after[0] in "12":
        return _BEFORE_YEARS[lower]
    if lower in _BEFORE_NUMBERS and (
        after[:1].isdecimal() or (lower in ("p.", "pp.", "ch.", "vol.") and _SMALL_NUMERAL.match(after))
    ):
        said = _BEFORE_NUMBERS[lower]
        return said.capitalize() if text[0].isupper() else said
    if lower in _ALWAYS and text[0].isupper() and text[1:].islower():
        return _ALWAYS[lower].capitalize()
    return None
