"""An editor's side of the Language Server Protocol, over pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Client:
    """Speaks the protocol's framing: a header with a length, then JSON."""

    def __init__(self, cwd: Path, errors: Path | None = None) -> None:
        command = [sys.executable, "-c", "from plainspoken.cli import main; main()", "server"]
        with (errors or Path(os.devnull)).open("ab") as stderr:
            self.process = subprocess.Popen(
                command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr
            )
        self.number = 0
        self.notes: list[dict[str, Any]] = []

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send_raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().partition(":")
            if name.lower() == "content-length":
                length = int(value)
        return json.loads(self.process.stdout.read(length))

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self.notes.append(message)

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def diagnostics(self, uri: str) -> list[dict[str, Any]]:
        """The next ones for a file."""
        while True:
            message = self.notes.pop(0) if self.notes else self.read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return message["params"]["diagnostics"]

    def open(self, path: Path, text: str | None = None) -> str:
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text or path.read_text()}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def initialize(self, folder: Path) -> None:
        capabilities = {
            "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}
        }
        answer = self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
        assert answer["serverInfo"]["name"] == "plainspoken"
        self.tell("initialized", {})

    def shut_down(self) -> None:
        """As the protocol says; the server must end well."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        assert self.process.wait(30) == 0

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
