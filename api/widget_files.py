"""The widget's files as browsers get them: without comments, joined, compressed, known again by a tag."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from api.widget_modules import join_modules

MEDIA_TYPES = {
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Asked again after an hour: a mended mistake reaches everybody soon, and the tag makes that cheap.
CACHE_CONTROL = "public, max-age=3600"
MOST_SHEETS = 12
# A string, which stays, or a comma or semicolon that the bracket after it makes needless.
NEEDLESS = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=[)\]}])|;(?=})')


@dataclass(frozen=True)
class WidgetFile:
    """One file, ready to be sent."""

    content: bytes
    compressed: bytes
    media_type: str
    tag: str


class WidgetFiles:
    """Serves the folder, read once; an ASGI application to be mounted.

    Several style sheets are had at once by their names: `theme+base.css`.
    """

    def __init__(self, folder: Path) -> None:
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.*"))}
        modules = {name[:-4]: tighten(jsmin(text)) for name, text in texts.items() if name.endswith(".mjs")}
        self._sheets = {name[:-4]: cssmin(text) for name, text in texts.items() if name.endswith(".css")}
        self.files = {
            **{f"{name}.mjs": build_file(text, ".mjs") for name, text in join_modules(modules).items()},
            **{name: build_file(text, ".svg") for name, text in texts.items() if name.endswith(".svg")},
        }
        self._join_sheets = lru_cache(64)(self._build_sheets)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        name = scope["path"].rsplit("/", 1)[-1]
        await self._answer(name, Headers(scope=scope))(scope, receive, send)

    def find(self, name: str) -> WidgetFile | None:
        """Return what is served under this name."""
        if name.endswith(".css"):
            names = tuple(name[:-4].split("+"))
            are_known = len(names) <= MOST_SHEETS and all(sheet in self._sheets for sheet in names)
            return self._join_sheets(names) if are_known else None
        return self.files.get(name)

    def _build_sheets(self, names: tuple[str, ...]) -> WidgetFile:
        return build_file("\n".join(self._sheets[name] for name in names), ".css")

    def _answer(self, name: str, headers: Headers) -> Response:
        file = self.find(name)
        if file is None:
            return PlainTextResponse("not found", status_code=404)
        sent = {"Cache-Control": CACHE_CONTROL, "ETag": file.tag, "Vary": "Accept-Encoding"}
        if file.tag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=sent)
        if "gzip" in headers.get("accept-encoding", ""):
            sent["Content-Encoding"] = "gzip"
            return Response(file.compressed, headers=sent, media_type=file.media_type)
        return Response(file.content, headers=sent, media_type=file.media_type)


def tighten(module: str) -> str:
    """Return a minified module without what jsmin leaves at the end of lists and blocks."""
    return NEEDLESS.sub(lambda found: found[1] or "", module)


def build_file(text: str, suffix: str) -> WidgetFile:
    """Return a text as it is sent."""
    content = text.encode()
    return WidgetFile(
        content=content,
        compressed=gzip.compress(content, 9, mtime=0),
        media_type=MEDIA_TYPES[suffix],
        tag=f'"{hashlib.sha256(content).hexdigest()[:16]}"',
    )
