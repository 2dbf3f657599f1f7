"""The form of a service: what is there comes back as it was, what is typed is kept or told of."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.datastructures import FormData

from api.settings import ROOT
from api.staff.fields import read_clock
from api.staff.room import load_words
from api.staff.service_form import read_fields, redraw, take_content, to_fields
from curation.content import read_row, to_content
from curation.models import Version
from curation.quality import CHECK_IDS
from curation.versions import find_head
from services_catalog.entry_files import load_entries
from services_catalog.models import Service
from services_catalog.reference_data import load_reference_data
from staff.models import Change
from tests.staff_pages.service_forms import open_form, read_form, send_form
from tests.staff_pages.visitors import House

LOCAL, OWNER = "ohjaamo-espoo", "espoo"
NATIONAL = "mieli-kriisipuhelin"
ADDRESS = f"/staff/services/{LOCAL}/edit"
REFERENCE = load_reference_data()
ENTRIES = {item.id: to_content(item.entry) for item in load_entries(REFERENCE).entries}
ORGANIZATIONS = {content["organization"] for content in ENTRIES.values()}


def get_row(house: House, service_id: str) -> dict[str, Any]:
    return house.room.work(lambda session: read_row(session.get_one(Service, service_id)))


def get_head(house: House, service_id: str) -> Version | None:
    return house.room.work(lambda session: find_head(session, service_id))


def test_a_form_gives_back_the_content_it_was_made_of() -> None:
    for service_id, content in ENTRIES.items():
        taken = take_content(to_fields(content), content, True, REFERENCE, ORGANIZATIONS)
        assert taken.errors == {}, service_id
        assert taken.content == content, service_id


async def test_saving_an_untouched_form_changes_nothing(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    answer = await send_form(editor, ADDRESS, await open_form(editor, LOCAL))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ADDRESS}?said=editing.said.saved"
    head = get_head(house, LOCAL)
    assert head is not None
    assert (head.number, head.author_name, head.state) == (1, "Kynnys", "published")
    assert head.content == ENTRIES[LOCAL]


async def test_a_saved_change_is_a_version_and_not_yet_public(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    await send_form(editor, ADDRESS, form, summary__fi="Uusi lyhyt teksti.", why="Selkeämpi.")
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["summary"]["fi"] == "Uusi lyhyt teksti."
    assert (head.number, head.based_on, head.state, head.why) == (2, 1, "working", "Selkeämpi.")
    assert get_row(house, LOCAL) == ENTRIES[LOCAL]

    def read(session: Any) -> Change:
        return session.scalars(select(Change).where(Change.action == "saved")).one()

    change = house.room.work(read)
    assert change.fields == {
        "summary.fi": {"before": ENTRIES[LOCAL]["summary"]["fi"], "after": "Uusi lyhyt teksti."}
    }
    assert (change.account_name, change.reason) == ("Aino", "Selkeämpi.")
    page = (await editor.get(ADDRESS)).text
    assert "Uusi lyhyt teksti." in page


async def test_a_new_service_is_a_draft_that_nobody_sees(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = read_form((await editor.get("/staff/services/new")).text, "/new")
    answer = await send_form(
        editor,
        "/staff/services/new",
        form,
        name__fi="Nuorten kahvila",
        organization=OWNER,
        kind="youth_centre",
        needs=["loneliness", "", ""],
        **{"area.codes": ["049"], "contacts.0.value": "09-816 31300"},
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/staff/services/nuorten-kahvila/edit")
    row = house.room.work(lambda session: session.get_one(Service, "nuorten-kahvila"))
    assert row.status == "draft"
    assert row.edited_at is not None
    assert get_row(house, "nuorten-kahvila")["contacts"][0]["value"] == "09 816 31300"


async def test_the_hours_of_a_week_are_filled_in_by_a_person(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    path = f"contacts.{form['contact'][0]}"
    form |= {
        f"{path}.hours": ["weekly"],
        f"{path}.hours.as_of": ["2026-11-20"],
        f"{path}.hours.holidays": ["closed"],
        f"{path}.hours.mon.0.opens": ["9"],
        f"{path}.hours.mon.0.closes": ["15.30"],
    }
    redrawn = await send_form(editor, ADDRESS, form, do="copy_monday.0")
    assert redrawn.status_code == 200
    form = read_form(redrawn.text, "/edit")
    assert form[f"{path}.hours.fri.0.closes"] == ["15.30"]
    redrawn = await send_form(editor, ADDRESS, form, do="add_slot.0")
    form = read_form(redrawn.text, "/edit")
    form |= {f"{path}.hours.sat.1.opens": ["20"], f"{path}.hours.sat.1.closes": ["2"]}
    await send_form(editor, ADDRESS, form)
    head = get_head(house, LOCAL)
    assert head is not None
    hours = head.content["contacts"][0]["hours"]
    assert hours["weekly"] == [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "opens": "09:00", "closes": "15:30"},
        {"days": ["sat"], "opens": "20:00", "closes": "02:00"},
    ]
    assert (hours["holidays"], hours["as_of"]) == ("closed", "2026-11-20")


def test_times_that_were_filled_in_are_meant() -> None:
    """Also when nobody pressed "weekly"; whoever takes hours away by the button means that."""
    fields = to_fields(ENTRIES[LOCAL])
    path = "contacts.0.hours"
    fields |= {path: ["unknown"], f"{path}.as_of": ["2026-11-20"], f"{path}.tue.0.opens": ["9"]}
    fields |= {f"{path}.tue.0.closes": ["12"]}
    taken = take_content(fields, ENTRIES[LOCAL], False, REFERENCE, ORGANIZATIONS)
    assert taken.content is not None
    assert taken.content["contacts"][0]["hours"]["weekly"][0]["days"] == ["tue"]
    taken = take_content(
        {**fields, f"{path}_shown": ["weekly"]}, ENTRIES[LOCAL], False, REFERENCE, ORGANIZATIONS
    )
    assert taken.content is not None
    assert taken.content["contacts"][0]["hours"] is None


async def test_contacts_are_added_moved_and_removed_without_saving(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    count = len(form["contact"])
    form = read_form((await send_form(editor, ADDRESS, form, do="add_contact")).text, "/edit")
    assert len(form["contact"]) == count + 1
    new = form["contact"][-1]
    form[f"contacts.{new}.type"], form[f"contacts.{new}.value"] = ["email"], ["ohjaamo@example.fi"]
    form = read_form((await send_form(editor, ADDRESS, form, do=f"contact_up.{new}")).text, "/edit")
    assert form["contact"][-2] == new
    form = read_form((await send_form(editor, ADDRESS, form, do="remove_contact.0")).text, "/edit")
    assert "0" not in form["contact"]
    assert get_head(house, LOCAL) is None


async def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    typed = {
        "minimum_age": ["kaksitoista"],
        "contacts.0.type": ["phone"],
        "contacts.0.value": ["soita meille"],
        "source.url": ["espoo.fi"],
        "description.sv": ["Det här skrev jag länge på."],
        "area.others": ["Ankkalinna"],
    }
    answer = await send_form(editor, ADDRESS, {**form, **typed})
    assert answer.status_code == 422
    again = read_form(answer.text, "/edit")
    assert {name: again[name] for name in typed} == typed
    for name in ("minimum_age", "contacts.0.value", "source.url", "area.others"):
        assert f'id="e-{name}"' in answer.text, name
    assert "Kuntaa ei löydy: Ankkalinna" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert get_head(house, LOCAL) is None


async def test_checking_shows_findings_and_saves_nothing(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    answer = await send_form(
        editor, ADDRESS, form, do="check", summary__fi="Mikäli tarvitset apua, soita 09 816 31300."
    )
    assert answer.status_code == 200
    assert "Q003" in answer.text
    assert "Q004" in answer.text
    assert get_head(house, LOCAL) is None


@pytest.mark.parametrize("path", ["edit", "history", "review", "verify", "preview"])
async def test_pages_out_of_scope_are_not_there(house: House, path: str) -> None:
    """Other organisations' entries, and national ones for whoever is not of the platform."""
    stranger = house.visit(("reviewer", "lahti"), ("handler", OWNER), ("administrator", OWNER))
    assert (await stranger.get(f"/staff/services/{LOCAL}/{path}")).status_code == 404
    local = house.visit(("reviewer", OWNER), ("reviewer", "mieli"))
    assert (await local.get(f"/staff/services/{NATIONAL}/{path}")).status_code == 404
    assert (await local.get(f"/staff/services/{LOCAL}/{path}")).status_code == 200
    assert (await local.get(f"/staff/services/nothing/{path}")).status_code == 404
    reader = house.visit(("reader", OWNER))
    expected = 404 if path == "edit" else 200
    assert (await reader.get(f"/staff/services/{LOCAL}/{path}")).status_code == expected
    assert (await house.open_browser().get(f"/staff/services/{LOCAL}/{path}")).status_code == 303


