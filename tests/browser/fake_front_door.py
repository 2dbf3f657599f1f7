"""A front door with canned replies: the real templates, widget, texts and policy, and failures to order."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs

import uvicorn
import yaml
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from api.middleware import SecurityHeaders
from api.texts import Texts
from tests.browser import canned

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load(ROOT / "data/texts")
THEMES = yaml.safe_load((ROOT / "data/themes.yml").read_text(encoding="utf-8"))
NEEDS = {
    need["key"]: need
    for need in yaml.safe_load((ROOT / "data/needs.yml").read_text(encoding="utf-8"))["needs"]
}
TEMPLATES = Environment(loader=FileSystemLoader(ROOT / "api/pages"), autoescape=True)  # noqa: S701
GROUPS = ("page", "choice", "error", "degraded", "notice", "danger", "facts.language")
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


class FakeFrontDoor:
    """Runs in a thread of the tests; `with FakeFrontDoor() as door: door.address`.

    Attributes:
        received: bodies of messages with their `Idempotency-Key`, in order.
        deleted: ids of deleted conversations.
        failures: what the next messages meet: an HTTP status, or "lost" (answered, but the answer is lost).
        delay_seconds: before each reply.
        refuses_deletion: whether a deletion is answered with 503.
    """

    def __init__(self) -> None:
        self.app = SecurityHeaders(
            Starlette(
                routes=[
                    Route("/", self._show, methods=["GET"]),
                    Route("/", self._answer_form, methods=["POST"]),
                    Route("/v1/page", self._page),
                    Route("/v1/messages", self._message, methods=["POST"]),
                    Route("/v1/conversations/{id}", self._delete, methods=["DELETE"]),
                    Mount("/widget", StaticFiles(directory=ROOT / "widget")),
                ]
            ),
            is_production=False,
        )
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(self.app, log_level="error", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self.reset()

    def reset(self) -> None:
        """Forget what was received and what was ordered."""
        self.received: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.failures: list[int | str] = []
        self.delay_seconds = 0.0
        self.refuses_deletion = False
        self._replies: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()

    @property
    def answered_count(self) -> int:
        """How many messages were answered; one sent again with its key counts once."""
        return len(self._replies)

    async def _show(self, request: Request) -> Response:
        return self._draw(request.query_params.get("language"))

    async def _answer_form(self, request: Request) -> Response:
        content = (await request.body()).decode()
        sent = {name: values[0] for name, values in parse_qs(content).items()}
        language, need = sent.get("language"), sent.get("need")
        if need:
            named = {"key": need, "title": NEEDS[need][language or "fi"]}
            return self._draw(language, need=named, services=canned.build_services(language or "fi"))
        if not sent.get("text") and not sent.get("choice"):
            message = TEXTS.render("error.message_empty", language or "fi")
            return self._draw(language, reply={"error": {"code": "message_empty", "message": message}})
        return self._draw(language, reply=self._build_reply(sent))

    def _draw(self, language: str | None, **answered: Any) -> Response:
        page = build_page(language)
        code = page["language"]

        def tell(key: str, **values: Any) -> str:
            return TEXTS.render(key, code, values=values) or ""

        context = {"reply": None, "services": None, "need": None, **answered}
        template = TEMPLATES.get_template("index.html")
        return HTMLResponse(template.render(page=page, language=code, t=tell, **context))

    async def _page(self, request: Request) -> Response:
        return JSONResponse(build_page(request.query_params.get("language")))

    async def _message(self, request: Request) -> Response:
        content, key = await request.body(), request.headers.get("idempotency-key", "")
        message = json.loads(content)
        self.received.append({**message, "key": key})
        await asyncio.sleep(self.delay_seconds)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, int):
            return self._fail(failure, str(message.get("language")))
        known = self._replies.setdefault(key + content.decode(), self._build_reply(message))
        return BrokenResponse() if failure == "lost" else JSONResponse(known)

    def _fail(self, status: int, language: str) -> Response:
        code = {429: "rate_limited", 413: "message_too_large"}.get(status, "internal")
        error: dict[str, Any] = {"error": {"code": code, "message": TEXTS.render(f"error.{code}", language)}}
        if status == 429:
            contacts = canned.build_danger_contacts(language)
            error["parts"] = [{"type": "danger", "kind": None, "level": "concern", "contacts": contacts}]
        return JSONResponse(error, status_code=status)

    def _build_reply(self, message: dict[str, Any]) -> dict[str, Any]:
        status, language, parts = canned.answer(message)
        said = str(message.get("text") or "")
        return {
            "conversation_id": message.get("conversation_id") or f"conversation-{len(self._replies)}",
            "language": language,
            "status": status,
            "parts": parts,
            "understood": {"act": "delete_my_data" if "poista tietoni" in said else None},
        }

    async def _delete(self, request: Request) -> Response:
        if self.refuses_deletion:
            return JSONResponse({"error": {"code": "deletion_incomplete", "message": ""}}, status_code=503)
        self.deleted.append(request.path_params["id"])
        return Response(status_code=204)


class BrokenResponse(Response):
    """Promises more than it sends, so that the browser sees the connection break."""

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[dict[str, Any]], Awaitable[None]]
    ) -> None:
        """Send the beginning of a reply."""
        headers = [
            (b"content-length", b"1000"),
            (b"content-type", b"application/json"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


def build_page(language: str | None) -> dict[str, Any]:
    """Return what GET /v1/page has, with canned danger contacts."""
    code = language if language in NAMES else "fi"
    texts = {key: text for group in GROUPS for key, text in TEXTS.group(group, code).items()}
    return {
        "language": code,
        "languages": [{"code": other, "name": name} for other, name in NAMES.items()],
        "launched": False,
        "area": {"scope": "municipality", "codes": ["049"], "label": "Espoo"},
        "greeting": texts["page.greeting"],
        "notices": [texts["notice.not_launched"]],
        "themes": [
            {"key": key, "title": theme[code], "choice": f"theme:{key}", "needs": theme["needs"]}
            for key, theme in THEMES.items()
        ],
        "needs": [
            {"key": key, "title": need[code], "choice": f"choose:{key}"} for key, need in NEEDS.items()
        ],
        "texts": {key: text for key, text in texts.items() if key.count(".") == 1 or "danger" not in key},
        "danger": {"text": texts["danger.general"], "contacts": canned.build_danger_contacts(code)},
    }
