"""Where a formula stands in running text: between dollar signs, or in plain characters (`P(A|B)`, `wₙ`, `-x`)."""

from __future__ import annotations

import re

from plainspoken.script.spoken import amounts
from plainspoken.script.spoken.units import is_unit

# A formula in dollar signs, as LaTeX and pandoc have it: no space inside the signs, no digit after them.
LATEX = re.compile(r"[\"“‘'(\[]*(\$\$?)(?![\s$])((?:[^$\n\\]|\\.)+?)(?<!\s)\1(?!\d)")
# What begins with a function or a bar and is closed within a few words: `O(n log n)`, `p(y | x)`, `‖w‖²`.
FORMULA = re.compile(
    r"[\"“‘'(\[{]*(?:[-−]?[^\W\d_]{1,3}[₀-₉]?\([^()\s]{1,30}(?: [^()\s]{1,12}){0,6}\)|[EPHV]\[[^\[\]\s]{1,20}\]"
    r"|[-−]?[^\W\d_]?[|‖][^|‖\s]{1,20}[|‖]|\S*[⁰¹²³⁴-⁹⁺⁻ⁿⁱ₀-₉₋ᵢⱼₖₙₜᵀ√∑∏∫∂∇‖ΣΠ^⌊⌈]"
    r"|\|[^|\s]{1,8}(?: [-−+] [^|\s]{1,8}){1,3}\||[^\W\d_]_\{\w+\}|[-−][^\W\d_](?![^\W_])|−\S"
    r"|[^\W\d_]_[^\W_](?![^\W_])|[^\W\d_][*′](?![\w*])|[^\W_]{1,2}[∞ᵀ])\S*"
)


def is_latex(latex: str) -> bool:
    """Whether what stands between dollar signs is a formula, and not a sum of money with words after it."""
    return bool(re.search(r"[\\^_=<>+*/|(){}]|^[^\W\d]'?$|^[A-Za-z]{1,2}$|^-?[\d.]+$", latex)) or bool(
        re.fullmatch(r"[-−]?[\d.]*[A-Za-z](?:[ ,]*[A-Za-z\d])*", latex) and len(latex) < 12
    )


def formula_and_tail(chunk: str) -> tuple[str, str]:
    """A formula without the quotation marks and brackets around it, and the punctuation behind it."""
    core = chunk.lstrip("\"“‘'*_`")
    marks = _FORMULA_TAIL.search(core)
    core, closing = (core[: marks.start()], marks[0]) if marks else (core, "")
    while core[:1] in ("(", "[") and core.count(core[0]) > core.count(")" if core[0] == "(" else "]"):
        core = core[1:]
    while core[:1] == "(" and core[-1:] == ")" and _encloses(core):
        core, closing = core[1:-1], ")" + closing
    while core[-1:] in (")", "]") and core.count(core[-1]) > core.count("(" if core[-1] == ")" else "["):
        core, closing = core[:-1], core[-1] + closing
    return core, closing


def _encloses(core: str) -> bool:
    """Whether the first bracket is closed by the last one."""
    depth = 0
    for place, char in enumerate(core):
        depth += (char == "(") - (char == ")")
        if not depth:
            return place == len(core) - 1
    return False


_FORMULA_TAIL = re.compile(r"[\"“”’'`.,;:!?…—–_]+$")
_MATHS = re.compile("[⁰¹²³⁴-⁹⁺⁻ⁿⁱᵀ₀-₉₋ᵢⱼₖₙₜ√∑∏∫∂∇‖∞′⌊⌈]")
_APPLIED = re.compile(
    r"^[-−]?(?:[^\W\d_]|[^\W\d_][₀-₉]|[A-Zπσφ]_?[^\W_]|log|ln|exp|sin|cos|tan|max|min|KL|Var|Cov|Pr|polylog|det|tr)\(.*\)[²³]?$"
)
UNIT_QUOTIENT = re.compile(r"^[A-Za-zµμΩ]+/[A-Za-z]+[²³]$")
_UNIT_POWER = re.compile(r"^[-−+~≈<>≤≥]{0,2}\d[\d.,]*[ \u00a0]?[A-Za-zµμ]+[²³]?(?:/[A-Za-z]+[²³]?)?$")


def is_plain_formula(core: str) -> bool:
    """Whether a chunk is a formula in plain text, and not a number, a unit with a power, a name or a call in code."""
    if not core or "://" in core or "@" in core or "__" in core:
        return False
    if (found := amounts.read(core, 0)) and found[0] == len(core):
        return False
    if _APPLIED.match(core):
        return not re.search(r"\(\)|[\"'.]|=[A-Za-z]{2}|[A-Za-z_]{4}.*,", core) or "|" in core
    if _MATHS.search(core):
        if UNIT_QUOTIENT.match(core) and all(is_unit(side) for side in core.split("/")):
            return False
        return not _UNIT_POWER.match(core) and not re.match(r"^[A-Za-z]{3,}[⁰¹²³⁴-⁹]+$", core)
    if "^" in core:
        return not re.search(r"\^[A-Za-z]{4}", core) and bool(re.match(r"^[\w{}^()+*/=,.−-]+$", core))
    if re.match(
        r"^(?:[-−][^\W\d_]|[-−]?[^\W\d_](?:_[^\W_](?:[-+]\w)?|_\{\w+\}|′)|[α-ω]\*|\|[^|]{1,40}\|[²³]?|[EPHV]\[[^\]]+\])$",
        core,
    ):
        return True
    if "=" in core and re.match(r"^[\d.+*/×÷=()−-]+$", core) and re.search(r"\d[-−+*/×÷]\d", core):
        return True
    return bool(re.match(r"^−[^\W\d_]+$|^[-−]?[A-Za-zα-ω]\([^\s()]*\|[^\s()]*\)$|^[A-Z]\|[^|\s]+\|$", core))
