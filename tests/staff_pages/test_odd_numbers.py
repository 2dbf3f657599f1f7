"""Numbers that nobody types, in addresses and in forms: the page says so, or there is none."""

from __future__ import annotations

from typing import Any

import pytest

from api.application import read_data
from api.settings import ROOT
from api.staff.fields import LARGEST, read_whole_number
from curation.saved_probes import load_probes
from staff.roles import PLATFORM
from tests.staff_pages.service_forms import open_form, send_form
from tests.staff_pages.test_notices import FIELDS as NOTICE
from tests.staff_pages.test_notices import find_notice_id
from tests.staff_pages.test_probes import DRINKING
from tests.staff_pages.test_probes import FIELDS as PROBE
from tests.staff_pages.visitors import House, Visitor

# Digits to Python and none to int(), digits of another script, too many, more than a row can have.
ODD = ("²", "٣", "9" * 4_301, "99999999999999999999", str(LARGEST + 1), "-1", "1e3", "1_0")
EVERYTHING = tuple((role, PLATFORM) for role in ("reviewer", "administrator"))
SERVICE = "/staff/services/vanhempainpuhelin"


@pytest.fixture
def visitor(house: House) -> Visitor:
    """Somebody who may do everything where all can be published."""
    return house.visit(*EVERYTHING)


@pytest.mark.parametrize("odd", ODD)
def test_only_plain_digits_that_a_row_can_hold_are_a_number(odd: str) -> None:
    assert read_whole_number(odd) is None


def test_plain_numbers_are_read() -> None:
    assert [read_whole_number(text) for text in ("0", " 15 ", "007", str(LARGEST))] == [0, 15, 7, LARGEST]
    assert read_whole_number("121", 120) is None
    assert read_whole_number(None) is None


async def test_an_address_with_an_odd_number_answers(visitor: Visitor) -> None:
    for odd in ODD:
        query = {
            "year": odd,
            "month": odd,
            "page": odd,
            "before": odd,
            "version": odd,
            "older": odd,
            "newer": odd,
        }
        expected = {
            f"{SERVICE}/history/{odd}": (404,),
            f"{SERVICE}/preview": (404,),
            f"{SERVICE}/history": (200,),
            "/staff/figures": (200,),
            "/staff/figures/report.csv": (200,),
            "/staff/changes": (200,),
            "/staff/figures/not-understood": (200, 404),
        }
        for address, statuses in expected.items():
            answer = await visitor.get(address, params=query)
            assert answer.status_code in statuses, (address, odd)


async def test_a_form_with_an_odd_number_answers(house: House, visitor: Visitor) -> None:
    house.room.work(lambda session: load_probes(session, read_data(ROOT / "data").reference, house.clock()))
    await visitor.send("/staff/notices/new", **NOTICE)
    notice = f"/staff/notices/{await find_notice_id(visitor)}"
    tried = {"text": "mua kiusataan", "language": "fi", "area": "049"}
    for odd in ODD:
        sent: list[tuple[str, dict[str, Any], tuple[int, ...]]] = [
            # The form did not begin from a version that there is.
            (notice, {**NOTICE, "version": odd}, (409,)),
            (DRINKING, {**PROBE, "version": odd}, (409,)),
            (DRINKING, {**PROBE, "version": "1", "age": odd}, (422,)),
            (DRINKING, {**PROBE, "version": "1", "kind_among_1": odd}, (303, 409, 422)),
            ("/staff/try", {**tried, "age": odd}, (422,)),
            (f"{SERVICE}/history/{odd}", {"based_on": "1"}, (404,)),
            (f"{SERVICE}/review", {"do": "publish", "number": odd}, (303, 404, 409, 422)),
            (
                "/staff/inboxes/new",
                {"inbox_id": "uusi", "minimum_age": odd, "promise_working_days": odd},
                (422,),
            ),
        ]
        for address, fields, statuses in sent:
            answer = await visitor.send(address, **fields)
            assert answer.status_code in statuses, (address, odd)


async def test_the_form_of_a_service_with_odd_numbers_is_shown_again(visitor: Visitor) -> None:
    form = await open_form(visitor, "vanhempainpuhelin")
    for odd in ODD:
        for name in ("need_rows", "contacts.0.slots", "contacts.0.exception_rows", "based_on", "age.minimum"):
            answer = await send_form(
                visitor, f"{SERVICE}/edit", {**form, name: [odd], "contact": ["0", odd]}, "check"
            )
            assert answer.status_code in (200, 409, 422), (name, odd)
        assert (await send_form(visitor, f"{SERVICE}/edit", form, f"need_up.{odd}")).status_code in (200, 422)
