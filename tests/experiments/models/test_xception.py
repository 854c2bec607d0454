"""Xception as the paper has it: parameters, shapes, and timm's own module where it is installed."""

import pytest
import torch

from plainspoken.experiments.models.xception import SeparableConv2d, Xception


def on_meta(separable: bool = True) -> Xception:
    with torch.device("meta"):
        return Xception(separable=separable)


def test_it_has_the_parameters_of_the_paper():
    assert sum(p.numel() for p in on_meta().parameters()) == 22_855_952
    assert sum(p.numel() for p in on_meta(separable=False).parameters()) > 7 * 22_855_952


def test_its_maps_have_the_shapes_of_the_paper():
    network = on_meta()
    with torch.device("meta"):
        entered = network.entry(torch.zeros(2, 3, 299, 299))
        left = network.exit(network.middle(entered))
    assert entered.shape == (2, 728, 19, 19) and left.shape == (2, 2048, 10, 10)


def test_a_separable_convolution_is_a_plain_one_of_rank_one():
    """Depthwise then pointwise is the plain convolution whose filters are the products of both."""
    torch.manual_seed(0)
    separable = SeparableConv2d(4, 6)
    weight = separable.pointwise.weight * separable.depthwise.weight.squeeze(1)[None]
    plain = torch.nn.Conv2d(4, 6, 3, padding=1, bias=False)
    plain.weight.data = weight.detach()
    x = torch.randn(2, 4, 9, 9)
    assert torch.allclose(separable(x), plain(x), atol=1e-5)


def test_timm_counts_the_same():
    timm = pytest.importorskip("timm")
    with torch.device("meta"):
        theirs = timm.create_model("legacy_xception", pretrained=False)
    assert sum(p.numel() for p in theirs.parameters()) == sum(p.numel() for p in on_meta().parameters())
    shapes = sorted(tuple(p.shape) for p in theirs.parameters())
    assert shapes == sorted(tuple(p.shape) for p in on_meta().parameters())
