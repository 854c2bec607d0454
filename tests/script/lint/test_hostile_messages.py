"""What no editor should send, and files that nobody wrote: the server shows one line, and answers what comes next."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from editor_client import Client

from plainspoken.script.lint.read_messages import MessageReader

GOOD = "## One\n\nIt has less layers.\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One server for all that is sent: what one message breaks, those after it find."""
    folder = tmp_path_factory.mktemp("editor")
    errors = folder / "errors.txt"
    client = Client(folder, errors)
    try:
        client.initialize(folder)
        yield client
        client.shut_down()
        assert "Traceback" not in errors.read_text(errors="replace")
    finally:
        client.end()


def still_answers(client: Client, tmp_path: Path) -> None:
    uri = client.open(tmp_path / "good.md", GOOD)
    assert [finding["code"] for finding in client.diagnostics(uri)]
    assert "layers" in json.dumps(
        client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 13}})
    )
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.diagnostics(uri) == []


def message(**parts: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **parts}).encode()


def opened(uri: str, text: str = GOOD) -> bytes:
    document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
    return message(method="textDocument/didOpen", params={"textDocument": document})


def framed(body: bytes, length: int | None = None, name: bytes = b"Content-Length") -> bytes:
    return name + b": %d\r\n\r\n" % (len(body) if length is None else length) + body


WRONG: dict[str, bytes] = {
    "no JSON": framed(b"{"),
    "not UTF-8": framed(b'{"jsonrpc": "2.0", "method": "\xff\xfe"}'),
    "bytes of anything": framed(bytes(range(256)) * 40),
    "nested deep": framed(b"[" * 100_000 + b"]" * 100_000),
    "a list": framed(b"[1, 2]"),
    "a number": framed(b"5"),
    "a number of 5,000 digits": framed(b'{"jsonrpc": "2.0", "id": ' + b"9" * 5000 + b', "method": "shutdown"}'),
    "no method": framed(message(id=77_001)),
    "an unknown method": framed(message(method="$/nothing", params={})),
    "an answer that nobody asked for": framed(message(id="x", result=1)),
    "params of another kind": framed(message(method="textDocument/didOpen", params=[1])),
    "a length that is too long": framed(message(method="$/nothing"), 10_000),
    "a length that is too short": framed(message(method="$/nothing"), 9),
    "a length of nothing": framed(b"", 0),
    "a length that is no number": b"Content-Length: ten\r\n\r\n" + message(method="$/nothing"),
    "a length below zero": b"Content-Length: -5\r\n\r\n" + message(method="$/nothing"),
    "a length of 5,000 digits": b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a length of all there is": b"Content-Length: 999999999999\r\n\r\n",
    "no header": message(method="$/nothing"),
    "a header in small letters": framed(message(method="$/nothing"), name=b"content-length"),
    "a header without end": b"X: " + b"a" * 200_000,
    "other headers": b"Content-Type: text/html; charset=nothing\r\n" + framed(message(method="$/nothing")),
    "line ends only": b"\r\n" * 50,
}
URIS = [
    "", "x", "file:", "file://", "file:///", "file://[", "file:///a%00b.md", "file:///%ff%fe.md", "file://host/share.md",
    "file:///" + "a" * 5000 + ".md", "file:///etc/passwd", "file:///tmp/../../etc/passwd", "file:///proc/self/mem",
    "untitled:Untitled-1", "javascript:alert(1)", "http://127.0.0.1/a.md", "file:///a\ud800b.md", "file:///dev/zero",
]  # fmt: skip
TEXTS: dict[str, str] = {
    "half characters": "## A \ud800 title\n\nHalf a character \udfff is here.\n",
    "zeros": "\0" * 3000,
    "control characters": "".join(map(chr, range(0x20))) * 50,
    "nested lists": "".join(" " * (2 * depth) + "- a\n" for depth in range(400)),
    "nested quotes": ">" * 20_000,
    "nested brackets": "[" * 20_000,
    "nested expressions": "{{ " + "(" * 5000 + ")" * 5000 + " }}",
    "an endless loop": "{% for i in range(10 ** 9) %}{% endfor %}",
    "a long line": "word " * 20_000,
    "old line ends": "## A title\r\rWords.\r",
    "another file": '{% include "../../../etc/passwd" %}{% include "/etc/passwd" %}',
    "front matter": "+++\n" + "a = [" * 3000 + "\n+++\n",
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_broken_message_spoils_none_after_it(hostile: Client, tmp_path: Path, kind: str) -> None:
    hostile.send_raw(WRONG[kind])
    still_answers(hostile, tmp_path)


@pytest.mark.parametrize("uri", URIS, ids=range(len(URIS)))
def test_a_strange_address_is_no_trouble(hostile: Client, tmp_path: Path, uri: str) -> None:
    hostile.send_raw(framed(opened(uri)))
    for method in ("textDocument/didChange", "textDocument/didSave", "textDocument/didClose"):
        document = {"uri": uri, "version": 2}
        hostile.tell(method, {"textDocument": document, "contentChanges": [{"text": GOOD}]})
    still_answers(hostile, tmp_path)


@pytest.mark.parametrize("kind", TEXTS)
def test_a_strange_text_is_linted_or_refused_at_its_place(hostile: Client, tmp_path: Path, kind: str) -> None:
    for name in ("strange.md", "strange.md.j2"):
        uri = hostile.open(tmp_path / name, TEXTS[kind])
        told = hostile.diagnostics(uri)
        assert all("root:" not in finding["message"] for finding in told)
        hostile.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    still_answers(hostile, tmp_path)


def test_places_that_are_not_in_the_text_have_nothing(hostile: Client, tmp_path: Path) -> None:
    uri = hostile.open(tmp_path / "short.md", GOOD)
    hostile.diagnostics(uri)
    for line, character in ((10**9, 0), (2, 10**9)):
        position = {"line": line, "character": character}
        hostile.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        ends = {"start": position, "end": position}
        hostile.ask("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": ends})
        context: dict[str, Any] = {"diagnostics": [], "only": ["source.fixAll", "quickfix", "\0"]}
        hostile.ask("textDocument/codeAction", {"textDocument": {"uri": uri}, "range": ends, "context": context})
    for line, character in ((-5, 0), (2, -5), (2**31, 0), ("2", None)):  # pygls shows the user that it is wrong
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        hostile.send_raw(framed(message(id=88_000, method="textDocument/hover", params=place)))
    still_answers(hostile, tmp_path)


