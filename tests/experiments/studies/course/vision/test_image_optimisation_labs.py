"""DeepDream and style transfer: what the tasks do on a known network, and the pictures that the labs draw."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.studies.course.vision import photographs
from plainspoken.experiments.studies.course.vision.frozen_stages import HIGH, LOW, FrozenStages, to_network, to_pixels
from plainspoken.experiments.tasks.image_optimisation import dream, gram, total_variation, transfer_style
from plainspoken.experiments.tasks.work import StepClock

CARD = DataCard(name="noise", kind="drawn")


def layers(picture: Tensor) -> list[Tensor]:
    """One frozen layer of edges."""
    torch.manual_seed(0)
    with torch.no_grad():
        layer = nn.Conv2d(3, 4, 3, padding=1).requires_grad_(False)
    return [layer(picture)]


class TestDream:
    def test_the_activation_rises_and_each_octave_is_kept_at_its_size(self) -> None:
        picture = torch.rand(1, 3, 24, 36)
        result = dream(picture, layers, CARD, StepClock(), stages=[0], octaves=3, octave_scale=1.5, steps=4)
        scores = result.scores["train"]
        assert scores["objective"] > scores["objective_before"] > 0
        assert [result.arrays[f"octave_{i}"].shape[:2] for i in (1, 2, 3)] == [(11, 16), (16, 24), (24, 36)]
        assert (result.arrays["octave_3"] == result.arrays["after"]).all()

    def test_without_a_step_detail_put_back_gives_the_picture_itself(self) -> None:
        """The smaller original is taken away where it was added, so nothing but the dream is left of the octaves."""
        picture = torch.rand(1, 3, 24, 36)

        def likeness(detail: bool) -> float:
            told = dream(
                picture, layers, CARD, StepClock(), stages=[0], octaves=3, octave_scale=1.5, steps=1, rate=1e-9,
                detail=detail,
            )  # fmt: skip
            return float(told.scores["train"]["likeness"])

        assert likeness(True) > 99 and likeness(False) < 40

    def test_likeness_is_the_peak_signal_to_noise_ratio(self) -> None:
        picture = torch.rand(1, 3, 16, 16)
        result = dream(picture, layers, CARD, StepClock(), stages=[0], octaves=1, steps=3, low=-1, high=1)
        before, after = (result.arrays[name].astype(np.float64) for name in ("before", "after"))
        assert result.scores["train"]["likeness"] == pytest.approx(
            10 * math.log10(4 / ((before - after) ** 2).mean()), 1e-5
        )


class TestStyle:
    def test_the_gram_matrix_is_that_of_numpy_and_forgets_where(self) -> None:
        maps = torch.rand(1, 5, 6, 7, dtype=torch.float64)
        flat = maps.numpy().reshape(5, 42)
        assert np.abs(gram(maps).numpy() - np.einsum("ik,jk->ij", flat, flat) / 42).max() < 1e-12
        moved = maps[:, :, torch.randperm(6)]
        assert torch.allclose(gram(moved), gram(maps))

    def test_total_variation_by_hand(self) -> None:
        steps = torch.tensor([[0.0, 1.0, 3.0], [0.0, 1.0, 3.0]])[None, None]
        assert total_variation(steps).item() == pytest.approx((1 + 4 + 1 + 4) / 4)
        assert total_variation(steps.transpose(2, 3)).item() == pytest.approx(2.5)
        assert total_variation(torch.ones(1, 3, 4, 4)).item() == 0

    def test_each_weight_pulls_towards_its_own_loss(self) -> None:
        content, style = torch.rand(1, 3, 16, 16), torch.rand(1, 3, 16, 16) * 2 - 1

        def losses(**weights: float) -> dict[str, float]:
            told = transfer_style(
                content, style, layers, CARD, StepClock(), content_stage=0, style_stages=[0], steps=25, **weights
            )  # fmt: skip
            return {name: float(value) for name, value in told.scores["train"].items()}

        plain = losses(content_weight=0.1)
        assert plain["style_loss"] < 0.9
        assert losses(content_weight=10.0)["content_loss"] < plain["content_loss"]
        assert losses(content_weight=0.1, variation_weight=5.0)["variation"] < plain["variation"]

    def test_pictures_are_kept_at_the_steps_asked_for(self) -> None:
        told = transfer_style(
            torch.rand(1, 3, 8, 8), torch.rand(1, 3, 8, 8), layers, CARD, StepClock(), content_stage=0,
            style_stages=[0], steps=4, keep=[1, 4],
        )  # fmt: skip
        assert told.snapshots == {1: "after_1", 4: "after_4"}
        assert (told.arrays["after_4"] == told.arrays["after"]).all()
        assert (told.arrays["after_1"] != told.arrays["after"]).any()


class TestPictures:
    @pytest.mark.parametrize("draw", [photographs.draw_strokes, photographs.draw_tiles])
    def test_a_style_is_drawn_alike_each_time_and_in_many_colours(self, draw: object) -> None:
        assert callable(draw)
        first, again = draw(48, 32), draw(48, 32)
        assert first.shape == (32, 48, 3) and 0 <= first.min() < 0.3 and 0.7 < first.max() <= 1
        assert (first == again).all() and len(np.unique(first.reshape(-1, 3), axis=0)) > 200

    def test_an_unknown_photograph_is_refused(self) -> None:
        with pytest.raises(InputError, match="no photograph is called 'cat'"):
            photographs.load_photograph("cat", 10, 10)

    def test_pixels_come_back_from_what_the_network_reads(self) -> None:
        pixels = photographs.load_photograph("china", 12, 8)
        picture = to_network(pixels)
        assert picture.min() >= LOW and picture.max() <= HIGH
        assert np.abs(to_pixels(picture[0].permute(1, 2, 0).numpy()) - pixels).max() < 1e-6

    def test_stages_halve_the_picture_as_the_network_does_and_are_frozen(self) -> None:
        seen = FrozenStages(4)(torch.zeros(1, 3, 32, 48, requires_grad=True))
        assert [maps.shape[1:] for maps in seen] == [(32, 16, 24), (16, 16, 24), (24, 8, 12), (40, 4, 6), (80, 2, 3)]
        seen[-1].sum().backward()  # type: ignore[no-untyped-call]
        network = FrozenStages(1)._network
        assert not any(weight.requires_grad for weight in network.parameters())
