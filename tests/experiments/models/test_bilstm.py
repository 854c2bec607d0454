"""The bidirectional LSTM: what it reads, what it costs."""

from __future__ import annotations

import torch

from plainspoken.experiments.models.bilstm import BiLSTM
from plainspoken.experiments.training.cost import count_cost


def small() -> BiLSTM:
    torch.manual_seed(1)
    return BiLSTM(20, 2, embedding=8, hidden=8, layers=2).eval()


def test_shapes() -> None:
    words = torch.randint(1, 20, (3, 7))
    assert small()(words, torch.tensor([7, 3, 1])).shape == (3, 2)


def test_padding_is_never_read() -> None:
    model = small()
    words = torch.tensor([[5, 6, 7, 0, 0, 0]])
    junk = torch.tensor([[5, 6, 7, 9, 9, 9]])
    short = torch.tensor([[5, 6, 7]])
    length = torch.tensor([3])
    assert torch.equal(model(words, length), model(junk, length))
    assert torch.allclose(model(words, length), model(short, length), atol=1e-6)


def test_it_reads_both_ways() -> None:
    model, length = small(), torch.tensor([4])
    base = model(torch.tensor([[5, 6, 7, 8]]), length)
    assert not torch.allclose(base, model(torch.tensor([[9, 6, 7, 8]]), length))
    assert not torch.allclose(base, model(torch.tensor([[5, 6, 7, 9]]), length))
    assert not torch.allclose(base, model(torch.tensor([[8, 7, 6, 5]]), length))


def test_company_in_the_batch_changes_nothing() -> None:
    model = small()
    words = torch.randint(1, 20, (4, 6))
    lengths = torch.tensor([6, 2, 4, 1])
    together = model(words, lengths)
    alone = torch.cat([model(words[i : i + 1], lengths[i : i + 1]) for i in range(4)])
    assert torch.allclose(together, alone, atol=1e-6)


def test_parameters_and_operations_by_hand() -> None:
    model = BiLSTM(1000, 2, embedding=100, hidden=256, layers=2)
    gates = 4 * 256
    lstm = 2 * (gates * (100 + 256) + 2 * gates) + 2 * (gates * (512 + 256) + 2 * gates)
    head = (512 * 256 + 256) + (256 * 2 + 2)
    cost = count_cost(model, (torch.ones(1, 64, dtype=torch.int64), torch.tensor([64])))
    assert cost.parameters == 1000 * 100 + lstm + head
    products = 64 * (2 * gates * (100 + 256) + 2 * gates * (512 + 256)) + 512 * 256 + 256 * 2
    assert cost.flops == 2 * products


def test_a_word_that_pads_has_no_weight() -> None:
    model = small().train()
    model(torch.tensor([[5, 0, 0]]), torch.tensor([3])).sum().backward()
    assert model.embedding.weight.grad is not None
    assert not model.embedding.weight.grad[0].any() and model.embedding.weight.grad[5].any()
