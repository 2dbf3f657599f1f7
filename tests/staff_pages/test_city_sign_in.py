"""The city's own sign-in, against a real provider on this machine, and every way it can fail."""

from __future__ import annotations

import socket
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from pydantic import ValidationError
from sqlalchemy.orm import Session

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

from api.staff import city as city_module
from api.staff.city import CitySignIn
from staff import models
from staff.settings import Settings
from tests.staff_pages.conftest import BuildHouse
from tests.staff_pages.people import list_actions, read_account, settle
from tests.staff_pages.visitors import House, Visitor

CITY, RETURN = "/staff/sign-in/city", "/staff/sign-in/city/return"
CLIENT = {"oidc_client_id": "kynnys", "oidc_client_secret": "a secret of the client"}
MAIJA = {"email": "Maija@Example.fi", "email_verified": True}


def tell_users(**claims_by_subject: dict[str, Any]) -> list[Any]:
    """Users of the provider by subject."""
    return [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in claims_by_subject.items()]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows some people."""
    users = tell_users(
        maija=MAIJA,
        unverified={"email": "maija@example.fi", "email_verified": False},
        silent={"email": "maija@example.fi"},
        nameless={},
        namesake=MAIJA,
        stranger={"email": "stranger@example.fi", "email_verified": True},
    )
    with oidc_provider_mock.run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def house(build_house: BuildHouse, provider: str) -> House:
    """A Kynnys of a city with its own sign-in."""
    return build_house({"oidc_issuer": provider, **CLIENT})


async def go_there(visitor: Visitor, subject: str, way: str = CITY, action: str = "") -> str:
    """Go to the provider and say there who one is; the address at which one comes back."""
    leave = await visitor.get(way)
    assert leave.status_code == 303
    async with httpx.AsyncClient() as browser:
        form = {"sub": subject, **({"action": action} if action else {})}
        answer = await browser.post(leave.headers["location"], data=form)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert back.path == RETURN
    return f"{back.path}?{back.query}"


async def come_in(visitor: Visitor, subject: str, way: str = CITY) -> httpx.Response:
    """Go there and come back."""
    return await visitor.get(await go_there(visitor, subject, way))


async def read_problem(visitor: Visitor, answer: httpx.Response) -> str:
    """The page to which a failure leads."""
    assert answer.status_code == 303
    assert "kynnys-staff" not in visitor.client.cookies
    page = await visitor.get(answer.headers["location"])
    assert 'role="alert"' in page.text
    return page.text


async def test_a_verified_address_opens_the_account_and_is_linked(house: House, provider: str) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    assert "kaupungin tunnuksella" in (await visitor.get("/staff/sign-in")).text
    answer = await come_in(visitor, "maija", f"{CITY}?next=/staff/services")
    assert answer.headers["location"] == "/staff/services"
    assert (await visitor.get("/staff/")).status_code == 200
    assert read_account(house, person.account_id).oidc_subject == f"{provider} maija"
    assert list_actions(house, person.account_id)[-1] == "city_sign_in_linked"


async def test_a_linked_person_is_known_by_the_subject_alone(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    await come_in(house.open_browser(), "maija")

    def rename(session: Session) -> None:
        session.get_one(models.Account, person.account_id).email = "maija.uusi@example.fi"

    house.room.work(rename)
    assert (await come_in(house.open_browser(), "maija")).headers["location"] == "/staff"


async def test_what_is_sent_holds_state_nonce_and_a_challenge(house: House) -> None:
    first, second = [
        parse_qs(urlsplit((await house.open_browser().get(CITY)).headers["location"]).query) for _ in range(2)
    ]
    assert first["code_challenge_method"] == ["S256"]
    assert first["response_type"] == ["code"]
    assert first["redirect_uri"] == [f"http://127.0.0.1:8000{RETURN}"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43
        assert first[name] != second[name]


async def test_the_code_is_exchanged_with_the_verifier_of_the_challenge(house: House, provider: str) -> None:
    settle(house, "maija@example.fi", ("reader", "luvn"))
    sent: list[bytes] = []

    class Listening(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            sent.append(request.read())
            return super().handle_request(request)

    object.__setattr__(house.room, "city", CitySignIn(house.room.settings, Listening()))
    visitor = house.open_browser()
    there = (await visitor.get(CITY)).headers["location"]
    async with httpx.AsyncClient() as browser:
        back = urlsplit((await browser.post(there, data={"sub": "maija"})).headers["location"])
    assert (await visitor.get(f"{back.path}?{back.query}")).headers["location"] == "/staff"
    exchange = parse_qs(next(body for body in sent if b"code_verifier" in body).decode())
    challenge = parse_qs(urlsplit(there).query)["code_challenge"][0]
    assert create_s256_code_challenge(exchange["code_verifier"][0]) == challenge
    assert exchange["grant_type"] == ["authorization_code"]


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("stranger", "ei ole vielä tunnusta"),
        ("unverified", "ei vahvista sähköpostiasi"),
        ("silent", "ei vahvista sähköpostiasi"),
        ("nameless", "ei vahvista sähköpostiasi"),
    ],
)
async def test_no_account_is_made_by_itself(house: House, subject: str, told: str) -> None:
    settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    assert told in await read_problem(visitor, await come_in(visitor, subject))


async def test_a_closed_account_stays_closed(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    await come_in(house.open_browser(), "maija")

    def close(session: Session) -> None:
        session.get_one(models.Account, person.account_id).is_active = False

    house.room.work(close)
    visitor = house.open_browser()
    assert "ei ole vielä tunnusta" in await read_problem(visitor, await come_in(visitor, "maija"))


async def test_an_address_that_went_over_to_somebody_else_opens_nothing(house: House) -> None:
    settle(house, "maija@example.fi", ("reader", "luvn"))
    await come_in(house.open_browser(), "maija")
    visitor = house.open_browser()
    assert "toisen henkilön kirjautuminen" in await read_problem(visitor, await come_in(visitor, "namesake"))


async def test_who_stops_at_the_city_is_told_so(house: House) -> None:
    visitor = house.open_browser()
    back = await go_there(visitor, "maija", action="deny")
    # The provider leaves the state out of this answer.
    state = parse_qs(urlsplit((await visitor.get(CITY)).headers["location"]).query)["state"][0]
    answer = await visitor.get(f"{back}&state={state}" if "state=" not in back else back)
    assert "keskeytyi" in await read_problem(visitor, answer)


async def test_an_answer_meant_for_another_browser_is_refused(house: House) -> None:
    """Nobody is signed in by a link that an attacker began: the state belongs to one browser."""
    settle(house, "maija@example.fi", ("reader", "luvn"))
    back = await go_there(house.open_browser(), "maija")
    victim = house.open_browser()
    assert "Aloita alusta" in await read_problem(victim, await victim.get(back))
    await victim.get(CITY)
    assert "Aloita alusta" in await read_problem(victim, await victim.get(back))


async def test_an_answer_works_once(house: House) -> None:
    settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    back = await go_there(visitor, "maija")
    await visitor.get(back)
    again = await visitor.get(back)
    assert again.headers["location"].endswith("problem=too_long")


async def test_an_answer_that_took_too_long_is_refused(house: House) -> None:
    settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    back = await go_there(visitor, "maija")
    house.clock.move(minutes=11)
    assert "Aloita alusta" in await read_problem(visitor, await visitor.get(back))


async def test_a_made_up_code_is_refused(house: House) -> None:
    visitor = house.open_browser()
    state = parse_qs(urlsplit((await visitor.get(CITY)).headers["location"]).query)["state"][0]
    answer = await visitor.get(f"{RETURN}?code=made-up&state={state}")
    assert "ei voi luottaa" in await read_problem(visitor, answer)


async def test_an_answer_of_another_issuer_is_refused(house: House) -> None:
    visitor = house.open_browser()
    back = await go_there(visitor, "maija")
    answer = await visitor.get(f"{back}&iss=https://evil.example")
    assert "ei voi luottaa" in await read_problem(visitor, answer)


async def test_a_token_with_another_nonce_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token issued for another attempt, put into this one, opens nothing."""
    settle(house, "maija@example.fi", ("reader", "luvn"))
    find_person = CitySignIn.find_person
    monkeypatch.setattr(
        CitySignIn, "find_person", lambda self, code, nonce, verifier: find_person(self, code, "x", verifier)
    )
    visitor = house.open_browser()
    assert "ei voi luottaa" in await read_problem(visitor, await come_in(visitor, "maija"))


