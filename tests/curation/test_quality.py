"""Each check finds what it is for, leaves alone what is right, and says the same each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from api.settings import ROOT
from curation.quality import CHECK_IDS, Quality
from tests.curation.people import change
from tests.curation.test_content import ENTRIES, LOCAL

QUALITY = Quality.load(ROOT / "data")
CLEAN = change(
    ENTRIES[LOCAL],
    name={"fi": "Tila", "sv": "Rummet", "en": "The room"},
    summary={"fi": "Täältä saat apua.", "sv": "Här får du hjälp.", "en": "Here you get help."},
    description=None,
    eligibility_description=None,
    application_process=None,
    contacts=[],
)
PHONE = {
    "type": "phone", "value": "09 816 31300", "label": None, "languages": ["fi"], "price": "free",
    "minimum_age": None, "maximum_age": None, "hours": None,
}  # fmt: skip


WEEK = {
    "always": None, "by_appointment": None, "holidays": "unknown", "as_of": "2026-06-01", "note": None,
    "weekly": [{"days": ["mon"], "opens": "09:00", "closes": "15:00"}],
}  # fmt: skip


def find_ids(**fields: Any) -> list[tuple[str, str]]:
    return [(one.id, one.field) for one in QUALITY.find(change(CLEAN, **fields))]


def test_clean_content_has_no_findings() -> None:
    assert find_ids() == []


@pytest.mark.parametrize(
    ("check", "field", "fields"),
    [
        ("Q001", "summary.fi", {"summary__fi": "Tule " + "ja " * 20 + "kerro."}),
        ("Q002", "summary.fi", {"summary__fi": "Tämä on monialaisyhteistyökumppanuusmalli."}),
        ("Q003", "summary.fi", {"summary__fi": "Mikäli tarvitset apua, tule."}),
        ("Q003", "summary.sv", {"summary__sv": "Vi tillhandahåller stöd."}),
        ("Q003", "summary.en", {"summary__en": "We facilitate talking."}),
        ("Q004", "summary.fi", {"summary__fi": "Soita 09 816 31300."}),
        ("Q004", "summary.fi", {"summary__fi": "Soita +358 40 123 4567."}),
        ("Q005", "summary.fi", {"summary__fi": "Kirjoita apu@example.fi."}),
        ("Q005", "summary.en", {"summary__en": "Look at www.example.com today."}),
        ("Q006", "summary.fi", {"summary__fi": "Tule Kirkkokatu 5:een."}),
        ("Q006", "summary.sv", {"summary__sv": "Kom till Kyrkogatan 12."}),
        ("Q007", "summary.fi", {"summary__fi": "Tila."}),
        ("Q008", "summary.sv", {"summary": {"fi": "Apua.", "en": "Help."}}),
        ("Q009", "summary.fi", {"summary__fi": "Asiaa arvioidaan. Sitten siitä sovitaan. Tule."}),
        ("Q010", "summary.fi", {"summary__fi": "Tule klo 12."}),
        ("Q011", "summary.fi", {"summary__fi": "Alkaa 3.2.2027."}),
        ("Q012", "summary.fi", {"summary__fi": "Maksaa 20 euroa."}),
        ("Q013", "summary.fi", {"summary__fi": "Apua. " * 30}),
        ("Q014", "summary.fi", {"summary__fi": "Yksi. Kaksi. Kolme. Neljä. Viisi."}),
        ("Q015", "contacts.0.hours", {"contacts": [PHONE]}),
        ("Q016", "contacts.0.languages", {"contacts": [{**PHONE, "languages": []}]}),
        ("Q017", "summary.sv", {"summary__sv": "Täältä saat apua."}),
        ("Q018", "source.url", {"source": {**CLEAN["source"], "url": None}}),
        ("Q020", "contacts.0.price", {"contacts": [{**PHONE, "price": "unknown"}]}),
        ("Q022", "contacts.0.hours.holidays", {"contacts": [{**PHONE, "hours": WEEK}]}),
    ],
)
def test_a_check_finds_what_it_is_for(check: str, field: str, fields: dict[str, Any]) -> None:
    assert (check, field) in find_ids(**fields)


@pytest.mark.parametrize(
    "text",
    [
        "Soita hätänumeroon 112.",
        "Sopii 12 -29-vuotiaille.",
        "Avoinna 24/7.",
        "Saat 1 500 neuvoa.",
        "Tule kadulta sisään.",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert find_ids(summary__fi=text) == []


def test_an_old_source_is_told_with_a_date() -> None:
    content = change(CLEAN, source={**CLEAN["source"], "date": "2024-01-01"})
    found = QUALITY.find(content, dt.date(2026, 11, 23))
    assert [one.id for one in found] == ["Q019"]


def test_days_that_are_over_are_told_with_a_date() -> None:
    days = {
        "valid_from": "2026-11-20",
        "valid_to": "2026-11-22",
        "closed": True,
        "opens": None,
        "closes": None,
    }
    content = change(CLEAN, contacts=[{**PHONE, "hours": None, "exceptional_hours": [days]}])
    assert "Q021" in [one.id for one in QUALITY.find(content, dt.date(2026, 11, 23))]
    assert "Q021" not in [one.id for one in QUALITY.find(content, dt.date(2026, 11, 22))]
    assert "Q021" not in [one.id for one in QUALITY.find(content)]


def test_a_missing_language_is_an_error_for_danger() -> None:
    content = change(CLEAN, summary={"fi": "Apua."}, emergency=True)
    assert {one.level for one in QUALITY.find(content) if one.id == "Q008"} == {"error"}


def test_errors_are_few_and_published_entries_have_none() -> None:
    """What is public today could be published again by staff."""
    errors = {
        (service_id, one.id, one.field)
        for service_id, content in ENTRIES.items()
        for one in QUALITY.find(content)
        if one.level == "error"
    }
    assert errors == set()


def test_ids_are_known_and_words_are_many() -> None:
    words = yaml.safe_load((ROOT / "data" / "curation" / "plain_words.yml").read_text(encoding="utf-8"))
    assert all(len(words[language]) >= 40 for language in ("fi", "sv", "en"))
    found = {one.id for content in ENTRIES.values() for one in QUALITY.find(content)}
    assert found <= set(CHECK_IDS)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_checked_the_same_each_time(text: str) -> None:
    content = change(CLEAN, summary__fi=text or "a")
    assert QUALITY.find(content) == QUALITY.find(content)
