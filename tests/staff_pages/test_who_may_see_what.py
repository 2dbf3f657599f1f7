"""Every page of staff with every role, and as nobody; routes added later are walked too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.staff.application import ROUTERS
from staff.roles import PLATFORM, Role
from tests.staff_pages.visitors import House

# Who may come in, by the beginning of the path; an empty tuple means whoever is signed in.
# A page that is not here fails the test: write down who may see it.
EXPECTED: dict[str, tuple[Role, ...]] = {
    "/services": (Role.READER,),
    "/services/new": (Role.EDITOR,),
    "/changes": (Role.REVIEWER, Role.ADMINISTRATOR),
    "/help-requests": (Role.HANDLER,),
    "/inboxes": (Role.HANDLER, Role.ADMINISTRATOR),
    "/inboxes/new": (Role.ADMINISTRATOR,),
    "/retention": (Role.HANDLER, Role.ADMINISTRATOR),
    "/figures": (Role.READER, Role.HANDLER, Role.ADMINISTRATOR),
    "/figures/not-understood": (Role.EDITOR,),
    "/try": (Role.READER,),
    "/probes": (Role.READER,),
    "/probes/new": (Role.REVIEWER,),
    "/notices": (Role.REVIEWER, Role.ADMINISTRATOR),
    "/notices/new": (Role.REVIEWER, Role.ADMINISTRATOR),
    "/notices/switch": (Role.REVIEWER, Role.ADMINISTRATOR),
    "/accounts": (Role.ADMINISTRATOR,),
    "/me": (),
    "/": (),
}
# Here the role must be held in the platform: what is said, kept or tried here concerns everybody.
OF_PLATFORM = ("/figures/not-understood", "/probes/new", "/notices/new", "/notices/switch")
# These are for people who are not signed in yet.
BEFORE_SIGN_IN = ("/sign-in", "/first-sign-in")
PEOPLE: dict[str, tuple[tuple[str, str], ...]] = {
    "reader": (("reader", "luvn"),),
    "editor": (("editor", "luvn"),),
    "reviewer": (("reviewer", "luvn"),),
    "handler": (("handler", "luvn"),),
    "administrator": (("administrator", PLATFORM),),
    "reviewer of the platform": (("reviewer", PLATFORM),),
    "nobody's colleague": (),
}


def walk(routes: Any, method: str) -> Iterator[str]:
    """The paths of all routes with this method, routers inside routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from walk(inner.routes, method)
        elif method in (getattr(route, "methods", None) or ()):
            yield route.path


def list_paths(method: str) -> list[str]:
    """All paths of staff with this method, each once."""
    return sorted({path for module in ROUTERS for path in walk(module.router.routes, method)})


def is_before_sign_in(path: str) -> bool:
    """Whether the page is for people who are not signed in yet."""
    return any(path == start or path.startswith(f"{start}/") for start in BEFORE_SIGN_IN)


def find_expected(path: str) -> tuple[Role, ...]:
    """The roles that see the page, by the longest beginning that is known; empty for everybody."""
    for start in sorted(EXPECTED, key=len, reverse=True):
        if path == start or (start != "/" and path.startswith(f"{start}/")):
            return EXPECTED[start]
    pytest.fail(f"{path}: write into EXPECTED who may see it")


def fill(path: str) -> str:
    """The path with something in its places that exists nowhere."""
    return "/staff" + re.sub(r"\{[^}]*\}", "0", path)


PAGES = [path for path in list_paths("GET") if not is_before_sign_in(path)]


def test_there_are_pages_to_walk() -> None:
    assert {"/", "/me", "/accounts", "/accounts/{account_id}", "/changes"} <= set(PAGES)


@pytest.mark.parametrize("person", PEOPLE)
async def test_each_role_sees_its_pages_and_no_other(house: House, person: str) -> None:
    visitor = house.visit(*PEOPLE[person])
    for path in PAGES:
        roles, is_of_platform = find_expected(path), path.startswith(OF_PLATFORM)
        may = {Role(role) for role, key in PEOPLE[person] if key == PLATFORM or not is_of_platform}
        includes = {Role.REVIEWER: {Role.EDITOR, Role.READER}, Role.EDITOR: {Role.READER}}
        held = may | {lower for role in may for lower in includes.get(role, ())}
        answer = await visitor.get(fill(path))
        told = f"{person} at {path}: {answer.status_code}"
        if roles and not held & set(roles):
            assert answer.status_code == 404, told
        elif "{" in path:
            # What is not there, or not for this person, is not found.
            assert answer.status_code == 404, told
        else:
            assert answer.status_code in (200, 303), told
            assert not answer.headers.get("location", "").startswith("/staff/sign-in"), told


async def test_nobody_is_led_to_the_sign_in_from_every_page(house: House) -> None:
    visitor = house.open_browser()
    for path in PAGES:
        answer = await visitor.get(fill(path))
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/staff/sign-in?next=/staff/"), path


async def test_pages_before_the_sign_in_answer_everybody(house: House) -> None:
    for path in list_paths("GET"):
        if is_before_sign_in(path):
            assert (await house.open_browser().get(fill(path))).status_code in (200, 303, 404, 410), path


@pytest.mark.parametrize("person", PEOPLE)
async def test_no_form_is_taken_without_its_token(house: House, person: str) -> None:
    visitor = house.visit(*PEOPLE[person])
    for path in list_paths("POST"):
        answer = await visitor.client.post(fill(path), data={"csrf": "made up"})
        assert answer.status_code in (403, 404), path


async def test_no_form_is_taken_from_nobody(house: House) -> None:
    visitor = house.open_browser()
    for path in list_paths("POST"):
        answer = await visitor.client.post(fill(path), data={"csrf": "made up"})
        is_led_away = answer.status_code == 303 and answer.headers["location"].startswith("/staff/sign-in")
        assert is_led_away or answer.status_code == 403, path


async def test_whoever_is_turned_away_learns_nothing(house: House) -> None:
    """A page that is not for one looks like one that is not there."""
    visitor = house.visit(("reader", "luvn"))
    hidden = await visitor.get("/staff/accounts")
    missing = await visitor.get("/staff/nothing-here")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace("/staff/accounts", "") == missing.text.replace("/staff/nothing-here", "")
