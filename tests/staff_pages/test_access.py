"""Who gets in: nobody without a sign-in, nobody for long, and no form from another site."""

from __future__ import annotations

import pytest

from api.settings import ROOT
from api.staff.room import load_words
from staff.sign_ins import ABSOLUTE_TIME_OUT, IDLE_TIME_OUT
from tests.staff_pages.visitors import House


async def test_nobody_is_led_to_the_sign_in_and_back(house: House) -> None:
    answer = await house.open_browser().get("/staff/?language=sv")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/staff/sign-in?next=/staff/%3Flanguage%3Dsv"


async def test_the_first_page_shows_the_parts_of_the_persons_roles(house: House) -> None:
    page = (await house.visit(("editor", "luvn")).get("/staff/")).text
    assert "/staff/services" in page
    assert "/staff/help-requests" not in page
    assert "/staff/accounts" not in page


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_page_speaks_the_language_of_the_account(house: House, language: str) -> None:
    page = (await house.visit(("reader", "luvn"), language=language).get("/staff/")).text
    assert f'<html lang="{language}">' in page
    assert load_words(ROOT / "data").render("frame.services_hint", language) in page


async def test_a_sign_in_ends_by_itself(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    house.clock.move(seconds=IDLE_TIME_OUT.total_seconds() + 1)
    assert (await visitor.get("/staff/")).status_code == 303


async def test_a_sign_in_in_use_ends_after_a_working_day(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    quarters = int(ABSOLUTE_TIME_OUT.total_seconds() // 900)
    for _ in range(quarters):
        house.clock.move(minutes=15)
        last = await visitor.get("/staff/")
    assert last.status_code == 200
    house.clock.move(minutes=15)
    assert (await visitor.get("/staff/")).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/me",
        "/services",
        "/services/poliisi",
        "/services/poliisi/history",
        "/figures/report.csv",
        "/nothing",
    ],
)
async def test_pages_of_who_is_signed_in_have_the_security_headers(house: House, path: str) -> None:
    """Nothing from elsewhere, in no frame, kept on no shared computer: whatever is answered."""
    visitor = house.visit(("reviewer", "luvn"), ("reader", "platform"))
    sent = await visitor.send("/staff/notices/new")
    for answer in (await visitor.get(f"/staff{path}"), sent):
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


async def test_an_unknown_page_of_staff_is_a_page(house: House) -> None:
    answer = await house.visit(("reader", "luvn")).get("/staff/nothing-here")
    assert answer.status_code == 404
    assert "Sivua ei löydy" in answer.text


def test_all_languages_have_the_same_words() -> None:
    words = load_words(ROOT / "data")
    assert words.keys("fi") == words.keys("sv") == words.keys("en")
