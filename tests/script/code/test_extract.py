"""Excerpts of Python read on a slide, and say what the source says: docstrings and type hints left out, no more."""

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plainspoken.experiments
from plainspoken.script.code.extract import NotThereError, excerpt
from plainspoken.script.code.strip import is_docstring
from plainspoken.script.code.wrap_lines import WIDTH, fold

SOURCE = dedent(
    '''
    """A module."""

    from __future__ import annotations

    import math
    from os import path

    LIMIT = 3
    """The most."""


    class Net(Base):
        """A net."""

        size: int = 4

        def __init__(self, width: int, *, depth: int = 2, name: str | None = None) -> None:
            """Make it."""
            super().__init__()
            # small kernels
            self.local: Path = conv(width, 3)
            self.whole = conv(width, 7)  # type: ignore[no-any]
            # joined later
            if depth > 2:
                self.extra = more()
            elif depth > 1:
                self.extra = less()
            else:
                self.none = True
            self.last, self.rest = split()  # two of them

        @property
        def parts(self) -> list[str]:
            """Its parts."""
            found: list[str]
            try:
                found = self.read()
            except OSError:
                return []
            self.note("read")
            return found


    def step(x: "Tensor", y: float = (1.0)) -> "Tensor":
        """One step."""
        text = """
        stays
    where it is
    """
        return x


    def only_words() -> None:
        """Nothing else."""
    '''
).strip()


def text(name: str = "", *picks: str, source: str = SOURCE) -> str:
    return "\n".join(
        f"{' ' * piece.indent}{line}" if line else line
        for piece in excerpt(source, name, picks)
        for line in piece.lines
    )


def test_a_method_is_set_to_the_left_without_docstring_and_hints() -> None:
    assert text("Net.parts") == dedent(
        """\
        @property
        def parts(self):
            try:
                found = self.read()
            except OSError:
                return []
            self.note("read")
            return found"""
    )


def test_defaults_keep_their_values_when_the_hints_go() -> None:
    assert text("Net.__init__").startswith(
        "def __init__(self, width, *, depth=2, name=None):\n    super().__init__()\n    # small kernels\n"
        "    self.local = conv(width, 3)\n    self.whole = conv(width, 7)\n"
    )


def test_a_class_keeps_its_fields_with_their_types() -> None:
    lines = text("Net").split("\n")
    assert lines[:4] == [
        "class Net(Base):",
        "    size: int = 4",
        "",
        "    def __init__(self, width, *, depth=2, name=None):",
    ]


def test_names_pick_statements_with_the_comments_above_them() -> None:
    assert text("Net.__init__", "self.local", "self.whole") == dedent(
        """\
        # small kernels
        self.local = conv(width, 3)
        self.whole = conv(width, 7)"""
    )


def test_what_is_left_out_between_two_pieces_is_three_dots() -> None:
    assert text("Net.__init__", "super().__init__", "self.whole", "self.rest") == dedent(
        """\
        super().__init__()
        ...
        self.whole = conv(width, 7)
        ...
        self.last, self.rest = split()  # two of them"""
    )


def test_the_heads_of_blocks_stay_around_what_is_picked() -> None:
    assert text("Net.__init__", "self.extra") == dedent(
        """\
        if depth > 2:
            self.extra = more()
        elif depth > 1:
            self.extra = less()"""
    )
    assert text("Net.__init__", "self.none") == dedent(
        """\
        if depth > 2:
            ...
        elif depth > 1:
            ...
        else:
            self.none = True"""
    )


def test_error_handling_is_left_out_with_the_word_try() -> None:
    assert text("Net.parts", "found", "self.note") == 'found = self.read()\n...\nself.note("read")'


def test_methods_are_picked_from_a_class_and_statements_from_its_methods() -> None:
    assert text("Net", "self.local", "parts").split("\n")[:4] == [
        "def __init__(self, width, *, depth=2, name=None):",
        "    ...",
        "    # small kernels",
        "    self.local = conv(width, 3)",
    ]


def test_return_and_import_pick_such_statements() -> None:
    assert text("Net.parts", "return") == dedent(
        """\
        try:
            ...
        except OSError:
            return []
        ...
        return found"""
    )
    assert text("", "import") == "import math\nfrom os import path"


def test_a_constant_and_a_function_of_words_alone() -> None:
    assert text("LIMIT") == "LIMIT = 3"
    assert text("only_words") == "def only_words():\n    ..."


def test_the_inside_of_a_string_is_not_moved() -> None:
    assert '"""\n    stays\nwhere it is\n"""' in text("step")
    assert text("step").startswith("def step(x, y=(1.0)):")


