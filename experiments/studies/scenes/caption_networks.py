"""Six small networks from words to labels, in the order of what they know of the order of words.

All take word indices [n, t] int64, padded with 0, and the number of words [n], and give logits [n, labels].
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

WIDTH = 64
"""Numbers a word."""


class _CaptionNetwork(nn.Module):
    """An embedding and a last layer; what lies between is `summary`."""

    def __init__(self, vocabulary: int, labels: int, width: int = WIDTH) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH, padding_idx=0)
        self.head = nn.Linear(width, labels)

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """[n, t] and [n] to [n, labels]."""
        there = (torch.arange(words.shape[1], device=words.device) < lengths[:, None]).unsqueeze(-1)  # [n, t, 1]
        logits: Tensor = self.head(self.summary(self.embedding(words), there))
        return logits

    def summary(self, embedded: Tensor, there: Tensor) -> Tensor:
        """Embedded words [n, t, width] and which of them are words [n, t, 1] to [n, width of the last layer]."""
        raise NotImplementedError


class MeanWords(_CaptionNetwork):
    """The mean of the words, as in Joulin et al., "Bag of Tricks for Efficient Text Classification" (2016)."""

    def summary(self, embedded: Tensor, there: Tensor) -> Tensor:
        """The mean over words."""
        return (embedded * there).sum(1) / there.sum(1).clamp(min=1)


class DeepMeanWords(MeanWords):
    """The mean, and a hidden layer: Iyyer et al., "Deep Unordered Composition" (2015)."""

    def __init__(self, vocabulary: int, labels: int) -> None:
        super().__init__(vocabulary, labels, 128)
        self.hidden = nn.Linear(WIDTH, 128)

    def summary(self, embedded: Tensor, there: Tensor) -> Tensor:
        """The mean over words through a hidden layer."""
        return torch.relu(self.hidden(super().summary(embedded, there)))


class StrongestWords(_CaptionNetwork):
    """The largest of each number over the words."""

    def summary(self, embedded: Tensor, there: Tensor) -> Tensor:
        """The maximum over words."""
        return embedded.masked_fill(~there, -1e4).amax(1)


class WordConvolutions(_CaptionNetwork):
    """Convolutions over two, three and four words: Kim, "Convolutional Neural Networks for Sentence Classification"
    (2014)."""

    def __init__(self, vocabulary: int, labels: int) -> None:
        super().__init__(vocabulary, labels, 3 * WIDTH)
        self.convolutions = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, size, padding=size // 2) for size in (2, 3, 4))

    def summary(self, embedded: Tensor, there: Tensor) -> Tensor:
        """The maximum over the words of each convolution."""
        x, at = (embedded * there).transpose(1, 2), there.transpose(1, 2)  # [n, width, t], [n, 1, t]
        found = [torch.relu(layer(x))[:, :, : x.shape[2]] * at for layer in self.convolutions]
        return torch.cat([each.amax(2) for each in found], 1)


class GatedReader(_CaptionNetwork):
    """A gated recurrent unit reads the words in order: Cho et al., "Learning Phrase Representations" (2014)."""

    def __init__(self, vocabulary: int, labels: int) -> None:
        super().__init__(vocabulary, labels)
        self.memory = nn.GRU(WIDTH, WIDTH, batch_first=True)

    def summary(self, embedded: Tensor, there: Tensor) -> Tensor:
        """The mean of what was in memory after each word."""
        read, _ = self.memory(embedded)
        mean: Tensor = (read * there).sum(1) / there.sum(1).clamp(min=1)
        return mean


class AttentiveReader(_CaptionNetwork):
    """A learned question weighs the words: Yang et al., "Hierarchical Attention Networks" (2016)."""

    def __init__(self, vocabulary: int, labels: int) -> None:
        super().__init__(vocabulary, labels)
        self.key, self.question = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 1, bias=False)

    def summary(self, embedded: Tensor, there: Tensor) -> Tensor:
        """The mean over words, each weighed by what attention makes of it."""
        scores = self.question(torch.tanh(self.key(embedded))).masked_fill(~there, -1e4)
        weighed: Tensor = (embedded * scores.softmax(1)).sum(1)
        return weighed


CAPTION_NETWORKS: dict[str, type[_CaptionNetwork]] = {
    "mean": MeanWords,
    "deep-mean": DeepMeanWords,
    "strongest": StrongestWords,
    "convolution": WordConvolutions,
    "gru": GatedReader,
    "attention": AttentiveReader,
}


def build_caption_network(name: str, *, vocabulary: int, labels: int) -> nn.Module:
    """The network of that name with random weights.

    Raises:
        KeyError: there is none.
    """
    return CAPTION_NETWORKS[name](vocabulary, labels)
