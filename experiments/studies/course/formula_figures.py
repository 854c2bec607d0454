"""Formulas as figures: each term with what it is in words below it, and a part by those words that a talk can mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.named_parts import Box, around, extent_of
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import Figure

FORMULA = 40
"""Points of a formula's letters."""

_GAP, _WIDE = 12, 0.96


@dataclass(frozen=True)
class Term:
    """A piece of a formula as TeX, and what it is in words; without words it has no part of its own."""

    tex: str
    words: str = ""


def formula_figures(
    writer: FigureWriter, formulas: Mapping[str, tuple[Sequence[Sequence[Term]], str]]
) -> dict[str, Callable[[], Figure]]:
    """A function that draws each formula, by the figure's name; `formulas` has the rows of terms and the title."""
    return {
        name: partial(draw_formula, writer, name, rows, title=title) for name, (rows, title) in formulas.items()
    }  # fmt: skip


def draw_formula(
    writer: FigureWriter, name: str, rows: Sequence[Sequence[Term]], *, title: str, foot: str = ""
) -> Figure:
    """Rows of terms from left to right, the words of each below it."""
    figure, (axes,) = writer.canvas(height=1.0 + 1.7 * len(rows))
    axes.set_axis_off()
    writer.settle(figure)
    wide = axes.get_window_extent().width
    placed: list[tuple[Term, list[object]]] = []
    for place, row in enumerate(rows):
        y = 1 - (place + 0.42) / len(rows)
        drawn = []
        for term in row:
            formula = axes.text(
                0, y, f"${term.tex}$", fontsize=FORMULA, ha="center", va="center", transform=axes.transAxes,
                color=writer.ink(term.words) if term.words else writer.palette.ink,
            )  # fmt: skip
            low = axes.transAxes.inverted().transform((0, formula.get_window_extent().y0))[1]
            words = axes.text(
                0, min(low, y - 0.16 / len(rows)) - 0.015, term.words, fontsize=SMALL + 2, ha="center", va="top",
                linespacing=0.95, transform=axes.transAxes, color=writer.palette.faint,
            )  # fmt: skip
            drawn.append((term, formula, words))
        widths = [
            max(text.get_window_extent().width for text in (formula, words)) / wide for _, formula, words in drawn
        ]
        gap = _GAP * 2 / wide
        whole = sum(widths) + gap * (len(widths) - 1)
        x = (1 - min(whole, _WIDE)) / 2
        for (term, formula, words), width in zip(drawn, widths, strict=True):
            for text in (formula, words):
                text.set_x(x + width / 2)
            x += width + gap
            placed.append((term, [formula, words] if term.words else [formula]))
    boxes: dict[str, list[Box]] = {}
    for term, texts in placed:
        if term.words:
            boxes.setdefault(term.words.replace("\n", " "), []).append(around([extent_of(figure, *texts)]))
    said = "; ".join("".join(f"{t.tex} ({t.words})" if t.words else t.tex for t in row) for row in rows)
    return writer.save(
        figure, name, title=title, alt=f"Formula, term by term: {said}.".replace("\n", " "), foot=foot,
        parts=[FigurePart(name=words, kind="term", boxes=found, keys=[[words]]) for words, found in boxes.items()],
    )  # fmt: skip
