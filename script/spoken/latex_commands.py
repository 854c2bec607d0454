"""Commands of LaTeX's mathematics: the sign that each draws, or what kind of command it is."""

from __future__ import annotations

from plainspoken.base.word_lists import words
from plainspoken.script.spoken.symbols import GREEK

_SIGNS = """
    times × cdot ⋅ div ÷ pm ± mp ∓ ast ∗ star ∗ circ ∘ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ simeq ≃ cong ≅
    sim ∼ ll ≪ gg ≫ equiv ≡ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩
    setminus ∖ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ wedge ∧ lor ∨ vee ∨ oplus ⊕ otimes ⊗
    odot ⊙ to → rightarrow → longrightarrow ⟶ mapsto ↦ leftarrow ← leftrightarrow ↔ Rightarrow ⇒ implies ⟹ iff ⇔
    Leftrightarrow ⇔ uparrow ↑ downarrow ↓ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ bigcup ⋃ ell ℓ hbar ℏ
    perp ⊥ parallel ∥ therefore ∴ because ∵ top ⊤ bot ⊥ prime ′ lt < gt > coloneqq ≔ triangleq ≔ degree ° dagger †
    colon : vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ lbrace { rbrace } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈
    rceil ⌉ % % $ $ & & # # _ _
"""


def _commands() -> dict[str, str]:
    row = _SIGNS.split()
    return {f"\\{name}": sign for name, sign in zip(row[::2], row[1::2], strict=True)}


COMMANDS: dict[str, str] = _commands()
"""A command to the sign that it draws."""

for _letter, _name in GREEK.items():
    COMMANDS.setdefault(f"\\{_name}", _letter)
    COMMANDS.setdefault(f"\\var{_name}", _letter)
    COMMANDS.setdefault(f"\\{_name.capitalize()}", _letter.upper())
for _name in words("log ln exp sin cos tan tanh max min det rank sup inf lim arg dim ker gcd sinh cosh arctan Pr"):
    COMMANDS[f"\\{_name}"] = _name

ACCENTS: dict[str, str] = {
    "\\hat": "hat", "\\widehat": "hat", "\\bar": "bar", "\\overline": "bar", "\\tilde": "tilde",
    "\\widetilde": "tilde", "\\vec": "vector", "\\dot": "dot", "\\ddot": "double dot", "\\underline": "underlined",
}  # fmt: skip
"""Accents, said after the letter that wears them."""
FONTS: frozenset[str] = frozenset(
    f"\\{name}" for name in words("mathbf mathcal mathbb mathit mathsf mathscr mathfrak boldsymbol bm pmb mathtt")
)
"""Changes of the letters' form, which are not said."""
TEXT: frozenset[str] = frozenset(f"\\{name}" for name in words("text textrm textit textbf mathrm operatorname mbox"))
"""Commands whose braces hold words."""
SILENT: frozenset[str] = frozenset(
    f"\\{name}"
    for name in words(
        ", : ; ! quad qquad displaystyle textstyle limits nolimits left right big Big bigl bigr Bigl Bigr"
    )
) | {"\\ ", "~"}
"""Spaces and sizes."""
