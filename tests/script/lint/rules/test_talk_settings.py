"""The talk's own settings as a channel: title, short names of runs, pronunciations."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.lint.truth.dressed_numbers import spoken_digits
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.spoken.number_words import cardinal, decimal, one_by_one, pairs, year

PAGE = "## A\n\nV1 is right on {{ v1.final.test.accuracy | percent }} of the faces.\n"


def found(folder: Path, records: Path, config: str, said: str = "") -> list[Finding]:
    (folder / "pages").mkdir()
    (folder / "pages" / "1.md.j2").write_text(PAGE, encoding="utf-8")
    (folder / "talk.toml").write_text(config, encoding="utf-8")
    if said:
        (folder / "said.tsv").write_text(said, encoding="utf-8")
    settings = ScriptSettings.model_validate(tomllib.loads(config))
    report = lint(LintTarget("t", folder, settings, records))
    return [finding for finding in report.findings if finding.code == "PS101"]


NAMES = '[results]\nv1 = "emotion/emotionnet-v1"\n'


def test_a_title_that_states_a_number(tmp_path: Path, script_results: Path) -> None:
    (finding,) = found(tmp_path, script_results, '[talk]\ntitle = "Right on 99 % of the faces"\n' + NAMES)
    assert (finding.at.file, finding.at.line) == ("talk.toml", 2) and "99 %" in finding.message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ResNet18", "res net nineteen"),
        ("V1", "version nine"),
        ("F1", "ninety percent"),
        ("MiniLM", "mini ninety nine"),
        ("62.4", "ninety nine point nine"),
        ("accuracy", "ninety percent"),
        ("A100", "A one thousand"),
    ],
)
def test_the_voice_must_not_say_another_number_than_the_page(
    tmp_path: Path, script_results: Path, written: str, said: str
) -> None:
    config = NAMES + '[words]\npronunciations = ["said.tsv"]\n'
    (finding,) = found(tmp_path, script_results, config, f"# Names.\nGIF\tjiff\n{written}\t{said}\n")
    assert (finding.at.file, finding.at.line, finding.at.column) == ("said.tsv", 3, len(written) + 2)
    assert said in finding.message and written in finding.message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ResNet50", "res net fifty"), ("ResNet50", "res net five oh"), ("ResNet101", "res net one oh one"),
        ("MaxPool2d", "max pool two D"), ("CIFAR-10", "sigh far ten"), ("V1", "the first version"),
        ("B2B", "bee to bee"), ("3M", "three million"), ("GPT-2", "G P T two"), ("A100", "A one hundred"),
        ("nginx", "/ˈɛndʒɪnˌɛks/"),
        ("mAP50-95", "map fifty to ninety five"), ("ImageNet-2012", "image net twenty twelve"), ("H₂O", "H two O"),
    ],
)  # fmt: skip
def test_a_pronunciation_of_the_same_number_is_left_alone(
    tmp_path: Path, script_results: Path, written: str, said: str
) -> None:
    config = NAMES + '[words]\npronunciations = ["said.tsv"]\n'
    assert not found(tmp_path, script_results, config, f"{written}\t{said}\n")


def test_a_short_name_with_the_number_of_another_run(tmp_path: Path, script_results: Path) -> None:
    config = NAMES + 'resnet18 = "emotion/resnet50"\nnet2024 = "emotion/resnet18"\nbig50 = "emotion/resnet18"\n'
    (finding,) = found(tmp_path, script_results, config)
    assert (finding.at.file, finding.at.line) == ("talk.toml", 3) and "emotion/resnet18 is the run" in finding.message


@given(st.integers(0, 10**6))
def test_digits_are_read_from_words_as_the_voice_says_them(number: int) -> None:
    digits = str(number)
    assert spoken_digits(digits) == digits
    assert spoken_digits(one_by_one(digits)) == digits
    assert spoken_digits(f"model {cardinal(digits)}") == digits
    if 100 <= number <= 9999:
        assert spoken_digits(pairs(digits)) == digits
    if 1000 <= number <= 9999:
        assert spoken_digits(year(digits)) == digits
    assert spoken_digits(decimal(digits, "25")) == f"{digits}25"
