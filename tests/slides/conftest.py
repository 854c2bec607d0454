"""A script that uses every layout, made by hand, with figures that matplotlib draws once for the session."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plainspoken.script.model import (
    Beat,
    Bullet,
    Code,
    Diagram,
    Formula,
    Page,
    Picture,
    Quote,
    Run,
    Script,
    Shown,
    Source,
    Table,
    Token,
)
from plainspoken.slides.layout.theme import Theme, read_theme
from plainspoken.tts.narration import Narration
from tests.slides.built_talk import browser, open_page, player_script, talk  # noqa: F401 (fixtures)
from tests.slides.even_narration import narrate


def at(line: int = 1, file: str = "pages/01.md") -> Source:
    return Source(file=file, line=line, column=1, end_line=line, end_column=2)


def runs(text: str) -> list[Run]:
    """`a **b** c` as runs."""
    return [Run(text=part, bold=bool(place % 2)) for place, part in enumerate(text.split("**")) if part]


def beat(text: str) -> Beat:
    return Beat(tokens=[Token(shown=word, said=word.lower(), syllables=1) for word in text.split()], at=at())


def bullet(text: str, appears: int | None = None, level: int = 0, ordinal: int | None = None) -> Bullet:
    return Bullet(runs=runs(text), appears=appears, level=level, ordinal=ordinal, at=at())


def picture(path: str, alt: str, appears: int | None = None, caption: str | None = None) -> Picture:
    return Picture(path=path, alt=alt, appears=appears, figure="emotion/curves", caption=caption, at=at())


def page(id: str, title: str | None, *items: Shown, said: str = "", **more: Any) -> Page:
    beats = [beat(part) for part in (said or "One is said here.|Two is said next.|Three ends it.").split("|")]
    return Page(id=id, title=title, items=list(items), beats=beats, at=at(), **more)


CODE = '''class EmotionNet(nn.Module):
    """Five convolutions, then two layers that decide."""

    def __init__(self, classes: int = 7) -> None:
        super().__init__()
        self.features = stages(1, [32, 64, 128, 256, 256])
        self.head = nn.Linear(256, classes)  # one score a class

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x).mean((2, 3)))'''


def table(rows: int = 3, appears: int | None = None) -> Table:
    cells = [
        [runs("EmotionNet V1"), runs("1.2 M"), runs("61.0 %"), runs("3.1 ms")],
        [runs("ResNet18, fine-tuned"), runs("11.2 M"), runs("**68.4 %**"), runs("8.7 ms")],
        [runs("Always happiness"), runs("0"), runs("25.1 %"), runs("0.0 ms")],
    ]
    return Table(
        header=[runs("Model"), runs("Parameters"), runs("Test accuracy"), runs("Latency")],
        rows=[cells[index % 3] for index in range(rows)],
        align=["left", "right", "right", "right"],
        appears=appears,
        at=at(),
    )


def every_layout() -> Script:
    wide = picture("figures/wide.png", "Loss falls for forty epochs, accuracy rises to 0.61.", 0)
    square = picture("figures/square.png", "Confusion matrix with most weight on the diagonal.", 1)
    pages = [
        page("start", "Training from scratch or borrowing what others learned", bullet("Two ways to read a face")),
        page("faces", "The data", section="The data", said="The data."),
        page(
            "classes",
            "Seven expressions, and happiness is a quarter of all faces",
            bullet("5,000 faces of **48 × 48** pixels", 0),
            bullet("seven classes, skewed", 1),
            bullet("a uniform guess is right 14.3 % of the time", 1, level=1),
            bullet("always saying happiness is right 25.1 %", 2, level=1),
            section="The data",
        ),
        page(
            "claim",
            "What the two curves say",
            Quote(runs=runs("A borrowed eye sees a face sooner than a new one."), at=at(), appears=1),
        ),
        page(
            "learns",
            "EmotionNet learns early, then it learns the training faces by heart, and the gap shows it",
            wide,
            section="Models",
        ),
        page(
            "gap",
            "The gap opens after epoch twelve",
            wide,
            bullet("best at epoch 12 of 40", 1),
            bullet("training pulls away", 2),
            section="Models",
        ),
        page(
            "confused",
            "Fear is taken for surprise, and sadness for anger",
            square,
            bullet("fear: 41 % right", 1),
            bullet("happiness: 86 % right", 2),
            bullet("the ideal has a bare diagonal", 2),
            section="Models",
        ),
        page(
            "two",
            "Both learn, one from far ahead",
            picture("figures/square.png", "EmotionNet's confusion.", 0, caption="EmotionNet V1"),
            picture("figures/square.png", "ResNet18's confusion.", 1, caption="ResNet18, fine-tuned"),
            section="Models",
        ),
        page(
            "costs",
            "Ten times the parameters buy seven points",
            table(appears=1),
            bullet("all measured on the same test faces", 2),
            section="Cost",
        ),
        page(
            "code", "The whole net is ten lines", Code(language="python", text=CODE, at=at(), appears=0), section="Cost"
        ),
        page(
            "code-figure",
            "The code and what it learns",
            Code(language="python", text="\n".join(CODE.split("\n")[:7]), at=at()),
            square,
            section="Cost",
        ),
        page(
            "number",
            "What it comes to",
            Quote(
                runs=runs("**68.4 %** of the test faces are named rightly by the fine-tuned ResNet18"),
                at=at(),
                appears=1,
            ),
            section="Cost",
        ),
        page(
            "compare",
            "When to train from scratch, when to borrow",
            bullet("From scratch", 0),
            bullet("small, fast, yours", 0, level=1),
            bullet("needs many faces", 1, level=1),
            bullet("Transfer", 2),
            bullet("better from few faces", 2, level=1),
            bullet("ten times the size", 2, level=1),
            layout="comparison",
            section="Cost",
        ),
        page(
            "formula",
            "Attention is a weighted mean",
            Formula(tex=r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d}}\right)V", at=at(), appears=1),
            bullet("each face asks every other", 2),
            section="Attention",
        ),
        page(
            "block",
            "A residual block adds what came in to what comes out",
            Diagram(name="residual-block", text="", alt="", at=at(), appears=1),
            section="Attention",
        ),
        page(
            "home",
            "What to take home",
            bullet("try transfer first", 0),
            bullet("a small network of your own may do", 1),
            bullet("five hundred test faces leave a tie", 2),
            layout="closing",
            section="Attention",
        ),
        page("plain", None, said="The last page has no title of its own. It is said all the same."),
    ]
    return Script(talk="sample", title="Two ways to read a face", author="Plainspoken", minutes=5, pages=pages)


def draw_figures(build: Path) -> None:
    """Two figures, wide and square, as the experiments would leave them."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    matplotlib.rcdefaults()  # the experiments' tests leave the style of their last figure behind
    (build / "figures").mkdir(parents=True, exist_ok=True)
    figure, axes = plt.subplots(1, 2, figsize=(12, 4.5))
    axes[0].plot([1.9, 1.5, 1.2, 1.1, 1.1, 1.2], label="valid")
    axes[1].plot([0.2, 0.4, 0.5, 0.58, 0.6, 0.61], label="valid")
    for ax, name in zip(axes, ("loss", "accuracy"), strict=True):
        ax.set(xlabel="epoch", ylabel=name)
        ax.legend()
    figure.tight_layout()
    figure.savefig(build / "figures/wide.png", dpi=100)
    plt.close(figure)
    figure, ax = plt.subplots(figsize=(6, 5.5))
    ax.imshow([[9, 1, 2], [2, 7, 1], [1, 2, 8]], cmap="Blues")
    figure.tight_layout()
    figure.savefig(build / "figures/square.png", dpi=100)
    plt.close(figure)


@pytest.fixture(scope="session")
def slides_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("build")
    draw_figures(build)
    return build


@pytest.fixture(scope="session")
def slides_script() -> Script:
    return every_layout()


@pytest.fixture
def slides_theme() -> Theme:
    return read_theme()


@pytest.fixture(scope="session")
def slides_narration(slides_script: Script) -> Narration:
    """The even narration of the script with every layout."""
    return narrate(slides_script)


@pytest.fixture(scope="session")
def narrated_deck(slides_build: Path, slides_script: Script) -> Path:
    """The deck of the script that uses every layout, with silent clips."""
    from plainspoken.slides.pptx.deck import build_deck
    from plainspoken.slides.settings import SlideSettings

    return build_deck(
        slides_script,
        narrate(slides_script, slides_build),
        slides_build / "deck.pptx",
        settings=SlideSettings(),
        build=slides_build,
        folder=slides_build,
        clips=slides_build,
    )


@pytest.fixture(scope="session")
def slides_make() -> SimpleNamespace:
    """The makers of this module, for tests that need a script of their own."""
    return SimpleNamespace(at=at, runs=runs, beat=beat, bullet=bullet, page=page, table=table, narrate=narrate)
