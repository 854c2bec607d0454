"""`plainspoken doctor`: what is here and what is missing for which feature."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Say what is installed, what is missing for which feature, and what to do about it.

    Exit code 1 if something that a build needs is missing.
    """
    from plainspoken.doctor import examine, listed

    checks = examine()
    print("\n".join(listed(checks)))
    if any(check.needed and not check.found for check in checks):
        raise typer.Exit(1)
