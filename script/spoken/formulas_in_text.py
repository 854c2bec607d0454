"""Where a formula stands in running text: between dollar signs, or in plain characters (`P(A|B)`, `wₙ`, `-x`)."""

from __future__ import annotations

import re

from plainspoken.script.spoken import amounts, formulas
from plainspoken.script.spoken.chunk_marks import pause
from plainspoken.script.spoken.units import is_unit

# A formula in dollar signs, as LaTeX and pandoc have it: no space inside the signs, no digit after them.
LATEX = re.compile(r"[\"“‘'(\[]*(\$\$?)(?![\s$])((?:[^$\n\\]|\\.)+?)(?<!\s)\1(?!\d)")
# The same between `\(` and `\)`, or `\[` and `\]`.
SLASHED = re.compile(
    r"[\"“‘']*\\(?:\((?P<inline>[^\n]{1,200}?)\\\)"
    r"|\[(?P<display>[^\n]{1,300}?)\\\])"
)
_PROSE = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{4,}")


def slashed(inner: str) -> bool:
    """Whether what stands between `\\(` and `\\)` is a formula, and not words or numbers in escaped brackets."""
    return is_latex(inner) and _PROSE.search(inner) is None


# What begins with a function or a bar and is closed within a few words: `O(n log n)`, `p(y | x)`, `‖w‖²`.
FORMULA = re.compile(
    r"[\"“‘'(\[{]*(?:‖[^‖\s]{1,12}(?: [-−+] [^‖\s]{1,12}){1,3}‖"
    r"|[-−]?[^\W\d_]{1,8}(?:[₀-₉]|_\w{1,6})?\([^()\s]{1,30}(?: [^()\s]{1,12}){0,6}\)"
    r"|(?:[EPHV](?:_\w{1,4})?|Var)\[[^\[\]\n]{1,30}\]"
    r"|[-−]?[^\W\d_]?[|‖][^|‖\s]{1,20}[|‖]|\S*[⁰¹²³⁴-⁹⁺⁻ⁿⁱ₀-₉₋ᵢⱼₖₙₜᵀ√∑∏∫∂∇‖ΣΠ^⌊⌈]"
    r"|(?:[^\W\d_][\u0302\u0303\u0304\u0307\u20d7]|[âĉêĝĥîĵôŝûŵŷẑÂÊŶȳẋẏ])(?![^\W\d_])"
    r"|\|\|[^|\s]{1,20}\|\||⟨[^⟨⟩\n]{1,30}⟩|\d*[½¼¾⅓⅔⅛][^\W\d_]"
    r"|\|[^|\s]{1,8}(?: [-−+] [^|\s]{1,8}){1,3}\||[^\W\d_]_\{[^{}\s]{1,12}\}|[-−][^\W\d_](?![^\W_])|−\S"
    r"|[^\W\d_]_(?:[^\W_]|[i-n]{2})(?![^\W_])|[^\W\d_][*′](?![\w*])|[^\W_]{1,2}[∞ᵀ])\S*"
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


_PRIMED = re.compile(
    r"[(\[]?(?P<letter>[^\W\d_])(?P<primes>'{1,2}|\*(?!\*))(?P<applied>\([^()\s]{1,12}\))?(?P<tail>[.,;:!?)\]]*)$"
)
_OPENED = re.compile(r"(?<![\w'’])['‘](?=\w)")


def primed_formula(text: str, start: int, end: int) -> str | None:
    """`f'(x)`, `x'`: a letter with a prime, where the mark does not close a quotation."""
    chunk = text[start:end]
    if ("'" not in chunk and "*" not in chunk) or not (found := _PRIMED.match(chunk)):
        return None
    if found["primes"] == "'" and found["letter"] in "oOdDlL" and text[end : end + 1] == " ":
        return None  # o' clock, d' or l' before a name
    if found["primes"] == "*" and _is_emphasis_open(text[max(0, start - 400) : start]):
        return None
    if found["primes"] != "*" and not found["applied"] and _OPENED.search(text[max(0, start - 200) : start]):
        return None
    marks = "^*" if found["primes"] == "*" else "′" * len(found["primes"])
    said = formulas.say(found["letter"] + marks + (found["applied"] or ""))
    return said.replace("prime prime", "double prime") + pause(found["tail"])


_EMPHASIS = re.compile(r"(?P<opens>(?:(?<=[\s(\[“\"])|^)\*{1,3}(?=[^\s*]))|(?<=[^\s*])\*{1,3}(?![\w*])")


def _is_emphasis_open(before: str) -> bool:
    """Whether an asterisk that opens an emphasis has no other behind it that closes it: `x*` opens none."""
    depth = 0
    for mark in _EMPHASIS.finditer(before):
        depth = depth + len(mark[0]) if mark["opens"] else max(0, depth - len(mark[0]))
    return depth > 0


_RAISED_TO = re.compile(
    r"(?:[A-Za-zα-ω]|\d[\d.]*|\([^()\s]{1,20}\))\*\*(?:[-−]?\d[\d.]*|[A-Za-zα-ω]|\([^()\s]{1,20}\))$"
)


_CLOSED_POWER = re.compile(r"([A-Za-zα-ω]|\d[\d.]*)\)\*\*(\d+|[A-Za-z])$")


def power(chunk: str) -> str | None:
    """A power as programs write it, `a**b`; None for words with a strong stretch inside."""
    if chunk.count("**") != 1 or chunk[0] == "*":
        return None
    core = chunk.rstrip(".,;:!?")
    if chunk[0] == "(" and core.count("(") > core.count(")"):
        return power(chunk[1:])
    if core[-1:] == ")" and core.count(")") > core.count("("):
        core = core[:-1]
    if not re.search("[A-Za-zα-ω]", core):
        return None
    if closed := _CLOSED_POWER.match(core):  # the end of `(x + y)**2`
        return f"{formulas.say(closed[1])}, all {formulas.say('x^' + closed[2])[2:]}" + pause(chunk[len(core) :])
    return formulas.say(core) + pause(chunk[len(core) :]) if _RAISED_TO.match(core) else None


_ALGEBRA = re.compile(r"(?=.*[A-Za-zα-ω])(?=.*[()!])(?=.*[-−+*/!])[A-Za-zα-ω\d.!+*/^()=,−-]+$")
_NO_ALGEBRA = re.compile(r"!|\w!+$|\(?[a-zA-Z][-/][a-zA-Z]\)?$|[A-Za-z]-\d+\)?$|.*[A-Za-z]\(\)")
_RUN = re.compile(r"[A-Za-z]{2,}")


def algebra(chunk: str) -> str | None:
    """`(x+1)(x-1)`, `k!(n-k)!`: single letters, numbers and operators in brackets."""
    if "(" not in chunk and "!" not in chunk:
        return None
    core = chunk.rstrip('.,;:?"”’').lstrip('"“‘')
    behind = chunk[len(core) :]
    while core[-1:] == ")" and core.count(")") > core.count("("):
        core, behind = core[:-1], ")" + behind
    while core[:1] == "(" and core.count("(") > core.count(")"):
        core = core[1:]
    if not _ALGEBRA.match(core) or _NO_ALGEBRA.match(core) or not re.search(r"[-−+*/!]", core[:-1]):
        return None
    if any(run not in formulas.FUNCTIONS and len(run) > 1 for run in _RUN.findall(core)):
        return None
    if fraction := _FRACTION.fullmatch(core):
        return f"{formulas.say(fraction[1])}, all over {formulas.say(fraction[2])}" + pause(behind)
    return formulas.say(core) + pause(behind)


# A sum over a number, a letter or another sum.
_FRACTION = re.compile(r"\(([^()]*[-−+][^()]*)\)/(\([^()]+\)|[\w^]+)")
_DISTRIBUTION = re.compile(r"[ \u00a0](?:[A-Z𝒩][a-z]{0,10}|\\mathcal\{N\})\(")


def distributed(text: str, start: int, end: int) -> str | None:
    """The tilde of `x ~ N(0, 1)`."""
    return "is distributed as" if text[start:end] == "~" and _DISTRIBUTION.match(text, end) else None


_OPERATOR = re.compile(r"[ \u00a0]?[=/+×·<>≈≤≥−-](?=[ \u00a0\d(])")
_GROWS = re.compile(r"[ \u00a0][a-z]")
_PERMUTED = re.compile(r"[ \u00a0](?:ways|permutations|orderings|arrangements|orders|possible|grows|is|of)\b")


def is_factorial(core: str, text: str, end: int) -> bool:
    """Whether an exclamation mark behind a number or a letter is a factorial: an operator or the sentence goes on."""
    if core.isdecimal() and _PERMUTED.match(text, end):
        return True
    if core.isdecimal() or (len(core) == 1 and core.isalpha() and core not in "aiAI"):
        return bool(_OPERATOR.match(text, end) or (not core.isdecimal() and _GROWS.match(text, end)))
    return False


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
    r"^[-−]?(?:[^\W\d_]|[^\W\d_][₀-₉]|[A-Zπσφ]_?[^\W_]|[^\W\d_]_\w{1,3}|log|ln|exp|sin|cos|tan|max|min|KL|Var|Cov|Pr|polylog|det|tr"
    r"|tanh|sinh|cosh|softmax|sigmoid|relu|ReLU|argmax|argmin|rank|diag|sign|sgn|erf|gcd|Bin|Ber|Beta|Dir|Cat|Unif|Poisson"
    r"|Uniform|Normal|Gamma|Bernoulli)\(.*\)[²³]?$"
)
# A letter by itself with a hat, a bar, a tilde, a dot or an arrow.
_ACCENT = "[^\\W\\d_][\u0302\u0303\u0304\u0307\u20d7]|[âĉêĝĥîĵôŝûŵŷẑÂÊŶȳẋẏ]"
_ACCENTED = re.compile(rf"^[-−(]?(?:{_ACCENT})(?:[_^(₀-₉²*=/)].*)?$")
UNIT_QUOTIENT = re.compile(r"^[A-Za-zµμΩ]+/[A-Za-z]+[²³]$")
_UNIT_POWER = re.compile(r"^[-−+~≈<>≤≥]{0,2}\d[\d.,]*[ \u00a0]?[A-Za-zµμ]+[²³]?(?:/[A-Za-z]+[²³]?)?$")


