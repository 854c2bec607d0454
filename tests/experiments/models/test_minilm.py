"""MiniLM with a head: the encoder as it came, freezing, padding, and what a wrong folder is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.minilm import (
    FrozenBatches,
    MiniLMClassifier,
    encoder_folder,
    freeze_outputs,
    load_minilm,
    tokenize,
    trim,
)
from plainspoken.experiments.training.cost import count_cost

TEXTS = ["My pain is gone and I sleep well.", "It gave me nightmares, and " * 6, "Fine."]


@pytest.fixture(scope="module")
def folder() -> Path:
    return encoder_folder()


@pytest.fixture(scope="module")
def frozen(folder: Path) -> MiniLMClassifier:
    torch.manual_seed(1)
    return load_minilm(folder, 2, frozen=4).eval()


def test_it_is_the_pretrained_encoder(folder: Path, frozen: MiniLMClassifier) -> None:
    from transformers import AutoModel, AutoTokenizer

    read = AutoTokenizer.from_pretrained(folder, local_files_only=True)(
        TEXTS, padding="max_length", truncation=True, max_length=32, return_tensors="pt"
    )
    ids, mask = tokenize(folder, TEXTS, length=32)
    assert torch.equal(ids, read["input_ids"]) and torch.equal(mask, read["attention_mask"])
    with torch.inference_mode():
        last = AutoModel.from_pretrained(folder, local_files_only=True).eval()(**read).last_hidden_state
        mean = (last * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        assert torch.allclose(frozen(ids, mask), frozen.head(mean), atol=1e-5)


def test_frozen_outputs_and_trimming_change_no_answer(folder: Path, frozen: MiniLMClassifier) -> None:
    ids, mask = tokenize(folder, TEXTS, length=40)
    with torch.inference_mode():
        whole = frozen(ids, mask)
        kept = freeze_outputs(frozen, ids, mask, batch=2)
        assert torch.allclose(whole, frozen(kept, mask), atol=1e-5)
        assert torch.allclose(whole[2:], frozen(*trim((ids[2:], mask[2:]))), atol=1e-5)


def test_training_moves_the_upper_layers_alone(folder: Path) -> None:
    model = load_minilm(folder, 2, frozen=5)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model.train()
    assert not model.embeddings.training and not model.layers[0].training and model.layers[5].training
    ids, mask = tokenize(folder, TEXTS, length=16)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    model(ids, mask).pow(2).sum().backward()
    optimizer.step()
    changed = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    assert changed and all(name.startswith(("layers.5", "head")) for name in changed)


def test_batches_of_frozen_outputs_are_read_once(folder: Path, frozen: MiniLMClassifier) -> None:
    ids, mask = tokenize(folder, TEXTS, length=16)
    asked = []

    def read() -> torch.Tensor:
        asked.append(1)
        return freeze_outputs(frozen, ids, mask)

    batches = FrozenBatches(read, mask, torch.tensor([0, 1, 0]), batch=2, shuffle=True, seed=1)
    assert (len(batches), batches.samples, asked) == (2, 3, [])
    orders = []
    for epoch in (1, 2, 1):
        batches.set_epoch(epoch)
        orders.append([target for _, targets in batches for target in targets.tolist()])
    assert asked == [1] and orders[0] == orders[2] and sorted(orders[1]) == [0, 0, 1]


def test_cost(frozen: MiniLMClassifier) -> None:
    example = (torch.ones(1, 32, dtype=torch.int64), torch.ones(1, 32, dtype=torch.int64))
    cost = count_cost(frozen, example)
    assert 22.5e6 < cost.parameters < 22.8e6
    layer = 4 * (384 * 384 + 384) + 2 * 384 * 1536 + 1536 + 384 + 4 * 384
    assert cost.trainable_parameters == 2 * layer + 384 * 2 + 2


@pytest.mark.parametrize("frozen", [-1, 7])
def test_layers_that_are_not_there_cannot_be_frozen(folder: Path, frozen: int) -> None:
    with pytest.raises(InputError, match="cannot be frozen"):
        load_minilm(folder, 2, frozen=frozen)


def test_a_folder_without_an_encoder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no encoder here"):
        encoder_folder(str(tmp_path))
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match="no encoder"):
        load_minilm(encoder_folder(str(tmp_path)), 2, frozen=0)
