"""A talk is over its time by what is shown of it: to a tenth of a second."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from plainspoken.build_report import BuildReport


@pytest.mark.parametrize(("seconds", "over"), [(9.04, 0.0), (9.06, 0.1), (8.96, 0.0), (8.5, -0.5), (12.0, 3.0)])
def test_less_than_a_tenth_of_a_second_is_not_over(seconds: float, over: float) -> None:
    built: Any = SimpleNamespace(seconds=seconds, script=SimpleNamespace(minutes=0.15))
    found = BuildReport.over_seconds.fget(built)  # type: ignore[attr-defined]
    assert found == pytest.approx(over)
    assert (found > 0) == (over > 0)