async def test_a_new_service_tells_why_and_what_was_written(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    page = (await editor.get("/staff/services/new")).text
    form = read_form(page, "/new")
    assert "why" in form
    await send_form(
        editor,
        "/staff/services/new",
        form,
        name__fi="Uusi paikka",
        organization=OWNER,
        kind="ohjaamo",
        needs=["work_study", "", ""],
        why="Avattiin syksyllä.",
        **{"area.codes": ["049"], "contacts.0.value": "09-816 31300"},
    )

    def read(session: Any) -> list[Change]:
        statement = select(Change).where(Change.subject_id == "uusi-paikka").order_by(Change.id)
        return list(session.scalars(statement))

    created = house.room.work(read)[0]
    assert (created.action, created.reason) == ("created", "Avattiin syksyllä.")
    assert created.fields["name.fi"] == {"before": None, "after": "Uusi paikka"}
    assert created.fields["needs"] == {"before": None, "after": ["work_study"]}
    assert "minimum_age" not in created.fields
    head = get_head(house, "uusi-paikka")
    assert head is not None
    assert head.why == "Avattiin syksyllä."


async def test_a_translation_found_true_stays_so_through_a_merge(house: House) -> None:
    editor, other = house.visit(("editor", OWNER)), house.visit(("editor", OWNER), name="Eino")
    await send_form(editor, ADDRESS, await open_form(editor, LOCAL), summary__fi="Uusi merkitys.")
    await send_form(
        editor, ADDRESS, await open_form(editor, LOCAL), eligibility_description__fi="Kaikki alle 30."
    )
    mine = await open_form(editor, LOCAL)
    await send_form(other, ADDRESS, await open_form(other, LOCAL), minimum_age="14", summary__fi="Taas uusi.")
    both = ["summary.sv", "eligibility_description.sv"]
    answer = await send_form(editor, ADDRESS, mine, minimum_age="15", confirmed=both)
    assert answer.status_code == 409
    form = read_form(answer.text, "/merge")
    assert form["confirmed"] == both
    address = f"/staff/services/{LOCAL}/merge"
    assert (await send_form(editor, address, form, **{"choice.minimum_age": "yours"})).status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    # The other changed the source of one meanwhile: nobody has looked at that.
    assert head.confirmed == ["eligibility_description.sv"]
    assert (head.content["minimum_age"], head.content["summary"]["fi"]) == (15, "Taas uusi.")


async def test_the_label_of_a_contact_is_followed_also_when_the_contact_moves(house: House) -> None:
    """The badge stands beside the label; to say that it still holds goes with the contact."""
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    form["contact"].append("1")
    phone = {"type": "phone", "value": "000 123 4567", "label.fi": "Neuvonta", "label.sv": "Rådgivning"}
    form |= {f"contacts.1.{name}": [value] for name, value in phone.items()}
    form |= {"contacts.1.languages": ["fi"], "contacts.1.hours": ["unknown"]}
    assert (await send_form(editor, ADDRESS, form)).status_code == 303
    renamed = await send_form(
        editor, ADDRESS, await open_form(editor, LOCAL), contacts__1__label__fi="Päivystys"
    )
    assert renamed.status_code == 303
    page = (await editor.get(ADDRESS)).text
    assert 'name="confirmed" value="contacts.1.label.sv"' in page
    assert page.count('name="confirmed"') == 1
    assert '<q lang="fi">Neuvonta</q>' in page
    review = unescape((await editor.get(f"/staff/services/{LOCAL}/review")).text)
    assert "pitävät yhä paikkansa: Yhteystieto 2: Oma nimi (ruotsi)." in review

    # Moved to the first place and confirmed in one go.
    form = await open_form(editor, LOCAL)
    form["contact"] = ["1", "0"]
    assert (await send_form(editor, ADDRESS, form, confirmed="contacts.1.label.sv")).status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.confirmed == ["contacts.0.label.sv"]
    assert 'name="confirmed"' not in (await editor.get(ADDRESS)).text


@pytest.mark.parametrize(
    "path", ["new", f"{LOCAL}/edit", f"{LOCAL}/merge", f"{LOCAL}/review", f"{LOCAL}/verify"]
)
async def test_readers_and_strangers_cannot_send(house: House, path: str) -> None:
    for visitor in (house.visit(("reader", OWNER)), house.visit(("handler", OWNER))):
        assert (await visitor.send(f"/staff/services/{path}", do="save")).status_code == 404
    if not path.endswith("new"):
        other = house.visit(("reviewer", "lahti"))
        assert (await other.send(f"/staff/services/{path}", do="save", part="all")).status_code == 404
    editor = house.visit(("editor", OWNER))
    editor.csrf_token = "of-another-site"
    assert (await editor.send(f"/staff/services/{path}", do="save")).status_code == 403
    assert get_head(house, LOCAL) is None


async def test_nobody_makes_an_entry_national_or_takes_one_over(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    answer = await send_form(editor, ADDRESS, form, **{"area.scope": "country"})
    assert answer.status_code == 422
    assert "koko maan palvelut kuuluvat" in answer.text.lower()
    answer = await send_form(editor, ADDRESS, form, organization="mieli")
    assert answer.status_code == 422
    # The box is not in this person's form; sent all the same it changes nothing.
    await send_form(editor, ADDRESS, form, emergency="yes")
    assert get_row(house, LOCAL)["emergency"] is False
    head = get_head(house, LOCAL)
    assert head is None or head.content["emergency"] is False


async def test_two_people_at_once_lose_nothing(house: House) -> None:
    """The later one sees before, theirs and yours, chooses field by field, and both edits are in."""
    aino = house.visit(("editor", OWNER), name="Aino")
    eino = house.visit(("editor", OWNER), name="Eino")
    aino_form, eino_form = await open_form(aino, LOCAL), await open_form(eino, LOCAL)
    await send_form(aino, ADDRESS, aino_form, summary__fi="Ainon lause.", minimum_age="15")
    answer = await send_form(
        eino,
        ADDRESS,
        eino_form,
        summary__fi="Einon lause.",
        description__sv="Einos text.",
        why="Eino kirjoitti.",
    )
    assert answer.status_code == 409
    for words in (
        "Ainon lause.",
        "Einon lause.",
        ENTRIES[LOCAL]["summary"]["fi"],
        "Einos text.",
        "Aino tallensi",
    ):
        assert words in answer.text
    merge_form = read_form(answer.text, "/merge")
    merge_address = f"/staff/services/{LOCAL}/merge"
    unchosen = await send_form(eino, merge_address, merge_form)
    assert unchosen.status_code == 422
    assert "Einos text." in unchosen.text
    # Meanwhile Aino saves once more: nothing of hers is written over either.
    await send_form(aino, ADDRESS, await open_form(aino, LOCAL), description__fi="Ainon kuvaus.")
    again = await send_form(
        eino, merge_address, read_form(unchosen.text, "/merge"), **{"choice.summary.fi": "yours"}
    )
    assert again.status_code == 409
    assert "Ainon kuvaus." in again.text
    last = await send_form(eino, merge_address, read_form(again.text, "/merge"))
    assert last.status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["summary"]["fi"] == "Einon lause."
    assert head.content["minimum_age"] == 15
    assert head.content["description"]["fi"] == "Ainon kuvaus."
    assert head.content["description"]["sv"] == "Einos text."
    assert (head.author_name, head.why) == ("Eino", "Eino kirjoitti.")


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("9", "09:00"),
        ("9.30", "09:30"),
        ("0930", "09:30"),
        ("24", "00:00"),
        ("9:5", "9:5"),
        ("kello", "kello"),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, clock: str) -> None:
    assert read_clock(typed) == clock


words = st.text(max_size=30) | st.sampled_from(
    [
        "",
        "9",
        "25",
        "-1",
        "1" * 40,
        "²",
        "yes",
        "weekly",
        "country",
        "٣",
        "2026-12-24",
        "9999-12-31",
        "0001-01-01",
    ]
)
names = st.sampled_from(
    [
        "name.fi", "summary.sv", "organization", "kind", "needs", "need_rows", "minimum_age", "maximum_age",
        "about", "roles", "for_group", "front_door", "area.scope", "area.codes", "area.others", "languages",
        "interpreter", "threshold.free", "threshold.walk_in", "source.url", "source.date",
        "source.confidence",
        "expires_date", "to_check", "emergency", "general", "contact", "contacts.0.type",
        "contacts.0.value",
        "contacts.0.languages", "contacts.0.price", "contacts.0.minimum_age", "contacts.0.hours",
        "contacts.0.slots",
        "contacts.0.hours.holidays", "contacts.0.hours.as_of", "contacts.0.hours.note.fi",
        "contacts.0.label.sv",
        "contacts.0.exceptional_hours.0.valid_from", "contacts.0.exceptional_hours.0.valid_to",
        "contacts.0.exceptional_hours.0.closed", "contacts.0.exceptional_hours.1.opens",
        "contacts.0.exceptional_hours.99.closes", "contacts.0.exception_rows",
        "contacts.0.hours.mon.0.opens", "contacts.0.hours.mon.0.closes", "contacts.0.hours.sun.1.opens",
        "based_on", "is_minor", "confirmed", "why", "choice.summary.fi", "yours", "base", "theirs",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(sent=st.lists(st.tuples(names, words), max_size=12), wish=words)
def test_odd_input_is_a_content_or_told_mistakes(sent: list[tuple[str, str]], wish: str) -> None:
    content = ENTRIES[LOCAL]
    fields = {**to_fields(content), **read_fields(FormData(sent))}
    fields["contact"] = fields["contact"] or ["0"]
    redraw({**fields}, wish, "2026-11-23")
    for is_platform in (False, True):
        taken = take_content(fields, content, is_platform, REFERENCE, ORGANIZATIONS)
        assert (taken.content is None) == bool(taken.errors)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.lists(st.tuples(names, words), max_size=8),
    wish=st.sampled_from(
        [
            "save",
            "check",
            "add_contact",
            "add_slot.0",
            "copy_monday.0",
            "add_exceptions.0",
            "drop_past.0",
            "need_up.9",
            "x",
            "",
        ]
    ),
    path=st.sampled_from(["edit", "merge", "review", "verify"]),
)
async def test_no_form_makes_an_error_page(
    house: House, sent: list[tuple[str, str]], wish: str, path: str
) -> None:
    """Whatever is sent, the answer is the page, a way on, or a refusal; never a 5xx."""
    editor = house.visit(("editor", OWNER))
    form = {**to_fields(ENTRIES[LOCAL]), "based_on": ["0"]}
    for name, value in sent:
        form[name] = [*form.get(name, []), value] if name == "contact" else [value]
    answer = await send_form(editor, f"/staff/services/{LOCAL}/{path}", form, do=wish)
    assert answer.status_code in (200, 303, 404, 409, 422)


def test_every_check_and_mistake_has_words() -> None:
    texts = load_words(ROOT / "data")
    for check in CHECK_IDS:
        assert texts.has(f"editing.quality.{check}", "fi"), check
    source = (ROOT / "services_catalog" / "entry_schema.py").read_text(encoding="utf-8")
    for code in re.findall(r"refuse\(\s*\"(\w+)\"", source):
        assert texts.has(f"editing.error.{code}", "fi"), code


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_word_of_the_pages_is_written(language: str) -> None:
    """Keys written out in templates and code; those put together end in a dot and begin a group."""
    texts, known = load_words(ROOT / "data"), load_words(ROOT / "data").keys(language)
    staff = ROOT / "api" / "staff"
    pages = [*staff.glob("pages/*.html"), *staff.glob("*.py")]
    named = {
        key
        for page in pages
        for key in re.findall(r"editing\.[a-zA-Z_.]*[a-zA-Z_]\.?", page.read_text(encoding="utf-8"))
        if not key.endswith((".html", ".css", ".py"))
    }
    assert named
    missing = {
        key for key in named if not texts.has(key, language) and not any(one.startswith(key) for one in known)
    }
    assert missing == set()
