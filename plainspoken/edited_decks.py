"""Decks that were edited since they were written, against a talk or against result records."""

from __future__ import annotations

import io
import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.base.files import write_bytes
from plainspoken.talk import Talk

if TYPE_CHECKING:
    from plainspoken.slides.edited.deck_findings import DeckFinding
    from plainspoken.slides.edited.record_numbers import RecordNumbers
    from plainspoken.slides.pptx.deck_content import SlideContent
    from plainspoken.slides.pptx.manifest import Manifest
    from plainspoken.stages import Stages


LARGEST_DECK = 800 << 20
"""Bytes of all parts of a deck, unpacked: they are held in memory at once."""


def open_deck(path: Path) -> Any:
    """A deck opened by python-pptx.

    Raises:
        InputError: there is no such file, or it is no deck.
    """
    require("slides", purpose="reading a deck")
    from pptx import Presentation

    if not path.is_file():
        raise InputError("there is no such deck", file=path, remedy="name a .pptx file")
    from plainspoken.slides.pptx.package import check_unpacked

    try:
        check_unpacked(path, LARGEST_DECK)
        deck = Presentation(str(path))
        for slide in deck.slides:  # a slide's part may be something else, which shows when it is asked
            len(slide.shapes)
        return deck
    except InputError:
        raise
    except Exception as error:  # python-pptx raises whatever its parts raise
        raise InputError(f"this cannot be read as a deck: {error}", file=path, remedy="name a .pptx file") from None


def talk_of(deck: Path, against: str | None, results: str | None = None) -> Talk:
    """The talk that a deck is of: the one that is named, else the one that its manifest names.

    Raises:
        InputError: there is no such talk, or the deck names none.
    """
    if against is None:
        from plainspoken.slides.pptx.manifest import manifest_id, read_manifest

        presentation = open_deck(deck)
        builds = [path.parent for path in Path("build").glob("*/decks")]
        manifest = read_manifest(presentation, builds)
        if manifest is None or not manifest.talk:
            known = manifest_id(presentation)
            why = "the manifest that it names is not in build/" if known else "it carries no manifest"
            raise InputError(
                f"nothing says which talk this deck is of: {why}",
                file=deck,
                remedy="name a talk, or a folder of result records, with --against",
            )
        against = manifest.talk
    return Talk.find(against, results=results)


def written_as(presentation: Any, talk: Talk) -> Manifest | None:
    """What a deck was last written as: its own manifest, or the one that the talk's build folder keeps."""
    from plainspoken.slides.pptx.manifest import read_manifest

    return read_manifest(presentation, [talk.source.build, talk.source.shared])


def check_deck_against_talk(deck: Path, talk: Talk) -> list[DeckFinding]:
    """What is wrong with a deck by the talk as it would be written now.

    Raises:
        InputError: the deck or the talk cannot be used.
    """
    from plainspoken.slides.edited.plan_deck import plan_deck

    presentation = open_deck(deck)
    slides = _contents(presentation, deck)
    with talk.stages() as stages, tempfile.TemporaryDirectory(prefix="plainspoken-") as folder:
        stages.script(sayable=False)
        _, new = _assembled(stages, silent=True, folder=Path(folder))
        numbers = _numbers(stages)
    return plan_deck(slides, written_as(presentation, talk), new, numbers).findings


def _numbers(stages: Stages) -> RecordNumbers | None:
    """The numbers of the talk's records; None where it has none."""
    from plainspoken.slides.edited.record_numbers import read_numbers

    records = stages.records
    return None if records is None else read_numbers(records, stages.source.config.results)


def _contents(presentation: Any, path: Path) -> list[SlideContent]:
    """What stands on the slides of a deck."""
    from plainspoken.slides.pptx.deck_content import read_slides
    from plainspoken.slides.pptx.package import as_powerpoint_writes

    with as_powerpoint_writes(path):
        return [slide.content for slide in read_slides(presentation)]


