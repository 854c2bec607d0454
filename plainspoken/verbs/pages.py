"""`plainspoken pages`."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from plainspoken.talk import Talk
from plainspoken.verbs.choices import Minutes, Part, Profile, Results, Target, print_stale, print_table

if TYPE_CHECKING:
    from plainspoken.slides.page_report import PageRow

TITLE = 34
"""Letters of a title that the table has room for."""


def pages(
    target: Target,
    check: Annotated[
        bool, typer.Option("--check", help="List what is wrong with each page; exit code 1 if anything is.")
    ] = False,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="A table, or one JSON document.")] = "text",
    part: Part = None,
    minutes: Minutes = None,
    results: Results = None,
    profile: Profile = None,
) -> None:
    """Check the finished slides, one row per page.

    For each: the seconds it is seen (of the narration where there is one, else at the talk's pace), new words a second,
    the share of the height below its title that is used, the smallest type (also within pictures), the least contrast,
    how many things overlap, how many lines hold one word, and how often the picture changes with the voice, of how
    many paragraphs. A page with `<!-- check: off -->` is shown and not judged; at most three pages may say so.
    """
    from plainspoken.slides.page_report import talk_faults

    rows = _rows(Talk.find(target, part, minutes=minutes, results=results, profile=profile))
    whole = talk_faults(rows)
    if form == "json":
        print(json.dumps({"pages": [dataclasses.asdict(row) for row in rows], "faults": whole}, indent=1, default=str))
    else:
        head = ("page", "title", "s", "words/s", "used", "type", "contrast", "overlap", "widows", "changes")
        print_table(head, [_cells(row) for row in rows], right={0, 2, 3, 4, 5, 6, 7, 8, 9})
    faulty = [row for row in rows if row.judged and row.faults]
    if check and form == "text":
        for row in faulty:
            for fault in row.faults:
                print(f"page {row.number} ({row.page}): {fault}")
        for fault in whole:
            print(fault)
        print(f"{len(rows)} pages, {len(faulty)} with faults")
    if check and (faulty or whole):
        raise typer.Exit(1)


def _rows(talk: Talk) -> list[PageRow]:
    from plainspoken.base.errors import InputError
    from plainspoken.slides.laid_out import laid_out
    from plainspoken.slides.page_report import page_rows
    from plainspoken.tts.narration import read_narration

    with talk.stages() as stages:
        script = stages.script()
        source = stages.source
        layouts, theme = laid_out(script, source.config.slides, build=source.shared, folder=source.folder)
        print_stale(stages.stale(), talk.command)
        spoken = source.build / "audio" / "narration.json"
        try:
            return page_rows(script, read_narration(spoken) if spoken.is_file() else None, layouts, theme)
        except InputError:  # the narration is of other words
            return page_rows(script, None, layouts, theme)


def _cells(row: PageRow) -> tuple[str, ...]:
    title = row.title if len(row.title) <= TITLE else row.title[: TITLE - 1] + "…"
    return (
        str(row.number),
        title + ("" if row.judged else " (not judged)"),
        f"{row.seconds:.1f}",
        f"{row.words_a_second:.1f}",
        "–" if row.used is None else f"{row.used:.0%}",
        f"{row.type:.1f}",
        f"{row.contrast:.1f}",
        str(row.overlaps),
        str(row.widows),
        f"{row.changes} of {row.beats}",
    )
