"""Whether the process lives, and whether it can serve."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.chat.door import Door
from api.contract import Error, Health, Readiness
from api.errors import to_error_body

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_model=Health)
async def tell_health() -> JSONResponse:
    """Return ok for as long as the process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Error}})
async def tell_readiness(request: Request) -> JSONResponse:
    """Return what the front door can rely on.

    Without the assistant it still serves contacts and the menu, so that alone does not make it unready.
    """
    door: Door = request.app.state.door
    checks = {
        "catalogue": bool(door.catalogue.snapshot.services),
        "state": await door.memory.is_reachable(),
        "assistant": await door.assistant.is_reachable(),
    }
    if checks["catalogue"] and checks["state"]:
        return JSONResponse({"status": "ready", "checks": checks})
    message = door.texts.render("error.not_ready", "en") or "not ready"
    return JSONResponse({**to_error_body("not_ready", message), "status": "not_ready", "checks": checks}, 503)
