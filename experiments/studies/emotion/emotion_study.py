"""The emotion study: seven emotions in small pictures of faces, six networks. Imports no torch by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context, StudyParts, Trial
from plainspoken.experiments.studies.emotion.source_task import SourceTask
from plainspoken.experiments.training.augmentation import Augmentation

if TYPE_CHECKING:
    import numpy as np

    from plainspoken.experiments.data.picture_set import PictureSet
    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan


SYNONYMS = {
    "angry": "anger",
    "disgusted": "disgust",
    "fearful": "fear",
    "happy": "happiness",
    "sad": "sadness",
    "surprised": "surprise",
}
"""Names that sets in circulation give to the emotions."""


class DataSettings(Part):
    """Table `[data]` of the recipe."""

    set: str = Field(default="faces", description="which of the user's data sets to read; drawn when none is given")
    size: int = Field(default=48, ge=16, le=512, description="pixels on a side")
    train: int = Field(default=1000, ge=14, description="pictures to draw")
    valid: int = Field(default=250, ge=14)
    test: int = Field(default=300, ge=14)
    noise: float = Field(default=0.15, ge=0, le=1, description="how much drawn emotions overlap")
    drawing_seed: int = 1
    colour: Literal["same", "rgb", "grey", "any"] = "same"
    augmentation: Augmentation = Field(default_factory=Augmentation)
    source: SourceTask = Field(default_factory=SourceTask)


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the faces: parameters when drawn, names, sizes and times of the files when real."""
    settings = DataSettings.model_validate(plan.data)
    if source := plan.sources.get(settings.set):
        from plainspoken.experiments.data.picture_folders import folder_fingerprint
        from plainspoken.experiments.data.picture_tables import is_roboflow, tables_fingerprint

        path = Path(source)
        return tables_fingerprint(path) if path.is_file() or is_roboflow(path) else folder_fingerprint(path)
    return fingerprint("drawn", settings.model_dump_json(exclude={"augmentation", "source"}))


def load_faces(plan: RunPlan | StudyPlan, context: Context) -> PictureSet:
    """The pictures: the user's when there are any, else drawn.

    A folder holds `train|valid|test/<class>/*` or a CSV export of Roboflow; a file is the CSV file of FER2013.
    Names such as `happy` become those of this study, `happiness`, so that the same pages fit every set.

    Raises:
        InputError: the data cannot be used.
    """
    settings = DataSettings.model_validate(plan.data)
    if source := plan.sources.get(settings.set):
        from plainspoken.experiments.data.picture_folders import read_folder
        from plainspoken.experiments.data.picture_tables import is_roboflow, read_fer, read_roboflow

        path = Path(source)
        if path.is_file():
            return read_fer(path, size=settings.size, tell=context.tell)
        reader = read_roboflow if is_roboflow(path) else read_folder
        faces = reader(path, size=settings.size, name=settings.set, colour=settings.colour, tell=context.tell)
        return replace(faces, classes=[SYNONYMS.get(label.lower(), label) for label in faces.classes])
    return _drawn(settings)


def open_trial(run: RunPlan, context: Context) -> Trial:
    """Load the faces and build the network of one run."""
    import numpy as np
    import torch

    from plainspoken.experiments.models.image_classifiers import pixel_scale
    from plainspoken.experiments.studies.emotion.initial_weights import start_model
    from plainspoken.experiments.training.batches import TensorBatches
    from plainspoken.experiments.training.transforms import EvalPreset, TrainPreset

    settings, scale = DataSettings.model_validate(run.data), pixel_scale(run.model)
    faces = load_faces(run, context)
    card = faces.card()
    tensors = {
        name: (torch.from_numpy(split.pictures).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(split.targets))
        for name, split in faces.splits.items()
    }

    def plain(name: str) -> TensorBatches:
        pictures, targets = tensors[name]
        return TensorBatches([pictures], targets, batch=run.train.eval_batch, transform=EvalPreset(scale))

    model, pretraining = start_model(
        run, context, classes=len(faces.classes), size=settings.size, source=settings.source
    )
    return Trial(
        card=card,
        labels=faces.classes,
        train=TensorBatches(
            [tensors["train"][0]],
            tensors["train"][1],
            batch=run.train.batch,
            seed=run.seed,
            shuffle=True,
            drop_last=run.train.drop_last,
            transform=TrainPreset(settings.augmentation, scale),
        ),
        train_clean=plain("train"),
        valid=plain("valid"),
        test=plain("test"),
        model=model,
        pretraining=pretraining,
        example=(torch.zeros(1, 3, settings.size, settings.size),),
        bundle={
            "model": run.model,
            "classes": faces.classes,
            "size": settings.size,
            "mean": list(scale.mean),
            "deviation": list(scale.deviation),
        },
        arrays={
            "test_pictures": faces.splits["test"].pictures,
            "train_pictures": _examples(faces),
            "train_targets": np.repeat(np.arange(len(faces.classes)), _EXAMPLES),
        },
        extra={
            "augmentations": settings.augmentation.names(),
            "size": settings.size,
            "layers": layer_names(model),
        },
    )


