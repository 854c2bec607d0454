"""The engines, each in a module of its own, found by name and loaded when named."""

from __future__ import annotations

import importlib

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import Engine
from plainspoken.tts.settings import ENGINES

_MODULES = {"take": "recorded_take"}
"""Engines whose module is not called as they are."""


def find_engine(name: str) -> Engine:
    """The engine of that name.

    Raises:
        InputError: there is no such engine.
    """
    check_engine(name)
    module = importlib.import_module(f"plainspoken.tts.engines.{_MODULES.get(name, name)}")
    engine: Engine = module.ENGINE
    return engine


def check_engine(name: str) -> None:
    """Refuse the name of an engine that there is not, without loading one.

    Raises:
        InputError: there is no such engine.
    """
    if name not in ENGINES:
        raise InputError(
            f"no engine is called {name!r}",
            remedy=f"set `engine` under [voice] in talk.toml to one of: {', '.join(ENGINES)}",
        )
