"""`plainspoken outcomes`: what each page says for every way in which its results can come out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script import rendering
from plainspoken.script.list_outcomes import OutcomeSite, OutcomeText, list_outcomes
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.template.environment import TalkEnvironment

Lister = Callable[..., dict[str, OutcomeSite]]

PAGE = """\
## One {% claim overfits(v1) %}overfits{% else %}does not overfit{% endclaim %}

{% outcome compare(emotion.resnet18, v1) %}
{% when better %}
It does better.

{% claim overfits(emotion.resnet18) %}
But it overfits.
{% else %}
And it does not overfit.
{% endclaim %}
{% when worse %}
It does worse.
{% when unclear %}
It is too close to call.
{% endoutcome %}

{~ A long way to say this, in many words. | Short. ~}

This is always said.
"""


@pytest.fixture
def listed(tmp_path: Path, script_results: Path, script_settings: ScriptSettings) -> Lister:
    def run(files: dict[str, str]) -> dict[str, OutcomeSite]:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        found = list_outcomes(tmp_path, script_settings, script_results, "sample")
        return {site.condition: site for site in found}

    return run


def test_each_way_is_told_with_the_lines_that_are_its_own(listed: Lister) -> None:
    sites = listed({"pages/1.md.j2": PAGE})
    asked = sites["compare(emotion.resnet18, v1)"]
    assert (asked.file, asked.line, asked.page) == ("pages/1.md.j2", 3, "One overfits")
    assert [(each.branch, each.today) for each in asked.branches] == [
        ("better", True), ("worse", False), ("unclear", False),
    ]  # fmt: skip
    assert asked.branches[0].lines == ("It does better.", "But it overfits.")
    assert asked.branches[1].lines == ("It does worse.",)


def test_claims_within_a_branch_are_told_too(listed: Lister) -> None:
    inner = listed({"pages/1.md.j2": PAGE})["overfits(emotion.resnet18)"]
    assert {each.branch: each.lines for each in inner.branches}["else"] == ("And it does not overfit.",)


def test_the_claim_of_a_macro_is_told_on_all_pages_that_use_it(listed: Lister) -> None:
    macro = (
        "{% macro fits(run, name) %}"
        "{{ name }} {% claim overfits(run) %}overfits{% else %}fits{% endclaim %}."
        "{% endmacro %}\n"
    )
    text = '{% from "m.j2" import fits %}\n## Page NUMBER\n\n{{ fits(emotion.resnet18, "It") }}\n'
    pages = {f"pages/{i}.md.j2": text.replace("NUMBER", "one" if i == 1 else "two") for i in (1, 2)}
    other = {"pages/3.md.j2": "## Another\n\nNothing is claimed here.\n"}
    site = listed({"m.j2": macro, **pages, **other})["overfits(run)"]
    assert site.file == "m.j2" and site.branches[1].lines == ("It fits.", "It fits.")


def test_a_way_that_cannot_be_said_is_told_with_the_reason(listed: Lister) -> None:
    page = "## A\n\n{% claim overfits(v1) %}\nYes.\n{% else %}\n{{ v2.best_epoch }} epochs.\n{% endclaim %}\n"
    (site,) = listed({"pages/1.md.j2": page}).values()
    assert [bool(each.error) for each in site.branches] == [False, True]
    assert "v2" in site.branches[1].error


def test_a_talk_that_cannot_be_rendered_is_an_error(listed: Lister) -> None:
    with pytest.raises(InputError):
        listed({"pages/1.md.j2": "## A\n\n{{ nobody }}\n"})


def test_templates_are_compiled_once_and_only_the_page_itself_is_rendered_again(
    listed: Lister, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str | None] = []
    filled: list[str] = []
    parse, read = TalkEnvironment._parse, rendering.read_pages

    def counted(self: TalkEnvironment, source: str, name: str | None, filename: str | None) -> object:
        compiled.append(name)
        return parse(self, source, name, filename)

    def reading(file: rendering.RenderedFile, paging: object) -> object:
        filled.append(file.file)
        return read(file, paging)  # type: ignore[arg-type]

    monkeypatch.setattr(TalkEnvironment, "_parse", counted)
    monkeypatch.setattr(rendering, "read_pages", reading)
    listed({"pages/1.md.j2": PAGE, "pages/2.md.j2": "## Two\n\nNothing.\n"})
    assert sorted(name for name in compiled if name) == ["pages/1.md.j2", "pages/2.md.j2"]
    assert filled.count("pages/2.md.j2") == 1 and filled.count("pages/1.md.j2") == 5, "one for each way but today's"


def test_the_text_of_a_way_says_why_it_is_empty() -> None:
    assert OutcomeText("better", (), False).error == ""
