"""A city's page that embeds the widget, with a strict policy and hostile styles; not served in production."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader

from api.chat.language import get_direction

router = APIRouter(include_in_schema=False)
FOLDER = Path(__file__).parents[1] / "pages"
TEMPLATES = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
# What docs/embedding.md asks of a city's own policy, and nothing else.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "script-src {address}; connect-src {address}; require-trusted-types-for 'script'; trusted-types 'none'"
)


@router.get("/demo", response_class=HTMLResponse)
async def show_demo(request: Request, language: str = "fi", place: str = "corner") -> HTMLResponse:
    """Return the page; `place` is corner (the launcher), page (the chat in the text) or button."""
    return draw_demo(f"{request.url.scheme}://{request.url.netloc}", language, place)


@router.get("/demo.css")
async def get_styles() -> Response:
    """Return the city's styles."""
    return FileResponse(FOLDER / "demo.css", media_type="text/css")


def draw_demo(address: str, language: str, place: str) -> HTMLResponse:
    """Return the page with a policy that trusts this address of Kynnys alone."""
    page = TEMPLATES.get_template("demo.html").render(
        address=address, language=language, direction=get_direction(language), place=place
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY.format(address=address)})
