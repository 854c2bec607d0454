"""No mark of a written token is lost: each is heard, or rule PS506 says that it is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.script.model import Token
from plainspoken.script.spoken import speak
from plainspoken.script.spoken.heard_marks import unheard
from plainspoken.script.spoken.number_words import cardinal, decimal

_DIGIT_WORD = r"zero|one|two|three|four|five|six|seven|eight|nine"
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def said(text: str) -> str:
    return " ".join(token.said for token in speak(text) if token.said)


def lost(text: str) -> list[str]:
    return [mark for token in speak(text) for mark in unheard(token)]


@pytest.mark.parametrize(
    "text",
    [
        "10⁻⁶", "3×10⁻⁴", "−x", "-∞", "log₂(n)", "1/√d", "x ∈ ℝⁿ", "∂L/∂w", "‖w‖² ≤ 1", "P(A|B)", "O(n²)",
        "5 W/m²",        "9.81 m/s²", "₹10,00,000", "2½ hours", "1.5 M€", "θₜ₊₁ = θₜ − η∇L", "σ² and μ±σ",
        "$0.50/GPU-hour", "Δt = 0.1 s",        r"$\sum_{i=1}^n x_i^2$",
        r"$p(y \mid x; \theta)$", r"$\frac{\partial L}{\partial w}$",
        "E=mc²",
        "A ∪ B", "−40 °C", "5 µs", "⌊x⌋ + ⌈y⌉", "∑_{i=1}^{n} i",
    ],
)  # fmt: skip
def test_every_mark_is_heard(text: str) -> None:
    assert lost(text) == []


@pytest.mark.parametrize(
    ("shown", "heard", "marks"),
    [
        ("10⁻⁶", "ten six", ["⁻"]),
        ("−x", "X", ["−"]),
        ("x²", "X", ["²"]),
        ("α", "A", ["α"]),
        ("5€", "five", ["€"]),
        ("3×3", "three three", ["×"]),
        ("x ⋈ y", "X Y", ["⋈"]),
        (r"$\frobnicate x$", "X", [r"\frobnicate"]),
        ("62.4 %", "sixty two point four", ["%"]),
    ],
)
def test_a_mark_that_is_lost_is_told(shown: str, heard: str, marks: list[str]) -> None:
    assert unheard(Token(shown, heard, 1)) == marks


_INTEGER = st.integers(0, 9999).map(str)
_DECIMAL = st.tuples(st.integers(0, 999), st.text("0123456789", min_size=1, max_size=3)).map(lambda n: f"{n[0]}.{n[1]}")
_NUMBER = st.one_of(_INTEGER, _DECIMAL)


def words(number: str) -> str:
    whole, point, fraction = number.partition(".")
    return decimal(whole, fraction) if point else cardinal(whole)


@given(_NUMBER, st.integers(-99, 99).filter(lambda power: abs(power) not in (2, 3)))
@settings(max_examples=200, deadline=None)
def test_powers_of_ten_are_said_with_their_sign(number: str, power: int) -> None:
    expected = f"{words(number)} times ten to the {'minus ' if power < 0 else ''}{cardinal(str(abs(power)))}"
    assert said(f"{number}×10{str(power).translate(_RAISED)}") == expected
    assert said(f"{number} × 10^{power}") == expected
    assert said(f"−{number}×10{str(power).translate(_RAISED)}") == f"minus {expected}"


@given(
    st.sampled_from(["", "-", "−", "+", "±", "~", "≈", "<", ">", "≤", "≥"]),
    _NUMBER,
    st.sampled_from(
        ["%", " %", "ms", " ms", "kg", "KG", " km/h", " m²", " GB", "GHz", " W/m²", " images/s", "°C", " Mbps", "x"]
    ),
)
@settings(max_examples=400, deadline=None)
def test_signs_and_units_are_said_and_the_number_is_the_one_shown(sign: str, number: str, unit: str) -> None:
    text = f"{sign}{number}{unit}"
    heard = said(text)
    assert words(number) in heard
    assert lost(text) == []
    assert bool(sign) == (heard != said(f"{number}{unit}"))
    assert heard != said(f"{sign}{number}")
    assert not re.search(r"\b[A-Z]\b", heard.replace("degrees C", "")), heard


@given(
    st.sampled_from("$€£¥₹₩"), _INTEGER, st.sampled_from(["", "k", "M", " million", "/hour", "/GPU-hour", "/M tokens"])
)
@settings(max_examples=200, deadline=None)
def test_sums_of_money_keep_sign_size_and_rate(currency: str, number: str, tail: str) -> None:
    heard = said(f"{currency}{number}{tail}")
    assert lost(f"{currency}{number}{tail}") == []
    assert heard.startswith(cardinal(number))
    assert ("per" in heard.split()) == ("/" in tail)
    assert ("million" in heard) == (tail in ("M", " million", "/M tokens"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["x", "y", "α", "θ", "β₁", "σ²", "x_i", "wᵀ", "f(x)", "10⁻³", "√n", "∇L", "log₂(n)", "|x|", "2"]
            ),
            st.sampled_from([" = ", " + ", " − ", " ≤ ", " × ", " ∈ ", " ≈ ", " ± ", "=", "+", "−", "·"]),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=300, deadline=None)
def test_formulas_lose_nothing(parts: list[tuple[str, str]]) -> None:
    text = "".join(atom + operator for atom, operator in parts) + "z"
    assert lost(text) == []


@given(st.text(alphabet="xαβ123⁻²³₁₂−+=×±√∞≤∈∇()|/^_{}.,% $€", min_size=1, max_size=16))
@settings(max_examples=500, deadline=None)
def test_anything_is_said_or_told(text: str) -> None:
    """Whatever is not heard is among what `unheard` names, checked for digits and letters by a count of its own."""
    for token in speak(text):
        greek = [name for letter, name in (("α", "alpha"), ("β", "beta")) if letter in token.shown]
        for name in greek:
            assert name in token.said or unheard(token)
        if re.search(r"[123]", token.shown):
            assert re.search(
                rf"{_DIGIT_WORD}|ten|eleven|twelve|teen|twent|thirt|hundred|third|half|second|squared|cubed", token.said
            ) or unheard(token)


@given(st.sampled_from("−±√∞≤≥≈×÷∈∪∇∂αθλ€£₹"), st.sampled_from(_LETTERS))
@settings(max_examples=200, deadline=None)
def test_each_mark_beside_a_letter_is_heard(mark: str, letter: str) -> None:
    assert lost(f"{mark}{letter}") == []
    assert lost(f"{letter} {mark} {letter}") == []
