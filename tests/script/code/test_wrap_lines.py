"""Lines that are too wide for a slide are broken at their brackets, and stay the same program."""

import ast
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.script.code.wrap_lines import fold


def folded(text: str, width: int = 40) -> str:
    return "\n".join(fold(dedent(text).strip().split("\n"), width))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("short = call(1, 2)", "short = call(1, 2)"),
        (
            "self.local = Sequential(pool(3, 32, 3), pool(32, 64, 3))",
            "self.local = Sequential(\n    pool(3, 32, 3), pool(32, 64, 3)\n)",
        ),
        (
            "self.local = Sequential(pool(3, 32, 3), pool(32, 64, 3), pool(64, 128, 3))",
            "self.local = Sequential(\n    pool(3, 32, 3),\n    pool(32, 64, 3),\n    pool(64, 128, 3),\n)",
        ),
        (
            "counts = [split.counts[label] for label in labels if label]",
            "counts = [\n    split.counts[label]\n    for label in labels\n    if label\n]",
        ),
        (
            "zoom = draw(crop, 1.0).sqrt() if crop < 1 else ones(n)",
            "zoom = (\n    draw(crop, 1.0).sqrt()\n    if crop < 1\n    else ones(n)\n)",
        ),
        (
            "return first_name(1) + second_name(2) + (3 + 4)",
            "return (\n    first_name(1)\n    + second_name(2)\n    + (3 + 4)\n)",
        ),
        (
            "x = a + b  # a comment that is much too long to stand",
            "# a comment that is much too long to\n# stand\nx = a + b",
        ),
        ("single = function((only_one_element_here,))  ", "single = function(\n    (only_one_element_here,)\n)"),
        ("if first(1) and second(2) or third(3, 4, 5):", "if first(1) and second(2) or third(\n    3, 4, 5\n):"),
        ("name = 'a string that is far too long to be broken'", "name = 'a string that is far too long to be broken'"),
    ],
)
def test_a_wide_line_is_broken(text: str, wanted: str) -> None:
    assert folded(text) == wanted


def test_the_head_of_a_function_is_joined_where_it_fits_again() -> None:
    assert folded("def f(\n    self,\n    x,\n):\n    return x") == "def f(self, x):\n    return x"


def test_lines_that_fit_keep_the_breaks_of_their_author() -> None:
    text = "layers = [\n    first,\n    second,\n]"
    assert folded(text) == text


def test_code_within_blocks_keeps_its_indentation() -> None:
    assert folded("if a:\n    value = function(first, second, third)") == dedent(
        """\
        if a:
            value = function(
                first, second, third
            )"""
    )


@pytest.mark.parametrize(
    "text", ["def f(:", "a = 'open", "x = (1,", "    odd\n  dedent = function(an_argument)", "$ x"]
)
def test_what_is_no_python_is_left_as_it_is(text: str) -> None:
    assert fold(text.split("\n"), 10) == text.split("\n")


names = st.sampled_from(["alpha", "beta.gamma", "delta", "x"])


def _call(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = st.lists(children, min_size=1, max_size=4).map(", ".join)
    return st.one_of(
        st.tuples(names, inner).map(lambda parts: f"{parts[0]}({parts[1]})"),
        inner.map(lambda text: f"[{text}]"),
        inner.map(lambda text: f"({text},)"),
        st.tuples(children, children).map(lambda parts: f"{parts[0]} + {parts[1]}"),
        st.tuples(children, names).map(lambda parts: f"({parts[0]} if {parts[1]} else 1)"),
        st.tuples(children, names).map(lambda parts: f"[{parts[0]} for x, y in {parts[1]}]"),
        children.map(lambda text: f"f(lambda a, b: {text})"),
        children.map(lambda text: f"f(k={text}, **o)"),
    )


expressions = st.recursive(st.one_of(names, st.sampled_from(["1", "'two words'", '"a, (b"'])), _call, max_leaves=12)


@given(expressions, st.sampled_from(["v = {}", "return {}", "for v in {}:\n    pass", "assert {}, 'so'", "v[{}] += 1"]))
def test_folding_never_changes_the_program(expression: str, statement: str) -> None:
    text = statement.format(expression)
    after = "\n".join(fold(text.split("\n"), 30))
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(text))
    assert fold(after.split("\n"), 30) == after.split("\n") or len(after) >= len(text)
