"""The course on its recorded results: no finding, each part by itself, planted falsehoods, and no user's data."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from plainspoken.config import find_talk
from plainspoken.results import named_figures
from plainspoken.script.render import render
from tests.talks.talk_findings import assert_plant_is_found, findings_of

TALK = Path(__file__).parents[2] / "talks" / "course"
RECORDED = TALK / "recorded" / "results"
PARTS = list(find_talk(str(TALK)).config.parts)


def test_the_talk_has_no_finding() -> None:
    assert findings_of(TALK) == []


PLANTS = {
    "another run's value": (
        "01-optimizers",
        'Adam without them gets {{ score(bare, "accuracy_at_shared_rate") | percent }}',
        'Adam without them gets {{ score(optimizers.rmsprop, "accuracy_at_shared_rate") | percent }}',
    ),
    "a claim turned round": (
        "01-optimizers",
        '{% claim better(adam, sgd, "accuracy_at_shared_rate") %}At one rate for all, Adam beats SGD',
        '{% claim better(sgd, adam, "accuracy_at_shared_rate") %}At one rate for all, Adam beats SGD',
    ),
    "a comparison without a claim": (
        "01-optimizers",
        "But SGD wants another rate.",
        "But SGD is better than Adam at another rate.",
    ),
}
"""Each fault: the page file, and what is put in place of what."""


@pytest.mark.parametrize("kind", PLANTS)
def test_a_planted_falsehood_is_found_on_its_line(kind: str) -> None:
    assert_plant_is_found(TALK, kind, PLANTS[kind])


@pytest.mark.parametrize("part", ["", *PARTS])
def test_each_part_and_the_whole_fit_their_time(part: str, tmp_path: Path) -> None:
    talk = find_talk(str(TALK), part=part)
    (tmp_path / "results").symlink_to(RECORDED)
    minutes = talk.config.talk.minutes
    script = render(TALK, talk.config.script, tmp_path / "results", talk=talk.name, minutes=minutes).script
    assert script.words <= minutes * script.words_per_minute
    for page in script.pages:
        assert page.title and page.beats
        for beat in page.beats:
            assert re.match(r'["A-Z0-9]', beat.shown) and beat.shown[-1] in ".?", beat.shown
            assert not re.search(r"\s[.,;:?]|\.\.| {2}|[{}|~]|\bNone\b", beat.shown), beat.shown


@pytest.mark.parametrize(
    "part", ["detection", "orientation", "faces", "emotions", "deepdream", "style", "dcgan", "srcnn"]
)
def test_a_lecture_can_be_told_in_three_quarters_of_its_words(part: str) -> None:
    talk = find_talk(str(TALK), part=part)
    whole = render(TALK, talk.config.script, RECORDED, talk=talk.name).script
    minutes = 0.75 * whole.words / whole.words_per_minute
    shorter = render(TALK, talk.config.script, RECORDED, talk=talk.name, minutes=minutes).script
    assert shorter.words <= 0.75 * whole.words
    assert shorter.pages[-1].title == whole.pages[-1].title, "what to try stays"


def test_the_recorded_results_are_of_data_that_come_with_packages() -> None:
    for path in sorted(RECORDED.glob("*/*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        assert not record.get("config", {}).get("sources"), path.name
        for figure in record["figures"].values():
            assert (TALK / "recorded" / figure["path"]).is_file()


def test_recorded_figures_are_those_that_pages_show() -> None:
    shown = named_figures(find_talk(str(TALK)))
    assert shown is not None
    kept = {str(path.relative_to(TALK / "recorded/figures").with_suffix("")) for path in TALK.rglob("figures/**/*.png")}
    assert kept == shown, "`plainspoken experiments keep course` keeps what pages show"


def test_every_command_that_a_page_gives_to_try_names_a_part_of_the_talk() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((TALK / "pages").iterdir()))
    tried = re.findall(r"`plainspoken experiments run ([^`]*)`", text)
    assert len(tried) >= len(PARTS) - 1
    for words in tried:
        talk, *rest = words.split()
        assert talk == "course" and (not rest or (rest[0] == "--part" and rest[1] in PARTS)), words


def test_the_tour_shows_a_page_or_more_of_every_lecture_but_those_on_faces() -> None:
    tour, whole = (find_talk(str(TALK), part=part) for part in ("tour", ""))
    scripts = [render(TALK, talk.config.script, RECORDED, talk=talk.name).script for talk in (tour, whole)]
    shown, told = ([(page.section, page.title) for page in script.pages] for script in scripts)
    assert {section for section, _ in told} - {section for section, _ in shown} == {"Faces", "Emotions"}
    assert set(shown[1:-1]) < set(told), "all but the opening and the ending are pages of the course"
    counts = Counter(section for section, _ in shown)
    assert max(counts.values()) <= 4
