"""What the tests look with, and what happens where it is missing.

A test marked `office` or `browser` is skipped where LibreOffice or Chromium is not installed, and fails in CI, where
they must be. A test marked `real` is skipped where the data sets that the project does not ship are not at hand.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# The talks that tests write may run what is in them; tests of trust itself take this away.
os.environ["PLAINSPOKEN_TRUST"] = "1"

# How fast examples are drawn says what else the machine does, not what is right. Every run tries the same examples, so
# that a change is blamed only for what it broke; `make soak` looks for new ones with the profile "exploring".
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("repeatable", settings.get_profile("exploring"), derandomize=True)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parent.parent
TOOLS = {
    "office": (("soffice", "libreoffice"), "LibreOffice is not installed"),
    "browser": (("chromium", "chromium-browser", "google-chrome"), "Chromium is not installed"),
}


def real_data() -> Path:
    """The folder with real data sets: `PLAINSPOKEN_DATA`, or `shared/data` beside the checkout."""
    return Path(os.environ.get("PLAINSPOKEN_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a browser does in time depends on what else the machine does: a second try is allowed, and shows as R."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (commands, reason) in TOOLS.items():
        if item.get_closest_marker(marker) and not any(shutil.which(command) for command in commands):
            if os.environ.get("CI"):
                pytest.fail(f"{reason}, and in CI it must be")
            pytest.skip(reason)
    if item.get_closest_marker("real") and not real_data().is_dir():
        pytest.skip("no real data sets here: name their folder in PLAINSPOKEN_DATA")


@pytest.fixture
def lines_run() -> Callable[[Callable[[], object]], int]:
    """How many lines of Python some work runs: what grows too fast shows in them on any machine, busy or not. A search
    through a list counts too, which `sys.setprofile` would tell as one call."""

    def count(work: Callable[[], object]) -> int:
        lines = 0

        def look(frame: Any, event: str, argument: Any) -> Any:
            nonlocal lines
            lines += 1
            return look

        sys.settrace(look)
        try:
            work()
        finally:
            sys.settrace(None)
        return lines

    return count
