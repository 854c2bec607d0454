"""A bidirectional LSTM over word embeddings: embed, read both ways, classify what was left in memory.

After Schuster and Paliwal, "Bidirectional recurrent neural networks" (1997), with the cells of Hochreiter and
Schmidhuber, "Long short-term memory" (1997).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence
from torch.utils.flop_counter import register_flop_formula


class BiLSTM(nn.Module):
    """Logits from words.

    Args:
        vocabulary: size of the embedding table; index 0 pads.
        classes: how many logits.
        embedding: numbers a word.
        hidden: numbers of memory in each direction.
        layers: LSTM layers, one on the other.
        dropout: share of numbers hidden in training, between the parts.
    """

    def __init__(
        self,
        vocabulary: int,
        classes: int,
        *,
        embedding: int = 100,
        hidden: int = 256,
        layers: int = 2,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=0)
        self.lstm = nn.LSTM(
            embedding, hidden, layers, batch_first=True, bidirectional=True, dropout=dropout if layers > 1 else 0.0
        )
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Sequential(
            nn.Linear(2 * hidden, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, classes)
        )

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Word indices [n, t] and their numbers [n] to logits [n, classes]. What is beyond a length is not read."""
        embedded = self.dropout(self.embedding(words))  # [n, t, embedding]
        packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (memory, _) = self.lstm(packed)  # [2 * layers, n, hidden]: the last two are forward and backward on top
        logits: Tensor = self.classifier(self.dropout(torch.cat([memory[-2], memory[-1]], dim=1)))
        return logits


def _lstm_flops(x_shape: Any, input_weight: Any, memory_weight: Any, *args: object, **kwargs: object) -> int:
    """FLOPs of one direction of one layer: two matrix products a step. torch's own counter leaves LSTMs out."""
    steps, batch = x_shape[0], x_shape[1]
    return int(2 * steps * batch * (input_weight[0] * input_weight[1] + memory_weight[0] * memory_weight[1]))


_register: Callable[..., Any] = register_flop_formula(torch.ops.aten.mkldnn_rnn_layer)
_register(_lstm_flops)
