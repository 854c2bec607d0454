"""The player is served on this machine alone, with a version that changes when the player does."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.config import TalkConfig, TalkSource, find_talk
from plainspoken.ledger import Ledger
from plainspoken.watch import VERSION_PATH, concerns, serve


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    server = serve(tmp_path / "talk.html", 0, "secret")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def get(server: ThreadingHTTPServer, path: str, host: str = "127.0.0.1") -> tuple[int, bytes]:
    port = server.server_address[1]
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_the_version_follows_the_player(tmp_path: Path, server: ThreadingHTTPServer) -> None:
    assert get(server, f"/secret{VERSION_PATH}") == (200, b"0")
    (tmp_path / "talk.html").write_text("<p>one")
    first = get(server, f"/secret{VERSION_PATH}")
    assert first != (200, b"0")
    assert get(server, "/secret/talk.html", "localhost") == (200, b"<p>one")
    assert get(server, f"/secret{VERSION_PATH}") == first


def test_the_served_player_asks_below_the_token(tmp_path: Path, server: ThreadingHTTPServer) -> None:
    (tmp_path / "talk.html").write_text('<html lang="en">')
    assert b'data-live="/secret/plainspoken-version"' in get(server, "/secret/talk.html")[1]


def test_another_host_is_refused(tmp_path: Path, server: ThreadingHTTPServer) -> None:
    (tmp_path / "talk.html").write_text("<p>one")
    assert get(server, "/secret/talk.html", "elsewhere.example")[0] == 403


@pytest.mark.parametrize(
    "path", ["/", "/talk.html", VERSION_PATH, "/secret/", "/secret", "/secret/other.txt", "/secret/../other.txt"]
)
def test_nothing_but_the_player_is_served(tmp_path: Path, server: ThreadingHTTPServer, path: str) -> None:
    (tmp_path / "talk.html").write_text("<p>one")
    (tmp_path / "other.txt").write_text("private")
    status, body = get(server, path)
    assert status == 404
    assert b"private" not in body
    assert b"talk.html" not in body


def test_a_taken_port_is_a_clear_error(tmp_path: Path, server: ThreadingHTTPServer) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        serve(tmp_path / "talk.html", server.server_address[1], "secret")


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
