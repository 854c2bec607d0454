"""The verbs `explain`, `budget` and `shorten`, as a user calls them."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """limit: 250wpm: 0.04*250 = 10 words

## Page 1

We utilize ResNet18 in order to learn.

However, it is slow.

## Page 2

The initial gap is not large.
"""


def run(*arguments: str, given: str = "", folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plainspoken", *arguments],
        input=given,
        capture_output=True,
        text=True,
        cwd=folder,
        env=dict(os.environ, PYTHONPATH=str(Path(__file__).parents[3])),
        timeout=60,
    )


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "talk.md"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def test_explain_gives_one_object_a_line() -> None:
    done = run("explain", "--format", "jsonl", given="ResNet18\n\n62.4 %\nzorbling\n")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"word": "ResNet18", "spoken": "res net eighteen", "syllables": 4, "source": "dictionary"},
        {"word": "62.4 %", "spoken": "sixty two point four percent", "syllables": 7, "source": "dictionary"},
        {"word": "zorbling", "spoken": "zorbling", "syllables": 2, "source": "phonemes"},
    ]


def test_explain_as_a_table_with_pyphen_beside_it() -> None:
    lines = run("explain", "idea", "QKV").stdout.splitlines()
    assert lines[0].split() == ["word", "spoken", "syllables", "seconds", "source", "pyphen"]
    assert lines[1].split()[:3] == ["idea", "idea", "3"] and lines[1].split()[-2:] == ["dictionary", "1"]
    assert lines[2].split()[1:4] == ["Q", "K", "V"]


def test_explain_uses_a_talks_own_pronunciations(tmp_path: Path) -> None:
    (tmp_path / "talk.toml").write_text('[words]\npronunciations = ["own.tsv"]\n')
    (tmp_path / "own.tsv").write_text("zorbling\tzor bull ing\n")
    done = run("explain", "--talk", str(tmp_path), "zorbling", "--format", "jsonl")
    assert json.loads(done.stdout)["spoken"] == "zor bull ing"
    (tmp_path / "own.tsv").write_text("# fine\nzorbling zor\n")
    bad = run("explain", "--talk", str(tmp_path), "zorbling")
    assert bad.returncode == 2 and "own.tsv:2:1" in bad.stderr and "Traceback" not in bad.stderr


def test_budget_counts_and_says_what_is_over(script: Path) -> None:
    done = run("budget", str(script), "--format", "json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert (found["words"], found["word_limit"], found["over_words"], found["shortened"]) == (14, 10, 4, 4)
    assert [page["words"] for page in found["pages"]] == [8, 6]
    assert found["seconds"] == pytest.approx(14 * 60 / 250, rel=0.3)
    assert found["written"]["words"] == 17 and found["written"]["seconds"] > found["seconds"]
    table = run("budget", str(script)).stdout
    assert "4 words over" in table and "as written: 17 words" in table
    fits = run("budget", str(script), "--minutes", "1")
    assert fits.returncode == 0 and "as written" not in fits.stdout


def test_budget_invents_no_limit(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    path.write_text("## One\n\n" + "We look at the net and say what it does.\n\n" * 160, encoding="utf-8")
    free = run("budget", "talk.md", folder=tmp_path)
    assert free.returncode == 0 and "no limit" in free.stdout and "over" not in free.stdout
    found = json.loads(run("budget", "talk.md", "--format", "json", folder=tmp_path).stdout)
    assert found["fits"] and found["word_limit"] is None and found["seconds_limit"] is None
    assert run("budget", "talk.md", "--minutes", "5", folder=tmp_path).returncode == 1
    path.write_text("+++\nminutes = 5\n+++\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "s over the time allowed" in run("budget", "talk.md", folder=tmp_path).stdout


def test_the_minutes_asked_for_count_beside_what_a_script_says_itself(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    path.write_text(f"---\nminutes: 7\n---\n{SCRIPT.partition(chr(10))[2]}", encoding="utf-8")
    for verb in ("budget", "render"):
        done = run(verb, "talk.md", "--minutes", "0.064", folder=tmp_path)
        assert "16" in done.stdout and "1750" not in done.stdout.replace(",", ""), done.stdout
        assert done.returncode == 0, done.stderr
    assert run("lint", "talk.md", "--select", "PS201", folder=tmp_path).returncode == 0
    assert (
        "17 words and may have 16"
        in run("lint", "talk.md", "--select", "PS201", "--minutes", "0.064", folder=tmp_path).stdout
    )


def test_shorten_makes_only_as_many_changes_as_the_time_needs(script: Path) -> None:
    enough = run("shorten", str(script), "--minutes", "1").stdout
    assert "0 changes found" in enough
    written = json.loads(run("budget", str(script), "--minutes", "1", "--format", "json").stdout)["seconds"]
    some = run("shorten", str(script), "--minutes", str((written - 0.2) / 60)).stdout
    assert 0 < int(some.splitlines()[-1].split()[0]) < 3, some


def test_shorten_lists_shows_and_writes(script: Path) -> None:
    listed = run("shorten", str(script))
    assert f"{script}:5:4: utilize -> use, saves 2" in listed.stdout
    assert script.read_text() == SCRIPT
    shown = run("shorten", str(script), "--diff").stdout
    assert "-We utilize ResNet18 in order to learn." in shown and "+We use ResNet18 to learn." in shown
    written = run("shorten", str(script), "--write")
    assert written.returncode == 0
    assert script.read_text() == SCRIPT.replace("utilize", "use").replace("in order to", "to").replace(
        "However, it is", "But it's"
    )
    again = run("shorten", str(script), "--write").stdout
    assert "0 changes made" in again


def test_shorten_asks_about_each_change(script: Path) -> None:
    done = run("shorten", str(script), "--interactive", "--suggestions", given="n\ny\nq\n")
    assert done.returncode == 0, done.stderr
    assert script.read_text() == SCRIPT.replace("in order to", "to")


def test_shorten_reads_standard_input() -> None:
    done = run("shorten", "-", given="We utilize it.\n")
    assert (done.stdout, done.returncode) == ("We use it.\n", 0)


def test_what_cannot_be_read_is_one_message(tmp_path: Path) -> None:
    for verb in ("budget", "shorten"):
        done = run(verb, str(tmp_path / "none.md"))
        assert done.returncode == 2 and "Traceback" not in done.stderr and done.stderr.startswith("plainspoken:")
    (tmp_path / "bad.md").write_bytes(b"## A\n\n\xff\xfe words\n")
    done = run("shorten", str(tmp_path / "bad.md"))
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr


def test_explain_starts_fast() -> None:
    run("explain", "idea")
    times = []
    for _ in range(3):
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        run("explain", "idea", "--format", "jsonl")
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime)
    assert min(times) < 0.8


GIVING_WAY = """## One

