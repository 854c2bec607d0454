"""Parts of a talk whose pages do not exist are told by lint, of the whole talk and not of each part again."""

from __future__ import annotations

from pathlib import Path

from plainspoken.script.lint.lint_target import lint
from plainspoken.talk import Talk


def talk(folder: Path, pattern: str) -> Path:
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "01.md").write_text("## One\n\nHere is how it learned.\n", encoding="utf-8")
    toml = f'[talk]\ntitle = "T"\n\n[parts.faces]\npages = ["{pattern}"]\n\n[parts.all]\npages = ["pages/*.md"]\n'
    (folder / "talk.toml").write_text(toml, encoding="utf-8")
    return folder


def test_a_part_without_pages_is_told_at_its_line(tmp_path: Path) -> None:
    target = Talk.find(str(talk(tmp_path / "t", "pages/7*.md"))).lint_target()
    (finding,) = (finding for finding in lint(target).findings if finding.code == "PS413")
    assert (finding.at.file, finding.at.line) == ("talk.toml", 5)
    assert finding.message.startswith(
        "the part 'faces' names pages 'pages/7*.md', and no file matches that; name files"
    )


def test_parts_with_pages_and_parts_themselves_have_no_finding(tmp_path: Path) -> None:
    whole = talk(tmp_path / "t", "pages/0*.md")
    assert lint(Talk.find(str(whole)).lint_target()).by_code.get("PS413") is None
    lost = talk(tmp_path / "u", "pages/7*.md")
    assert lint(Talk.find(str(lost), "all").lint_target()).by_code.get("PS413") is None
