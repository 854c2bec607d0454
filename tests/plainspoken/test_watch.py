"""The player is served on this machine alone, with a version that changes when the player does."""

import threading
import urllib.request
from pathlib import Path

import pytest

from experiments.errors import InputError
from plainspoken.watch import VERSION_PATH, serve


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
