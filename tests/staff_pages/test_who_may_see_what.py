"""Every page of staff with every role, and as nobody; routes added later are walked too."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.staff.application import ROUTERS
from staff.roles import PLATFORM, Actor, Role
from tests.staff_pages.furnished import Things, close, furnish
from tests.staff_pages.help_request_house import HelpRequestHouse
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
    "/guide": (),
    "/": (),
}
# Here the role must be held in the platform: what is said, kept or tried here concerns everybody.
OF_PLATFORM = ("/figures/not-understood", "/probes/new", "/notices/new", "/notices/switch")
# Whether somebody may, for a thing of this owner.
May = Callable[[Actor, str], bool]
# These are for people who are not signed in yet.
BEFORE_SIGN_IN = ("/sign-in", "/first-sign-in")
PEOPLE: dict[str, tuple[tuple[str, str], ...]] = {
    "reader": (("reader", "luvn"),),
    "editor": (("editor", "luvn"),),
    "reviewer": (("reviewer", "luvn"),),
    "handler": (("handler", "luvn"),),
    "handler who reviews": (("handler", "luvn"), ("reviewer", "luvn")),
    "administrator": (("administrator", PLATFORM),),
    "editor of the platform": (("editor", PLATFORM),),
    "reviewer of the platform": (("reviewer", PLATFORM),),
    "nobody's colleague": (),
}


def walk_routes(routes: Any, method: str) -> Iterator[Any]:
    """All routes with this method, those of routers inside routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from walk_routes(inner.routes, method)
        elif method in (getattr(route, "methods", None) or ()):
            yield route


def list_paths(method: str) -> list[str]:
    """All paths of staff with this method, each once."""
    return sorted({route.path for module in ROUTERS for route in walk_routes(module.router.routes, method)})


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


def administers(actor: Actor, owner: str) -> bool:
    return actor.may(Role.ADMINISTRATOR, PLATFORM)


def announces(actor: Actor, owner: str) -> bool:
    return administers(actor, owner) or actor.may(Role.REVIEWER, PLATFORM)


def has_here(*roles: Role) -> May:
    """Whoever holds one of the roles for the owner of the thing."""
    return lambda actor, owner: any(actor.may(role, owner) for role in roles)


def has_in_platform(role: Role) -> May:
    return lambda actor, owner: actor.may(role, PLATFORM)


def has_anywhere(*roles: Role) -> May:
    return lambda actor, owner: actor.holds_anywhere(roles)


def sets_inbox(actor: Actor, owner: str) -> bool:
    return administers(actor, owner) or (actor.may(Role.HANDLER, owner) and actor.may(Role.REVIEWER, owner))


# Who may open or send what is about one thing, and who may send what is about none: by the longest beginning.
MAY: dict[str, May] = {
    "GET /services/{service_id}": has_anywhere(Role.READER),
    "GET /services/{service_id}/": has_here(Role.READER),
    "GET /services/{service_id}/edit": has_here(Role.EDITOR),
    "POST /services/{service_id}/": has_here(Role.EDITOR),
    "POST /services/new": has_anywhere(Role.EDITOR),
    "GET /accounts/": administers,
    "POST /accounts/": administers,
    "GET /help-requests/": has_here(Role.HANDLER),
    "POST /help-requests/": has_here(Role.HANDLER),
    "GET /guide/": lambda actor, owner: True,
    "GET /inboxes/": lambda actor, owner: administers(actor, owner) or actor.may(Role.HANDLER, owner),
    "POST /inboxes/new": administers,
    "POST /inboxes/": sets_inbox,
    "GET /notices/": announces,
    "POST /notices/": announces,
    "GET /probes/": has_in_platform(Role.REVIEWER),
    "POST /probes/": has_in_platform(Role.REVIEWER),
    "POST /figures/not-understood/": has_in_platform(Role.EDITOR),
    "POST /try": has_anywhere(Role.READER),
    "POST /me": lambda actor, owner: True,
    "POST /sign-out": lambda actor, owner: True,
}


def find_may(method: str, path: str) -> May:
    """Who may open or send this."""
    wanted = f"{method} {path}"
    for start in sorted(MAY, key=len, reverse=True):
        if wanted == start or wanted.startswith(start if start.endswith("/") else f"{start}/"):
            return MAY[start]
    pytest.fail(f"{wanted}: write into MAY who may do it")


def list_addresses(method: str, things: Things) -> Iterator[tuple[str, str, str]]:
    """Every path with this method as (path, address, owner), for each thing that there is."""
    for path in list_paths(method):
        names = set(re.findall(r"{(\w+)}", path))
        for owner, ids in things.items():
            # What is about no thing is asked once.
            if names <= ids.keys() and (names or owner == PLATFORM) and not is_before_sign_in(path):
                yield path, "/staff" + path.format(**ids), owner


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


@pytest.fixture
async def furnished(tmp_path: Path) -> AsyncIterator[tuple[HelpRequestHouse, Things]]:
    """A house with one of everything, and the ids of it."""
    house, things = await furnish(tmp_path / "kynnys.sqlite")
    yield house, things
    await close(house)


def make_actor(person: str) -> Actor:
    """The person as the rules know it."""
    roles = frozenset((Role(role), key) for role, key in PEOPLE[person])
    return Actor(person, person, "somebody@example.fi", "fi", roles)


async def test_each_role_sees_its_own_things_and_no_other(furnished: tuple[HelpRequestHouse, Things]) -> None:
    """Of things that there are: those of others look like none."""
    house, things = furnished
    asked = set()
    for person, roles in PEOPLE.items():
        visitor = house.visit(*roles)
        for path, address, owner in list_addresses("GET", things):
            if "{" not in path:
                continue
            asked.add(path)
            may = find_may("GET", path)(make_actor(person), owner)
            status = (await visitor.get(address)).status_code
            assert status == (200 if may else 404), f"{person} at {address} of {owner}"
    # Nothing is left out for want of a thing.
    assert asked == {path for path in PAGES if "{" in path}


async def test_no_form_is_taken_from_whom_it_is_not_for(furnished: tuple[HelpRequestHouse, Things]) -> None:
    """Sent with the right token, to things that there are: nothing is changed, nothing told."""
    house, things = furnished
    asked, refused = set(), 0
    for person, roles in PEOPLE.items():
        visitor = house.visit(*roles)
        for path, address, owner in list_addresses("POST", things):
            asked.add(path)
            if not find_may("POST", path)(make_actor(person), owner):
                answer = await visitor.send(address, do="publish", number="1", reason="Syy", version="1")
                assert answer.status_code == 404, f"{person} at {address} of {owner}"
                refused += 1
    assert asked == {path for path in list_paths("POST") if not is_before_sign_in(path)}
    assert refused > 100


async def test_whoever_is_turned_away_learns_nothing(house: House) -> None:
    """A page that is not for one looks like one that is not there."""
    visitor = house.visit(("reader", "luvn"))
    hidden = await visitor.get("/staff/accounts")
    missing = await visitor.get("/staff/nothing-here")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace("/staff/accounts", "") == missing.text.replace("/staff/nothing-here", "")
