"""What the documents say of the program is so."""

import re
from pathlib import Path

import pytest

from plainspoken.base.document import Part
from plainspoken.cli import _VERBS
from plainspoken.config import TalkConfig
from plainspoken.experiments.importers.import_settings import ImportSettings

ROOT = Path(__file__).resolve().parents[2]


def names(part: type[Part], table: str) -> list[str]:
    return [f"{table}.{name}" for name in part.model_fields]


def test_every_setting_of_a_talk_is_described() -> None:
    text = (ROOT / "docs" / "talk-toml.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"## `\[(\w+)\]`\n(.*?)(?=\n## |\Z)", text, re.DOTALL))
    missing = []
    for table, field in TalkConfig.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, Part)):
            assert table in sections, f"[{table}] has no section"
            continue
        said = set(re.findall(r"^\| `(\w+)`", sections.get(table, ""), re.MULTILINE))
        missing += [name for name in names(kind, table) if name.split(".")[1] not in said]
        assert said <= set(kind.model_fields), f"[{table}] describes what is not there"
    assert missing == []


@pytest.mark.parametrize("document", ["../README.md", *sorted(path.name for path in (ROOT / "docs").glob("*.md"))])
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / "docs" / document
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in [*re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose), *re.findall(r'src="([^"]+)"', prose)]:
        if not link.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / link).exists(), f"{document} links to {link}"


def test_the_readme_names_only_verbs_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"`?plainspoken (\w+)", text))
    assert verbs - {"is", "turns"} <= set(_VERBS), verbs


def test_make_help_lists_the_targets_that_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documented = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"))) <= documented


def test_every_setting_of_an_import_is_described() -> None:
    text = (ROOT / "docs" / "talk-toml.md").read_text(encoding="utf-8")
    section = text.split("## `[imports]`")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == set(ImportSettings.model_fields)


def test_the_pictures_of_readme_are_small_and_each_is_described() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="([^"]+)"[^>]* alt="([^"]+)"', readme)
    assert len(pictures) == 3 and readme.count("<img") == 3
    for path, alt in pictures:
        assert (ROOT / path).stat().st_size < 150_000 and len(alt.split()) > 6


def test_headings_that_links_name_are_there() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target, anchor in re.findall(r"\]\(([\w./-]*\.md)?#([\w-]+)\)", prose):
            heads = re.findall(
                r"^#+ (.*)$", ((path.parent / target) if target else path).read_text(encoding="utf-8"), re.M
            )
            known = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in known, f"{path.name} links to {target}#{anchor}"


@pytest.mark.parametrize("document", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_files_that_contributors_are_sent_to_are_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:experiments|script|tts|slides|plainspoken|tests|docs)/[\w./-]+)`", text))
    assert len(named) > 15
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]
    for name, file in re.findall(r"`(\w+)` in (?:\[)?`([\w./]+\.py)`", text):
        assert re.search(rf"\b{name}\b", (ROOT / file).read_text(encoding="utf-8")), f"{document}: {name} in {file}"
    for link in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert link.startswith("http") or ((ROOT / document).parent / link).exists(), link


def test_the_picture_of_the_architecture_names_what_is_there() -> None:
    """Each package's folders, in its box, and the contract that holds them."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    boxes = dict(re.findall(r"subgraph (\w+)\[.*?\n(.*?)\n  end", text, re.DOTALL))
    assert set(boxes) == {"experiments", "script", "tts", "slides"}
    for package, box in boxes.items():
        named = set(re.findall(r"\b[a-z]+\b", re.sub(r"<br>[^\"]*|direction LR", "", box))) - {"and"}
        there = {path.name.removesuffix(".py") for path in (ROOT / package).iterdir() if path.name[0] not in "_."}
        assert named <= there, named - there
        folders = {path.name for path in (ROOT / package).iterdir() if (path / "__init__.py").is_file()}
        assert folders <= named, folders - named
