"""Findings that are known and put up with for now: those of an earlier run, so that only new ones count.

The baseline is what `--format jsonl` writes. A finding is known when its rule, its file and its message are in there,
numbers in the message left out, since lines and words are added above it; each entry stands for one finding.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import read_regular
from plainspoken.script.lint.finding import LintReport

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Compared:
    """A report without what is known, how many findings were, and how many known ones are there no more."""

    report: LintReport
    known: int
    gone: int

    def line(self, baseline: Path) -> str:
        """What to say of it, in a line."""
        gone = f"; {self.gone} of them {'is' if self.gone == 1 else 'are'} mended: write it again" if self.gone else ""
        return f"{self.known + self.gone} known by {baseline}{gone}."


def without_known(report: LintReport, baseline: Path) -> Compared:
    """The report without the findings of an earlier one.

    Raises:
        InputError: the baseline cannot be read.
    """
    left = _read(baseline)
    new = []
    for finding in report.findings:
        key = _key(finding.code, finding.at.file, finding.message)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    known = len(report.findings) - len(new)
    return Compared(replace(report, findings=tuple(new)), known, left.total())


def _read(path: Path) -> Counter[Key]:
    try:
        lines = read_regular(path).decode("utf-8").splitlines()
        entries = [json.loads(line) for line in lines if line.strip()]
        return Counter(_key(entry["code"], entry["file"], entry["message"]) for entry in entries)
    except FileNotFoundError:
        reason = "there is no such baseline"
    except (ValueError, TypeError, KeyError, RecursionError):
        reason = "this is no baseline"
    raise InputError(
        reason, file=path, remedy=f"write one with `plainspoken lint … --format jsonl --output {path}`"
    ) from None


def _key(code: str, file: str, message: str) -> Key:
    return code, file, _NUMBER.sub("#", message)
