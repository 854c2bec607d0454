"""docs/python.md and the docstrings of `Talk`: every example is run, and gives what it says."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path
from typing import Any

import pytest

import plainspoken.talk
from plainspoken import Talk
from plainspoken.starter import start_talk

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def statements(text: str) -> list[tuple[ast.stmt, str | None]]:
    """The statements of a block, those in a `try` one by one, and what the comment behind each says that it gives."""
    said = {
        number: match[1]
        for number, line in enumerate(text.splitlines(), 1)
        if (match := re.search(r"\s# = (.*)$", line))
    }
    return [(node, said.pop(node.end_lineno or 0, None)) for node in ast.parse(text).body]


def run(text: str, names: dict[str, Any]) -> None:
    lines = text.splitlines()
    for node, wanted in statements(text):
        if isinstance(node, ast.Try):
            with pytest.raises(Exception) as caught:
                exec(compile(ast.Module(node.body, []), PAGE.name, "exec"), names)
            handler = node.handlers[0]
            names[handler.name or "_"] = caught.value
            run("\n".join(line[4:] for line in lines[handler.lineno : handler.end_lineno]), names)
        elif isinstance(node, ast.Expr):
            value = eval(compile(ast.Expression(node.value), PAGE.name, "eval"), names)
            assert wanted is None or value == ast.literal_eval(wanted), f"{ast.unparse(node)} gives {value!r}"
        else:
            exec(compile(ast.Module([node], []), PAGE.name, "exec"), names)


@pytest.mark.slow
def test_the_page_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_talk("my-talk", tmp_path / "talks")
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 6 and text.count("# = ") >= 12
    for block in blocks:
        run(block, names)
    assert names["error"].remedy


def test_every_method_of_a_talk_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    own = {"containing", "of_text", "stages", "unheld_stages", "refresh", "lint_target", "preview"}
    public = {name for name in vars(Talk) if not name.startswith("_") and callable(getattr(Talk, name))} - own
    assert {name for name in public if not re.search(rf"\b{name}\(", text)} == set()


def test_the_examples_in_docstrings_are_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "talks" / "small"
    (folder / "pages").mkdir(parents=True)
    (folder / "talk.toml").write_text('[talk]\ntitle = "Small"\n', encoding="utf-8")
    (folder / "pages" / "01.md").write_text(
        "## One thing\n\nWe say one thing.\n\n## The end\n\nThat was all.\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(plainspoken.talk, extraglobs={"Talk": Talk})
    assert found.attempted >= 6 and found.failed == 0
