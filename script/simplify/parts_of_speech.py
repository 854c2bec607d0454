"""The part of speech of each word, by the small tagger that hibari-tts brings (extra `words-plus`).

It is an averaged perceptron over the words beside, with the tags of the Penn Treebank; of nouns, verbs, adjectives and
adverbs in English web text it tells 95 % right. Its table is read in a fifth of a second, only when a talk asks for it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Literal

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require

Tagger = Callable[[Sequence[str]], list[str]]
"""Words of one sentence to the tag of each."""

PartOfSpeech = Literal["noun", "verb", "adj", "adverb", "other"]
_OF_TAG: tuple[tuple[str, PartOfSpeech], ...] = (("NN", "noun"), ("VB", "verb"), ("JJ", "adj"), ("RB", "adverb"))


def tagger_installed() -> bool:
    """Whether the package of the tagger is there."""
    return find_spec("hibari") is not None


@cache
def tagger() -> Tagger:
    """The tagger.

    Raises:
        InputError: its package is not installed.
    """
    require("words-plus", purpose="the part of speech of words")
    package = find_spec("hibari")
    assert package is not None and package.origin is not None
    folder = Path(package.origin).parent
    try:
        # The one module by itself: the package's own import would bring numpy and scipy.
        spec = spec_from_file_location("plainspoken_tagger", folder / "g2p" / "tagger.py")
        assert spec is not None and spec.loader is not None
        module: Any = module_from_spec(spec)
        spec.loader.exec_module(module)
        model: Tagger = module.Tagger(json.loads(gzip.decompress((folder / "assets" / "tagger.json.gz").read_bytes())))
    except (OSError, ValueError, AttributeError, KeyError) as error:
        raise InputError(
            f"the tagger of hibari-tts cannot be read ({type(error).__name__})",
            remedy="reinstall hibari-tts 0.2, or remove `parts_of_speech` and leave out --in-context",
        ) from None
    return model


def part_of_speech(tag: str) -> PartOfSpeech:
    """The part of speech of a tag (`VBD` is a verb); what has no forms, and proper names, are "other"."""
    if tag.startswith("NNP"):
        return "other"
    return next((part for start, part in _OF_TAG if tag.startswith(start)), "other")
