"""The widget's files as browsers get them: without comments, compressed, and known again by their tag."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

MEDIA_TYPES = {".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
# Asked again after an hour, so that a mended mistake reaches everybody the same day; the tag makes that cheap.
CACHE_CONTROL = "public, max-age=3600"


@dataclass(frozen=True)
class WidgetFile:
    """One file, ready to be sent."""

    content: bytes
    compressed: bytes
    media_type: str
    tag: str


class WidgetFiles:
    """Serves the folder, read once; an ASGI application to be mounted."""

    def __init__(self, folder: Path) -> None:
        self.files = {path.name: build_file(path) for path in sorted(folder.glob("*.*")) if path.suffix in MEDIA_TYPES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        name = scope["path"].rsplit("/", 1)[-1]
        await self._answer(name, Headers(scope=scope))(scope, receive, send)

    def _answer(self, name: str, headers: Headers) -> Response:
        file = self.files.get(name)
        if file is None:
            return PlainTextResponse("not found", status_code=404)
        sent = {"Cache-Control": CACHE_CONTROL, "ETag": file.tag, "Vary": "Accept-Encoding"}
        if file.tag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=sent)
        if "gzip" in headers.get("accept-encoding", ""):
            sent["Content-Encoding"] = "gzip"
            return Response(file.compressed, headers=sent, media_type=file.media_type)
        return Response(file.content, headers=sent, media_type=file.media_type)


def build_file(path: Path) -> WidgetFile:
    """Return the file as it is served."""
    shorten: Callable[[str], str] = {".mjs": jsmin, ".css": cssmin}.get(path.suffix, str)
    content = shorten(path.read_text(encoding="utf-8")).encode()
    return WidgetFile(
        content=content,
        compressed=gzip.compress(content, 9, mtime=0),
        media_type=MEDIA_TYPES[path.suffix],
        tag=f'"{hashlib.sha256(content).hexdigest()[:16]}"',
    )
