"""The caption study: which labels a picture has, told from its caption alone. Imports no torch by itself.

It stands beside the pictures, not against them: the captions of the source's own set are there without its pictures, so
they carry its question about optimisers with its own eighteen labels.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.files import files_fingerprint, fingerprint
from plainspoken.experiments.results.record import DataCard, Figure, Pretraining, RunRecord
from plainspoken.experiments.runner.study_protocol import Context, StudyParts, Trial
from plainspoken.experiments.studies.scenes.epoch_log import leave_files as leave_files

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
    from plainspoken.experiments.studies.scenes.label_rows import LabelRows

NETWORKS = ("mean", "deep-mean", "strongest", "convolution", "gru", "attention")
"""Models by name; what they are, `caption_networks` says."""


class CaptionData(Part):
    """Table `[data]` of the recipe."""

    set: str = Field(default="captions", description="which of the user's data sets to read; drawn when none is given")
    captions: int = Field(default=2000, ge=50, description="captions to draw, or the most that are read of a file")
    length: int = Field(default=20, ge=4, description="words of a caption that are read")
    test_share: float = Field(default=0.2, gt=0, lt=0.9)
    valid_share: float = Field(default=0.2, gt=0, lt=0.9, description="of what the test leaves")
    split_seed: int = 42
    tune_thresholds: bool = Field(default=False, description="by label, on validation; else .5 for all, as the source")
    drawing_seed: int = 1


DataSettings = CaptionData
"""As the runner asks for it."""


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the captions: parameters when drawn, size and time of the file when real."""
    settings = CaptionData.model_validate(plan.data)
    if source := plan.sources.get(settings.set):
        path = _table_of(Path(source))
        return files_fingerprint([path], root=path.parent)
    return fingerprint("drawn captions", settings.model_dump_json())


def load_captions(plan: RunPlan | StudyPlan) -> LabelRows:
    """Labels and captions: the user's when there are any, else drawn.

    Raises:
        InputError: the file cannot be used.
    """
    import numpy as np

    settings = CaptionData.model_validate(plan.data)
    if source := plan.sources.get(settings.set):
        from plainspoken.experiments.studies.scenes.label_tables import read_label_table

        rows = read_label_table(_table_of(Path(source)), captions_only=True)
        if len(rows) > settings.captions:
            chosen = np.random.default_rng(settings.split_seed).permutation(len(rows))[: settings.captions]
            rows = rows.taken(sorted(chosen.tolist()))
        return rows
    from plainspoken.experiments.studies.scenes.drawn_scenes import draw_rows

    return draw_rows(settings.captions, settings.drawing_seed)


def open_trial(run: RunPlan, context: Context) -> Trial:
    """Read the captions and build the network of one run."""
    import numpy as np
    import torch

    from plainspoken.experiments.data.word_ids import Vocabulary
    from plainspoken.experiments.studies.scenes.caption_networks import build_caption_network
    from plainspoken.experiments.studies.scenes.label_names import propose_names
    from plainspoken.experiments.studies.scenes.set_splits import split_rows
    from plainspoken.experiments.tasks.multilabel import MultiLabel
    from plainspoken.experiments.training.batches import TensorBatches

    if run.model not in NETWORKS:
        raise InputError(f"no caption network is called {run.model!r}", remedy=f"there are {', '.join(NETWORKS)}")
    settings = CaptionData.model_validate(run.data)
    rows = load_captions(run)
    parts = split_rows(rows, settings.test_share, settings.valid_share, settings.split_seed)
    train = [rows.captions[i] for i in parts["train"]]
    names = propose_names(train, rows.targets[parts["train"]], rows.labels)
    classes = [names[label] for label in rows.labels]
    vocabulary = Vocabulary.of(train)
    words, lengths = vocabulary.encode(rows.captions, length=settings.length)
    targets = torch.from_numpy(rows.targets)

    def batches(part: str, **options: Any) -> TensorBatches:
        chosen = torch.from_numpy(parts[part])
        return TensorBatches([words[chosen], lengths[chosen]], targets[chosen], **options)

    evaluated = {part: batches(part, batch=run.train.eval_batch) for part in parts}
    return Trial(
        card=caption_card(run, rows, classes, parts, names),
        labels=classes,
        train=batches("train", batch=run.train.batch, seed=run.seed, shuffle=True, drop_last=run.train.drop_last),
        train_clean=evaluated["train"],
        valid=evaluated["valid"],
        test=evaluated["test"],
        model=build_caption_network(run.model, vocabulary=len(vocabulary), labels=len(classes)),
        pretraining=Pretraining(kind="none", name="random", description="trained from scratch, from random weights"),
        example=(words[:1], lengths[:1]),
        bundle={"model": run.model, "labels": rows.labels, "names": classes, "words": list(vocabulary.words)},
        task=MultiLabel(classes, tune_thresholds=settings.tune_thresholds),
        arrays={"test_names": np.array([rows.names[i] for i in parts["test"]])},
        extra={"label_ids": rows.labels},
    )


def caption_card(
    plan: RunPlan, rows: LabelRows, classes: list[str], parts: dict[str, np.ndarray], names: dict[str, str]
) -> DataCard:
    """The card of the captions."""
    from plainspoken.experiments.studies.scenes.label_card import label_card
    from plainspoken.experiments.studies.scenes.label_rows import missing_ids

    settings = CaptionData.model_validate(plan.data)
    real = settings.set in plan.sources
    return label_card(
        rows.targets, classes, parts,
        name="captions" if real else "drawn captions",
        kind="real" if real else "drawn",
        origin="a table of the user's" if real else "written by Plainspoken's own grammar for scenes that it can draw",
        licence="as its owner says" if real else "MIT, as the program",
        missing=missing_ids(rows.labels),
        names=names,
    )  # fmt: skip


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """Nothing beyond what every multi-label run has."""
    return {}


def draw_study(
    plan: StudyPlan, records: list[RunRecord], arrays: dict[str, np.ndarray], writer: FigureWriter
) -> StudyParts:
    """Label frequencies, closest pairs, the sweep as a heat map, validation against test."""
    extra: dict[str, Any] = {"axes": list(plan.axes)}
    card = records[0].data
    return StudyParts(card, {n: d() for n, d in record_figures(card, records, extra, writer).items()}, extra)


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The figures of the study that its records suffice for."""
    from plainspoken.experiments.studies.scenes.label_figures import draw_label_counts, draw_pairs
    from plainspoken.experiments.studies.scenes.sweep_figures import CALLED, draw_valid_test, swept

    found: dict[str, Callable[[], Figure]] = {
        "labels": lambda: draw_label_counts(writer, card),
        "pairs": lambda: draw_pairs(writer, card),
    }
    axes = extra.get("axes", [])
    if len(axes) == 2 and (points := swept(records, axes)):
        from plainspoken.experiments.figures.tradeoff_charts import draw_sweep

        found["sweep"] = lambda: draw_sweep(
            writer, points, across=axes[1], up=axes[0], measure="macro_f1", called=CALLED
        )
    done = [record for record in records if record.status != "diverged"]
    if len(done) > 3:
        found["valid-test"] = lambda: draw_valid_test(writer, done)
    return found


def _table_of(source: Path) -> Path:
    from plainspoken.experiments.studies.scenes.label_tables import find_table

    if not source.exists():
        raise InputError("no such file or folder", file=source, remedy="name a table with labels and captions")
    found: Path = find_table(source) if source.is_dir() else source
    return found