def test_a_module_as_a_whole_keeps_its_empty_lines_and_loses_its_docstring() -> None:
    assert text().startswith(
        "from __future__ import annotations\n\nimport math\nfrom os import path\n\nLIMIT = 3\n\n\nclass"
    )


@pytest.mark.parametrize(
    ("name", "picks", "missing", "known"),
    [
        ("Nett", (), "Nett", "Net"),
        ("Net.forward", (), "Net.forward", "Net.parts"),
        ("Net.__init__", ("self.loca",), "self.loca", "self.local"),
        ("Net.parts.deeper", (), "Net.parts.deeper", "Net.parts.found"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_those_that_are(
    name: str, picks: tuple[str, ...], missing: str, known: str
) -> None:
    with pytest.raises(NotThereError) as caught:
        excerpt(SOURCE, name, picks)
    assert caught.value.name == missing
    assert known in caught.value.known


def test_of_two_definitions_the_last_counts() -> None:
    assert text("f", source="def f():\n    return 1\n\n\ndef f():\n    return 2\n").endswith("return 2")


def test_columns_are_characters_and_not_bytes() -> None:
    source = 'def f(a: "größe", b: int = 2) -> "ä":\n    ü: int = 1\n    return "é" if a else ü\n'
    assert text("f", source=source) == 'def f(a, b=2):\n    ü = 1\n    return "é" if a else ü'


class _Stripped(ast.NodeTransformer):
    """What an excerpt should say: the tree without docstrings and without the hints of functions."""

    def __init__(self) -> None:
        self.inside = False

    def _body(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [node for node in body if not is_docstring(node)] or [ast.Expr(ast.Constant(...))]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        given = node.args
        for each in [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]:
            if each is not None:
                each.annotation = None
        node.returns = None
        before, self.inside = self.inside, True
        self.generic_visit(node)
        self.inside = before
        node.body = self._body(node.body)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        before, self.inside = self.inside, False
        self.generic_visit(node)
        self.inside = before
        node.body = self._body(node.body)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | None:
        if not self.inside:
            return node
        return ast.Assign([node.target], node.value) if node.value else None


def _plain(node: ast.AST) -> str:
    return ast.dump(ast.parse(ast.unparse(ast.fix_missing_locations(node))))


FILES = sorted(Path(plainspoken.experiments.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_function_and_class_of_the_experiments_says_what_its_source_says(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            lines = [line for piece in excerpt(source, node.name) for line in fold(piece.lines)]
            assert _plain(ast.parse("\n".join(lines))) == _plain(_Stripped().visit(node)), node.name


names = st.sampled_from(["a", "self.b", "c"])
values = st.sampled_from(["1", "f(2, 3)", "[x for x in y]", "a if b else c", '"text"', "(a,)"])
lines = st.one_of(
    st.tuples(names, values).map(" = ".join),
    st.tuples(st.sampled_from(["a", "c"]), values).map(": int = ".join),
    st.just('"""words"""'),
    values.map("return {}".format),
    values.map("f({})".format),
)


def _block(children: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    heads = st.sampled_from(["if a:", "for x in y:", "while a:", "with a as b:", "else"])

    def build(parts: tuple[str, list[str]]) -> list[str]:
        head, inner = parts
        if head == "else":
            return ["if a:", "    pass", "else:", *(f"    {line}" for line in inner)]
        return [head, *(f"    {line}" for line in inner)]

    return st.tuples(heads, children).map(build)


bodies = st.recursive(
    st.lists(lines, min_size=1, max_size=4),
    lambda children: st.lists(st.one_of(lines.map(lambda line: [line]), _block(children)), min_size=1, max_size=4).map(
        lambda parts: [line for part in parts for line in part]
    ),
    max_leaves=8,
)


@given(bodies, st.sets(st.sampled_from(["a", "self.b", "c", "return", "f"]), min_size=1))
def test_what_is_picked_is_always_the_source_s_own_lines(body: list[str], picks: set[str]) -> None:
    source = "\n".join(["def g():", *(f"    {line}" for line in body), ""])
    try:
        found = text("g", *sorted(picks), source=source)
    except NotThereError as error:
        assert error.name in picks
        return
    kept = [line.strip() for line in found.split("\n")]
    bare = {line.replace(": int", "") for line in body} | set(body)
    assert set(kept) <= {line.strip() for line in bare} | {"..."}
    assert kept[0] != "..."
    assert kept[-1] != "..."
    ast.parse(found)


def test_the_quoted_models_fit_a_slide() -> None:
    source = (Path(plainspoken.experiments.__file__).parent / "models" / "attention.py").read_text(encoding="utf-8")
    for name in ("ResidualBlock", "SelfAttention", "ChannelAttention", "SpatialAttention"):
        assert max(len(line) for piece in excerpt(source, name) for line in fold(piece.lines)) <= WIDTH