def layer_names(model: Any) -> dict[str, list[str]]:
    """The layers of each named part of the network, by kind; what a page may show of the design."""
    return {
        name: [type(layer).__name__ for layer in part.children()] or [type(part).__name__]
        for name, part in model.named_children()
    }


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """The ten-sample grid and the surest mistakes."""
    from plainspoken.experiments.figures.sample_grids import draw_grid, draw_mistakes

    drawn = {"samples": draw_grid(writer, record, arrays["test_pictures"])}
    if record.samples.mistakes:
        drawn["mistakes"] = draw_mistakes(writer, record, arrays["test_pictures"])
    return drawn


def draw_study(
    plan: StudyPlan, records: list[RunRecord], arrays: dict[str, np.ndarray], writer: FigureWriter
) -> StudyParts:
    """Sample grid and class bars of the data, augmentation strip, benchmark, accuracy against parameters."""
    from plainspoken.experiments.figures.sample_grids import draw_augmentations, draw_data

    settings = DataSettings.model_validate(plan.data)
    card = records[0].data
    ablations = [run.run for run in plan.runs if run.ablation]
    extra = {"augmentations": settings.augmentation.names(), "size": settings.size, "ablations": ablations}
    figures = {
        "samples": draw_data(writer, card, arrays["train_pictures"], arrays["train_targets"]),
        "augmentation": draw_augmentations(writer, arrays["train_pictures"], settings.augmentation, seed=plan.seed),
        **{name: draw() for name, draw in record_figures(card, records, extra, writer).items()},
    }
    return StudyParts(card, figures, extra)


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The figures of the study that its records suffice for."""
    from plainspoken.experiments.figures.bar_chart import draw_class_bars
    from plainspoken.experiments.figures.benchmark_charts import compared, draw_benchmark, draw_trade

    beside = compared(records, extra.get("ablations", []))
    return {
        "class-bars": lambda: draw_class_bars(writer, card),
        "benchmark": lambda: draw_benchmark(writer, beside),
        "accuracy-parameters": lambda: draw_trade(writer, beside),
    }


_EXAMPLES = 4
"""Training pictures of each class that are kept for the figures."""


def _examples(faces: PictureSet) -> np.ndarray:
    import numpy as np

    train = faces.splits["train"]
    chosen = [np.resize(np.flatnonzero(train.targets == c), _EXAMPLES) for c in range(len(faces.classes))]
    return train.pictures[np.concatenate(chosen)]


def _drawn(settings: DataSettings) -> PictureSet:
    import numpy as np

    from plainspoken.experiments.data.picture_set import SPLITS, PictureSet, PictureSplit
    from plainspoken.experiments.studies.emotion.drawn_faces import EMOTIONS, draw_faces, split_counts

    splits = {}
    for number, name in enumerate(SPLITS):
        pictures, labels = draw_faces(
            split_counts(getattr(settings, name)),
            size=settings.size,
            seed=settings.drawing_seed * 10 + number,
            noise=settings.noise,
        )
        splits[name] = PictureSplit(pictures, np.array([EMOTIONS.index(label) for label in labels], dtype=np.int64))
    return PictureSet(
        name="drawn faces",
        kind="drawn",
        origin="drawn by Plainspoken's own generator from parameters of brows, eyes, mouth, pose, light and noise",
        licence="MIT, as the program",
        classes=list(EMOTIONS),
        splits=splits,
        sample_shape=[3, settings.size, settings.size],
        size_range=[settings.size, settings.size],
    )