def test_a_talk_of_links_and_bytes_is_one_message(hostile: Client, tmp_path: Path) -> None:
    talk = tmp_path / "talk"
    (talk / "pages").mkdir(parents=True)
    (talk / "talk.toml").write_bytes(b"\xff\xfe[talk]")
    page = talk / "pages" / "01.md"
    page.symlink_to("/etc/passwd")
    uri = hostile.open(page, GOOD)
    (told,) = hostile.diagnostics(uri)
    assert "UTF-8" in told["message"]
    (talk / "talk.toml").write_text('[talk]\ntitle = "A"\n')
    (talk / "pages" / "02.md").symlink_to("02.md")
    (talk / "pages" / "03.md").write_bytes(b"\xff\xfe")
    hostile.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert hostile.diagnostics(uri)
    hostile.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    still_answers(hostile, tmp_path)


def test_messages_are_found_whatever_is_between_them() -> None:
    first, second = message(method="a"), message(method="b", params={"text": "Content-Length: 3"})
    for between in (b"", b"rubbish", b"\r\n\r\n", b"\n" * 9, b"{" * 300_000, b"Content-Length: 7\r\n", *WRONG.values()):
        reader = MessageReader(io.BufferedReader(io.BytesIO(framed(first) + between + framed(second))))  # type: ignore[arg-type]
        found = []
        while reader.readline():
            assert reader.readline() == b"\r\n"
            found.append(reader.read(-1))
        assert found[0] == first and found[-1] == second


@pytest.mark.parametrize("piece", [b"a", b"\n", b"\r\n", b"Content-Length: ", b"Content-Length: 1\r\n\r\n"])
def test_what_is_no_message_is_passed_over_in_steps_that_grow_with_it(piece: bytes) -> None:
    def steps(times: int) -> int:
        count = 0

        class Source(io.BytesIO):
            def read1(self, size: int = -1, /) -> bytes:
                nonlocal count
                count += 1
                return super().read1(min(size, 4096))

        reader = MessageReader(Source(piece * times))
        while reader.readline():
            count += 1
        return count

    assert steps(80_000) <= 4.5 * steps(20_000) + 5
