"""The city's own privacy notice and accessibility statement are one click from every page."""

import pytest

from tests.api.standins import OpenDoor

PRIVACY, ACCESSIBILITY = "https://city.example/privacy", "https://city.example/accessibility"


@pytest.mark.parametrize("page", ["/", "/help-request", "/help-request/status"])
@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Tietosuojaseloste"), ("sv", "Dataskyddsbeskrivning")]
)
async def test_every_page_leads_to_them(open_door: OpenDoor, page: str, language: str, title: str) -> None:
    door = open_door(privacy_notice_url=PRIVACY, accessibility_statement_url=ACCESSIBILITY)

    text = (await door.client.get(page, params={"language": language})).text

    assert f'href="{PRIVACY}">{title}<' in text
    assert f'href="{ACCESSIBILITY}"' in text


async def test_nothing_is_promised_where_the_city_gave_no_address(open_door: OpenDoor) -> None:
    text = (await open_door().client.get("/")).text

    assert ">Tietosuojaseloste<" not in text
