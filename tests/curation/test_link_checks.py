"""The link check against a server on loopback that misbehaves in every way, and what the bot does then."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import MappingProxyType

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from curation.link_checks import (
    LinkChecker,
    choose_due,
    choose_witnesses,
    find_links,
    note_visit,
    note_visits,
    visit_all,
)
from curation.link_visits import AddressRefusedError, Visit, Visitor, find_public_address, is_public
from database.connections import build_engine
from services_catalog.database import get_revision
from services_catalog.models import Contact as ContactRow
from services_catalog.models import LinkCheck, Service
from services_catalog.ranking import score_facts
from services_catalog.reference_data import load_reference_data
from services_catalog.service import Contact, leave_out_dead
from services_catalog.snapshot import read_snapshot
from tests.databases import make_filled_database

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
OPENED = Visit(None, 200, "https://a.fi/")
FAILED = Visit("answer", 404, "https://a.fi/")


class Site:
    """A web site on loopback.

    Attributes:
        address: its beginning, "http://localhost:…". asked: the requests it got, as (method, path, headers).
    """

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[tuple[str, str, str]] = []
        self.asked_at: list[float] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request as its path says."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            writer.close()
            return
        method, path, _ = head.split(" ", 2)
        self.asked.append((method, path, head))
        self.asked_at.append(asyncio.get_running_loop().time())
        if path == "/hang":
            await asyncio.sleep(30)
        if path == "/drip":
            # Never silent for long, never done.
            for _ in range(300):
                writer.write(b"H")
                await asyncio.sleep(0.1)
        answers = {
            "/fine": "200 OK",
            "/gone": "410 Gone",
            "/broken": "500 Internal Server Error",
            "/robots-away": "403 Forbidden",
            "/loop": f"302 Found\r\nLocation: {self.address}/loop-back",
            "/loop-back": f"302 Found\r\nLocation: {self.address}/loop",
            "/moved": "301 Moved Permanently\r\nLocation: /fine",
            "/inside": "302 Found\r\nLocation: http://169.254.169.254/latest/meta-data",
            "/file": "302 Found\r\nLocation: file:///etc/passwd",
            "/no-head": "405 Method Not Allowed" if method == "HEAD" else "200 OK",
            "/head-lies": "404 Not Found" if method == "HEAD" else "200 OK",
        }
        if path.startswith("/many"):
            status = f"302 Found\r\nLocation: /many{len(self.asked)}"
        else:
            status = answers.get(path, "404 Not Found")
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        writer.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    site.address = f"http://localhost:{server.sockets[0].getsockname()[1]}"
    yield site
    server.close()


async def stay_on_loopback(host: str, port: int) -> str:
    """Let tests reach this machine, and nothing else."""
    if host not in ("localhost", "127.0.0.1"):
        raise AddressRefusedError(host)
    return "127.0.0.1"


def build_visitor(**options: object) -> Visitor:
    values = {"pause_seconds": 0.0, "time_out_seconds": 0.5, "resolve": stay_on_loopback, **options}
    return Visitor("Kynnys-test", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "tries"),
    [("/fine", [True]), ("/no-head", [True, True]), ("/moved", [True, True]), ("/hang", [False, False])],
)
async def test_who_does_not_wait_for_the_end_knows_what_was_answered(
    site: Site, path: str, tries: list[bool]
) -> None:
    visitor, made = build_visitor(), list[bool]()
    await visitor.visit(f"{site.address}{path}", made)
    assert made == tries
    await visitor.close()


@pytest.mark.parametrize(
    ("path", "problem", "status_code"),
    [
        ("/fine", None, 200),
        ("/missing", "answer", 404),
        ("/gone", "answer", 410),
        ("/broken", "answer", 500),
        ("/robots-away", "unsure", 403),
        ("/hang", "time_out", None),
        ("/drip", "time_out", None),
        ("/loop", "redirects", 302),
        ("/many", "redirects", 302),
        ("/moved", None, 200),
        ("/no-head", None, 200),
        ("/head-lies", None, 200),
        ("/inside", "unsure", 302),
        ("/file", "unsure", 302),
    ],
)
async def test_a_visit_tells_what_is_behind_an_address(
    site: Site, path: str, problem: str | None, status_code: int | None
) -> None:
    visitor = build_visitor()
    visit = await visitor.visit(site.address + path)
    await visitor.close()
    assert (visit.problem, visit.status_code) == (problem, status_code)


async def test_a_visit_notes_where_it_was_led(site: Site) -> None:
    visitor = build_visitor()
    visit = await visitor.visit(f"{site.address}/moved")
    assert visit.final_url == f"{site.address}/fine"
    assert all("User-Agent: Kynnys-test" in head for _, _, head in site.asked)
    assert f"Host: {site.address.removeprefix('http://')}" in site.asked[0][2]
    await visitor.close()


async def test_a_refused_connection_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    visitor = build_visitor()
    assert await visitor.visit(f"http://localhost:{port}/") == Visit(
        "unreachable", None, f"http://localhost:{port}/"
    )
    await visitor.close()


async def test_a_certificate_that_nobody_vouches_for_is_broken(tmp_path: Path) -> None:
    site = Site()
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0, ssl=build_self_signed(tmp_path))
    port = server.sockets[0].getsockname()[1]
    visitor = build_visitor()
    assert (await visitor.visit(f"https://localhost:{port}/fine")).problem == "certificate"
    await visitor.close()
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    visitor = build_visitor(verify=trusting)
    # The connection goes to an address, and the certificate is still compared with the name.
    assert (await visitor.visit(f"https://localhost:{port}/fine")).problem is None
    assert (await visitor.visit(f"https://127.0.0.1:{port}/fine")).problem == "certificate"
    await visitor.close()
    server.close()


def build_self_signed(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS for "localhost", with a certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/",
        "https://user@example.fi/",
        "ftp://example.fi/",
        "https://1.1.1.1:5432/",
        "https:///",
        "https://exa mple/",
        "https://[",
    ],
)
async def test_nothing_inside_our_own_network_is_ever_asked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("anyio.connect_tcp", connect)
    visitor = Visitor("Kynnys-test", pause_seconds=0.0, time_out_seconds=2.0)
    assert (await visitor.visit(url)).problem in ("unsure", "unreachable")
    await visitor.close()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, expected: bool) -> None:
    assert is_public(address) is expected


async def test_a_host_with_one_inner_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(AddressRefusedError):
        await find_public_address("example.fi", 443)


async def test_a_host_is_asked_slowly_and_others_beside_it(site: Site) -> None:
    visitor = build_visitor(pause_seconds=0.1)
    await visit_all(visitor, [f"{site.address}/fine?{number}" for number in range(4)])
    await visitor.close()
    gaps = [later - sooner for sooner, later in zip(site.asked_at, site.asked_at[1:], strict=False)]
    assert len(gaps) >= 3
    assert min(gaps) >= 0.09


async def test_a_silent_host_is_left_alone_after_two_visits(site: Site) -> None:
    visitor = build_visitor(time_out_seconds=0.1)
    urls = [f"{site.address}/hang", *(f"{site.address}/hang?{number}" for number in range(3))]
    visits = await visit_all(visitor, [url.replace("?", "#") for url in urls])
    await visitor.close()
    assert len(visits) == 2


# When a link is dead.


def build_row(**values: object) -> LinkCheck:
    return LinkCheck(url="https://a.fi/", failures=0, **values)


def test_a_link_is_dead_after_three_failures_on_two_days() -> None:
    row = build_row()
    deaths = []
    for hours in (0, 4, 8, 24):
        note_visit(row, FAILED, NOW + dt.timedelta(hours=hours))
        deaths.append(row.dead_since)
    assert deaths == [None, None, None, NOW + dt.timedelta(hours=24)]


def test_two_failures_on_two_days_are_not_enough() -> None:
    row = build_row()
    note_visit(row, FAILED, NOW)
    note_visit(row, FAILED, NOW + dt.timedelta(days=1))
    assert row.dead_since is None
    assert row.next_check_at - row.checked_at < dt.timedelta(days=1)


@pytest.mark.parametrize("visit", [OPENED, Visit("unsure", 403, "https://a.fi/")])
def test_a_dead_link_lives_again_when_it_opens(visit: Visit) -> None:
    row = build_row(dead_since=NOW, failing_since=NOW)
    note_visit(row, visit, NOW)
    assert (row.dead_since, row.failures, row.failing_since) == (None, 0, None)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = build_engine(make_filled_database(tmp_path / "links.sqlite"))
    yield engine
    engine.dispose()


def test_nothing_is_noted_when_nothing_answered(engine: Engine) -> None:
    with Session(engine) as session:
        report = note_visits(session, {"https://a.fi/": Visit("unreachable", None, "https://a.fi/")}, NOW)
        assert report.is_offline
        assert session.scalars(select(LinkCheck)).all() == []


def test_links_of_sources_and_contacts_are_found_but_not_of_archived_entries(engine: Engine) -> None:
    with Session(engine) as session:
        service = session.get_one(Service, "ohjaamo-espoo")
        service.source_url = "https://only-here.example.fi/"
        session.flush()
        assert "https://only-here.example.fi/" in find_links(session)
        assert all(url.startswith("https://") for url in find_links(session))
        service.status = "archived"
        session.flush()
        assert "https://only-here.example.fi/" not in find_links(session)


def test_new_links_are_due_first_then_failing_ones() -> None:
    later = NOW + dt.timedelta(days=1)
    known = {
        "https://a.fi/": LinkCheck(url="https://a.fi/", failures=0, next_check_at=NOW),
        "https://b.fi/": LinkCheck(url="https://b.fi/", failures=2, next_check_at=NOW, problem="answer"),
        "https://c.fi/": LinkCheck(url="https://c.fi/", failures=0, next_check_at=later),
    }
    links = [*known, "https://d.fi/"]
    due = choose_due(links, known, NOW)
    assert due == ["https://d.fi/", "https://b.fi/", "https://a.fi/"]
    assert choose_witnesses(links, known, due) == ["https://c.fi/"]


async def test_of_two_replicas_one_checks(
    engine: Engine, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.link_checks.find_links", take_links)
    keep_only_links(engine, [f"{site.address}/fine"])
    checkers = [LinkChecker(engine, build_visitor(), name, lambda: NOW) for name in ("one", "two")]
    reports = await asyncio.gather(*(checker.make_round() for checker in checkers))
    assert sorted(report is None for report in reports) == [False, True]
    for checker in checkers:
        await checker.close()
    third = LinkChecker(engine, build_visitor(), "three", lambda: NOW)
    assert await third.make_round() is not None
    await third.close()


async def test_a_dead_link_gives_way_to_the_phone_within_a_round(
    engine: Engine, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.link_checks.find_links", take_links)
    dead, fine = f"{site.address}/missing", f"{site.address}/fine"
    keep_only_links(engine, [dead, fine])
    reference = load_reference_data()
    with Session(engine) as session:
        before = get_revision(session)
        assert find_types(session, "asiakaspalvelu-lansi-uusimaa") == ["phone", "web"]
    moment = NOW
    checker = LinkChecker(engine, build_visitor(), "one", lambda: moment)
    for hours in (0, 9, 25):
        moment = NOW + dt.timedelta(hours=hours)
        report = await checker.make_round()
    assert report is not None
    assert report.died == (dead,)
    with Session(engine) as session:
        assert get_revision(session) != before
        assert find_types(session, "asiakaspalvelu-lansi-uusimaa") == ["phone"]
        # The other entry has no way but the link: it stays, and says so.
        [only] = read_snapshot(session, reference).get_service("etsiva-nuorisotyo-espoo").contacts
        assert only.link_is_dead
    await checker.close()


def take_links(session: Session) -> set[str]:
    """The links of loopback: real ones begin with https://."""
    return {
        value for value in session.scalars(select(ContactRow.value)) if value.startswith("http://localhost")
    }


