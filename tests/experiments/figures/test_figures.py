"""Figures are set in the face that ships, show every loss, keep names apart, and can be drawn anew from records."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.figures.figure_style import FACE, PALETTES, SMALL, WIDTH, FigureWriter, Style
from plainspoken.experiments.figures.label_placement import name_points
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.figures.training_curves import draw_curves
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.runner.redraw import redraw
from plainspoken.script.template import number_formats as forms

KEPT = Path(__file__).resolve().parents[3] / "talks" / "approaches" / "recorded"


@pytest.fixture(scope="module")
def record() -> RunRecord:
    return read_run(next(iter(sorted((KEPT / "results" / "emotion").glob("resnet*.json")))))


def canvas_of(monkeypatch: pytest.MonkeyPatch, writer: FigureWriter) -> list:
    """The canvases that a writer makes from now on."""
    made: list = []
    canvas = writer.canvas

    def kept(*sizes, **options):
        figure, axes = canvas(*sizes, **options)
        made.append((figure, axes))
        return figure, axes

    monkeypatch.setattr(writer, "canvas", kept)
    return made


def test_all_words_are_in_the_face_that_ships(
    tmp_path: Path, record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib.font_manager import findfont
    from matplotlib.text import Text

    from plainspoken.base.fonts import FONTS

    writer = FigureWriter(tmp_path, "x")
    made = canvas_of(monkeypatch, writer)
    draw_curves(writer, record)
    words = [text for text in made[0][0].findobj(Text) if text.get_text().strip()]
    assert len(words) > 10
    for text in words:
        assert Path(findfont(text.get_fontproperties())).parent == FONTS
        assert text.get_fontproperties().get_family()[0] == FACE
        assert text.get_fontsize() >= SMALL
    assert SMALL * 8.5 / WIDTH >= 13.9, "beside a list a figure has two thirds of the slide"


@pytest.mark.parametrize("style", ["light", "dark"])
def test_colours_of_words_stand_out_from_the_ground(style: Style) -> None:
    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    palette = PALETTES[style]
    for color in (palette.ink, palette.faint, palette.right, palette.wrong, palette.first):
        low, high = sorted((luminance(color), luminance(palette.ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, color


def test_every_loss_is_within_the_axis(tmp_path: Path, record: RunRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = FigureWriter(tmp_path, "x")
    made = canvas_of(monkeypatch, writer)
    draw_curves(writer, record)
    axes = made[0][1][0]
    low, high = axes.get_ylim()
    for line in axes.get_lines()[:2]:
        assert all(low < value < high for value in line.get_ydata())


def test_a_loss_far_off_is_written_at_the_edge(
    tmp_path: Path, record: RunRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = record.history[0]
    far = first.model_copy(update={"valid": first.valid.model_copy(update={"loss": 40.0})})
    writer = FigureWriter(tmp_path, "x")
    made = canvas_of(monkeypatch, writer)
    draw_curves(writer, record.model_copy(update={"history": [far, *record.history[1:]]}))
    axes = made[0][1][0]
    assert axes.get_ylim()[1] < 10
    assert "↑ 40" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("count", [2, 4, 8])
def test_names_of_points_keep_apart(tmp_path: Path, count: int) -> None:
    writer = FigureWriter(tmp_path, "x")
    figure, (axes,) = writer.canvas()
    points = [(1.0 + 0.4 * (i % 4), 0.4 + 0.05 * (i // 4) + 0.01 * i) for i in range(count)]
    axes.set(xlim=(0.5, 3), ylim=(0, 1))
    name_points(
        figure,
        axes,
        [f"EmotionNet V{i}" for i in range(count)],
        points,
        [(y - 0.04, y + 0.04) for _, y in points],
        level=0.2,
    )
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == count
    for first, second in itertools.combinations(boxes, 2):
        assert not first.overlaps(second)
    frame = axes.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)


def test_kept_figures_can_be_drawn_anew(tmp_path: Path, record: RunRecord) -> None:
    (tmp_path / "results" / "emotion").mkdir(parents=True)
    study = read_study(KEPT / "results" / "emotion" / "study.json")
    kept = {name: figure for name, figure in record.figures.items() if name in ("curves", "confusion")}
    strange = next(iter(kept.values())).model_copy(update={"path": "figures/emotion/x/mistakes.png"})
    shutil.copytree(KEPT / "figures" / "emotion", tmp_path / "figures" / "emotion")
    place = tmp_path / "results" / "emotion"
    one = study.model_copy(update={"runs": [record.run], "figures": {"class-bars": study.figures["class-bars"]}})
    (place / "study.json").write_text(one.model_dump_json(), encoding="utf-8")
    (place / f"{record.run}.json").write_text(
        record.model_copy(update={"figures": kept | {"mistakes": strange}}).model_dump_json(), encoding="utf-8"
    )
    assert redraw(tmp_path, "dark") == [f"emotion/{record.run}/mistakes"]
    after = read_run(place / f"{record.run}.json")
    assert after.figures["mistakes"] == strange
    assert after.figures["curves"].fingerprint != kept["curves"].fingerprint
    assert after.figures["curves"].alt == draw_curves(FigureWriter(tmp_path / "again", "x"), record).alt
    first = (tmp_path / after.figures["curves"].path).read_bytes()
    redraw(tmp_path, "dark")
    assert (tmp_path / after.figures["curves"].path).read_bytes() == first


def test_redrawing_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no results here"):
        redraw(tmp_path)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.305, "31"),
        (0.145, "15"),
        (0.0, "0"),
        (1.0, "100"),
        (0.2626, "26"),
        (0.995, "99.5"),
        (0.9949, "99"),
        (0.004, "0.4"),
    ],
)
def test_a_figure_rounds_as_a_page_does(share: float, shown: str) -> None:
    """Half up on the decimal digits; 100 * 0.145 is 14.499999999999998 to a processor, and `.0f` makes 30 of 30.5."""
    assert percent(share) == shown


@given(st.integers(0, 1200), st.integers(1, 1200))
def test_any_share_reads_alike_in_a_figure_and_on_a_page(part: int, whole: int) -> None:
    share = min(part, whole) / whole
    assert f"{percent(share)} %" == forms.percent(forms.constant("share", share), 0)[0].replace("\u00a0", " ")