def _assembled(stages: Stages, *, silent: bool, folder: Path) -> tuple[Any, Manifest]:
    """The deck as it would be written now, opened, and its manifest."""
    from plainspoken.slides.pptx.manifest import read_manifest

    (path,) = stages.assemble("deck", silent, folder)
    deck = open_deck(path)
    manifest = read_manifest(deck)
    if manifest is None:
        raise ValueError("a deck that was just written has no manifest")
    return deck, manifest


@dataclass(frozen=True)
class RefreshedDeck:
    """What refreshing did: the findings that were mended, those that are left to a person, and where the old file is
    (None when nothing had to be changed)."""

    mended: list[DeckFinding]
    left: list[DeckFinding]
    backup: Path | None


def refresh_deck(deck: Path, talk: Talk, *, out: Path | None = None) -> RefreshedDeck:
    """Bring the numbers, words, charts, pictures, clips and timings of an edited deck up to date, in the file itself or
    in `out`. The old file is kept beside it, and stays in its place until the new one is whole.

    Raises:
        InputError: the deck or the talk cannot be used.
        LintError: the talk's words must not be spoken as they are, and the deck has a voice.
    """
    from plainspoken.slides.edited.refresh_deck import refresh
    from plainspoken.slides.pptx.deck_content import read_slides
    from plainspoken.slides.pptx.manifest import keep_manifest
    from plainspoken.slides.pptx.package import as_powerpoint_writes

    presentation = open_deck(deck)
    with as_powerpoint_writes(deck):
        voiced = any(slide.sound is not None for slide in read_slides(presentation))
    base = written_as(presentation, talk)
    with talk.stages() as stages, tempfile.TemporaryDirectory(prefix="plainspoken-") as folder:
        if voiced:
            stages.narration()
        else:
            stages.script(sayable=False)
        fresh, new = _assembled(stages, silent=not voiced, folder=Path(folder))
        plan = refresh(presentation, base, fresh, new, _numbers(stages))
        keep_manifest(new, talk.source.build)
    mended = [finding for finding in plan.findings if finding.edits]
    left = [finding for finding in plan.findings if not finding.edits]
    if not mended and out is None:
        return RefreshedDeck(mended, left, None)
    stream = io.BytesIO()
    presentation.save(stream)
    backup = None
    if out is None:
        backup = _backup_name(deck)
        write_bytes(backup, deck.read_bytes())
    write_bytes(out or deck, stream.getvalue())
    return RefreshedDeck(mended, left, backup)


def _backup_name(deck: Path) -> Path:
    """A name beside the deck that no file has."""
    names = (deck.with_name(f"{deck.stem}.before-refresh{n or ''}{deck.suffix}") for n in itertools.count())
    return next(name for name in names if not name.exists())


def check_deck_against_records(deck: Path, records: Path) -> list[DeckFinding]:
    """What is wrong with any deck by a folder of result records (`STUDY/RUN.json`, or one that holds them as
    `results`).

    Raises:
        InputError: the deck or the records cannot be used, or there are no records.
    """
    from plainspoken.slides.edited.foreign_deck import foreign_findings
    from plainspoken.slides.edited.record_numbers import read_numbers

    folder = _records_in(records)
    if folder is None:
        raise InputError("no result records here", file=records, remedy="name a folder with STUDY/RUN.json files")
    slides = _contents(open_deck(deck), deck)
    return foreign_findings(slides, read_numbers(folder))


def are_records(path: Path) -> bool:
    """Whether a path is a folder of result records and no talk."""
    return path.is_dir() and not (path / "talk.toml").is_file() and _records_in(path) is not None


def _records_in(path: Path) -> Path | None:
    """The folder that holds `STUDY/RUN.json`: `results` in this one, or this one."""
    return next((each for each in (path / "results", path) if any(each.glob("*/*.json"))), None)


def finding_counts(findings: Sequence[DeckFinding]) -> str:
    """How many findings of which kind, in a line."""
    from plainspoken.slides.edited.deck_findings import MEANING

    counts = {kind: sum(finding.kind == kind for finding in findings) for kind in MEANING}
    return "; ".join(f"{count} {MEANING[kind]}" for kind, count in counts.items() if count)
