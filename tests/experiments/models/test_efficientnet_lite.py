"""EfficientNet-Lite: its shape, its padding, and the published weights, which know what is on a photograph."""

import pytest
import torch
from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.efficientnet_lite import SameConv2d, build_efficientnet_lite, match_by_position
from plainspoken.experiments.models.image_classifiers import build_backbone, build_image_model, pixel_scale
from plainspoken.experiments.models.pretrained_weights import PACKAGED, load_file, load_imagenet, packaged_file
from plainspoken.experiments.training.transforms import IMAGENET_SCALE, normalise

PALACE = 698
"""ImageNet's class for the building on scikit-learn's photograph china.jpg."""


@pytest.mark.parametrize(
    ("name", "millions", "tensors"), [("efficientnet_lite0", 4.652, 296), ("efficientnet_lite2", 6.092, 386)]
)
def test_size_is_that_of_the_published_networks(name, millions, tensors):
    model = build_efficientnet_lite(name)
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(millions, abs=5e-4)
    assert len(model.state_dict()) == tensors


@pytest.mark.parametrize("size", [32, 33, 48, 97])
@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2), (1, 1)])
def test_same_padding_puts_the_odd_pixel_right_and_below(size, kernel, stride):
    layer = SameConv2d(2, 2, kernel, stride=stride, groups=2, bias=False)
    x = torch.randn(1, 2, size, size + 3)
    out = layer(x)
    assert out.shape[-2:] == (-(-size // stride), -(-(size + 3) // stride))
    # The first output stands where TensorFlow puts it: half of the missing pixels, rounded down, left and above.
    missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    missing_x = max((-(-(size + 3) // stride) - 1) * stride + kernel - size - 3, 0)
    up, left = missing // 2, missing_x // 2
    patch = torch.zeros(2, kernel, kernel)
    patch[:, up:, left:] = x[0, :, : kernel - up, : kernel - left]
    expected = (patch * layer.weight[:, 0]).sum((1, 2))
    assert torch.allclose(out[0, :, 0, 0], expected, atol=1e-5)


def test_pictures_of_any_size_pass_and_the_head_is_ours():
    model = build_image_model("efficientnet_lite0", classes=7, size=32).eval()
    with torch.inference_mode():
        assert model(torch.randn(2, 3, 32, 32)).shape == (2, 7)
        assert model(torch.randn(1, 3, 50, 71)).shape == (1, 7)
    with pytest.raises(InputError, match="remove that option") as caught:
        build_image_model("efficientnet_lite0", classes=7, size=32, wings=2)
    assert "wings" in str(caught.value)


def test_bytes_are_read_as_the_weights_were_trained():
    pictures = torch.tensor([0, 127, 255], dtype=torch.uint8).view(1, 3, 1, 1)
    read = normalise(pictures, pixel_scale("efficientnet_lite0")).flatten()
    assert read.tolist() == [-127 / 128, 0.0, 1.0]
    assert pixel_scale("resnet18") is IMAGENET_SCALE


def test_state_dictionaries_match_by_position_only_when_every_shape_does():
    model = build_efficientnet_lite("efficientnet_lite0")
    other = {f"layer{i}": value for i, value in enumerate(model.state_dict().values())}
    matched = match_by_position(model, other)
    assert matched is not None and list(matched) == list(model.state_dict())
    assert match_by_position(model, dict(reversed(other.items()))) is None
    assert match_by_position(model, build_efficientnet_lite("efficientnet_lite2").state_dict()) is None
    assert match_by_position(model, {}) is None


def china(size=224):
    from PIL import Image
    from sklearn.datasets import load_sample_image

    picture = Image.fromarray(load_sample_image("china.jpg"))
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    picture = picture.crop((left, top, left + side, top + side)).resize((size, size), Image.Resampling.BICUBIC)
    pixels = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
    return pixels.view(1, size, size, 3).permute(0, 3, 1, 2)


def test_the_packaged_weights_know_a_palace():
    """The weights come with the program's own dependencies, so this never skips."""
    model = build_backbone("efficientnet_lite0").eval()
    said = load_imagenet(model, "efficientnet_lite0")
    assert (said.kind, said.licence, said.checksum) == ("imagenet", "Apache-2.0", PACKAGED["efficientnet_lite0"].sha256)
    with torch.inference_mode():
        probabilities = model(normalise(china(), pixel_scale("efficientnet_lite0"))).softmax(1)[0]
    assert int(probabilities.argmax()) == PALACE and float(probabilities[PALACE]) > 0.25
    assert float(probabilities.max()) < 0.9, "a network that is sure of everything reads its input wrongly"


def test_the_packaged_file_given_by_hand_is_the_same_weights():
    model = build_backbone("efficientnet_lite0")
    path = packaged_file("efficientnet_lite0")
    assert path is not None
    said = load_file(model, "efficientnet_lite0", path)
    assert said.kind == "imagenet" and said.name == "efficientnet-lite0-57934424"


def test_weights_of_lite2_are_not_those_of_lite0(tmp_path):
    path = tmp_path / "lite2.pth"
    torch.save(
        {f"l{i}": v for i, v in enumerate(build_efficientnet_lite("efficientnet_lite2").state_dict().values())}, path
    )
    with pytest.raises(InputError, match="of another network"):
        load_file(build_backbone("efficientnet_lite0"), "efficientnet_lite0", path)


def test_no_module_pads_in_another_way():
    model = build_efficientnet_lite("efficientnet_lite0")
    assert all(isinstance(layer, SameConv2d) for layer in model.modules() if isinstance(layer, nn.Conv2d))
