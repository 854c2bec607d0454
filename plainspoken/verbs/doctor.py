"""`plainspoken doctor`: what is here, what is missing for which feature, and how the last builds stand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plainspoken.verbs.choices import Minutes, Part, Profile, Results


def doctor(
    target: Annotated[
        str | None,
        typer.Argument(metavar="[TALK]", help="Look at this talk's build; at those of all talks here by default."),
    ] = None,
    part: Part = None,
    minutes: Minutes = None,
    results: Results = None,
    profile: Profile = None,
) -> None:
    """Say what is installed, what is missing for which feature, and whether the last build is complete and fresh.

    Lines that begin with !! are faults, with what to do about them; those with -- are about what could be here, too.
    Exit code 1 if something that a build needs is missing, or a build is not what today's files would make; a talk
    that was never built counts only when it is named. With --minutes and the like, the last build is compared with the
    talk as it would be built with them.
    """
    from plainspoken.base.trusted_programs import is_trusted
    from plainspoken.freshness import build_states
    from plainspoken.installation_checks import examine, listed
    from plainspoken.own_programs import own_programs
    from plainspoken.talk import Talk

    names = [target] if target else [path.parent.name for path in sorted(Path("talks").glob("*/talk.toml"))]
    talks = [Talk.find(name, part, minutes=minutes, results=results, profile=profile) for name in names]
    checks = examine()
    print("\n".join(listed(checks)))
    states = [state for talk in talks for state in build_states(talk)]
    for talk in talks:
        for program in own_programs(talk.source):
            known = is_trusted(talk.source.folder, program)
            note = "trusted" if known else f"not trusted: `plainspoken trust {talk.source.command}` lets it"
            print(f"{'  ' if known else '--'} {talk.name} may run: {program.about} ({note})")
    if states:
        print("builds:")
    for state in states:
        print("\n".join(f"  {line}" for line in state.lines()))
        if not state.fresh and not state.running and (state.built or target):
            print(f"     to build it: plainspoken talk {state.command}")
    missing = any(check.needed and not check.found for check in checks)
    if missing or any(not state.fresh and (state.built or target) for state in states):
        raise typer.Exit(1)
