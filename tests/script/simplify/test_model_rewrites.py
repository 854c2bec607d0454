"""The judge of rewrites, and the two things that propose them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.simplify.model_rewrites import (
    CLOSE_ENOUGH,
    Endpoint,
    LocalModel,
    judge,
    rewrites,
    sentence_similarity,
)
from plainspoken.script.simplify.replace_words import apply

BEAT = "It is not able to reach more than 62.4 % accuracy with ResNet18 on these faces."


def close(before: str, after: str) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ("It can not pass 62.4 % with ResNet18 on these faces.", None),
        ("It can pass 62.4 % with ResNet18 on these faces.", "lost: not"),
        ("It can not pass 62 % with ResNet18 on these faces.", "lost: 62.4 %"),
        ("It can not pass 62.4 % with ResNet50 on these faces.", "lost: ResNet18"),
        ("It can not pass 62.4 % on these faces.", "lost: ResNet18"),
        ("It can not pass 62.4 % with ResNet18 on two faces.", "added: two"),
        ("It can not pass 62.4 % with ResNet18 on Google's faces.", "added: Google's"),
        (BEAT, "not shorter to say"),
        ("", "no wording"),
    ],
)
def test_a_proposal_loses_and_adds_nothing(after: str, reason: str | None) -> None:
    verdict = judge(BEAT, after, similarity=close)
    assert verdict.kept is (reason is None)
    assert reason is None or reason in verdict.reasons


def test_protected_terms_and_meaning() -> None:
    verdict = judge(
        "We utilize transfer learning here.", "We use it here.", protect=["transfer learning"], similarity=close
    )
    assert verdict.reasons == ("protected: transfer learning",)
    far = judge("We utilize a net.", "We eat a fish.", similarity=lambda before, after: 0.3)
    assert far.reasons == ("meaning 0.30 below 0.80",)


class Fixed:
    """Proposes what a table says."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.table = table

    def propose(self, text: str) -> list[str]:
        return self.table.get(text, [])


def test_the_best_kept_proposal_of_each_paragraph() -> None:
    text = "# T\n\nWe utilize {{ n }} additional layers.\n\n- We utilize bullets.\n\nSo it is.\n"
    first = "We utilize {{ n }} additional layers."
    told: list[tuple[str, ...]] = []
    changes = rewrites(
        text,
        Fixed({first: ["We use {{ m }} more layers.", "We use {{ n }} extra layers.", "Use {{ n }} more."]}),
        similarity=close,
        refused=lambda before, after, verdict: told.append(verdict.reasons),
    )
    assert [(c.new, c.level, c.line, c.column) for c in changes] == [("Use {{ n }} more.", "suggest", 3, 1)]
    assert told and "lost: {{ n }}" in told[0]
    assert apply(text, changes).count("{{ n }}") == 1


@pytest.mark.slow
def test_the_encoder_tells_meaning() -> None:
    same = sentence_similarity("The model is able to learn from few faces.", "The model can learn from few faces.")
    other = sentence_similarity("The model is able to learn from few faces.", "We had soup for lunch.")
    assert same > CLOSE_ENOUGH > 0.5 > other


class Answer(BaseHTTPRequestHandler):
    """An endpoint that answers what its server holds."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, body, self.headers.get("Authorization")))  # type: ignore[attr-defined]
        status, reply = self.server.reply  # type: ignore[attr-defined]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Any]:
    served: Any = HTTPServer(("127.0.0.1", 0), Answer)
    served.seen = []
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def test_an_endpoint_is_asked_and_heard(server: Any) -> None:
    reply = {"choices": [{"message": {"content": " We use it. "}}]}
    server.reply = (200, json.dumps(reply).encode())
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1/", "small", "secret")
    assert endpoint.propose("We utilize it.") == ["We use it."]
    path, body, authorization = server.seen[0]
    assert (path, body["model"], authorization) == ("/v1/chat/completions", "small", "Bearer secret")
    assert body["messages"][0]["content"].endswith("We utilize it.")


@pytest.mark.parametrize("reply", [(500, b"{}"), (200, b"not json"), (200, b'{"choices": 3}'), (200, b'{"a": 1}')])
def test_an_endpoint_that_fails_is_one_message(server: Any, reply: tuple[int, bytes]) -> None:
    server.reply = reply
    with pytest.raises(InputError, match="gave no answer that can be used"):
        Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "small").propose("x")


def test_no_endpoint_and_no_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gave no answer"):
        Endpoint("http://127.0.0.1:9/v1", "small", timeout_s=2).propose("x")
    with pytest.raises(InputError, match="no web address"):
        Endpoint("file:///etc/passwd", "small").propose("x")
    with pytest.raises(InputError, match="no language model here"):
        LocalModel(tmp_path)


@pytest.mark.slow
def test_a_local_model_proposes(tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    words = {word: place for place, word in enumerate(["<unk>", "We", "use", "it", ".", "utilize"])}
    inner = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="<unk>"))
    inner.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="<unk>", model_max_length=64).save_pretrained(tmp_path)
    config = GPT2Config(vocab_size=6, n_positions=128, n_embd=8, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=0)
    GPT2LMHeadModel(config).save_pretrained(tmp_path)
    model = LocalModel(tmp_path, tokens=5)
    first = model.propose("We utilize it.")
    assert first == model.propose("We utilize it.")
    assert all(isinstance(wording, str) for wording in first)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match="cannot be loaded"):
        LocalModel(tmp_path)
