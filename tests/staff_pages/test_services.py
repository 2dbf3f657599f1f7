"""Finding services, what is to be done about them, and one entry with all that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from curation.finding import Entry, read_entries
from services_catalog.models import LinkCheck, Service, ServiceText
from services_catalog.reference_data import load_reference_data
from services_catalog.service import Texts
from staff.changes import note_change
from staff.roles import Actor
from tests.staff_pages.generated import add_generated
from tests.staff_pages.service_forms import open_form, read_form, send_form
from tests.staff_pages.visitors import NOW, House


def edit(house: House, service_id: str, **values: object) -> None:
    """Change columns of an entry, as the form would."""

    def act(session: Session) -> None:
        service = session.get_one(Service, service_id)
        for name, value in values.items():
            setattr(service, name, value)

    house.room.work(act)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_list_finds_an_inflected_word(house: House, language: str) -> None:
    visitor = house.visit(("reader", "luvn"), language=language)
    page = (await visitor.get("/staff/services", params={"text": "koulukuraattorille"})).text
    assert 'href="/staff/services/kuraattori-lansi-uusimaa"' in page
    assert 'href="/staff/services/poliisi"' not in page


async def test_filters_narrow_together(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    wanted = {"kind": "ohjaamo", "area": "398", "state": "draft", "general": "no", "served_in": "fi"}
    page = (await visitor.get("/staff/services", params=wanted)).text
    assert 'href="/staff/services/ohjaamo-lahti"' in page
    assert page.count('<li class="card">\n      <p class="entries__name">') == 1


@pytest.mark.parametrize("filters", [("need",), ("organization",), ("need", "organization")])
async def test_filters_by_need_and_organisation_find_what_has_them(
    house: House, filters: tuple[str, ...]
) -> None:
    """All of it, and nothing else; alone and together."""
    chosen = {name: {"need": "bullying", "organization": "luvn"}[name] for name in filters}
    rows = house.room.work(lambda session: session.scalars(select(Service)).all())
    expected = {
        row.id
        for row in rows
        if ("need" not in chosen or chosen["need"] in {need.need for need in row.needs})
        and ("organization" not in chosen or row.organization_key == chosen["organization"])
    }
    visitor, found = house.visit(("reader", "luvn")), set()
    for number in range(1, 20):
        page = (await visitor.get("/staff/services", params={**chosen, "page": number})).text
        found |= set(re.findall(r'<p class="entries__name">\s*<a href="/staff/services/([^"]+)"', page))
        if 'rel="next"' not in page:
            break
    assert found == expected
    assert 0 < len(found) < len(rows)


async def test_a_page_past_the_end_is_the_last_one(house: House) -> None:
    answer = await house.visit(("reader", "luvn")).get("/staff/services?page=999")
    assert answer.status_code == 200
    assert 'rel="prev"' in answer.text
    assert 'rel="next"' not in answer.text


async def test_an_edit_is_found_at_once(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    assert "0 palvelua" in (await visitor.get("/staff/services?text=hattivatti")).text

    def rename(session: Session) -> None:
        service = session.get_one(Service, "poliisi")
        next(text for text in service.texts if text.language == "fi").name = "Hattivattien poliisi"

    house.room.work(rename)
    assert "1 palvelua" in (await visitor.get("/staff/services?text=hattivatit")).text


async def test_an_unknown_filter_finds_nothing_and_breaks_nothing(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    for query in ("need=x", "kind=x", "area=x", "organization=x", "state=x", "served_in=zz", "to_do=x"):
        assert (await visitor.get(f"/staff/services?{query}")).status_code == 200


async def test_lists_of_what_to_do_lead_to_their_entries(house: House) -> None:
    url = house.room.work(lambda session: session.get_one(Service, "poliisi").source_url)
    visitor = house.visit(("editor", "luvn"))
    assert "Linkki ei toimi" in (await visitor.get("/staff/services")).text
    assert "0 palvelua" in (await visitor.get("/staff/services?to_do=dead_link")).text

    edit(house, "kuraattori-lansi-uusimaa", source_url="https://dead.example.fi/sivu")
    house.room.work(lambda session: session.add(build_dead_link("https://dead.example.fi/sivu")))
    page = (await visitor.get("/staff/services?to_do=dead_link&whose=own")).text
    assert url != "https://dead.example.fi/sivu"
    assert "1 palvelua" in page
    assert 'href="/staff/services/kuraattori-lansi-uusimaa"' in page


async def test_what_waits_is_on_the_first_page_and_leads_to_the_review(house: House) -> None:
    editor, reviewer = house.visit(("editor", "espoo")), house.visit(("reviewer", "espoo"))
    address = "/staff/services/ohjaamo-espoo"
    await send_form(editor, f"{address}/edit", await open_form(editor, "ohjaamo-espoo"), maximum_age="27")
    assert "Julkaisematta: 1" in (await editor.get("/staff/")).text
    page = (await editor.get("/staff/services?to_do=unpublished&whose=own")).text
    assert f'href="{address}/review">Julkaisematta</a>' in page

    number = read_form((await editor.get(f"{address}/review")).text, "/review")["number"][0]
    await editor.send(f"{address}/review", number=number, do="send")
    assert "Julkaisematta" not in (await editor.get("/staff/")).text
    assert "Odottaa tarkastustasi: 1" in (await reviewer.get("/staff/")).text
    page = (await reviewer.get("/staff/services?to_do=in_review")).text
    assert "1 palvelua" in page
    assert f'href="{address}/review">Odottaa tarkastustasi</a>' in page

    for role, where in (("editor", "espoo"), ("reader", "espoo"), ("reviewer", "luvn")):
        other = house.visit((role, where))
        page = (await other.get("/staff/services?to_do=in_review")).text
        assert "0 palvelua" in page
        assert f"{address}/review" not in page
        assert "Odottaa tarkastustasi" not in (await other.get("/staff/")).text
    assert "Tehtävää" not in (await house.visit(("handler", "espoo")).get("/staff/")).text


async def test_own_entries_stand_first_and_national_ones_belong_to_the_platform(house: House) -> None:
    own = (await house.visit(("reader", "luvn")).get("/staff/services?whose=own")).text
    national = (await house.visit(("reader", "platform")).get("/staff/services?whose=own&text=112")).text
    assert "hatanumero-112" not in own
    assert "hatanumero-112" in national


async def test_an_entry_shows_all_languages_links_and_changes(house: House) -> None:
    visitor = house.visit(("reviewer", "espoo"))
    house.room.work(
        lambda session: note_change(
            session, NOW, None, "edited", ("service", "ohjaamo-espoo"), {"kind": ("a", "b")}, "Syy <b>"
        )
    )
    page = (await visitor.get("/staff/services/ohjaamo-espoo")).text
    texts = house.room.work(
        lambda session: session.scalars(
            select(ServiceText).where(ServiceText.service_id == "ohjaamo-espoo")
        ).all()
    )
    for text in texts:
        assert text.name in page
    assert "Syy &lt;b&gt;" in page
    for action in ("edit", "verify", "preview", "history"):
        assert f"/staff/services/ohjaamo-espoo/{action}" in page


@pytest.mark.parametrize(
    ("role", "organization", "service_id", "sees"),
    [
        ("reviewer", "espoo", "ohjaamo-espoo", True),
        ("reviewer", "luvn", "ohjaamo-espoo", False),
        ("reader", "espoo", "ohjaamo-espoo", False),
        ("editor", "espoo", "ohjaamo-espoo", False),
        ("reviewer", "platform", "ohjaamo-espoo", False),
        ("reviewer", "platform", "hatanumero-112", True),
        ("reviewer", "luvn", "hatanumero-112", False),
    ],
)
async def test_an_entry_shows_its_changes_to_whom_the_page_of_changes_does(
    house: House, role: str, organization: str, service_id: str, sees: bool
) -> None:
    """Names of colleagues and their reasons are for those who review the entry."""
    actor = Actor("somebody", "Pirjo Päivittäjä", "p@example.fi", "fi", frozenset())
    house.room.work(
        lambda session: note_change(
            session, NOW, actor, "edited", ("service", service_id), {"kind": ("a", "b")}, "Salainen syy"
        )
    )
    visitor = house.visit((role, organization))
    page = (await visitor.get(f"/staff/services/{service_id}")).text
    assert ("Salainen syy" in page) is ("Pirjo" in page) is sees
    assert ("Viimeiset muutokset" in page) is sees
    changes = await visitor.get("/staff/changes")
    assert ("Salainen syy" in changes.text) is sees


async def test_who_reads_elsewhere_is_offered_no_actions(house: House) -> None:
    page = (await house.visit(("editor", "luvn")).get("/staff/services/ohjaamo-espoo")).text
    assert "ohjaamo-espoo/edit" not in page
    reader = (await house.visit(("reader", "espoo")).get("/staff/services/ohjaamo-espoo")).text
    assert "ohjaamo-espoo/edit" not in reader
    assert "ohjaamo-espoo/history" in reader


@pytest.mark.parametrize("address", ["/staff/services", "/staff/services/gaps", "/staff/services/poliisi"])
@pytest.mark.parametrize(
    ("role", "status"),
    [("reader", 200), ("editor", 200), ("reviewer", 200), ("handler", 404), ("administrator", 404)],
)
async def test_each_role_comes_as_far_as_it_may(house: House, address: str, role: str, status: int) -> None:
    assert (await house.visit((role, "luvn")).get(address)).status_code == status


@pytest.mark.parametrize("address", ["/staff/services", "/staff/services/gaps", "/staff/services/poliisi"])
async def test_nobody_is_led_to_the_sign_in(house: House, address: str) -> None:
    assert (await house.open_browser().get(address)).status_code == 303


async def test_an_unknown_entry_is_not_found(house: House) -> None:
    assert (await house.visit(("reader", "luvn")).get("/staff/services/no-such")).status_code == 404


async def test_gaps_are_shown_by_municipality(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    assert "/staff/services/gaps?municipality=398" in (await visitor.get("/staff/services/gaps")).text
    page = (await visitor.get("/staff/services/gaps?municipality=398")).text
    assert "Lahti: palveluja" in page
    assert (await visitor.get("/staff/services/gaps?municipality=091")).status_code == 404


async def test_the_list_asks_the_database_little_however_many_entries_there_are(house: House) -> None:
    add_generated(house.room.engine, load_reference_data(), 2_000)
    visitor = house.visit(("reader", "luvn"))
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(house.room.engine, "before_cursor_execute", note)
    counts = []
    for address in (
        "/staff/services",
        "/staff/services?text=kuraattorit&area=049",
        "/staff/services?page=60",
    ):
        statements.clear()
        assert (await visitor.get(address)).status_code == 200
        counts.append(len(statements))
    # Signing in takes two, the revision one, checks one, the newest versions one, reading everything anew
    # eight more.
    assert counts == [counts[1] + 8, 5, 5]

    house.room.work(
        lambda session: session.execute(
            update(Service).where(Service.id == "poliisi").values(updated_at=NOW, status="archived")
        )
    )
    statements.clear()
    await visitor.get("/staff/services")
    assert len(statements) == counts[0]


async def test_after_an_edit_only_that_entry_is_read_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_generated(house.room.engine, load_reference_data(), 300)
    visitor = house.visit(("reader", "luvn"))
    await visitor.get("/staff/services")
    read: list[list[str]] = []

    def note(session: Session, ids: list[str], organizations: dict[str, Texts]) -> Iterable[Entry]:
        read.append(list(ids))
        return read_entries(session, ids, organizations)

    monkeypatch.setattr("curation.finding.read_entries", note)
    edit(house, "generated-00007", status="archived")
    await visitor.get("/staff/services")
    house.room.work(lambda session: session.delete(session.get_one(Service, "generated-00007")))
    page = (await visitor.get("/staff/services?text=generated-00007")).text
    assert read == [["generated-00007"], []]
    assert 'href="/staff/services/generated-00007"' not in page


async def test_every_language_and_state_has_its_word(house: House) -> None:
    entries = house.room.work(lambda session: session.scalars(select(Service)).all())
    texts = house.room.texts
    for language in ("fi", "sv", "en"):
        for code in {code for entry in entries for code in entry.languages}:
            assert texts.render(f"services.language.{code}", language), code


def build_dead_link(url: str) -> LinkCheck:
    """A link that has not opened for two days."""
    return LinkCheck(
        url=url,
        checked_at=NOW,
        next_check_at=NOW,
        status_code=404,
        problem="answer",
        failures=3,
        failing_since=NOW,
        dead_since=NOW,
    )
