"""A server that takes a published policy pack as Pulumi Cloud does: the engine's own client talks to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

__all__ = ["PulumiCloud", "pulumi_cloud"]


@dataclass(slots=True)
class PulumiCloud:
    """What has arrived: the description of the pack, and its archive."""

    url: str = ""
    described: dict[str, Any] = field(default_factory=dict)
    archive: bytes = b""
    completed: list[str] = field(default_factory=list)


@contextmanager
def pulumi_cloud() -> Iterator[PulumiCloud]:
    cloud = PulumiCloud()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/api/user": {"githubLogin": "somebody", "name": "Somebody", "email": "", "organizations": []}}
            self._answer(known.get(self.path, {}))

        def do_POST(self) -> None:
            if self.path.endswith("/complete"):
                cloud.completed.append(self.path)
                self._answer({})
            else:
                cloud.described = json.loads(self._body())
                self._answer({"version": 1, "uploadURI": f"{cloud.url}/upload", "requiredHeaders": {}})

        def do_PUT(self) -> None:
            cloud.archive = self._body()
            self._answer({})

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers["Content-Length"]))

        def _answer(self, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        cloud.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield cloud
        server.shutdown()
