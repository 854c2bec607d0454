"""Networks of the multi-label study: a plain one of our own, torchvision's, a frozen part with a trained one on it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.image_classifiers import build_backbone, replace_head, signed_answers
from plainspoken.experiments.results.record import Pretraining

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.runner.recipe import RunPlan

PLAIN = "plain"


class PlainNetwork(nn.Module):
    """Four blocks of convolution, norm and pooling, the mean over the map, one layer: a network to compare with."""

    def __init__(self, labels: int, width: int = 32) -> None:
        super().__init__()
        channels = [3, width, 2 * width, 4 * width, 8 * width]
        self.blocks = nn.Sequential(
            *(
                nn.Sequential(
                    nn.Conv2d(before, after, 3, padding=1, bias=False),
                    nn.BatchNorm2d(after),
                    nn.ReLU(),
                    nn.MaxPool2d(2),
                )
                for before, after in itertools.pairwise(channels)
            )
        )
        self.head = nn.Linear(channels[-1], labels)

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, size, size] to [n, labels]."""
        logits: Tensor = self.head(self.blocks(x).mean((2, 3)))
        return logits


class SplitNetwork(nn.Module):
    """A frozen lower part, whose answers can be kept, and an upper part that is trained.

    Kept answers have one view of each picture, or two: the picture and its mirror image. Training draws one of them for
    each sample; otherwise the logits of both are averaged. Batch norms over maps stay as they came.
    """

    def __init__(self, lower: nn.Module, upper: nn.Module, *, mirror: bool = False) -> None:
        super().__init__()
        self.lower, self.upper, self.mirror = lower, upper, mirror
        lower.requires_grad_(False)

    def train(self, mode: bool = True) -> SplitNetwork:
        """As any module's, but for what is frozen."""
        super().train(mode)
        self.lower.eval()
        for layer in self.upper.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
        return self

    def views(self, pictures: Tensor) -> Tensor:
        """What the lower part makes of pictures [n, 3, h, w]: [n, views, ...]."""
        views = [self.lower(pictures), *([self.lower(pictures.flip(3))] if self.mirror else [])]
        return torch.stack(views, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures [n, 3, h, w], or what `views` made of them, to logits [n, labels]."""
        kept = self.views(x) if x.dim() == 4 else x
        n, views = kept.shape[:2]
        if self.training and views > 1:
            drawn: Tensor = self.upper(kept[torch.arange(n), torch.randint(views, (n,))])
            return drawn
        logits: Tensor = torch.stack([self.upper(kept[:, view]) for view in range(views)]).mean(0)
        return logits


class BoostedTrees(nn.Module):
    """Gradient-boosted trees for each label (Friedman 2001), fitted by scikit-learn and kept as tensors."""

    def __init__(self, features: int, labels: int) -> None:
        super().__init__()
        self.features, self.labels = features, labels
        self.feature: Tensor
        self.left: Tensor
        self.right: Tensor
        self.threshold: Tensor
        self.value: Tensor
        self.start: Tensor
        for name in ("feature", "left", "right"):
            self.register_buffer(name, torch.zeros(labels, 1, 1, dtype=torch.int64))
        self.register_buffer("threshold", torch.zeros(labels, 1, 1))
        self.register_buffer("value", torch.zeros(labels, 1, 1))
        self.register_buffer("start", torch.zeros(labels))

    def fit(self, features: NDArray[np.float32], targets: NDArray[np.uint8], *, trees: int, seed: int) -> BoostedTrees:
        """Grow the trees.

        Args:
            features: [n, features].
            targets: noughts and ones [n, labels].

        Raises:
            InputError: scikit-learn is not installed.
        """
        import numpy as np

        try:
            from sklearn.ensemble import GradientBoostingClassifier
        except ImportError:
            raise InputError("boosted trees need scikit-learn", remedy="`pip install scikit-learn`") from None
        grown: list[list[Any]] = []
        for label in range(self.labels):
            shape = GradientBoostingClassifier(
                n_estimators=trees, max_depth=2, subsample=0.5, max_features="sqrt", random_state=seed
            )
            shape.fit(features, targets[:, label])
            share = targets[:, label].mean()
            self.start[label] = float(np.log(share / (1 - share)))
            grown.append([tree.tree_ for tree in shape.estimators_[:, 0]])
        nodes = max(tree.node_count for row in grown for tree in row)

        def packed(name: str, factor: float = 1.0) -> Tensor:
            table = np.zeros((self.labels, trees, nodes))
            for label, row in enumerate(grown):
                for at, tree in enumerate(row):
                    table[label, at, : tree.node_count] = (
                        np.asarray(getattr(tree, name)).reshape(tree.node_count) * factor
                    )
            return torch.from_numpy(table)

        self.feature = packed("feature").clamp(min=0).long()
        self.left, self.right = packed("children_left").long(), packed("children_right").long()
        self.threshold, self.value = packed("threshold").float(), packed("value", 0.1).float()
        return self

    def forward(self, x: Tensor) -> Tensor:
        """Features [n, features] to logits [n, labels]."""
        logits = []
        for label in range(self.labels):
            trees = torch.arange(self.feature.shape[1])
            node = torch.zeros(len(x), len(trees), dtype=torch.int64)
            for _ in range(2):
                feature, threshold = self.feature[label][trees, node], self.threshold[label][trees, node]
                left, right = self.left[label][trees, node], self.right[label][trees, node]
                step = torch.where(x.gather(1, feature) <= threshold, left, right)
                node = torch.where(left < 0, node, step)
            logits.append(self.start[label] + self.value[label][trees, node].sum(1))
        return torch.stack(logits, 1)


def start_network(run: RunPlan, labels: int) -> tuple[nn.Module, Pretraining]:
    """The run's network with a new head for `labels`, its other weights as `run.weights` says: `none`, `imagenet` or a
    file. Nothing falls back.

    Raises:
        InputError: there is no such network, or the weights are not to be had.
    """
    part = str(run.options.get("part", "all"))
    if run.model == PLAIN:
        if run.weights != "none":
            raise InputError(
                f"{run.title}: the plain network has no weights to be had", remedy="set its weights to `none`"
            )
        model: nn.Module = PlainNetwork(labels, width=int(run.options.get("width", 32)))
        return model, _scratch()
    more = {"init_weights": False} if run.model == "googlenet" else {}
    backbone = build_backbone(run.model, **more)
    pretraining = _load(backbone, run)
    if run.model == "googlenet":  # as torchvision does it: the auxiliary heads serve its own training alone
        backbone.aux_logits, backbone.aux1, backbone.aux2 = False, None, None  # type: ignore[assignment]
    if part == "all":
        return signed_answers(replace_head(backbone, labels)), pretraining
    return split_network(backbone, run, labels), pretraining


def split_network(backbone: nn.Module, run: RunPlan, labels: int) -> SplitNetwork:
    """The network cut where `options.part` says: `head` trains one new layer, `boosted` trees, `top` all that comes
    after the fifth of seven stages.

    Raises:
        InputError: this network cannot be cut so.
    """
    part, mirror = str(run.options["part"]), bool(run.options.get("mirror", False))
    children = dict(backbone.named_children())
    if not {"stem", "stages", "head", "pool", "classifier"} <= children.keys():
        raise InputError(f"{run.model} cannot be frozen in parts here", remedy="take an EfficientNet-Lite")
    stages = list(children["stages"].children())
    width = int(children["classifier"].in_features)  # type: ignore[arg-type]
    if part in ("head", "boosted"):
        lower = nn.Sequential(children["stem"], *stages, children["head"], children["pool"])
        norm = nn.BatchNorm1d(width, affine=False)
        upper = BoostedTrees(width, labels) if part == "boosted" else nn.Sequential(norm, nn.Linear(width, labels))
        return SplitNetwork(lower, upper, mirror=mirror)
    if part == "top":
        lower = nn.Sequential(children["stem"], *stages[:5])
        upper = nn.Sequential(*stages[5:], children["head"], children["pool"], nn.Linear(width, labels))
        return SplitNetwork(lower, upper, mirror=mirror)
    raise InputError(f"options.part: no part is called {part!r}", remedy="write all, top, head or boosted")


def _load(backbone: nn.Module, run: RunPlan) -> Pretraining:
    from plainspoken.experiments.models.pretrained_weights import load_file, load_imagenet

    if run.weights == "none":
        return _scratch()
    if run.weights == "imagenet":
        return load_imagenet(backbone, run.model)
    return load_file(backbone, run.model, Path(run.weights))


def _scratch() -> Pretraining:
    return Pretraining(kind="none", name="random", description="trained from scratch, from random weights")
