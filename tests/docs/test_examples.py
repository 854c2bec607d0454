"""Every example in the docs and in README is valid: configuration, recipes, pages, data, code and commands."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from walk import ROOT, Block, blocks

from plainspoken.cli import app
from plainspoken.config import TalkConfig, find_talk
from plainspoken.experiments.runner.recipe import Recipe
from plainspoken.experiments.runner.study_registry import study_module
from plainspoken.script.render import render

DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GENERATED = "rules.md"
"""Its examples are bad on purpose, and tests/script/lint/rules/test_rule_examples.py lints each."""

BLOCKS = [block for path in DOCS if path.name != GENERATED for block in blocks(path)]


def of_kind(*kinds: str, walked: bool = True) -> Any:
    """The blocks of these kinds; without those that are a file of a talk, and walked through by `test_walks.py`."""
    found = [b for b in BLOCKS if b.kind.split(" ")[0] in kinds and (walked or b.mark != "file")]
    return pytest.mark.parametrize("block", found, ids=[block.name for block in found])


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    known = {"", "toml", "json", "jinja", "markdown", "python", "console", "csv", "diagram", "mermaid", "yaml", "text"}
    assert {block.kind.split(" ")[0] for block in BLOCKS} <= known, [b.name for b in BLOCKS if b.kind not in known]
    assert not [block.name for block in BLOCKS if block.kind == "text" and len(block.text) > 800]


@of_kind("toml")
def test_toml(block: Block) -> None:
    tables = tomllib.loads(block.text)
    if "study" in tables:
        recipe = Recipe.model_validate(tables)
        if recipe.module.startswith("experiments."):
            study_module(recipe.module).DataSettings.model_validate(tables.get("data", {}))
    else:
        TalkConfig.model_validate(tables)


def test_each_kind_of_study_is_shown_in_under_60_lines() -> None:
    shown: dict[str, int] = {}
    for block in BLOCKS:
        if block.value.startswith("talks/kinds/recipes/"):
            study = Path(block.value).stem
            shown[study] = shown.get(study, 0) + len(block.text.splitlines())
    assert len(shown) >= 8 and max(shown.values()) < 60, shown


@of_kind("json")
def test_json(block: Block) -> None:
    json.loads(block.text)


@of_kind("python")
def test_python(block: Block) -> None:
    compile(block.text, block.name, "exec")


@of_kind("jinja", "markdown", walked=False)
def test_pages_render_on_the_recorded_results(block: Block, tmp_path: Path) -> None:
    """As a page of the first talk."""
    first = find_talk(str(ROOT / "talks" / "approaches"))
    (tmp_path / "pages").mkdir()
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "mine.py").write_text("def prepare(words):\n    return words.split()\n", encoding="utf-8")
    text = block.text if re.match(r"(\{[#%].*\n)*#", block.text) else f"## An example\n\n{block.text}"
    (tmp_path / "pages" / "01.md.j2").write_text(text, encoding="utf-8")
    settings = first.config.script.model_copy(update={"words": TalkConfig().words})
    rendered = render(tmp_path, settings, first.folder / "recorded" / "results", talk="approaches")
    assert any(page.beats or page.items for page in rendered.script.pages)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_diagrams(path: Path) -> None:
    from plainspoken.slides.layout.diagrams.diagram_language import parse

    for text in re.findall(
        r"^ *```diagram [\w-]+\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        assert parse(textwrap.dedent(text)) if text.strip() else True


def said_commands(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each `plainspoken VERB ...` of a page, in code spans, indented or in a console block, as words."""
    text = path.read_text(encoding="utf-8")
    for match in re.finditer(r"(?:`|^ {4}|^\$ )(?:[\w./]*/)?plainspoken ([a-z][^`\n|;#]*)", text, re.MULTILINE):
        try:
            yield match[1], shlex.split(re.split(r"\s{2,}| > ", match[1])[0].rstrip("…"))
        except ValueError:
            continue  # a quotation that a line break cuts in two


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_commands_have_verbs_and_options_that_exist(path: Path) -> None:
    group: Any = typer.main.get_command(app)
    context = click.Context(group)
    for line, words in said_commands(path):
        command = group.get_command(context, words[0])
        assert command is not None, f"{path.name}: no verb {words[0]!r} in `plainspoken {line}`"
        rest = words[1:]
        if hasattr(command, "commands") and rest and rest[0] in command.commands:
            command, rest = command.commands[rest[0]], rest[1:]
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        for word in rest:
            option = word.split("=")[0]
            assert not option.startswith("--") or option in {*known, "--help"}, f"{path.name}: {option} in `{line}`"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_make_targets_and_variables_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    variables = set(re.findall(r"^([A-Z]+) \?=", makefile, re.MULTILINE))
    for line in re.findall(r"(?:`|^ {4}|^\$ )make ([^`\n]*)", path.read_text(encoding="utf-8"), re.MULTILINE):
        for word in line.split("#")[0].split("  ")[0].split():
            name, assigned, _ = word.partition("=")
            assert name in (variables if assigned else targets), f"{path.name}: make {line}"


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([\w-]+\.md)[^)]*\)", index))
    assert linked == {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
