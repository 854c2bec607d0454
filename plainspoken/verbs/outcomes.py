"""`plainspoken outcomes`."""

from __future__ import annotations

from typing import Annotated

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import Part, Results


def outcomes(
    talk: Annotated[str, typer.Argument(metavar="TALK", help="A talk: its name or its folder.")],
    part: Part = None,
    results: Results = None,
) -> None:
    """Show what each page says for every way in which its claims and outcomes can come out.

    Each is made to come out in each of its ways in turn, and the lines that are then said or shown, and would not be
    otherwise, are listed. A star marks what the records say today. Nothing is trained, and no record is changed.
    """
    from plainspoken.results import TalkResults
    from plainspoken.script.list_outcomes import list_outcomes

    source = Talk.find(talk, part).source
    records = TalkResults(source, None if results is None else str(results)).folder()
    count = 0
    for site in list_outcomes(source.folder, source.config.script, records, source.name):
        count += 1
        print(f"{site.file}:{site.line}  {site.condition}" + (f"   on “{site.page}”" if site.page else ""))
        width = max(map(len, (branch.branch for branch in site.branches)), default=0)
        for branch in site.branches:
            mark = "*" if branch.today else " "
            nothing = f"(cannot be said with these records: {branch.error})" if branch.error else "(nothing of its own)"
            said = branch.lines or (nothing,)
            for index, line in enumerate(said):
                name = branch.branch if not index else ""
                print(f" {mark if not index else ' '} {name:{width}}  {line}")
        print()
    print(f"{count} claims and outcomes." if count else "No claim and no outcome.")
