"""Build again at each save, and serve the player so that it can refresh in place.

The player that is served asks for `/plainspoken-version` every second and reloads itself, on the page it is on, when
the answer changes: the number is the player file's time.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from experiments.errors import InputError
from plainspoken.build import Built, build_talk
from plainspoken.config import Talk
from plainspoken.progress import showing

VERSION_PATH = "/plainspoken-version"


class _Handler(SimpleHTTPRequestHandler):
    """Serves the build folder, and the version of the player in it."""

    def __init__(self, *args: object, player: Path, **options: object) -> None:
        self._player = player
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path != VERSION_PATH:
            super().do_GET()
            return
        version = str(self._player.stat().st_mtime_ns) if self._player.exists() else "0"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(version.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the terminal is for the build."""


def watch_talk(find: Callable[[], Talk], *, results: Literal["train", "recorded"], port: int) -> None:
    """Build, serve the player on this machine alone, and build again at each save until interrupted.

    Raises:
        InputError: the talk cannot be found at the start, or the port is taken. Mistakes made while watching are
            shown, and the last good build stays.
    """
    talk = find()
    server = serve(talk.build, f"{talk.name}.html", port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"player on http://127.0.0.1:{server.server_address[1]}/{talk.name}.html (Ctrl-C ends)", flush=True)
    rebuild(find, results)
    from watchfiles import watch

    try:
        for _ in watch(talk.folder, raise_interrupt=True):
            rebuild(find, results)
    finally:
        server.shutdown()


def serve(build: Path, player: str, port: int) -> ThreadingHTTPServer:
    """A server of the build folder on the loopback address.

    Raises:
        InputError: the port is taken.
    """
    build.mkdir(parents=True, exist_ok=True)
    handler = partial(_Handler, directory=str(build), player=build / player)
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise InputError(f"port {port} cannot be used: {error.strerror}", remedy="choose another with --port") from None


def rebuild(find: Callable[[], Talk], results: Literal["train", "recorded"]) -> Built | None:
    """Build once; a mistake in the talk is shown, not raised."""
    from plainspoken.verbs.talk import summary

    try:
        with showing() as progress:
            built = build_talk(find(), results=results, progress=progress)
    except InputError as error:
        print(f"plainspoken: {error}", file=sys.stderr, flush=True)
        return None
    print("\n".join(summary(built)), flush=True)
    return built
