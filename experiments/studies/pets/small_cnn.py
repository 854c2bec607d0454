"""A small convolutional network from scratch: convolution, ReLU and pooling by stage, then dropout and a classifier.

With `widths = [32, 64, 128, 128]`, `dropout = 0.3` and `dense = 512` it is the network of the lab that this study
follows, down to its initial weights (He et al., "Delving Deep into Rectifiers", 2015).
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from plainspoken.base.errors import InputError


class SmallCnn(nn.Module):
    """The network with random weights, for pictures [n, 3, size, size].

    Args:
        classes: how many logits.
        size: pixels on a side.
        widths: channels of each stage; each halves the side.
        kernel: side of the filters, 2 or 3.
        dropout: share of the flat features hidden in training.
        dense: width of a hidden layer before the classifier; 0 for none.
        norm: batch norm after each convolution.
        pooled: mean over the last map in place of laying it flat.

    Raises:
        InputError: there are more stages than the pictures can be halved.
    """

    def __init__(
        self, classes: int, size: int, *, widths: Sequence[int] = (16, 32, 64), kernel: int = 3, dropout: float = 0.0,
        dense: int = 0, norm: bool = False, pooled: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        if size >> len(widths) < 1:
            raise InputError(
                f"{len(widths)} stages halve {size} pixels to nothing", remedy="use fewer widths or larger pictures"
            )
        stages: list[nn.Module] = []
        channels, side = 3, size
        for width in widths:
            layers: list[nn.Module] = [nn.Conv2d(channels, width, kernel, padding="same")]
            layers += [nn.BatchNorm2d(width)] if norm else []
            stages.append(nn.Sequential(*layers, nn.ReLU(), nn.MaxPool2d(2)))
            channels, side = width, side // 2
        self.stages = nn.Sequential(*stages)
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()) if pooled else nn.Flatten()
        flat = channels if pooled else channels * side * side
        hidden: list[nn.Module] = [nn.Linear(flat, dense), nn.ReLU()] if dense else []
        self.classifier = nn.Sequential(nn.Dropout(dropout), *hidden, nn.Linear(dense or flat, classes))
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, size, size] to logits [n, classes]."""
        logits: Tensor = self.classifier(self.pool(self.stages(x)))
        return logits
