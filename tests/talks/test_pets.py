"""The talk of cats and dogs on its recorded results: no finding, each length, planted falsehoods, no user's photo."""

from __future__ import annotations

import json
import re
from pathlib import Path
from statistics import fmean

import pytest

from plainspoken.config import find_talk
from plainspoken.script.render import render
from tests.talks.talk_findings import assert_plant_is_found, findings_of

TALK = Path(__file__).parents[2] / "talks" / "pets"
DOCS = Path(__file__).parents[2] / "docs" / "pets.md"
RECORDED = TALK / "recorded" / "results"


def test_the_talk_has_no_finding() -> None:
    assert findings_of(TALK) == []


PLANTS = {
    "another run's value": (
        "03-borrowed",
        "Logistic regression on borrowed features has {{ acc(logistic) | percent }}, and we trained no network for it.",
        "Logistic regression on borrowed features has {{ acc(forest) | percent }}, and we trained no network for it.",
    ),
    "a comparison without a claim": (
        "03-borrowed",
        "Now we borrow.",
        "Now we borrow, and logistic regression is better than the forest.",
    ),
    "a wrong unit": (
        "03-borrowed",
        "turns it into {{ logistic.scores.all.dimension | count }} numbers.",
        "turns it into {{ logistic.scores.all.dimension | seconds }} numbers.",
    ),
    "a cause that nothing shows": (
        "04-why",
        "Cats have pointed ears.",
        "Cats are found because of their pointed ears.",
    ),
    "another split": (
        "02-scratch",
        "it helps: {{ acc(augmented) | percent }} instead of {{ acc(scratch) | percent }}.",
        "it helps: {{ acc(augmented) | percent }} instead of {{ scratch.final.valid.accuracy | percent }}.",
    ),
    "a claim turned round": (
        "03-borrowed",
        "{% when better %}{mark Random forest} The forest is better than logistic regression",
        "{% when worse %}{mark Random forest} The forest is better than logistic regression",
    ),
    "a run that is not there": (
        "04-why",
        "So borrow first.",
        "So {{ pets.nosuch.title }} first.",
    ),
}
"""Each fault: the page file, and what is put in place of what."""


@pytest.mark.parametrize("kind", PLANTS)
def test_a_planted_falsehood_is_found_on_its_line(kind: str) -> None:
    assert_plant_is_found(TALK, kind, PLANTS[kind])


def test_a_number_typed_into_any_paragraph_is_found() -> None:
    for path in sorted(TALK.glob("pages/*.j2")):
        lines = path.read_text(encoding="utf-8").split("\n")
        spoken = [i for i, each in enumerate(lines) if re.match(r"[A-Z{].*[.?]$", each) and not each.startswith("{%")]
        place = spoken[len(spoken) // 2]
        lines[place] += " It is right on 97.3 % of them."
        file = f"pages/{path.name}"
        found = findings_of(TALK, {file: "\n".join(lines)})
        assert any(where == file and line == place + 1 and code == "PS101" for where, line, code in found), (
            file,
            found,
        )


@pytest.mark.parametrize("minutes", [3.0, 5.0, 10.0])
def test_it_fits_its_time_and_ends_well(minutes: float, tmp_path: Path) -> None:
    talk = find_talk(str(TALK))
    results = tmp_path / "results"
    results.symlink_to(RECORDED)
    script = render(TALK, talk.config.script, results, talk=talk.name, minutes=minutes).script
    assert script.words <= minutes * script.words_per_minute and script.words_per_minute <= 200
    assert script.pages[-1].beats[-1].shown.endswith("Thank you.")
    for page in script.pages:
        assert page.title and page.beats
        for beat in page.beats:
            assert re.match(r"[A-Z0-9]", beat.shown) and beat.shown[-1] in ".?", beat.shown
            assert not re.search(r"\s[.,;:?]|\.\.| {2}|[{}|~]|\bNone\b", beat.shown), beat.shown


def test_no_recorded_figure_shows_a_picture_of_the_users() -> None:
    """Runs on photographs keep no figure of samples; what shows animals was drawn."""
    for path in sorted(RECORDED.glob("*/*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        names = set(record["figures"])
        if record["data"].get("kind") == "real":
            assert not names & {"samples", "mistakes", "augmentation", "evidence"}, path.name
        if "config" in record and "data" in record["config"]:
            assert record["config"]["data"]["show"] is False
        for figure in record["figures"].values():
            assert (TALK / "recorded" / figure["path"]).is_file()


def test_the_recorded_runs_keep_what_the_study_promises() -> None:
    """Pixels, heads and augmentation on 4,000 photographs, as docs/pets.md tells them."""
    record = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in RECORDED.glob("pets/*.json")}

    def accuracy(run: str) -> dict[str, float]:
        return record[run]["scores"]["test"]["accuracy"]

    assert accuracy("logistic-96")["value"] < accuracy("logistic-160")["value"] < accuracy("logistic")["value"]
    pairs = ("augmented", "flip", "rotation15", "rotation90", "shift", "zoom", "shear", "kernel2", "wide")
    for run in ("plain", *pairs):
        assert len(accuracy(f"cnn-{run}")["seeds"]) == 3
    assert fmean(accuracy("cnn-wide")["seeds"]) >= 0.78
    assert accuracy("lite2")["value"] >= 0.988


def test_the_documentation_tells_the_recorded_accuracies() -> None:
    """Each row of the table in docs/pets.md is that run's test accuracy, seed by seed."""
    rows = re.findall(r"^\| `([\w-]+)`.*\| (\d+) \| ([\d., ]+) % \|$", DOCS.read_text(encoding="utf-8"), re.M)
    assert len(rows) == 22
    for run, _, written in rows:
        found = json.loads((RECORDED / "pets" / f"{run}.json").read_text(encoding="utf-8"))["scores"]["test"][
            "accuracy"
        ]
        values = found["seeds"] or [found["value"]]
        assert written.split(", ") == [f"{100 * value:.2f}" for value in values], run
