"""Plainspoken turns machine-learning experiments into a narrated talk.

    from plainspoken import Talk

    Talk.find("my-talk", results="recorded").deck()

`Talk` is the interface (docs/python.md); `InputError` and `LintError` are the errors that it raises for mistakes of
the user. `record` and the callbacks write the results of a script or a notebook for a talk to quote. All are imported
when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plainspoken.base.errors import InputError
    from plainspoken.lint_error import LintError
    from plainspoken.record_results import keras_callback, lightning_callback, record, trainer_callback
    from plainspoken.talk import Talk

__version__ = "0.1.0"

__all__ = [
    "InputError", "LintError", "Talk", "__version__", "keras_callback", "lightning_callback", "record",
    "trainer_callback",
]  # fmt: skip

_HOMES = {
    "InputError": "plainspoken.base.errors",
    "LintError": "plainspoken.lint_error",
    "Talk": "plainspoken.talk",
    "record": "plainspoken.record_results",
    "keras_callback": "plainspoken.record_results",
    "lightning_callback": "plainspoken.record_results",
    "trainer_callback": "plainspoken.record_results",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are asked for."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """What IPython calls for `%load_ext plainspoken`: makes `%%page` known (docs/python.md)."""
    from plainspoken.notebook_cells import load_into

    load_into(shell)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