def keep_only_links(engine: Engine, urls: list[str]) -> None:
    """Lead one entry with a phone and one without to the first address, another to each further one."""
    ids = ["asiakaspalvelu-lansi-uusimaa", "etsiva-nuorisotyo-espoo"]
    with Session(engine) as session, session.begin():
        for service_id in ids:
            for contact in session.get_one(Service, service_id).contacts:
                if contact.type == "web":
                    contact.value = urls[0]
        for service_id, url in zip(["hello-espoo", "ohjaamo-espoo"], urls[1:], strict=False):
            service = session.get_one(Service, service_id)
            service.contacts.append(ContactRow(position=9, type="web", value=url, languages=["fi"]))


def find_types(session: Session, service_id: str) -> list[str]:
    """The types of the ways to reach a service that the bot knows."""
    snapshot = read_snapshot(session, load_reference_data())
    return [contact.type for contact in snapshot.get_service(service_id).contacts]


# What is left when a link is dead.


def build_contact(kind: str, value: str, lowest: int | None = None, highest: int | None = None) -> Contact:
    return Contact(
        id=value,
        type=kind,  # type: ignore[arg-type]
        value=value,
        labels=MappingProxyType({}),
        languages=("fi",),
        price="free",
        minimum_age=lowest,
        maximum_age=highest,
        hours=None,
    )


