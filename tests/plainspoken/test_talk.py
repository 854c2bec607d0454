"""`Talk`: what it makes, what it refuses, how it shows itself, and that it is at home beside a user's own modules."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import plainspoken
from plainspoken import InputError, LintError, Talk
from plainspoken.base.progress import Silence

CONFIG = """\
[talk]
title = "Small"
minutes = 1
[voice]
engine = "espeak"
engine_rate = 180
[imports]
"mine/net" = "net.json"
"""
PAGES = """\
## It is right on {{ mine.net.final.test.accuracy | percent }}

- a bullet

That is what we measured.

## The end & all

In order to end we utilize a sentence.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "talks" / "small"
    (place / "pages").mkdir(parents=True)
    (place / "talk.toml").write_text(CONFIG, encoding="utf-8")
    (place / "pages" / "01.md.j2").write_text(PAGES, encoding="utf-8")
    (place / "net.json").write_text('{"accuracy": 0.9}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(**asked: object) -> Talk:
    return Talk.find("small", progress=Silence(), **asked)  # type: ignore[arg-type]


def page(folder: Path) -> Path:
    return folder / "talks" / "small" / "pages" / "01.md.j2"


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plainspoken", *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


def test_finding_a_talk_makes_nothing(folder: Path) -> None:
    talk = found(minutes=0.5)
    assert talk.source.config.talk.minutes == 0.5
    assert not (folder / "build").exists()
    with pytest.raises(InputError, match=r"`talk\.minutes`"):
        found(minutes=-1)
    with pytest.raises(InputError, match=r"`experiments\.profile`"):
        found(profile="huge")


def test_a_talk_is_named_as_on_the_command_line() -> None:
    source = Talk.of_text(Path("my.md"), minutes=2.5).source
    talk = Talk(source, "recorded", "quick")
    assert talk.command == "my.md --minutes 2.5 --results recorded --profile quick"


def test_results_are_records_by_name(folder: Path) -> None:
    results = found().results()
    assert list(results) == ["mine/net"]
    assert results["mine/net"].final.test.accuracy == 0.9
    assert (folder / "build/small/results/mine/net.json").is_file()


def test_a_script_with_errors_is_rendered_and_not_voiced(folder: Path) -> None:
    page(folder).write_text(PAGES.replace("That is", "It took 37 hours. That is"), encoding="utf-8")
    assert "37 hours" in found().script().pages[0].beats[0].shown
    for _ in range(2):  # the second time, the script is up to date
        with pytest.raises(LintError) as caught:
            found().narration()
        assert [re.sub(r"^.*/", "", line)[:24] for line in caught.value.lines] == ["01.md.j2:5:9: error PS101"[:24]]
    assert not (folder / "build" / "small" / "audio").exists()
    answer = run("slides", "small", cwd=folder)
    assert answer.returncode == 1 and "PS101" in answer.stderr and "Traceback" not in answer.stderr


@pytest.mark.slow
def test_an_error_that_leaves_outputs_behind_says_which(folder: Path) -> None:
    found().build()
    (folder / "talks/small/talk.toml").write_text(CONFIG.replace('"espeak"', '"espeak"\nvoice = "nobody"'))
    page(folder).write_text(PAGES.replace("measured", "saw"), encoding="utf-8")
    with pytest.raises(InputError, match="nobody") as caught:
        found().deck()
    assert caught.value.__notes__ == [
        "stale: voice, deck, player (made from other words or settings); "
        "run `plainspoken slides small --only deck --only player` to make them again"
    ]
    assert "stale: voice, deck, player" in run("talk", "small", cwd=folder).stderr


@pytest.mark.slow
def test_a_script_of_other_words_is_not_put_over_a_narration(folder: Path) -> None:
    found().build()
    script = folder / "build/small/script.json"
    script.write_text(script.read_text().replace("measured", "guessed"))
    answer = run("slides", str(script), "--out", "other", cwd=folder)
    assert answer.returncode == 2 and "has other words" in answer.stderr
    assert not (folder / "other").exists()


@pytest.mark.slow
def test_outputs_without_a_voice_wait_for_none(folder: Path) -> None:
    deck = found().deck(silent=True)
    assert deck.is_file() and not (folder / "build/small/audio").exists()
    images = found().images()
    assert [path.suffix for path in images[:2]] == [".pdf", ".png"]
    written = deck.stat().st_mtime_ns
    assert found().deck(silent=True).stat().st_mtime_ns == written
    built = found().build()
    assert built.done == ["voice", "deck", "player"] and built.stale == []


@pytest.mark.slow
def test_settings_for_once_are_gone_the_next_time(folder: Path) -> None:
    talk = found()
    talk.deck()
    slow = talk.with_settings(voice={"engine_rate": 120})
    assert slow.narration().voice.engine_rate == 120
    assert talk.unheld_stages().stale() == ["voice", "deck"]
    assert talk.narration().voice.engine_rate == 180
    with pytest.raises(InputError, match=r"`voice\.engine_rate`"):
        talk.with_settings(voice={"engine_rate": -1})


def test_results_of_another_profile_are_refused_by_every_verb(folder: Path) -> None:
    config = folder / "talks/small/talk.toml"
    config.write_text(CONFIG + '[experiments]\nstudies = ["emotion"]\n', encoding="utf-8")
    record = folder / "build/small/results/emotion/study.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"profile": "full"}')
    for verb in ("render", "budget", "lint", "narrate", "slides"):
        answer = run(verb, "small", "--profile", "small", cwd=folder)
        assert answer.returncode == 2, verb
        assert "were made with profile full, not small" in answer.stderr
        assert "plainspoken talk small --profile small" in answer.stderr


def test_recorded_results_are_read_beside_imported_ones_and_nothing_is_copied(folder: Path) -> None:
    kept = folder / "talks/small/recorded/results/study"
    kept.mkdir(parents=True)
    (kept / "run.json").write_text("{}")
    own = folder / "build/small/results/study"
    own.mkdir(parents=True)
    (own / "mine.json").write_text("{}")
    answer = run("budget", "small", "--results", "recorded", cwd=folder)
    assert answer.returncode == 0, answer.stderr
    assert [path.name for path in own.glob("*")] == ["mine.json"]
    assert run("render", "small", "--results", "recorded", cwd=folder).returncode == 0
    assert [path.name for path in own.glob("*")] == ["run.json"]
    assert (folder / "build/small/results/mine/net.json").is_file()


@pytest.mark.slow
def test_a_page_file_is_linted_with_its_talk_wherever_we_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found().script()
    monkeypatch.chdir(folder / "talks" / "small" / "pages")
    talk = Talk.containing(Path("01.md.j2"))
    assert (talk.name, talk.source.build) == ("small", folder / "build" / "small")
    assert talk.unheld_stages().script_is_fresh()
    assert Talk.containing(folder / "elsewhere.md").source.file == folder / "elsewhere.md"


@pytest.mark.slow
def test_talk_page_and_figure_show_themselves(folder: Path) -> None:
    (folder / "talks/small/history.csv").write_text("epoch,loss,val_loss\n1,1.0,0.9\n2,0.5,0.6\n")
    config = CONFIG.replace('"mine/net" = "net.json"', '"mine/net" = ["net.json", "history.csv"]')
    (folder / "talks/small/talk.toml").write_text(config, encoding="utf-8")
    talk = found()
    assert "<code>.script()</code>" in talk._repr_html_()
    assert not (folder / "build").exists(), "to show a talk makes nothing"

    pages = talk.pages()
    assert [page.words for page in pages] == ["That is what we measured.", "In order to end we utilize a sentence."]
    shown = talk._repr_html_()
    assert shown.count('src="data:image/png;base64,') == 2 and "2 pages, 13 words for 1 minutes." in shown
    last = talk.page("the-end-all")
    assert last == talk.page(2)
    html = last._repr_html_()
    assert html.count("<img") == 1 and 'alt="The end &amp; all"' in html and "<p>In order to" in html
    assert last.png(width=640)[0].startswith(b"\x89PNG")
    with pytest.raises(InputError, match="has no page 3"):
        talk.page(3)

    figure = talk.figure("mine/net/curves")
    assert figure.path.is_file() and figure.alt in figure._repr_html_()
    with pytest.raises(InputError, match="has no figure 'curve'"):
        talk.figure("mine/net/curve")

    page(folder).write_text(PAGES + "\nOne more.\n", encoding="utf-8")
    assert "have changed since" in talk._repr_html_()


def test_the_package_hands_out_its_names_and_imports_them_late() -> None:
    code = (
        "import sys, plainspoken; assert plainspoken.__version__; assert 'Talk' in dir(plainspoken)\n"
        "assert not {'pydantic', 'jinja2', 'typer'} & set(sys.modules), 'importing it costs nothing'\n"
        "from plainspoken import Talk, InputError, LintError\n"
        "assert not {'torch', 'numpy', 'pptx', 'matplotlib', 'jinja2'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'Talks'"):
        plainspoken.Talks  # noqa: B018


USERS = {
    "experiments/__init__.py": "MINE = True\n",
    "script.py": "print('my own script')\n",
    "slides.py": "raise SystemExit('not to be imported')\n",
    "tts.py": "raise SystemExit('not to be imported')\n",
    "TTS/__init__.py": "raise SystemExit('not to be imported')\n",
    "record.py": "raise SystemExit('not to be imported')\n",
}


@pytest.mark.slow
def test_modules_of_the_user_do_no_harm_and_come_to_none(folder: Path) -> None:
    """A notebook's folder with `experiments/` and `script.py` of the user's own: it stands first on the path."""
    for name, text in USERS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    code = (
        "import experiments\n"
        "from plainspoken import Talk\n"
        "built = Talk.find('small').build()\n"
        "assert built.deck.is_file() and built.player.is_file()\n"
        "assert experiments.MINE\n"
        "import script\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert answer.returncode == 0 and answer.stdout == "my own script\n", answer.stderr
    for words in (("voices",), ("lint", "small"), ("doctor", "small")):
        here = subprocess.run(
            [sys.executable, "-m", "plainspoken", *words],
            cwd=folder, env={"PYTHONPATH": ".", "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert here.returncode == 0 or words[0] == "doctor", here.stderr
        assert "Traceback" not in here.stderr and "my own script" not in here.stdout
