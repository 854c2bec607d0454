"""Whether a formula can be drawn, found without drawing it.

What most formulas are made of is known to be drawn, and costs nothing to see. The rest is put to mathtext's own
reader, where it is installed.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 2000
"""Characters of a formula; a longer one would be a picture of many thousand pixels that nobody could read."""
DRAWN = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho varrho
    sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega frac
    sqrt sum prod int lim log ln exp sin cos tan tanh max min arg det dim cdot times div leq geq neq ne
    approx equiv sim simeq propto in notin subset subseteq cup cap setminus emptyset to rightarrow leftarrow
    Rightarrow Leftarrow leftrightarrow mapsto infty partial nabla forall exists hat bar tilde vec dot ddot
    overline mathbf mathrm mathcal mathbb mathit mathsf text operatorname quad qquad ldots cdots dots pm mp odot
    otimes oplus circ star ast mid parallel perp top bot langle rangle lfloor rfloor lceil rceil ell Re Im prime
    """.split()  # noqa: SIM905
)
"""Commands that mathtext draws; a test holds it to that."""
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ESCAPED = re.compile(r"\\[\\{}%$&#_,;:!| ]")
_ODD = re.compile(
    r"\$|[\^_]\s*(?:$|[\^_}])|\\(?:frac|sqrt|text|hat|bar|vec)\s*(?:$|[}^_])|\\frac\s*[^{\s\d]|[\^_](?:\{[^{}]*\}|\\?\w)\s*[\^]"
    r"(?:\{[^{}]*\}|\\?\w)\s*[\^_]|[^\x00-\x7f]"
)


def formula_fault(tex: str) -> str:
    """Why a formula cannot be drawn; empty where it can, or where mathtext is not here to be asked."""
    tex = " ".join(tex.split()).strip("$ ")
    if len(tex) > LONGEST:
        return f"the formula has {len(tex):,} characters, and a slide shows no more than {LONGEST:,}"
    return "" if _is_plain(tex) else _asked(tex)


def _is_plain(tex: str) -> bool:
    """Whether a formula holds nothing but what is known to be drawn, with its braces in pairs."""
    bare = _ESCAPED.sub(" ", tex)
    depth = 0
    for sign in bare:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0 and not _ODD.search(bare) and all(name in DRAWN for name in _COMMAND.findall(bare))


@lru_cache(maxsize=256)
def _asked(tex: str) -> str:
    """What mathtext's own reader says of a formula."""
    try:
        from matplotlib.font_manager import FontProperties
        from matplotlib.mathtext import MathTextParser
    except ImportError:
        return ""
    try:
        MathTextParser("path").parse(f"${tex}$", dpi=72, prop=FontProperties(math_fontfamily="stix"))
    except (ValueError, RecursionError) as error:
        return f"the formula cannot be drawn: {reason_of(error)}"
    return ""


def reason_of(error: Exception) -> str:
    """What mathtext says, in a line."""
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    said = str(error).strip().splitlines()[-1]
    said = re.sub(r"^Parse\w*(?:Exception|Error): ", "", said)
    place = re.search(r"\s*\(at char \d+\), \(line:\d+, col:(\d+)\)$", said)
    if place is None:
        return said
    what = re.sub(r"(Unknown symbol: \S+), found .*", r"\1", said[: place.start()])
    return f"{what[:1].lower()}{what[1:]} (at character {place[1]})"
