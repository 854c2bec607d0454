import pytest
import torch

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.attention import ChannelAttention, ResidualBlock, SelfAttention, SpatialAttention
from plainspoken.experiments.models.emotionnet import EmotionNetV2, EmotionNetV3
from plainspoken.experiments.models.image_classifiers import build_image_model, head_names, replace_head
from plainspoken.experiments.training.cost import count_cost


@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("emotionnet-v1", 103.14),
        ("emotionnet-v2", 2.12),
        ("emotionnet-v3", 1.71),
        ("resnet18", 11.18),
        ("resnet50", 23.52),
    ],
)
def test_parameters_at_224_pixels(name, millions):
    with torch.device("meta"):
        model = build_image_model(name, classes=7, size=224)
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(millions, abs=0.005)


def test_only_the_first_version_grows_with_the_picture():
    def count(name, size):
        with torch.device("meta"):
            return sum(p.numel() for p in build_image_model(name, classes=7, size=size).parameters())

    assert count("emotionnet-v1", 48) < count("emotionnet-v1", 64)
    assert count("emotionnet-v2", 48) == count("emotionnet-v2", 64)
    assert count("emotionnet-v3", 48) == count("emotionnet-v3", 64)


@pytest.mark.parametrize("name", ["emotionnet-v1", "emotionnet-v2", "emotionnet-v3", "resnet18", "squeezenet1_1"])
def test_pictures_become_logits_and_every_weight_gets_a_gradient(name):
    torch.manual_seed(0)
    model = build_image_model(name, classes=5, size=32)
    logits = model(torch.randn(4, 3, 32, 32))
    assert logits.shape == (4, 5)
    torch.nn.functional.cross_entropy(logits, torch.arange(4)).backward()
    without = [n for n, p in model.named_parameters() if p.grad is None]
    assert without == []


def test_untrained_attention_is_the_identity_and_a_gate_opens_it():
    torch.manual_seed(0)
    layer = SelfAttention(16)
    x = torch.randn(2, 16, 5, 4)
    assert torch.equal(layer(x), x)
    with torch.no_grad():
        layer.gamma.fill_(0.5)
    assert not torch.allclose(layer(x), x)


def test_self_attention_is_the_weighted_mean_of_the_values():
    torch.manual_seed(1)
    layer = SelfAttention(8)
    with torch.no_grad():
        layer.gamma.fill_(2.0)
        layer.query.weight.zero_()
        layer.query.bias.zero_()
    x = torch.randn(1, 8, 3, 3)
    # No query prefers any key, so every place finds the mean value.
    expected = x + 2 * layer.value(x).mean(dim=(2, 3), keepdim=True)
    assert torch.allclose(layer(x), expected, atol=1e-6)


def test_gates_stay_between_nothing_and_everything():
    x = torch.rand(2, 32, 6, 6)
    for layer in (ChannelAttention(32), SpatialAttention()):
        gated = layer(x)
        assert gated.shape == x.shape
        assert bool((gated >= 0).all()) and bool((gated <= x).all())


def test_a_residual_block_of_equal_width_passes_its_input_on():
    block = ResidualBlock(8, 8).eval()
    with torch.no_grad():
        for parameter in block.body.parameters():
            parameter.zero_()
    x = torch.rand(1, 8, 4, 4)
    assert torch.allclose(block(x), x)


def test_both_paths_of_the_second_version_have_one_design_but_weights_of_their_own():
    model = EmotionNetV2(7, 32)
    assert str(model.local_path) == str(model.global_path)
    first, second = next(model.local_path.parameters()), next(model.global_path.parameters())
    assert first is not second and not torch.equal(first, second)


def test_the_second_version_untrained_is_itself_without_attention():
    torch.manual_seed(0)
    model = EmotionNetV2(7, 32).eval()
    x = torch.randn(2, 3, 32, 32)
    with_attention = model(x)
    layers = [name for name, layer in model.named_modules() if isinstance(layer, SelfAttention)]
    assert len(layers) == 4
    assert all(model.get_submodule(name).gamma.item() == 0 for name in layers)
    for name in layers:
        parent, _, child = name.rpartition(".")
        setattr(model.get_submodule(parent), child, torch.nn.Identity())
    assert torch.equal(model(x), with_attention)


def test_dropout_before_the_batch_norm_can_be_switched_off():
    torch.manual_seed(0)
    dropped, kept = EmotionNetV2(7, 32), EmotionNetV2(7, 32, map_dropout=0.0)
    x = torch.randn(4, 3, 32, 32)
    assert not torch.equal(dropped.train().fusion[3:](x), x) and torch.equal(kept.train().fusion[3:](x), x)
    assert dropped.state_dict().keys() == kept.state_dict().keys()


def test_local_kernels_are_smaller_than_global_ones():
    model = EmotionNetV3(7, 32)

    def kernels(path):
        return {layer.kernel_size for layer in path if isinstance(layer, torch.nn.Conv2d)}

    assert kernels(model.local_path) == {(3, 3)}
    assert kernels(model.global_path) == {(5, 5)}


def test_flops_of_resnet18_are_those_of_its_paper():
    cost = count_cost(build_image_model("resnet18", classes=1000, size=224), (torch.zeros(1, 3, 224, 224),))
    assert cost.flops / 2 == pytest.approx(1.814e9, rel=0.001)
    assert cost.layers == 21  # 18 on the longest path and three shortcuts
    assert cost.bytes > 4 * cost.parameters


def test_an_unknown_model_or_option_is_the_users_mistake():
    with pytest.raises(InputError, match="no model is called 'resnet19'"):
        build_image_model("resnet19", classes=7, size=32)
    with pytest.raises(InputError, match="emotionnet-v1"):
        build_image_model("emotionnet-v1", classes=7, size=32, depth=3)


def test_the_head_is_replaced_and_named():
    model = build_image_model("resnet18", classes=9, size=32)
    assert head_names(model) == ["fc.weight", "fc.bias"]
    assert replace_head(model, 3).fc.out_features == 3
    squeeze = build_image_model("squeezenet1_1", classes=4, size=64).eval()
    assert squeeze(torch.zeros(1, 3, 64, 64)).shape == (1, 4)
