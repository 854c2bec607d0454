"""The talk on many labels: it builds in any length, says what its records say, and planted faults are found."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.config import find_talk
from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.model import Script
from plainspoken.script.render import render

TALK = Path(__file__).parents[2] / "talks" / "scenes"
RECORDED = TALK / "recorded" / "results"


@cache
def built(results: Path, minutes: float | None = None) -> Script:
    talk = find_talk(str(TALK))
    return render(talk.folder, talk.config.script, results, talk=talk.name, minutes=minutes).script


def said(script: Script) -> str:
    return "\n".join(beat.shown for page in script.pages for beat in page.beats)


def titles(script: Script) -> list[str]:
    return [page.title or "" for page in script.pages]


@pytest.mark.parametrize("minutes", [3.0, None, 10.0])
def test_it_fits_its_time_in_every_length(minutes: float | None) -> None:
    script = built(RECORDED, minutes)
    assert script.words <= (minutes or 5) * script.words_per_minute
    assert script.words_per_minute <= 200
    for page in script.pages:
        assert page.title and not re.search(r"\s[.,;:]|\.\.| {2}|\bNone\b", page.title), page.title
        for beat in page.beats:
            assert re.match(r'["A-Z]', beat.shown) and re.search(r"[.?]\"?$", beat.shown), f"{page.title}: {beat.shown}"
            assert not re.search(r"\s[.,;:?]|[,;:]\s*[.,;:]|\.\.| {2}|[{}|~]|\bNone\b", beat.shown), beat.shown
        assert page.beats, f"nothing is said on {page.title}"
    if minutes == 10:
        assert not script.choices


def test_the_linter_finds_nothing() -> None:
    talk = find_talk(str(TALK))
    report = lint(LintTarget(talk.name, talk.folder, talk.config.script, RECORDED))
    assert not [f"{found.at} {found.code} {found.message}" for found in report.findings]


FAULTS = {
    "typed percent": ("06-results.md.j2", "On the test it reaches 91 % micro F1."),
    "typed in a bullet": ("06-results.md.j2", "- micro F1: 87.3 %"),
    "number words": ("06-results.md.j2", "It is right on nine out of ten photos."),
    "a literal in braces": ("06-results.md.j2", 'It reaches {{ "87.3 %" }} there.'),
    "a comparison without a claim": ("06-results.md.j2", "Frozen at 224 px beats Frozen at 96 px."),
    "an absolute": ("06-results.md.j2", "The frozen network is never wrong about the sea."),
    "a value of another run": (
        "06-results.md.j2",
        'Frozen at 96 px has a micro F1 of {{ score(frozen224, "micro_f1") | percent }}.',
    ),
    "a claim that says otherwise": (
        "06-results.md.j2",
        '{% claim better(frozen224, frozen96, "micro_f1") %}Frozen at 224 px does worse than Frozen at 96 px.'
        "{% else %}The two are too close to call.{% endclaim %}",
    ),
    "a claim of nothing": ("05-optimizers.md.j2", "{% claim true %}SGD does well.{% endclaim %}"),
    "the wrong filter": ("06-results.md.j2", 'It reaches {{ score(frozen224, "micro_f1") | points }} in all.'),
    "a unit typed by hand": ("06-results.md.j2", 'It reaches {{ score(frozen224, "micro_f1") | percent }} points.'),
    "a run that is not there": ("06-results.md.j2", 'It reaches {{ score(frozen300, "micro_f1") | percent }}.'),
    "a metric that is not there": ("06-results.md.j2", 'It reaches {{ score(frozen224, "accuracy") | percent }}.'),
    "a cause": ("05-optimizers.md.j2", "SGD scores higher because it has found flatter minima."),
    "a target misquoted": ("07-verdict.md.j2", "The task asked for at least 90 % micro F1."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_where_it_stands(fault: str) -> None:
    name, text = FAULTS[fault]
    path = TALK / "pages" / name
    lines = path.read_text(encoding="utf-8").split("\n")
    at = max(i for i, line in enumerate(lines) if line.startswith("## ")) + 1
    planted = "\n".join([*lines[:at], "", text, "", *lines[at:]])
    talk = find_talk(str(TALK))
    where = f"pages/{name}"
    try:
        report = lint(LintTarget(talk.name, TALK, talk.config.script, RECORDED, texts={where: planted}))
    except InputError as error:
        assert str(error.file).endswith(where) and error.line == at + 2
        return
    hits = [
        found for found in report.findings if found.at.file == where and found.at.line <= at + 2 <= found.at.end_line
    ]
    assert hits, [f"{found.at} {found.code}" for found in report.findings]


def changed(folder: Path, change: Callable[[str, dict[str, Any]], None]) -> Path:
    """The recorded results with records changed by `change(study/run, record)`."""
    results = folder / "results"
    shutil.copytree(RECORDED, results)
    for path in results.glob("*/*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        change(f"{path.parent.name}/{path.stem}", record)
        path.write_text(json.dumps(record), encoding="utf-8")
    return results


def shift(record: dict[str, Any], name: str, by: float) -> None:
    """Move a test metric with its interval and all its seeds."""
    metric = record["scores"]["test"][name]
    for key in ("value", "low", "high"):
        if metric.get(key) is not None:
            metric[key] += by
    metric["seeds"] = [value + by for value in metric.get("seeds", [])]


def test_when_sgd_is_ahead_the_talk_says_so(tmp_path: Path) -> None:
    def change(name: str, record: dict[str, Any]) -> None:
        if name == "rates/sgd-100":
            shift(record, "macro_f1", 0.1)

    before, after = built(RECORDED), built(changed(tmp_path, change))
    assert "Adam is still ahead" in said(before) and "Adam is still ahead" not in said(after)
    assert any(title.endswith("SGD does better than Adam") for title in titles(after))


def test_when_the_score_is_missed_the_verdict_says_so(tmp_path: Path) -> None:
    def change(name: str, record: dict[str, Any]) -> None:
        if name == "scenes/tuned-160":
            shift(record, "micro_f1", -0.06)

    after = built(changed(tmp_path, change))
    assert "The score is missed" in said(after)
    assert "Not all of the targets are met" in titles(after)


def test_when_a_label_tells_nothing_about_another_the_page_says_so(tmp_path: Path) -> None:
    """A common label is beside every other one: its share among them has to be set against its share of all samples."""

    def change(name: str, record: dict[str, Any]) -> None:
        if name == "captions/study":
            record["data"]["extra"]["pairs"][0]["share"] = 0.5

    assert "One label tells about another" in titles(built(RECORDED))
    assert "One label tells little about another" in titles(built(changed(tmp_path, change)))


def test_no_page_quotes_scores_of_captions_and_of_pictures() -> None:
    talk = find_talk(str(TALK))
    rendered = render(talk.folder, talk.config.script, RECORDED, talk=talk.name, minutes=10)
    by_page: dict[str, set[str]] = {}
    for entry in rendered.provenance:
        source = entry.number.model_dump_json()
        if re.search(r"_f1", source):
            by_page.setdefault(entry.page, set()).add("pictures" if "scenes/" in source else "captions")
    assert len(by_page) > 5
    assert all(len(kinds) == 1 for kinds in by_page.values()), by_page


def test_the_recorded_results_hold_no_caption_and_no_picture_of_the_sets() -> None:
    for path in RECORDED.glob("*/*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        samples = (record.get("samples") or {}).get("grid", [])
        assert all(sample.get("text") is None for sample in samples)
        assert not re.search(r"\.jpe?g|\.png\"?,? *\"Labels", json.dumps(record.get("extra", {})))
        shown = set(record.get("figures", {}))
        assert not shown & {"samples", "mistakes", "augmentation"}
        for name in shown & {"grad-cam", "feature-maps"}:
            assert "CC BY 2.0" in record["figures"][name]["foot"]