These five words stay here. {~ And these six may be shorter | Or not ~}.

::: optional 1
## Two

All of this page may go if it has to.
:::
"""


def test_render_says_how_the_words_stand_against_the_time(tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text(GIVING_WAY, encoding="utf-8")

    def says(minutes: float) -> str:
        done = run("render", "talk.md", "--minutes", str(minutes), folder=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    budget = json.loads(run("budget", "talk.md", "--minutes", "1", "--format", "json", folder=tmp_path).stdout)
    whole = round(budget["seconds"], 1)
    assert says(1) == f"{whole:.1f} s of 60 s needed, with all that was written"
    less = round(whole - 0.5, 1)
    needed, allowed = re.fullmatch(r"([\d.]+) s of ([\d.]+) s needed", says(less / 60)).groups()  # type: ignore[union-attr]
    assert float(needed) <= float(allowed) == less
    short = re.fullmatch(
        r"([\d.]+) s of 0.6 s needed: ([\d.]+) s too long at its shortest; let more passages be optional", says(0.01)
    )
    assert short and round(float(short[1]) - 0.6, 1) == float(short[2])


def test_lint_says_that_a_talk_is_too_long_at_its_shortest(tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text(GIVING_WAY, encoding="utf-8")
    done = run("lint", "talk.md", "--minutes", "0.02", "--select", "PS201", folder=tmp_path)
    assert done.returncode == 1
    assert "the talk has 7 words at its shortest and may have 5" in done.stdout


def test_budget_counts_the_words_that_the_minutes_leave(tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text(GIVING_WAY, encoding="utf-8")
    assert json.loads(run("budget", "talk.md", "--format", "json", folder=tmp_path).stdout)["words"] == 21
    short = json.loads(run("budget", "talk.md", "--format", "json", "--minutes", "0.05", folder=tmp_path).stdout)
    assert (short["words"], short["word_limit"]) == (11, 12)