_GREEK_AND_MORE = re.compile(r"^(?=.*[α-ω])(?=.*[A-Za-z\d])")


def is_plain_formula(core: str) -> bool:
    """Whether a chunk is a formula in plain text, and not a number, a unit with a power, a name or a call in code."""
    if not core or "://" in core or "@" in core or "__" in core:
        return False
    if (found := amounts.read(core, 0)) and found[0] == len(core):
        return False
    if _APPLIED.match(core):
        return not re.search(r"\(\)|[\"'.]|=[A-Za-z]{2}|[A-Za-z_]{4}.*,", core) or "|" in core
    if re.match(r"^\|\|[^|]+\|\|[_^₀-₉²∞\w]*$|^⟨.+⟩[²³]?$|^\d*[½¼¾⅓⅔⅛][A-Za-zα-ω]{1,2}[²³]?$", core):
        return True
    if _ACCENTED.search(core):
        return True
    if _MATHS.search(core):
        if UNIT_QUOTIENT.match(core) and all(is_unit(side) for side in core.split("/")):
            return False
        return not _UNIT_POWER.match(core) and not re.match(r"^[A-Za-z]{3,}[⁰¹²³⁴-⁹]+$", core)
    if "^" in core:
        return not re.search(r"\^[A-Za-z]{4}", core) and bool(re.match(r"^[\w{}^()+*/=,.−-]+$", core))
    if re.match(
        r"^(?:[-−][^\W\d_]|[-−]?[^\W\d_](?:_(?:[^\W_]|[i-n]{2})(?:[-+]\w)?|_\{[^{}\s]+\}|′)|[α-ω]\*|\|[^|]{1,40}\|[²³]?|(?:[EPHV](?:_\w{1,4})?|Var)\[[^\]]+\])$",
        core,
    ):
        return True
    if re.match(r"^[-−]?\d[\d.]*[A-Za-zα-ω]{1,4}$|^[A-Za-zα-ω]{2,3}$", core) and _GREEK_AND_MORE.match(core):
        return True
    if "=" in core and re.match(r"^[\d.+*/×÷=()−-]+$", core) and re.search(r"\d[-−+*/×÷]\d", core):
        return True
    return bool(re.match(r"^−[^\W\d_]+$|^[-−]?[A-Za-zα-ω]\([^\s()]*\|[^\s()]*\)$|^[A-Z]\|[^|\s]+\|$", core))
