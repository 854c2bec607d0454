"""What `plainspoken diff` names: checked by putting its changes into the old texts, which must give the new ones."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from plainspoken.change_report import as_markdown, as_text
from plainspoken.talk import Talk
from plainspoken.talk_changes import TalkChanges, TalkVersion, _texts, talk_changes
from plainspoken.talk_versions import talk_version

ROOT = Path(__file__).parents[2]
MEASURED = [
    "history", "best_epoch", "epochs", "epochs_planned", "stopped_early", "seconds", "seconds_per_epoch", "scores",
    "detail", "samples", "metrics", "curves", "steps", "final", "train", "valid", "test", "cost",
]  # fmt: skip


def with_other_results(records: Path, out: Path) -> Path:
    """A copy of a talk's records in which each run has what the next one on the same data measured."""
    shutil.copytree(records, out)
    groups: dict[str, list[Path]] = {}
    for path in sorted(out.glob("results/*/*.json")):
        if path.stem != "study":
            data = json.loads(path.read_bytes())["data"]
            groups.setdefault(path.parent.name + json.dumps(data["splits"], sort_keys=True), []).append(path)
    for runs in groups.values():
        found = [json.loads(path.read_bytes()) for path in runs]
        for place, path in enumerate(runs):
            other = found[(place + 1) % len(runs)]
            same = {key: other[key] for key in MEASURED if key in other and key in found[place]}
            path.write_text(json.dumps(found[place] | same))
    return out


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[TalkVersion, TalkVersion]:
    kept = ROOT / "talks/approaches/recorded"
    other = with_other_results(kept, tmp_path_factory.mktemp("records") / "other")
    talk = Talk.find(ROOT / "talks/approaches")
    with talk_version(str(kept), talk) as old, talk_version(str(other), talk) as new:
        return old, new


@pytest.fixture(scope="module")
def changes(versions: tuple[TalkVersion, TalkVersion]) -> TalkChanges:
    return talk_changes(*versions)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_named_changes_make_the_old_texts_the_new_ones(
    versions: tuple[TalkVersion, TalkVersion], changes: TalkChanges
) -> None:
    """Complete and nothing else: every text that differs is explained, and nothing that is named stayed as it was."""
    old, new = versions
    names = {was: page for page, was in changes.renamed.items()}
    before = {
        names.get(page.id, page.id): Counter(plain(entry.text) for entry in _texts(page) if entry.text)
        for page in old.script.pages
    }
    after = {page.id: Counter(plain(entry.text) for entry in _texts(page) if entry.text) for page in new.script.pages}
    assert set(after) - set(before) == set(changes.pages_added)
    assert set(before) - set(after) == set(changes.pages_removed)
    texts = {page.id: {entry.where: plain(entry.text) for entry in _texts(page)} for page in new.script.pages}
    for page in set(before) & set(after):
        gone, come = before[page] - after[page], after[page] - before[page]
        named_old = Counter(plain(w.old) for w in changes.wordings if w.page == page and w.old is not None)
        named_new = Counter(plain(w.new) for w in changes.wordings if w.page == page and w.new is not None)
        worded = {w.where for w in changes.wordings if w.page == page}
        numbered: dict[str, list[Any]] = {}
        for number in changes.numbers:
            if number.page == page:
                assert plain(number.old) != plain(number.new)
                numbered.setdefault(number.where, []).append(number)
        for where, numbers in numbered.items():
            text = texts[page][where]
            assert all(plain(number.new) in text for number in numbers)
            if where not in worded:
                was, at = text, 0
                for number in numbers:
                    at = was.index(plain(number.new), at)
                    was = was[:at] + plain(number.old) + was[at + len(plain(number.new)) :]
                    at += len(plain(number.old))
                named_old[was] += 1
                named_new[text] += 1
        both = named_old & named_new  # a text that moved within its page
        assert gone <= named_old, gone - named_old
        assert come <= named_new, come - named_new
        assert named_old - both <= before[page]
        assert named_new - both <= after[page]
        if not gone and not come:
            assert not named_old - both


def test_claims_that_flipped_are_named(versions: tuple[TalkVersion, TalkVersion], changes: TalkChanges) -> None:
    assert changes.claims
    answers = {(claim.claim.rpartition(" is ")[0], claim.claim.rpartition(" is ")[2]) for claim in versions[1].claims}
    for change in changes.claims:
        assert change.old != change.new
        if change.new not in ("true", "false", "undecided", "unmeasured"):
            assert (change.claim, change.new.split(":")[0]) in answers


def test_reports_name_each_number_once_with_its_places(changes: TalkChanges) -> None:
    text, markdown = as_text(changes), as_markdown(changes)
    groups = {(number.source, number.old, number.new) for number in changes.numbers}
    assert text.count("\nnumber: ") == len(groups)
    for number in changes.numbers:
        assert f"{number.page}, {number.where}" in text
        assert number.source is None or f"`{number.source}`" in markdown
    assert markdown.count("<details") == markdown.count("</details>")
    assert json.loads(json.dumps(changes.as_json()))["numbers"][0]["old"] == changes.numbers[0].old


def test_nothing_changed_is_said_in_a_line(versions: tuple[TalkVersion, TalkVersion]) -> None:
    same = talk_changes(versions[0], versions[0])
    assert not same
    assert as_text(same).startswith("Nothing changed")


def plainspoken(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plainspoken", *words], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


def test_commits_builds_and_mistakes_have_their_exit_codes(tmp_path: Path) -> None:
    folder = tmp_path / "talks/small"
    folder.mkdir(parents=True)
    (folder / "talk.toml").write_text('[talk]\ntitle = "Small"\npages = ["talk.md"]\n')
    (folder / "talk.md").write_text("## One thing\n\nWe say one thing.\n")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q", "."], cwd=tmp_path, check=True)
    subprocess.run([*git, "add", "."], cwd=tmp_path, check=True)
    subprocess.run([*git, "commit", "-qm", "first"], cwd=tmp_path, check=True)
    assert plainspoken("diff", "HEAD", "--talk", "small", cwd=tmp_path).returncode == 0
    (folder / "talk.md").write_text("## One thing\n\nWe say one other thing.\n")
    done = plainspoken("diff", "HEAD", "--talk", "small", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert [entry["new"] for entry in json.loads(done.stdout)["wordings"]] == ["We say one other thing."]
    assert plainspoken("render", "small", cwd=tmp_path).returncode == 0
    assert plainspoken("diff", "build/small", "build/small", cwd=tmp_path).returncode == 0
    for wrong in (["nothing-here", "--talk", "small"], ["HEAD"], ["--output=x", "--talk", "small"]):
        assert plainspoken("diff", *wrong, cwd=tmp_path).returncode == 2
    assert not (tmp_path / "x").exists()
