"""Spelling: words in neither the spelling nor the pronouncing dictionary, and a letter away from a word in both.

Two witnesses must agree that a word is wrong, and on what was meant: names, terms of the field, British spellings and
words that the talk uses again and again are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from plainspoken.base.word_lists import word_set
from plainspoken.script.lint.finding import Edit, Finding, Fix
from plainspoken.script.lint.passages import LintedPage, LintedScript
from plainspoken.script.lint.rule import TEXT, rule
from plainspoken.script.model import Source

_WORD = re.compile(r"(?<![\w./@#$\\{}'’-])[a-z]{4,24}(?![\w/@\\{}_-]|['’][a-rt-z]|\.\w|\()")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Words of the field that dictionaries lack and that are a letter away from another word.
_FIELD = word_set("""
    auprc auroc bleu bleurt chrf cider lpips mape mase miou mmlu msle ndcg nrmse pesq psnr rmse rmsle rouge smape ssim
    stoi wape
    ablate ablated ablation ablations argmax argmin arxiv async asyncio autoencoder autoencoders backprop
    batchnorm bigram bigrams bokeh boolean booleans cattrs centroid centroids chatbot chatbots colab config
    configs convnet convnets cutmix cutout dataframe deepfake dendrogram denoise denoised denoising dilated
    dockerfile downsample dropout embeddings enrol enrols enum enums fastapi finetune finetuned fulfil fulfils
    gelu heatmap heatmaps hibari hinge hyperparameter init inpainting instalment instalments jupyter kaggle
    layernorm lidar linter linting lints logit logits logloss makefile matplotlib minibatch misclassified
    misclassify mixup mlflow mypy ngram ngrams nought noughts numpy optuna outpainting overfit overfits param
    params perceptron polars pretrain pretrained pyarrow pydantic pygments pytest quantile quantiles regex
    relabel relabeled relabelled relu repo repos reran rerun reruns resample resnet reweight reweighted ruff
    runtime runtimes saliency scipy sigmoid skilful skorch softmax softplus strided submodule subnet subnets
    subword subwords tanh tensor tensors texel texels tokenize tokenized tokenizer trigram trigrams underfit
    underfits unet unigram unlearn unpadded untrained upsample uvicorn voxel voxels wandb
