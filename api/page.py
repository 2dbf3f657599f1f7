"""All that a page or widget needs to begin: greeting, topics, wording, notices and danger contacts."""

from typing import Any

from api.chat.choices import Payload
from api.chat.danger_part import find_contact_cards
from api.chat.door import Door, Turn
from api.labels import name_in
from api.texts import to_easy, without_easy

GROUPS = (
    "page",
    "widget",
    "choice",
    "error",
    "degraded",
    "notice",
    "danger",
    "facts.language",
    "keep_message",
)


def build_page(door: Door, language: str | None, area: str | None) -> dict[str, Any]:
    """Return the page in the language, or in the default one; the shape is `contract.Page`."""
    settings, labels = door.settings, door.labels
    choice = door.languages.choose(language, settings.default_language)
    code = choice.code
    words = choice.words if door.texts.keys(choice.words) else code
    place = labels.find_municipality_code(area) or settings.home_area
    turn = build_visit(door, words, place)
    return {
        "language": words,
        "languages": list_languages(door),
        "launched": settings.launched,
        "area": door.cards.build_area("municipality", [place], words),
        "greeting": door.texts.render("page.greeting", words) or "",
        "notices": _notices(door, words, place),
        "themes": [
            {
                "key": key,
                "title": labels.theme(key, code),
                "choice": door.choices.issue_for_page(Payload("choose_theme", {"theme": key})),
                "needs": list(theme.needs),
            }
            for key, theme in labels.themes.items()
        ],
        "texts": _texts(door, words),
        "danger": {
            "text": door.texts.render("danger.general", words) or "",
            "contacts": find_contact_cards(door, turn, None),
        },
    }


def list_languages(door: Door) -> list[dict[str, str]]:
    """Return the languages that can be chosen, each by its own name; easy forms come after the others."""
    offered = door.languages.offered
    easy = [to_easy(code) for code in offered if door.texts.keys(to_easy(code))]
    named = {code: door.texts.render("page.language_name", code) for code in (*offered, *easy)}
    return [{"code": code, "name": name or code} for code, name in named.items()]


def build_visit(door: Door, language: str, area: str) -> Turn:
    """Return a turn without a message: somebody looks at the page, in a language or its easy form."""
    return Turn(
        content=b"",
        is_whole=True,
        address="",
        is_address_limited=False,
        idempotency_key=None,
        now=door.clock(),
        language=door.languages.choose(language, door.settings.default_language),
        area=area,
    )


def _texts(door: Door, language: str) -> dict[str, str]:
    texts = {key: text for group in GROUPS for key, text in door.texts.group(group, language).items()}
    # What is said of each kind of danger comes with its reply.
    return {key: text for key, text in texts.items() if not key.startswith("danger.") or key.count(".") == 1}


def _notices(door: Door, language: str, place: str) -> list[str]:
    keys = []
    if not door.settings.launched:
        keys.append("notice.not_launched")
    if door.is_switched_off:
        keys.append("notice.switched_off")
    told = door.board.find_notices(door.clock(), place, door.labels.county_of(place))
    texts = [door.texts.render(key, language) for key in keys]
    texts += [name_in(notice.texts, without_easy(language)) for notice in told]
    return [text for text in texts if text]
