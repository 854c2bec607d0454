"""Falsehoods planted in the first talk are found where they stand, and nothing is found in the talk without them."""

from __future__ import annotations

from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from plainspoken.base.errors import InputError
from plainspoken.base.processors import usable_processors
from plainspoken.config import find_talk
from plainspoken.script.lint.lint_target import LintTarget, lint
from tests.talks.conftest import TALK
from tests.talks.plants import Plant, plants

ROOT = TALK.parents[1]
RECORDED = TALK / "recorded" / "results"

NOT_CAUGHT: frozenset[str] = frozenset()
"""Kinds that docs/claims.md names as beyond the checks."""


def pages() -> dict[str, str]:
    return {f"pages/{path.name}": path.read_text(encoding="utf-8") for path in sorted(TALK.glob("pages/*.j2"))}


def batches(every: list[Plant]) -> list[list[Plant]]:
    """The plants in as few runs as may be: one for each file and run."""
    runs: list[dict[str, Plant]] = []
    for plant in every:
        run = next((run for run in runs if plant.file not in run), None)
        if run is None:
            runs.append(run := {})
        run[plant.file] = plant
    return [list(run.values()) for run in runs]


def caught(batch: list[Plant]) -> dict[int, str]:
    """Which plants of a batch are found at their own line (by index), with the rule that did."""
    talk = find_talk(str(TALK))
    settings = talk.config.script
    ignored = ["PS105", "PS106", "PS107", "PS2"]  # how a number is shown is not whether it is true
    settings = settings.model_copy(update={"lint": settings.lint.model_copy(update={"ignore": ignored})})
    left = dict(enumerate(batch))
    found: dict[int, str] = {}
    while left:
        texts = {plant.file: plant.text for plant in left.values()}
        try:
            report = lint(LintTarget(talk.name, TALK, settings, RECORDED, texts=texts))
        except InputError as error:
            stopped = [
                index for index, plant in left.items()
                if str(error.file).endswith(plant.file) and plant.line <= (error.line or 0) < plant.line + plant.lines
            ]  # fmt: skip
            if not stopped:  # the first of the file is to blame, and its place is wrong
                stopped = [index for index, plant in left.items() if str(error.file).endswith(plant.file)] or list(left)
            else:
                found[stopped[0]] = "stop"
            del left[stopped[0]]
            continue
        for index, plant in left.items():
            for finding in report.findings:
                if finding.at.file == plant.file and any(
                    plant.line <= line < plant.line + plant.lines
                    for line in range(finding.at.line, finding.at.end_line + 1)
                ):
                    found[index] = finding.code
                    break
        break
    return found


def test_the_talk_itself_has_no_finding() -> None:
    talk = find_talk(str(TALK))
    for part in ("", *talk.config.parts):
        named = find_talk(str(TALK), part or None)
        report = lint(LintTarget(named.name, named.folder, named.config.script, RECORDED))
        assert not [f"{found.at} {found.code} {found.message}" for found in report.findings]


def test_planted_falsehoods_are_found_where_they_stand() -> None:
    every = plants(pages())
    assert len(every) > 500
    total: Counter[str] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    runs = batches(every)
    with ProcessPoolExecutor(usable_processors(), mp_context=get_context("spawn")) as pool:
        answers = list(pool.map(caught, runs))
    for batch, found in zip(runs, answers, strict=True):
        for index, plant in enumerate(batch):
            total[plant.kind] += 1
            if index not in found:
                missed[plant.kind].append(f"{plant.file}:{plant.line}: {plant.text.split(chr(10))[plant.line - 1]}")
    lost = sum(map(len, missed.values()))
    told = "\n".join(
        f"{kind}: {len(lines)} of {total[kind]}\n    " + "\n    ".join(lines) for kind, lines in missed.items()
    )
    assert lost <= 0.05 * len(every), f"{lost} of {len(every)} missed\n{told}"
    assert not {kind for kind, lines in missed.items() if len(lines) == total[kind]} - NOT_CAUGHT, told
