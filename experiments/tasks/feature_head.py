"""Any scikit-learn estimator as the head after features of a frozen network (`training.network_features`).

The head's answers are judged by the same tasks as those of a trained network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard, Pretraining
from plainspoken.experiments.tasks.task import Outputs, TrainedTask
from plainspoken.experiments.tasks.work import StepClock, WorkResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

HEADS = ("logistic", "linear-svm", "mlp", "forest", "knn", "ridge")
"""Estimators by name; all but the forest standardise the features first."""


def make_head(name: str, seed: int = 0) -> Any:
    """An unfitted estimator of scikit-learn.

    Raises:
        InputError: no head is called so.
    """
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import LinearSVC

    heads: dict[str, Callable[[], Any]] = {
        "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500)),
        "linear-svm": lambda: make_pipeline(StandardScaler(), LinearSVC(C=1e-4, random_state=seed)),
        "mlp": lambda: make_pipeline(
            StandardScaler(), MLPClassifier((64,), early_stopping=True, random_state=seed, max_iter=60)
        ),
        "forest": lambda: RandomForestClassifier(200, random_state=seed, n_jobs=1),
        "knn": lambda: make_pipeline(StandardScaler(), KNeighborsClassifier(5)),
        "ridge": lambda: make_pipeline(StandardScaler(), Ridge(alpha=10.0)),
    }
    if name not in heads:
        raise InputError(
            f"no head is called {name!r}", remedy=f"choose one of {', '.join(heads)}, or pass an estimator of your own"
        )
    return heads[name]()


def fit_head(
    head: Any,
    features: Mapping[str, Array],
    targets: Mapping[str, Array],
    task: TrainedTask,
    card: DataCard,
    clock: StepClock,
    pretraining: Pretraining | None = None,
) -> WorkResult:
    """Fit a head on the training split, and judge its answers to every split.

    Args:
        head: an estimator, or the name of one in `HEADS`. For several labels a sample, one is fitted for each label.
        features: [n, numbers] by split, `train`, `valid` and `test`.
        targets: [n] or [n, labels] by split.
        task: judges the answers.
    """
    import torch

    estimator = make_head(head) if isinstance(head, str) else head
    if task.name == "multilabel":
        from sklearn.multiclass import OneVsRestClassifier

        estimator = OneVsRestClassifier(estimator)
    with clock.step("fit", "fit", items=len(features["train"])):
        estimator.fit(features["train"], targets["train"])
    outputs = {}
    for name, x in features.items():
        with clock.step(f"predict {name}", "predict", items=len(x)):
            answers = _answers(estimator, x, task.name)
        outputs[name] = Outputs(torch.from_numpy(answers).float(), torch.from_numpy(targets[name]))
    task.tune(outputs["valid"])
    found = {name: task.scores(output, name) for name, output in outputs.items()}
    sure = task.name != "classify" or hasattr(estimator, "predict_proba")
    scores = {
        name: {key: metric for key, metric in metrics.items() if sure or key != "loss"}
        for name, (metrics, _) in found.items()
    }
    return WorkResult(
        card=card,
        task=task.name,
        kinds=task.kinds,
        scores=scores,
        detail={name: detail for name, (_, detail) in found.items() if detail is not None},
        baselines=task.baselines(outputs["train"], outputs["test"]),
        samples=task.samples(outputs["test"], list(range(min(10, len(outputs["test"].targets)))), None),
        steps=clock.steps,
        arrays={"test_logits": outputs["test"].logits.numpy(), "test_targets": outputs["test"].targets.numpy()},
        pretraining=pretraining,
    )


def _answers(estimator: Any, x: Array, task: str) -> NDArray[np.float64]:
    """What the estimator answers, as logits where the task wants logits."""
    import numpy as np

    if task not in ("classify", "multilabel"):
        found: NDArray[np.float64] = np.asarray(estimator.predict(x), dtype=np.float64)
        return found
    if hasattr(estimator, "predict_proba"):
        shares = np.clip(np.asarray(estimator.predict_proba(x), dtype=np.float64), 1e-12, 1 - 1e-12)
        return np.log(shares) if task == "classify" else np.log(shares / (1 - shares))
    margins = np.asarray(estimator.decision_function(x), dtype=np.float64)
    return np.stack([-margins, margins], 1) if margins.ndim == 1 and task == "classify" else margins
