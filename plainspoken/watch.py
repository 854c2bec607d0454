"""Build again at each save, and serve the player so that it can refresh in place.

The player that is served asks for its version and takes over a newer edition, on the page it is on, when the
answer changes: the number is the player file's time.
"""

from __future__ import annotations

import secrets
import sys
import threading
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import plainspoken.experiments
from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.base.system_errors import explain
from plainspoken.build_report import BuildReport, summary
from plainspoken.config import TalkSource
from plainspoken.experiments.importers.import_runs import import_files
from plainspoken.ledger import Ledger
from plainspoken.lint_error import LintError
from plainspoken.slides.player.live_reload import VERSION as VERSION_PATH
from plainspoken.slides.player.live_reload import live_page
from plainspoken.talk import Talk

_PACKAGE = Path(plainspoken.experiments.__file__).parent
"""Where the code is that pages may quote, beside the talk's own."""


class _Handler(BaseHTTPRequestHandler):
    """Serves the player and its version below `token`, and nothing else.

    A page from elsewhere that makes the browser ask this server (a form, or a name that was pointed at this machine)
    knows neither the token nor the right Host.
    """

    def __init__(self, *args: object, player: Path, token: str, **options: object) -> None:
        self._player = player
        self._token = token
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        port = self.connection.getsockname()[1]
        if self.headers.get("Host") not in (f"127.0.0.1:{port}", f"localhost:{port}"):
            self.send_error(403)
            return
        path = self.path.split("?")[0]
        if path == f"/{self._token}{VERSION_PATH}":
            version = str(self._player.stat().st_mtime_ns) if self._player.exists() else "0"
            self._answer("text/plain", version.encode())
        elif path == f"/{self._token}/{quote(self._player.name)}" and self._player.exists():
            page = live_page(self._player.read_bytes(), f"/{self._token}{VERSION_PATH}")
            self._answer("text/html; charset=utf-8", page)
        else:
            self.send_error(404)

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the terminal is for the build."""


def watch_talk(find: Callable[[], Talk], *, port: int) -> None:
    """Build, serve the player on this machine alone, and build again at each save until interrupted.

    Raises:
        InputError: packages are not installed, the talk cannot be found at the start, or the port is taken. Mistakes
            made while watching are shown, and the last good build stays.
    """
    require("voice", "slides", purpose="watching a talk")
    talk = find().source
    token = secrets.token_urlsafe(9)
    server = serve(talk.build / f"{talk.name}.html", port, token)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/{token}/{quote(talk.name)}.html"
    print(f"player on {address} (Ctrl-C ends)", flush=True)
    rebuild(find)
    from watchfiles import watch

    try:
        files = [path for path in imported_files(talk) if path.is_file()]
        for _ in watch(talk.folder, _PACKAGE, *files, watch_filter=partial(concerns, talk), raise_interrupt=True):
            rebuild(find)
    finally:
        server.shutdown()


def concerns(talk: TalkSource, change: object, path: str) -> bool:
    """Whether a changed file makes a build necessary: one of the talk's own, results that it imports, or source code
    that its pages quote."""
    from watchfiles import DefaultFilter

    if not DefaultFilter()(change, path):  # type: ignore[arg-type]
        return False
    changed = Path(path).resolve()
    if changed.is_relative_to(talk.folder.resolve()):
        return True
    read = [*imported_files(talk), *Ledger.read(talk.build).read_by("script")]
    return changed in {path.resolve() for path in read}


def imported_files(talk: TalkSource) -> list[Path]:
    """The files of other tools that the talk is bound to, wherever they are."""
    return [path for settings in talk.config.imports.values() for path in import_files(settings, talk.folder)]


def serve(player: Path, port: int, token: str) -> ThreadingHTTPServer:
    """A server of one player on the loopback address, below `token`: it answers nothing else.

    Raises:
        InputError: the port is taken.
    """
    player.parent.mkdir(parents=True, exist_ok=True)
    handler = partial(_Handler, player=player, token=token)
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise InputError(f"port {port} cannot be used: {error.strerror}", remedy="choose another with --port") from None


def rebuild(find: Callable[[], Talk]) -> BuildReport | None:
    """Build once; a mistake in the talk is shown, not raised."""
    try:
        built = find().build()
    except (InputError, LintError) as error:
        print("\n".join([f"plainspoken: {error}", *getattr(error, "__notes__", [])]), file=sys.stderr, flush=True)
        return None
    except Exception as error:  # a full disk may have room again at the next save
        explained = explain(error)
        if explained is None:
            raise
        print(f"plainspoken: {explained}", file=sys.stderr, flush=True)
        return None
    print("\n".join(summary(built)), flush=True)
    return built
