"""Saved cases: everybody who reads the catalogue sees how they stand, reviewers of the platform keep them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.application import read_data
from api.settings import ROOT
from curation.saved_probes import load_probes, read_probes
from staff.models import Change
from tests.staff_pages.service_forms import open_form, send_form
from tests.staff_pages.visitors import House

FIELDS = {
    "name": "Nuori juo viikonloppuisin",
    "need_1": "substance_use",
    "age": "14",
    "about": "self",
    "role": "youth",
    "municipality": "049",
    "language": "sv",
    "kind_1": "youth_clinic",
    "kind_among_1": "1",
    "never_1": "vanhempainpuhelin",
    "reason": "Nuori jäi ilman apua",
}
REVIEWER = ("reviewer", "platform")
DRINKING = "/staff/probes/youth-drinks-weekends-espoo-sv"


@pytest.fixture
def filled(house: House) -> House:
    """A house with the first probes."""
    reference = read_data(ROOT / "data").reference
    house.room.work(lambda session: load_probes(session, reference, house.clock()))
    return house


async def test_all_probes_stand_on_the_page_with_what_comes(filled: House) -> None:
    """Readers see how each stands, and no way to change it."""
    page = (await filled.visit(("reader", "luvn"), language="en").get("/staff/probes")).text
    assert "All 30 hold." in page
    assert page.count("badge--good") == 30
    assert "/staff/probes/new" not in page
    assert DRINKING not in page


async def test_a_probe_is_added_changed_and_removed(filled: House) -> None:
    """A broken one stands first; all is noted."""
    visitor = filled.visit(REVIEWER, language="en")
    added = await visitor.send("/staff/probes/new", **{**FIELDS, "kind_1": "debt_counselling"})
    assert added.headers["location"] == "/staff/probes?said=probes.said.added"
    page = (await visitor.get("/staff/probes")).text
    assert "1 of 31 probes do not hold now." in page
    assert page.index("Does not hold") < page.index("badge--good")
    probe = next(one for one in filled.room.work(read_probes) if one.case.name == FIELDS["name"])
    address = f"/staff/probes/{probe.id}"
    assert 'value="vanhempainpuhelin"' in (await visitor.get(address)).text

    assert (await visitor.send(address, **FIELDS, version="1")).status_code == 303
    older = {"age": "15", "need_1": "bullying", "reason": "Toinen syy"}
    late = await visitor.send(address, **{**FIELDS, **older}, version="1")
    assert late.status_code == 409
    # What the other saved, field by field in words; reasons are each person's own.
    assert "Age: <ins>14</ins>" in late.text
    assert re.search(r"<li>Need: <ins>[A-Z][^<]+</ins></li>", late.text)
    assert late.text.count("<ins>") == 2
    assert "All 31 hold." in (await visitor.get("/staff/probes")).text
    refused = await visitor.send(f"{address}/remove", remove_reason=" ")
    assert refused.status_code == 422
    assert 'id="remove_reason-error"' in refused.text
    assert (await visitor.send(f"{address}/remove", remove_reason="Turha")).status_code == 303
    assert "All 30 hold." in (await visitor.get("/staff/probes")).text
    assert (await visitor.get(address)).status_code == 404
    changes = filled.room.work(lambda session: list(session.scalars(select(Change).order_by(Change.id))))
    noted = [(change.action, change.reason) for change in changes]
    why = FIELDS["reason"]
    assert noted == [("added", why), ("edited", why), ("removed", "Turha")]


async def test_services_may_be_given_by_name(filled: House) -> None:
    """Staff know names, not ids."""
    visitor = filled.visit(REVIEWER)
    fields = {**FIELDS, "service_1": "Peluuri", "service_among_1": "3", "never_1": ""}
    assert (await visitor.send("/staff/probes/new", **fields)).status_code == 303
    saved = filled.room.work(read_probes)
    assert "peluuri" in {one.key for probe in saved for one in probe.case.expected}
    # A probe may name what is not published yet.
    assert (
        await visitor.send("/staff/probes/new", **{**FIELDS, "never_1": "ohjaamo-lahti"})
    ).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("reason", " "),
        ("need_1", ""),
        ("age", "nuori"),
        ("never_1", "nobody-knows-it"),
        ("municipality", "1"),
    ],
)
async def test_errors_stand_beside_their_fields(filled: House, field: str, value: str) -> None:
    """And nothing typed is lost."""
    answer = await filled.visit(REVIEWER).send("/staff/probes/new", **{**FIELDS, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    if field != "name":
        assert FIELDS["name"] in answer.text


async def test_a_tried_message_becomes_a_probe_without_its_words(filled: House) -> None:
    """The form begins with the need, the person and the first card's kind."""
    visitor = filled.visit(REVIEWER)
    sent = {"text": "supersalaista mua kiusataan", "language": "fi", "area": "049"}
    tried = (await visitor.send("/staff/try", **sent)).text
    form = tried.split('action="/staff/probes/begin"')[1].split("</form>")[0]
    assert "supersalaista" not in form
    assert 'name="need_1" value="bullying"' in form

    begun = await visitor.send("/staff/probes/begin", need_1="bullying", municipality="Espoo", language="fi")
    assert begun.status_code == 200
    assert '<option value="bullying" selected>' in begun.text
    assert '<option value="049" selected>' in begun.text


@pytest.mark.parametrize("membership", [("reviewer", "luvn"), ("editor", "platform"), ("reader", "platform")])
async def test_others_only_look(filled: House, membership: tuple[str, str]) -> None:
    """404 for every form."""
    visitor = filled.visit(membership)
    assert (await visitor.get("/staff/probes")).status_code == 200
    for address in ("/staff/probes/new", DRINKING):
        assert (await visitor.get(address)).status_code == 404
    for address in ("/staff/probes/new", "/staff/probes/begin", DRINKING, f"{DRINKING}/remove"):
        assert (await visitor.send(address, **FIELDS)).status_code == 404
    assert len(filled.room.work(read_probes)) == 30


async def test_those_who_do_not_read_the_catalogue_find_no_page(house: House) -> None:
    """Handlers and administrators; nobody is led to the sign-in."""
    for role in ("handler", "administrator"):
        assert (await house.visit((role, "platform")).get("/staff/probes")).status_code == 404
    assert (await house.open_browser().get("/staff/probes")).status_code == 303


async def test_a_change_that_breaks_a_probe_is_named_before_it_is_published(filled: House) -> None:
    """The editor sees which person would go without; nothing is published."""
    editor = filled.visit(("editor", "espoo"))
    address = "/staff/services/ohjaamo-espoo"
    form = await open_form(editor, "ohjaamo-espoo")
    saved = await send_form(editor, f"{address}/edit", form, minimum_age="25")
    assert saved.status_code == 303

    page = (await editor.get(f"{address}/review")).text

    assert "19-vuotias ilman työtä ja koulua, Espoo: Ohjaamo ensin" in page
    assert 'value="publish"' not in page


async def test_taking_a_service_away_tells_who_goes_without(filled: House) -> None:
    """Told, and no obstacle: what has ended must go."""
    editor = filled.visit(("editor", "espoo"))
    review = "/staff/services/ohjaamo-espoo/review"
    await editor.send(review, number="0", do="archive", reason="Toiminta loppui.")

    page = (await editor.get(review)).text

    assert "Ilman tätä palvelua nämä kokeet eivät enää pidä" in page
    assert "19-vuotias ilman työtä ja koulua, Espoo: Ohjaamo ensin" in page
    assert 'value="publish"' in page