""")
_JOINED = word_set("of the to in is on at and for with that this each other a as by it be from are we")
_BRITISH = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"), ("ise", "ize"),
    ("yse", "yze"), ("our", "or"), ("lled", "led"), ("lling", "ling"), ("ller", "ler"), ("ogue", "og"),
    ("tre", "ter"), ("ence", "ense"), ("mme", "m"), ("aeo", "eo"), ("ae", "e"), ("oe", "e"),
    ("isable", "izable"), ("iser", "izer"), ("ysing", "yzing"),
)  # fmt: skip


class _Speller(Protocol):
    def spell(self, word: str) -> bool:
        """Whether a word is spelled right."""


@cache
def _speller() -> _Speller | None:
    """The spelling dictionary (Hunspell's, American English), or None where its package is not installed."""
    try:
        from hunspell import Hunspell
    except ImportError:
        return None
    speller: _Speller = Hunspell("en_US")
    return speller


@rule(
    "PS315",
    "spelling",
    "talk",
    fixable="unsafe",
    bad="""
    ## One

    The network is intersted in what is availabe.
    """,
    good="""
    ## One

    The convnet normalises its logits, and zorbling is a word of ours.
    """,
)
class Spelling:
    """A word is in no dictionary, and one letter away from a word that is.

    A misspelled word is mispronounced by the voice, and stands so in the captions. A spelling dictionary and the
    pronouncing dictionary must both lack the word and both have the proposed one. Names, terms, British spellings,
    units, words in `known` of `[lint]`, words of three letters and words that the talk uses three times are left alone.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        settings = manuscript.settings
        self.texts = manuscript.texts
        self.known = {word.lower() for word in (*settings.lint.known, *settings.words.protect)} | _FIELD
        self.times: dict[str, int] = {}
        self.where: dict[str, list[tuple[Source, str]]] = {}
        self.folder: Path = manuscript.folder

    def page(self, view: LintedPage) -> None:
        """Collect the words of the page that the pronouncing dictionary lacks."""
        for passage in view.passages:
            if passage.kind not in TEXT:
                continue
            for found in _WORD.finditer(passage.text):
                word = found[0]
                times = self.times.get(word)
                if times is None:
                    times = -1 if word in self.known or _pronounced(word) else 0
                if times >= 0:
                    times += 1
                    if times <= 2:
                        self.where.setdefault(word, []).append((passage.place(*found.span()), view.page.id))
                self.times[word] = times

    def end(self) -> Iterator[Finding]:
        """Put what is left to the spelling dictionary."""
        rare = [word for word in self.where if self.times[word] <= 2]
        speller = _speller() if rare else None
        if speller is None:
            return
        for word in rare:
            right = meant(word, speller, self.times)
            if right is None:
                continue
            for at, page in self.where[word]:
                written = self.texts.text_at(at)
                fix = Fix(f"write “{right}”", (Edit(at, written, right),), safe=False) if written == word else None
                yield Finding("PS315", f"“{word}” is in no dictionary; “{right}” is", at, page=page, fix=fix)


def meant(word: str, speller: _Speller, used: dict[str, int] | None = None) -> str | None:
    """The word that a misspelled one stands for, or None where it is right, or in doubt."""
    if speller.spell(word) or speller.spell(word.capitalize()) or _british(word, speller) or _short_form(word):
        return None
    for cut in range(1, len(word)):
        first, second = word[:cut], word[cut:]
        joined = first in _JOINED and second in _JOINED and len(second) > 1
        if joined or ((first, second) in (("each", "other"), ("a", "lot"), ("in", "fact"), ("no", "one"))):
            return f"{first} {second}"
    if _derived(word, speller):
        return None
    for candidate in _near(word):
        if (used and used.get(candidate) == -1) or (_pronounced(candidate) and speller.spell(candidate)):
            return candidate
    return None


def _near(word: str) -> Iterator[str]:
    """Words one slip away, the likeliest slips first: neighbours swapped, a letter missing, doubled, or another."""
    for at in range(len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at in range(1, len(word) + 1):
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
    for at in range(1, len(word)):
        for letter in _LETTERS:
            if letter != word[at]:
                yield word[:at] + letter + word[at + 1 :]


def _short_form(word: str) -> bool:
    """Whether the word is a unit or an abbreviation (`mins`, `secs`, `avg`)."""
    from plainspoken.script.spoken.abbreviations import abbreviation
    from plainspoken.script.spoken.units import COUNTED, is_unit

    return is_unit(word) or word in COUNTED or abbreviation(word, "1") is not None


def _british(word: str, speller: _Speller) -> bool:
    """Whether the word is the British spelling of one that the dictionary has."""
    return any(
        ours in word
        and speller.spell(word.replace(ours, theirs, 1) if word.count(ours) == 1 else word.replace(ours, theirs))
        for ours, theirs in _BRITISH
    )


_PREFIXES = (
    "un",
    "re",
    "pre",
    "non",
    "sub",
    "over",
    "under",
    "multi",
    "inter",
    "mis",
    "de",
    "co",
    "micro",
    "meta",
    "auto",
    "semi",
)
_SUFFIXES = ("ness", "less", "able", "like", "wise", "fold", "er", "ers", "ish", "ly")


def _derived(word: str, speller: _Speller) -> bool:
    """Whether the word is one that the dictionary has, with a prefix or an ending, or two of them in one."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 4 and speller.spell(word[len(prefix) :]):
            return True
    if word.endswith("ings") and speller.spell(word[:-1]):
        return True
    for suffix in _SUFFIXES:
        stem = word[: -len(suffix)]
        if word.endswith(suffix) and len(stem) >= 4 and speller.spell(stem):
            return True
    return any(
        len(word) - cut >= 4 and all(_pronounced(part) and speller.spell(part) for part in (word[:cut], word[cut:]))
        for cut in range(4, len(word) - 3)
    )


def _pronounced(word: str) -> bool:
    from plainspoken.script.spoken.pronouncing_dictionary import dictionary

    return word in dictionary()