async def test_a_token_for_another_client_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    back = await go_there(visitor, "maija")
    check = CitySignIn._check_token

    def check_as_another(self: CitySignIn, *given: Any) -> Any:
        other = CitySignIn(self._settings.model_copy(update={"oidc_client_id": "another"}))
        return check(other, *given)

    monkeypatch.setattr(CitySignIn, "_check_token", check_as_another)
    assert "ei voi luottaa" in await read_problem(visitor, await visitor.get(back))


async def test_a_token_whose_time_is_over_is_refused(build_house: BuildHouse) -> None:
    users, over = tell_users(maija=MAIJA), timedelta(hours=-1)
    with oidc_provider_mock.run_server_in_thread(user_claims=users, access_token_max_age=over) as server:
        house = build_house({"oidc_issuer": f"http://localhost:{server.server_port}", **CLIENT})
        settle(house, "maija@example.fi", ("reader", "luvn"))
        visitor = house.open_browser()
        assert "ei voi luottaa" in await read_problem(visitor, await come_in(visitor, "maija"))


async def test_keys_that_changed_are_asked_for_anew(build_house: BuildHouse) -> None:
    """The provider starts anew with another key at the same address; people still get in."""
    users = tell_users(maija=MAIJA)
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        port = server.server_port
        house = build_house({"oidc_issuer": f"http://localhost:{port}", **CLIENT})
        settle(house, "maija@example.fi", ("reader", "luvn"))
        assert (await come_in(house.open_browser(), "maija")).headers["location"] == "/staff"
    with oidc_provider_mock.run_server_in_thread(port, user_claims=users):
        assert (await come_in(house.open_browser(), "maija")).headers["location"] == "/staff"


