"""The pages that say how to do something are done, command by command, in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from walk import ROOT, Block, blocks, commands, walk

PAGES = sorted(path for path in (ROOT / "docs").glob("*.md") if any(block.mark == "file" for block in blocks(path)))
THEME = ROOT / "docs" / "add-a-theme.md"


@pytest.mark.slow
@pytest.mark.parametrize("page", [*PAGES, THEME], ids=lambda page: page.name)
def test_a_page_is_so_when_it_is_walked_through(page: Path, tmp_path: Path) -> None:
    walk(page, tmp_path)


def test_every_guide_is_walked_through() -> None:
    guides = {path.name for path in (ROOT / "docs").glob("add-a-*.md")} | {"tutorial.md", "results.md"}
    assert guides == {page.name for page in [*PAGES, THEME]}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(
        "Words.\n\n<!-- file: a/b.txt -->\n```text\nhello\n```\n\n"
        "```console\n$ cat a/b.txt\nhello\n$ printf 'one\\ntwo\\nthree\\n'\none\n...\nthree\n```\n\n"
        "<!-- not run: it would burn -->\n```console\n$ false\n```\n",
        encoding="utf-8",
    )
    return path


def test_a_walk_writes_files_runs_commands_and_passes_over_what_is_marked(page: Path, tmp_path: Path) -> None:
    walk(page, tmp_path)
    assert (tmp_path / "a" / "b.txt").read_text() == "hello\n"
    assert [block.line for block in blocks(page)] == [4, 8, 18]
    assert [each.answer for each in commands(blocks(page)[1])] == [["hello"], ["one", "...", "three"]]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("\nhello\n$", "\ngoodbye\n$", "goodbye"),
        ("$ cat a", "$ cat nowhere/a", "exit code 1"),
        ("one\n...\nthree", "three\none", "one"),
    ],
)
def test_a_walk_that_is_not_so_fails(page: Path, tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(AssertionError, match=fault):
        walk(page, tmp_path)


def test_a_block_knows_its_place() -> None:
    assert Block("page.md", 3, "toml", "").name == "page.md:3"
