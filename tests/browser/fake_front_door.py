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
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from api.endpoints.demo import draw_demo
from api.endpoints.pages import TEMPLATES
from api.middleware import SecurityHeaders
from api.page import GROUPS
from api.texts import Texts
from api.widget_files import WidgetFiles
from tests.browser import canned, canned_requests

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load(ROOT / "data/texts")
THEMES = yaml.safe_load((ROOT / "data/themes.yml").read_text(encoding="utf-8"))
NEEDS = {
    need["key"]: need
    for need in yaml.safe_load((ROOT / "data/needs.yml").read_text(encoding="utf-8"))["needs"]
}
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
# Beyond the supported ones: data alone makes a language that runs from right to left.
EXAMPLE = yaml.safe_load((Path(__file__).parent / "texts_ar.yml").read_text(encoding="utf-8"))
EXAMPLE_TEXTS = {f"{group}.{key}": text for group, texts in EXAMPLE.items() for key, text in texts.items()}


class FakeFrontDoor:
    """Runs in a thread of the tests; `with FakeFrontDoor() as door: door.address`.

    Attributes:
        received: bodies of messages with their `Idempotency-Key`, in order.
        deleted: ids of deleted conversations.
        failures: what the next messages meet: an HTTP status, or "lost" (answered, but the answer is lost).
        delay_seconds: before each reply.
        refuses_deletion: whether a deletion is answered with 503.
        counted: bodies of feedback and events.
        kept: bodies with the consent to let a message be read.
        requested: bodies of help requests with their `Idempotency-Key`, in order.
        has_inbox: whether help requests can be sent.
    """

    def __init__(self) -> None:
        app = Starlette(
            routes=[
                Route("/", self._show, methods=["GET"]),
                Route("/", self._answer_form, methods=["POST"]),
                Route("/demo", self._demo),
                Route("/demo.css", lambda _: FileResponse(ROOT / "api/pages/demo.css")),
                Route("/v1/page", self._page),
                Route("/v1/messages", self._message, methods=["POST"]),
                Route("/v1/messages/keep", self._keep, methods=["POST"]),
                Route("/v1/services/{id}", self._service),
                Route("/v1/feedback", self._count, methods=["POST"]),
                Route("/v1/events", self._count, methods=["POST"]),
                Route("/v1/conversations/{id}", self._delete, methods=["DELETE"]),
                Route("/v1/help-requests/form", self._request_form),
                Route("/v1/help-requests/route", self._request_route, methods=["POST"]),
                Route("/v1/help-requests", self._request, methods=["POST"]),
                Mount("/widget", WidgetFiles(ROOT / "widget")),
            ]
        )
        app.add_middleware(
            CORSMiddleware,
            allow_origin_regex=r"http://localhost:\d+",
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Content-Type", "Idempotency-Key"],
        )
        self.app = SecurityHeaders(app, is_production=False)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        # The same machine by another name: for a browser a city's site, which has Kynnys from elsewhere.
        self.city = f"http://localhost:{self._socket.getsockname()[1]}"
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
        self.counted: list[dict[str, Any]] = []
        self.kept: list[dict[str, Any]] = []
        self.requested: list[dict[str, Any]] = []
        self.routed: list[dict[str, Any]] = []
        self.has_inbox = True
        self._replies: dict[str, dict[str, Any]] = {}
        self._stored: dict[str, dict[str, Any]] = {}

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

        needs = {key: need["en" if code == "ar" else code] for key, need in NEEDS.items()}
        context = {"needs": needs, "reply": None, "services": None, "need": None, **answered}
        template = TEMPLATES.get_template("index.html")
        return HTMLResponse(template.render(page=page, language=code, t=tell, **context))

    async def _page(self, request: Request) -> Response:
        return JSONResponse(build_page(request.query_params.get("language")))

    async def _message(self, request: Request) -> Response:
        content, key = await request.body(), request.headers.get("idempotency-key", "")
        message = json.loads(content)
        self.received.append({**message, "key": key})
        await asyncio.sleep(self.delay_seconds)
        failure = self._take_failure()
        if isinstance(failure, int):
            return self._fail(failure, str(message.get("language")))
        known = self._replies.setdefault(key + content.decode(), self._build_reply(message))
        return BrokenResponse() if failure == "lost" else JSONResponse(known)

    async def _keep(self, request: Request) -> Response:
        sent = await request.json()
        self.kept.append(sent)
        failure, language = self._take_failure(), str(sent["language"])
        if isinstance(failure, int):
            return self._fail(failure, language)
        kept = {"kept": True, "text": TEXTS.render("keep_message.kept", language)}
        return BrokenResponse() if failure == "lost" else JSONResponse(kept)

    def _fail(self, status: int, language: str) -> Response:
        codes = {429: "rate_limited", 413: "message_too_large", 409: "message_not_kept"}
        code = codes.get(status, "internal")
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
            "understood": canned.understand(said),
            "deleted": "poista tietoni" in said,
            "may_be_kept": status == "nothing_fits",
        }

    async def _demo(self, request: Request) -> Response:
        query = request.query_params
        return draw_demo(self.address, query.get("language", "fi"), query.get("place", "corner"))

    async def _service(self, request: Request) -> Response:
        language = request.query_params.get("language", "fi")
        if self._take_failure():
            return self._fail(500, language)
        return JSONResponse(canned.build_details(language, request.path_params["id"]))

    async def _count(self, request: Request) -> Response:
        self.counted.append(await request.json())
        return Response(status_code=204)

    def _take_failure(self) -> int | str | None:
        return self.failures.pop(0) if self.failures else None

    async def _request_form(self, request: Request) -> Response:
        return JSONResponse(canned_requests.build_form(request.query_params.get("language", "fi")))

    async def _request_route(self, request: Request) -> Response:
        asked = await request.json()
        self.routed.append(asked)
        if "message" in asked:
            await asyncio.sleep(self.delay_seconds)
            if failure := self._take_failure():
                return BrokenResponse() if failure == "lost" else self._fail(int(failure), "fi")
        return JSONResponse(canned_requests.build_route(asked, self.has_inbox))

    async def _request(self, request: Request) -> Response:
        sent = await request.json()
        key, language = request.headers.get("idempotency-key", ""), str(sent["language"])
        self.requested.append({**sent, "key": key})
        failure = self._take_failure()
        if self._stored.get(key, sent) != sent:
            message = TEXTS.render("error.help_request_key_reused", language)
            return JSONResponse(
                {"error": {"code": "help_request_key_reused", "message": message}}, status_code=409
            )
        status, answer = canned_requests.answer(sent, self.has_inbox, failure)
        if status == 201:
            self._stored[key] = sent
        return BrokenResponse() if failure == "lost" else JSONResponse(answer, status_code=status)

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
    is_example = language == "ar"
    code = language if language in NAMES else "en" if is_example else "fi"
    texts = {key: text for group in GROUPS for key, text in TEXTS.group(group, code).items()}
    names = NAMES | ({"ar": "العربية"} if is_example else {})
    texts |= EXAMPLE_TEXTS if is_example else {}
    return {
        "language": "ar" if is_example else code,
        "languages": [{"code": other, "name": name} for other, name in names.items()],
        "launched": False,
        "area": {"scope": "municipality", "codes": ["049"], "label": "Espoo"},
        "greeting": texts["page.greeting"],
        "notices": [texts["notice.not_launched"]],
        "themes": [
            {"key": key, "title": theme[code], "choice": f"theme:{key}", "needs": theme["needs"]}
            for key, theme in THEMES.items()
        ],
        "texts": {key: text for key, text in texts.items() if key.count(".") == 1 or "danger" not in key},
        "danger": {"text": texts["danger.general"], "contacts": canned.build_danger_contacts(code)},
    }
