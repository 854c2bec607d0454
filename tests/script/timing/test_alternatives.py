"""Wordings and optional passages: taken to fit the time, with their places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.script.model import Script
from plainspoken.script.render import Rendered, render_text
from plainspoken.script.settings import ScriptSettings, TalkSettings

TALK = """## One

{~ This is a rather long way of saying it | Said short ~}, and **that** is all.

::: optional 2
- a bullet of the passage

It may go, all of these {~ many many | few ~} words.
:::

::: optional 1
## Two

And a whole page more.
:::

## Three

Code keeps `{~ a | b ~}` as it is.
"""


def within(words: int, text: str = TALK) -> Script:
    return render_text(text, ScriptSettings(talk=TalkSettings(minutes=words / 250))).script


def test_with_time_enough_everything_is_said_in_its_best_words() -> None:
    script = within(1000)
    assert [page.title for page in script.pages] == ["One", "Two", "Three"]
    assert script.pages[0].beats[0].shown == "This is a rather long way of saying it, and that is all."
    assert script.pages[0].beats[1].shown == "It may go, all of these many many words."
    assert script.pages[2].beats[0].shown == "Code keeps {~ a | b ~} as it is."
    assert script.choices == []


def test_short_words_come_before_a_passage_goes() -> None:
    script = within(33)
    assert script.words <= 33
    assert len(script.pages) == 3
    assert script.pages[0].beats[0].shown == "Said short, and that is all."
    assert len(script.pages[0].beats) == 2
    assert any("said as “Said short”" in choice for choice in script.choices)


def test_the_passage_of_least_weight_goes_first() -> None:
    script = within(27)
    assert script.words <= 27
    assert [page.title for page in script.pages] == ["One", "Two", "Three"]
    assert not script.pages[0].items
    assert any("priority 2" in choice and "left out" in choice for choice in script.choices)


def test_what_cannot_fit_is_as_short_as_it_can_be() -> None:
    script = within(2)
    assert [page.title for page in script.pages] == ["One", "Three"]
    assert script.words == 16


@pytest.mark.parametrize("words", range(10, 45))
def test_the_limit_is_kept_wherever_it_can_be(words: int) -> None:
    assert within(words).words <= max(words, 16)


def test_places_after_a_choice_are_the_authors_own() -> None:
    for limit in (1000, 2):
        script = within(limit)
        last = script.pages[-1].beats[0]
        assert (last.at.line, last.at.column) == (19, 1)
        first = script.pages[0].beats[0].tokens
        assert first[0].at is not None
        assert (first[0].at.line, first[0].at.column) == (3, 4 if limit == 1000 else 45)


def test_choices_in_a_template(render_talk: Callable[..., Rendered]) -> None:
    page = """## A

{% for run in emotion %}
{~ The best epoch of {{ run.title }} is {{ run.best_epoch }} | Epoch {{ run.best_epoch }} ~}.

{% endfor %}
"""
    rendered = render_talk(page, talk=TalkSettings(minutes=12 / 250))
    assert rendered.script.words <= 12
    assert rendered.script.pages[0].beats[1].shown == "Epoch 3."
    assert len(rendered.script.choices) == 3 - sum(
        beat.shown.startswith("The best") for beat in rendered.script.pages[0].beats
    )
    assert {entry.number.source for entry in rendered.provenance if entry.number.value == 3} == {
        f"emotion/{run}.best_epoch" for run in ("emotionnet-v1", "resnet18", "resnet50")
    }


def test_an_unfinished_wording_is_text() -> None:
    assert render_text("## A\n\nAn {~ odd\n\nthing.", ScriptSettings()).script.pages[0].beats[0].shown == "An {~ odd"