CHAT = "https://chat.fi/"


@pytest.mark.parametrize(
    ("contacts", "kept"),
    [
        ([build_contact("chat", CHAT), build_contact("phone", "000 111")], ["000 111"]),
        ([build_contact("chat", CHAT)], [CHAT]),
        # Whoever may chat may not phone: the chat is the only way.
        ([build_contact("chat", CHAT, 12, 17), build_contact("phone", "000 111", 18)], [CHAT, "000 111"]),
        ([build_contact("chat", CHAT, 12, 17), build_contact("phone", "000 111", 7, 20)], ["000 111"]),
        ([build_contact("chat", CHAT), build_contact("phone", "000 111", None, 20)], [CHAT, "000 111"]),
    ],
)
def test_a_dead_link_is_left_out_where_the_same_people_have_another_way(
    contacts: list[Contact], kept: list[str]
) -> None:
    left = leave_out_dead(tuple(contacts), {CHAT})
    assert [contact.value for contact in left] == kept
    assert {contact.value for contact in left if contact.link_is_dead} == ({CHAT} & set(kept))


def test_a_service_with_nothing_but_a_dead_chat_counts_as_one_without_contacts(engine: Engine) -> None:
    reference = load_reference_data()
    with Session(engine) as session:
        service = read_snapshot(session, reference).get_service("etsiva-nuorisotyo-espoo")
    object.__setattr__(service, "contacts", (build_contact("chat", CHAT),))
    alive = score_facts(service, NOW.date())
    object.__setattr__(service, "contacts", leave_out_dead((build_contact("chat", CHAT),), {CHAT}))
    assert score_facts(service, NOW.date()) < alive
