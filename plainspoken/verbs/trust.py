"""`plainspoken trust`: let a talk run the programs of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from plainspoken.verbs.choices import Target


def trust(
    target: Target,
    changes: Annotated[
        bool, typer.Option("--changes", help="Trust what they become in this folder as well: for a talk of your own.")
    ] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Trust them no longer.")] = False,
) -> None:
    """Let a talk run the programs of its own: its voice's command line and the study modules in its recipes folder.

    Reading, checking and filling a talk runs nothing of it; building it runs these, once they are trusted. Read them
    first. They are trusted as they are now: when one changes, the next build asks again, unless --changes is given.
    """
    from plainspoken.base import trusted_programs as trusted
    from plainspoken.own_programs import own_programs
    from plainspoken.talk import Talk

    source = Talk.find(target).source
    programs = own_programs(source)
    if forget:
        trusted.forget(source.folder, programs)
    else:
        trusted.trust(source.folder, programs, and_changes=changes)
    for program in programs:
        print(f"{'no longer trusted' if forget else 'trusted'}: {program.about}")
    if changes and not forget:
        print(f"trusted: whatever {source.folder} runs later")
    elif not programs:
        print(f"{source.name} runs no programs of its own")
