"""The first talk on records of every kind: it builds, fits its time, and says what they say, in our own words."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from plainspoken.config import find_talk
from plainspoken.experiments.results.claims import VOCABULARY
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.results.upgrade_record import upgrade_document
from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.model import Page, Script
from plainspoken.script.render import render
from tests.talks.conftest import SETS, TALK, kept

ROOT = TALK.parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"

WORDS_OF_PART = {"": 2000, "faces": 1250, "reviews": 750}

PART_OF = {"no-faces": "reviews", "no-reviews": "faces"}
"""The sets that have not the data of both parts, and the part that they have."""

FULL = 20.0
"""Minutes enough for every word."""


@cache
def built(name: str, part: str, minutes: float | None, folder: Path) -> Script:
    talk = find_talk(str(TALK), part or None)
    return render(talk.folder, talk.config.script, folder / name, talk=talk.name, minutes=minutes).script


@pytest.fixture(scope="session")
def root(folders: dict[str, Path]) -> Path:
    return folders["kept"].parent


def said(script: Script) -> str:
    return "\n".join(beat.shown for page in script.pages for beat in page.beats)


def titles(script: Script) -> list[str]:
    return [page.title or "" for page in script.pages]


def page(script: Script, start: str) -> Page:
    return next(page for page in script.pages if (page.title or "").startswith(start))


def words_of(page: Page) -> str:
    return " ".join(beat.shown for beat in page.beats)


def whole(name: str, root: Path) -> Script:
    """All that the talk has to say of a set, as much of it as the set allows."""
    return built(name, PART_OF.get(name, ""), FULL, root)


@pytest.mark.parametrize("part", WORDS_OF_PART)
@pytest.mark.parametrize("name", ["kept", "drawn", "transfer-wins"])
def test_each_part_fits_its_time_and_fills_it(name: str, part: str, root: Path) -> None:
    script = built(name, part, None, root)
    assert 0.94 * WORDS_OF_PART[part] <= script.words <= WORDS_OF_PART[part]
    loose_ends(script)


@pytest.mark.parametrize("name", SETS)
def test_no_set_of_records_leaves_loose_ends(name: str, root: Path) -> None:
    script = whole(name, root)
    assert script.words <= 2030  # little is ever given up in eight minutes
    loose_ends(script)


def loose_ends(script: Script) -> None:
    """Sentences without beginning or end, signs that nothing follows, and what a template may leave behind."""
    assert script.pages[-1].beats[-1].shown.endswith("Thank you.")
    for entry in script.pages:
        assert entry.title and not re.search(r"\s[.,;:]|,\.|\.\.| {2}|\bNone\b", entry.title), entry.title
        for beat in entry.beats:
            text = beat.shown
            assert re.match(r"[A-Z]", text), f"{entry.title}: {text}"
            assert re.search(r"[.?]$", text), f"{entry.title}: {text}"
            assert not re.search(r"\s[.,;:?]|[,;:]\s*[.,;:]|\.\.| {2}|[{}|~]|\bNone\b", text), f"{entry.title}: {text}"


PACE = ["PS106", "PS107"]
"""Rules on pace that came after the pages were written; the pages are to be made anew for them."""


@pytest.mark.parametrize(
    ("name", "part"),
    [("kept", ""), ("kept", "faces"), ("drawn", ""), ("scratch-wins", ""), ("no-review-runs", "reviews")],
)
def test_the_linter_finds_nothing(name: str, part: str, folders: dict[str, Path]) -> None:
    talk = find_talk(str(TALK), part or None)
    settings = talk.config.script
    # A record of another profile is old to `make talk`, which is not what is looked at here.
    settings = settings.model_copy(update={"lint": settings.lint.model_copy(update={"ignore": ["PS105", *PACE]})})
    report = lint(LintTarget(talk.name, talk.folder, settings, folders[name], None))
    assert not [f"{found.code} {found.message}" for found in report.findings]


@pytest.mark.parametrize("minutes", [3.0, 5.0, 10.0])
@pytest.mark.parametrize("name", ["kept", "scratch-wins"])
def test_a_talk_of_another_length_keeps_its_thread(name: str, minutes: float, root: Path) -> None:
    script = built(name, "", minutes, root)
    assert script.words <= minutes * script.words_per_minute
    if minutes == 10:
        assert not script.choices
    else:  # what is allowed is used
        assert script.words > 0.97 * minutes * script.words_per_minute
    loose_ends(script)
    headings = titles(script)
    for start in ("Four ways", "V1 sees", "V2 is built", "V3 takes", "Two lines", "Direct data are", "Two networks"):
        assert any(title.startswith(start) for title in headings), start


def test_every_section_opens_with_a_card(root: Path) -> None:
    script = whole("kept", root)
    seen: set[str | None] = set()
    for entry in script.pages:
        if entry.section not in seen:
            seen.add(entry.section)
            assert entry.beats
            assert entry.title == entry.section or entry.section in ("The question", "The verdict"), entry.title
    assert len(seen) == 9


# -- Said as it is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SETS)
def test_what_is_said_agrees_with_the_records(name: str, root: Path) -> None:
    records = SETS[name]()
    text = said(whole(name, root))
    faces, reviews = "emotion/", "reviews/"

    def holds(claimed: str, run: str, *others: str, **options: Any) -> bool | None:
        if any(entry not in records for entry in (run, *others)):
            return None
        runs = [RunRecord.model_validate(upgrade_document(records[entry])) for entry in (run, *others)]
        return bool(VOCABULARY[claimed](*runs, **options))

    balanced = {"measure": "balanced_accuracy"}
    v1, v2, v3 = (f"{faces}emotionnet-{v}" for v in ("v1", "v2", "v3"))
    direct, indirect = f"{reviews}minilm-direct", f"{reviews}minilm-indirect"
    lstm, lstm_indirect = f"{reviews}bilstm-direct", f"{reviews}bilstm-indirect"
    all_four = all(run in records for run in (direct, indirect, lstm, lstm_indirect))
    expected = {
        "V3 does worse than V2": holds("worse", v3, v2),
        "V3 does better than V2": holds("better", v3, v2),
        "it scores higher": holds("better", v2, v1),
        "It also scores lower": holds("worse", v2, v1),
        "V1 overfits. ": holds("overfits", v1),
        "V1 settles early": holds("early_convergence", v1),
        "to our surprise it does worse": holds("worse", f"{faces}resnet50", f"{faces}resnet18"),
        "much like the ideal": holds("diagonal", f"{faces}resnet18"),
        "torn between two answers": holds("debatable", f"{faces}resnet18"),
        "On the same reviews the BiLSTM overfits even more": holds("overfits_more", lstm, direct)
        and (holds("overfits", direct) or holds("slightly_overfits", direct)),
        "The indirect one is below chance": holds(
            "below_chance", lstm_indirect, name="uniform", measure="balanced_accuracy"
        ),
        "So direct training wins, for both networks": all_four
        and holds("better", direct, indirect, **balanced)
        and holds("better", lstm, lstm_indirect, **balanced),
        "So here indirect training wins": all_four
        and holds("worse", direct, indirect, **balanced)
        and holds("worse", lstm, lstm_indirect, **balanced),
        "direct MiniLM leads on every measure": all_four and holds("dominates", direct, lstm, indirect, lstm_indirect),
        "With either source, transfer beats scratch": all_four
        and holds("better", direct, lstm, **balanced)
        and holds("better", indirect, lstm_indirect, **balanced),
        "A program drew these": faces + "study" in records and records[faces + "study"]["data"]["kind"] == "drawn",
        "A small grammar wrote them": reviews + "study" in records
        and records[reviews + "study"]["data"]["kind"] == "drawn",
    }
    for sentence, true in expected.items():
        assert (sentence in text) == bool(true), f"{sentence!r} is {'' if true else 'not '}so"


def test_the_outcome_decides_the_titles(root: Path) -> None:
    wins, loses = (titles(whole(name, root)) for name in ("transfer-wins", "scratch-wins"))
    for title in (
        "V1 says happiness to almost everyone",
        "ResNet18 goes beyond all of ours",
        "The diagonal comes out",
        "ResNet50 does worse",
        "Little data? Borrow the weights",
        "Direct data win",
        "Try transfer first",
    ):
        assert title in wins
        assert title not in loses
    for title in (
        "ResNet50 does better",
        "Our own network beats the borrowed ones",
        "A neighbour's data win",
        "Try both",
    ):
        assert title in loses


@pytest.mark.parametrize("name", SETS)
def test_no_page_contradicts_another(name: str, root: Path) -> None:
    text = "\n".join([said(whole(name, root)), *titles(whole(name, root))])
    for one, other in (
        ("V1 is too fond", "It has no favourite answer"),
        ("a little too fond of", "It has no favourite answer"),
        ("V1 overfits little", "V1 overfits. "),
        ("V2 overfits, too", "V1 overfits little"),
        ("Direct data win", "direct training does not clearly win"),
        ("Direct data win", "indirect training wins"),
        ("ResNet50 does worse", "going deeper did pay"),
        ("ResNet18 goes beyond all of ours", "transfer does not"),
        ("Little data? Borrow the weights", "transfer does not"),
        ("size has not decided", "less can be more"),
        ("On drug reviews, MiniLM does not overfit", "about as much as MiniLM"),
        ("the direct BiLSTM does best", "With either source, transfer beats scratch"),
    ):
        assert not (one in text and other in text), (one, other)


def test_titles_and_words_of_a_page_agree(root: Path) -> None:
    for name in ("kept", "transfer-wins", "scratch-wins", "nothing-differs"):
        script = whole(name, root)
        for entry in script.pages:
            title, text = entry.title or "", words_of(entry)
            if title.startswith("ResNet50 does"):
                assert title.removeprefix("ResNet50 ") in text
            if match := re.match(r"(.*) (?:gets|get) (\w+) of (\w+) faces right", title):
                assert f"Of {match[3]} test faces" in text
                assert match[2] in text
            if title.endswith("does not overfit"):
                assert not re.search(r"by heart|overfits (?!.*not)|pulls away|even more", text), text


def test_a_network_without_a_run_is_spoken_of_as_a_plan(root: Path) -> None:
    assert "V3 has not been trained yet" in said(whole("no-v3", root))
    assert "no such network has been trained yet" in said(whole("no-resnets", root))
    assert "ResNet50 is yet to be trained" in said(whole("no-resnet50", root))
    assert "it stays a guess" in said(whole("no-random-control", root))
    for name in ("no-v3", "no-resnet50", "no-resnets"):
        assert not re.search(r"V3 does|V3 beats", said(whole("no-v3", root))), name


def test_its_document_quotes_what_is_there(root: Path) -> None:
    document = (ROOT / "docs" / "first-talk.md").read_text(encoding="utf-8")
    pages = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TALK.glob("pages/*.j2")))
    for block in re.findall(r"^```jinja\n(.*?)^```", document, re.DOTALL | re.MULTILINE):
        assert block.strip() in pages, block
    for block in re.findall(r"^````markdown\n(.*?)^````", document, re.DOTALL | re.MULTILINE):
        assert block.strip() in pages, block
    rows = re.findall(r"^\| (.+?) \| (V3 .+?) \| (.+?) \|$", document, re.MULTILINE)
    sets = ["transfer-wins", "nothing-differs", "no-v3"]
    assert len(rows) == len(sets)
    for name, (_, title, text) in zip(sets, rows, strict=True):
        spoken = words_of(page(whole(name, root), title)).replace("\xa0", " ")
        assert re.sub(r"\d+", "N", text) in re.sub(r"\d+", "N", spoken)


# -- Where it comes from ----------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))


def test_no_seven_words_in_a_row_are_those_of_the_sources(root: Path) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the scripts that the talk is after are not here")
    runs: set[tuple[str, ...]] = set()
    for path in SEEDS.glob("*.txt"):
        source = words(path.read_text(encoding="utf-8"))
        runs |= {tuple(source[i : i + 7]) for i in range(len(source) - 6)}
    ours = [said(whole(name, root)) for name in SETS]
    ours += [re.sub(r"\{[%#].*?[%#]\}|\{\{.*?\}\}", " ", path.read_text()) for path in TALK.glob("pages/*.j2")]
    for text in ours:
        mine = words(text)
        for i in range(len(mine) - 6):
            assert tuple(mine[i : i + 7]) not in runs, " ".join(mine[i : i + 7])


def test_what_the_imports_page_names_is_imported() -> None:
    table = (TALK / "pages" / "02-data.md.j2").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?:standard library|data and figures|learning|our own) \| (.*) \|$", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([\w.]+)`", row)}
    assert len(named) >= 8
    imported: set[str] = set()
    for path in (ROOT / "experiments").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    missing = {name for name in named if not any(f"{entry}.".startswith(f"{name}.") for entry in imported)}
    assert not missing


def test_what_is_said_of_the_designs_is_so() -> None:
    from plainspoken.experiments.models.emotionnet import EmotionNetV1, EmotionNetV2, EmotionNetV3

    v1, v2, v3 = (net(7, 48) for net in (EmotionNetV1, EmotionNetV2, EmotionNetV3))

    def kernels(path: Any) -> list[int]:
        return [layer.kernel_size[0] for layer in path.modules() if type(layer).__name__ == "Conv2d"]

    def kinds(part: Any) -> list[str]:
        return [type(layer).__name__ for layer in part.modules()]

    for net in (v1, v3):  # "small kernels", "large ones"
        assert max(kernels(net.local_path)) < min(kernels(net.global_path))
    sizes = [parameter.numel() for parameter in v1.parameters()]
    assert max(sizes) > sum(sizes) / 2  # "most of them in one layer"
    assert kinds(v2.local_path) == kinds(v2.global_path)  # "the design is the same for both"
    assert kinds(v2).count("SelfAttention") >= 3  # "at several places"
    assert "SelfAttention" not in kinds(v3)
    assert kinds(v2.fusion.children().__next__())[0] == "ResidualBlock"
    assert v2.cross_attention.gamma.item() == 0  # "it starts at zero"


def test_drawn_data_are_called_so(root: Path) -> None:
    text = said(built("drawn", "", 3, root))
    assert "A program drew these" in text
    assert "A small grammar wrote them" in text
    assert "drawn as well" in text
    for word in ("photos", "as people wrote them"):
        assert word not in text


def test_the_kept_records_are_those_that_the_sets_are_made_from() -> None:
    assert {name for name in kept() if name.endswith("/study")} == {"emotion/study", "reviews/study"}
