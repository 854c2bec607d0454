"""Rewrites of whole beats, proposed by a language model and kept only when nothing is lost.

A model may propose anything; what counts is the judge. A proposal is kept if every number, quantity, name, negation,
value and protected term of the beat is there and no new one, a sentence encoder finds it close enough in meaning, and
it is shorter to say. Even then it is a suggestion, for a reader to take.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.script.simplify import meaning_guard as guard
from plainspoken.script.simplify.sentence_encoder import encoder
from plainspoken.script.simplify.spoken_spans import passages
from plainspoken.script.simplify.word_change import Change, spoken_syllables

CLOSE_ENOUGH = 0.80
"""Cosine of all-MiniLM-L6-v2's sentence vectors from which two beats count as saying the same (docs/words.md)."""

REQUEST = (
    "Rewrite this line of a spoken talk so that it takes fewer syllables to say and means exactly the same. Keep every"
    " number, name, negation and anything in braces or backticks as it is. Answer with the line alone.\n\n"
)
_LONGEST_ANSWER = 4_000


class Proposer(Protocol):
    """Something that proposes other wordings of a text."""

    def propose(self, text: str) -> list[str]:
        """Wordings, best first; none is fine."""


@dataclass(frozen=True)
class Verdict:
    """Whether a proposal is kept, and why not. `saved` counts syllables; `similarity` (-1 to 1) only where asked."""

    kept: bool
    reasons: tuple[str, ...]
    saved: int
    similarity: float | None = None


def rewrites(
    text: str,
    proposer: Proposer,
    *,
    protect: Iterable[str] = (),
    similarity: Callable[[str, str], float] | None = None,
    refused: Callable[[str, str, Verdict], None] | None = None,
) -> list[Change]:
    """For each spoken paragraph of a page file, the best proposal that the judge keeps.

    Args:
        text: a page template or a plain script.
        proposer: what proposes.
        protect: the talk's own terms.
        similarity: closeness of meaning of two texts; MiniLM's when None.
        refused: told of each proposal that is not kept: the beat, the proposal, the verdict.

    Raises:
        InputError: the model or the endpoint does not answer.
    """
    similarity = similarity or sentence_similarity
    protect = tuple(protect)
    changes: list[Change] = []
    for passage in passages(text):
        beat = text[passage.start : passage.end]
        held = [text[start:end] for start, end in passage.opaque]
        best: tuple[int, str] | None = None
        for proposal in proposer.propose(beat):
            wording = " ".join(proposal.split())
            verdict = judge(beat, wording, protect=[*protect, *held], similarity=similarity)
            if not verdict.kept and refused:
                refused(beat, wording, verdict)
            if verdict.kept and (best is None or verdict.saved > best[0]):
                best = verdict.saved, wording
        if best is not None:
            line = text.count("\n", 0, passage.start) + 1
            column = passage.start - text.rfind("\n", 0, passage.start)
            changes.append(
                Change(passage.start, passage.end, beat, best[1], "suggest", "rewrite", best[0], line, column)
            )
    return changes


def judge(before: str, after: str, *, protect: Iterable[str] = (), similarity: Callable[[str, str], float]) -> Verdict:
    """Whether `after` may stand for `before`. The encoder is asked last, only when all else holds."""
    saved = spoken_syllables(before) - spoken_syllables(after)
    reasons: list[str] = []
    if not after.strip() or len(after) > _LONGEST_ANSWER:
        return Verdict(False, ("no wording",), saved)
    if saved <= 0:
        reasons.append("not shorter to say")
    reasons += guard.lost_or_added(before, after)
    for term in protect:
        if _times(term, after) != _times(term, before):
            reasons.append(f"protected: {term}")
    if reasons:
        return Verdict(False, tuple(reasons), saved)
    close = similarity(before, after)
    if close < CLOSE_ENOUGH:
        return Verdict(False, (f"meaning {close:.2f} below {CLOSE_ENOUGH:.2f}",), saved, close)
    return Verdict(True, (), saved, close)


def _times(term: str, text: str) -> int:
    return len(re.findall(re.escape(" ".join(term.split())), " ".join(text.split()), re.IGNORECASE))


def sentence_similarity(first: str, second: str) -> float:
    """Cosine of the two texts' mean token vectors, as all-MiniLM-L6-v2 is meant to be used."""
    import torch

    tokenizer, model = encoder()
    batch = tokenizer([first, second], padding=True, truncation=True, return_tensors="pt")
    with torch.inference_mode():
        states = model(**batch).last_hidden_state  # (2, tokens, 384)
    mask = batch["attention_mask"].unsqueeze(-1)
    vectors = (states * mask).sum(1) / mask.sum(1)
    return float(torch.nn.functional.cosine_similarity(vectors[0], vectors[1], dim=0))


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-style endpoint: `url` is its base, such as `http://localhost:8080/v1`.

    `key` is sent as a bearer token when it is not empty.
    """

    url: str
    model: str
    key: str = ""
    timeout_s: float = 60.0

    def propose(self, text: str) -> list[str]:
        """The endpoint's answers."""
        body = json.dumps(
            {"model": self.model, "messages": [{"role": "user", "content": REQUEST + text}], "temperature": 0}
        ).encode()
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if not self.url.startswith(("http://", "https://")):
            raise InputError(f"{self.url!r} is no web address", remedy="give one such as http://localhost:8080/v1")
        request = urllib.request.Request(f"{self.url.rstrip('/')}/chat/completions", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout_s) as answer:
                document = json.loads(answer.read(1_000_000))
            return [str(choice["message"]["content"]).strip() for choice in document["choices"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = f"HTTP {error.code}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
            raise InputError(
                f"the endpoint {self.url} gave no answer that can be used ({reason})",
                remedy="check its address and its model, or leave out --endpoint",
            ) from None


class LocalModel:
    """A causal or sequence-to-sequence model of `transformers`, from a folder on this machine."""

    def __init__(self, path: Path, *, tokens: int = 160) -> None:
        if not (path / "config.json").is_file():
            raise InputError(
                "no language model here", file=path, remedy="give the folder of a model that transformers can load"
            )
        require("experiments", purpose="a language model")
        from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

        try:
            config = AutoConfig.from_pretrained(path, local_files_only=True)
            self._whole = bool(config.is_encoder_decoder)
            kind: Any = AutoModelForSeq2SeqLM if self._whole else AutoModelForCausalLM
            self._tokenizer: Any = AutoTokenizer.from_pretrained(path, local_files_only=True)
            self._model: Any = kind.from_pretrained(path, local_files_only=True).eval()
        except (OSError, ValueError) as error:
            raise InputError(
                f"the language model cannot be loaded: {str(error).splitlines()[0]}",
                file=path,
                remedy="give the folder of a model that transformers can load",
            ) from None
        self._tokens = tokens

    def propose(self, text: str) -> list[str]:
        """One wording, by greedy decoding, so that the same text always has the same proposal."""
        import torch

        if getattr(self._tokenizer, "chat_template", None):
            prompt = self._tokenizer.apply_chat_template(
                [{"role": "user", "content": REQUEST + text}], tokenize=False, add_generation_prompt=True
            )
        else:
            prompt = REQUEST + text + "\n\n"
        batch = self._tokenizer(prompt, return_tensors="pt", truncation=True)
        batch.pop("token_type_ids", None)
        with torch.inference_mode():
            produced = self._model.generate(**batch, max_new_tokens=self._tokens, do_sample=False)[0]
        answer = produced if self._whole else produced[batch["input_ids"].shape[1] :]
        wording = self._tokenizer.decode(answer, skip_special_tokens=True).strip()
        return [wording] if wording else []