async def test_a_provider_that_is_down_has_a_sentence(build_house: BuildHouse) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house = build_house({"oidc_issuer": f"http://127.0.0.1:{port}", **CLIENT})
    visitor = house.open_browser()
    assert "ei vastaa" in await read_problem(visitor, await visitor.get(CITY))


async def test_a_provider_that_goes_down_on_the_way_has_a_sentence(build_house: BuildHouse) -> None:
    with oidc_provider_mock.run_server_in_thread(user_claims=tell_users(maija=MAIJA)) as server:
        house = build_house({"oidc_issuer": f"http://localhost:{server.server_port}", **CLIENT})
        visitor = house.open_browser()
        back = await go_there(visitor, "maija")
    assert "ei vastaa" in await read_problem(visitor, await visitor.get(back))


async def test_a_provider_that_never_answers_is_not_waited_for(build_house: BuildHouse) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        house = build_house({"oidc_issuer": address, "oidc_timeout_seconds": 0.3, **CLIENT})
        visitor = house.open_browser()
        assert "ei vastaa" in await read_problem(visitor, await visitor.get(CITY))


@pytest.mark.parametrize(
    "metadata",
    [
        b"no json",
        b"[]",
        b"{}",
        b'{"issuer": "https://evil.example", "jwks_uri": "x"}',
        b'{"issuer": "ISSUER", "jwks_uri": "not an address"}',
    ],
)
async def test_a_provider_that_talks_nonsense_has_a_sentence(
    build_house: BuildHouse, metadata: bytes
) -> None:
    house = build_house({"oidc_issuer": "https://city.example", **CLIENT})
    content = metadata.replace(b"ISSUER", b"https://city.example")
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=content))
    object.__setattr__(house.room, "city", CitySignIn(house.room.settings, transport))
    visitor = house.open_browser()
    page = await read_problem(visitor, await visitor.get(CITY))
    assert "ei voi luottaa" in page or "ei vastaa" in page


async def test_addresses_and_keys_are_asked_for_once_an_hour(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Listening(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            return super().handle_request(request)

    object.__setattr__(house.room, "city", CitySignIn(house.room.settings, Listening()))
    for _ in range(3):
        await house.open_browser().get(CITY)
    assert asked == ["/.well-known/openid-configuration", "/jwks"]
    now = time.monotonic() + city_module.KEPT_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: now)
    await house.open_browser().get(CITY)
    assert len(asked) == 4


async def test_without_a_provider_there_is_no_button_and_no_page(build_house: BuildHouse) -> None:
    house = build_house()
    visitor = house.open_browser()
    assert "kaupungin" not in (await visitor.get("/staff/sign-in")).text
    assert (await visitor.get(CITY)).status_code == 404
    assert (await visitor.get(RETURN)).status_code == 404


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "https://city.example"},
        {"oidc_issuer": "http://city.example", "oidc_client_id": "x"},
        {"oidc_issuer": "city.example", "oidc_client_id": "x"},
        {"public_url": "http://kynnys.example"},
        {"public_url": "https://kynnys.example/?x=1"},
        {"encryption_keys": "no key"},
    ],
)
def test_unsafe_settings_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(**settings)  # type: ignore[arg-type]
