"""The player is served on this machine alone, with a version that changes when the player does."""

import threading
import urllib.request
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.config import TalkConfig, TalkSource, find_talk
from plainspoken.ledger import Ledger
from plainspoken.watch import VERSION_PATH, concerns, serve


def test_the_version_follows_the_player(tmp_path: Path) -> None:
    server = serve(tmp_path, "talk.html", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    try:

        def get(path: str) -> bytes:
            with urllib.request.urlopen(address + path, timeout=5) as answer:
                body: bytes = answer.read()
                return body

        assert get(VERSION_PATH) == b"0"
        (tmp_path / "talk.html").write_text("<p>one")
        first = get(VERSION_PATH)
        assert first != b"0"
        assert get("/talk.html") == b"<p>one"
        assert get(VERSION_PATH) == first
    finally:
        server.shutdown()
        server.server_close()


def test_a_taken_port_is_a_clear_error(tmp_path: Path) -> None:
    server = serve(tmp_path, "talk.html", 0)
    try:
        with pytest.raises(InputError, match="cannot be used"):
            serve(tmp_path, "talk.html", server.server_address[1])
    finally:
        server.server_close()


def test_a_build_is_made_for_the_talk_s_own_files_and_for_code_that_is_quoted(tmp_path: Path) -> None:
    talk = TalkSource("small", tmp_path / "talk", TalkConfig(), tmp_path / "build" / "small")
    quoted, other = tmp_path / "package" / "net.py", tmp_path / "package" / "other.py"
    for path in (talk.folder / "pages" / "1.md", quoted, other, talk.build / "script.json"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    Ledger.read(talk.build).done("script", "key", [talk.build / "script.json"], [quoted])
    assert concerns(talk, 1, str(talk.folder / "pages" / "1.md"))
    assert concerns(talk, 1, str(quoted))
    assert not concerns(talk, 1, str(other))
    assert not concerns(talk, 1, str(talk.folder / "pages" / ".1.md.swp"))


def test_results_that_are_imported_concern_a_talk_wherever_they_are(tmp_path: Path) -> None:
    (tmp_path / "talk").mkdir()
    (tmp_path / "talk" / "talk.toml").write_text('[imports]\n"mine/net" = "../metrics.json"\n', encoding="utf-8")
    talk = find_talk(str(tmp_path / "talk"), build=tmp_path / "build")
    assert concerns(talk, 1, str(tmp_path / "metrics.json"))
    assert not concerns(talk, 1, str(tmp_path / "other.json"))
