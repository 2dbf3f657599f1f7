"""A translation is stale only after a change of meaning in its source, field by field."""

from __future__ import annotations

from typing import Any

from curation.models import Version
from curation.translations import find_stale
from tests.curation.people import change
from tests.curation.test_content import ENTRIES, LOCAL

BASE = ENTRIES[LOCAL]


def make_versions(*edits: dict[str, Any]) -> list[Version]:
    """Versions one after another: each edit changes the one before; is_minor and confirmed are its own."""
    content, versions = BASE, [Version(number=1, content=BASE, is_minor=False, confirmed=[])]
    for number, one in enumerate(edits, 2):
        fields = {name: value for name, value in one.items() if name not in ("is_minor", "confirmed")}
        content = change(content, **fields)
        versions.append(
            Version(
                number=number,
                content=content,
                is_minor=one.get("is_minor", False),
                confirmed=one.get("confirmed", []),
            )
        )
    return versions


def test_an_untouched_service_has_no_stale_text() -> None:
    assert find_stale(make_versions()) == {}
    assert find_stale([]) == {}


def test_only_the_field_that_changed_is_stale_in_the_other_languages() -> None:
    stale = find_stale(make_versions({"summary__fi": "Toinen."}))
    assert set(stale) == {"summary.sv", "summary.en"}
    assert stale["summary.sv"].since == 2
    assert stale["summary.sv"].before == BASE["summary"]["fi"]


def test_a_minor_edit_makes_nothing_stale() -> None:
    assert find_stale(make_versions({"summary__fi": "Toinen.", "is_minor": True})) == {}


def test_a_change_of_a_translation_makes_no_other_stale() -> None:
    assert find_stale(make_versions({"summary__sv": "En annan."})) == {}


def test_translating_later_or_at_once_makes_it_fresh() -> None:
    later = make_versions({"summary__fi": "Toinen."}, {"summary__sv": "En annan."})
    assert set(find_stale(later)) == {"summary.en"}
    at_once = make_versions({"summary__fi": "Toinen.", "summary__sv": "En annan."})
    assert set(find_stale(at_once)) == {"summary.en"}


def test_a_person_may_find_the_old_translation_true() -> None:
    versions = make_versions({"summary__fi": "Toinen."}, {"confirmed": ["summary.sv"]})
    assert set(find_stale(versions)) == {"summary.en"}


def test_a_minor_edit_does_not_clear_an_older_change() -> None:
    versions = make_versions({"summary__fi": "Toinen."}, {"summary__fi": "Toinen!", "is_minor": True})
    assert set(find_stale(versions)) == {"summary.sv", "summary.en"}


def test_a_text_that_is_gone_is_missing_not_stale() -> None:
    gone = {language: text for language, text in BASE["summary"].items() if language != "en"}
    stale = find_stale(make_versions({"summary__fi": "Toinen."}, {"summary": {**gone, "fi": "Toinen."}}))
    assert set(stale) == {"summary.sv"}


PHONE = {
    **BASE["contacts"][0],
    "type": "phone",
    "value": "000 123 4567",
    "label": {"fi": "Päivystys", "sv": "Jouren", "en": "Duty line"},
    "hours": {
        "always": True,
        "by_appointment": None,
        "weekly": None,
        "holidays": "open",
        "as_of": None,
        "note": {"fi": "Ruuhkaa aamuisin", "sv": "Rusning på morgnarna"},
    },
}
SITE = BASE["contacts"][0]


def rename(contact: dict[str, Any], **label: str) -> dict[str, Any]:
    """The contact with other words in its label."""
    return {**contact, "label": {**contact["label"], **label}}


def test_labels_of_contacts_and_notes_of_hours_are_followed_each_by_itself() -> None:
    quiet = {**PHONE, "hours": {**PHONE["hours"], "note": {**PHONE["hours"]["note"], "fi": "Hiljaista"}}}
    named = make_versions({"contacts": [SITE, PHONE]}, {"contacts": [SITE, rename(PHONE, fi="Kriisilinja")]})
    noted = make_versions({"contacts": [SITE, PHONE]}, {"contacts": [SITE, quiet]})
    assert set(find_stale(named)) == {"contacts.1.label.sv", "contacts.1.label.en"}
    assert find_stale(named)["contacts.1.label.sv"].before == "Päivystys"
    assert set(find_stale(noted)) == {"contacts.1.hours.note.sv"}


def test_a_minor_edit_or_a_confirmed_label_makes_no_contact_stale() -> None:
    renamed = [SITE, rename(PHONE, fi="Kriisilinja")]
    minor = make_versions({"contacts": [SITE, PHONE]}, {"contacts": renamed, "is_minor": True})
    confirmed = make_versions(
        {"contacts": [SITE, PHONE]}, {"contacts": renamed}, {"confirmed": ["contacts.1.label.sv"]}
    )
    translated = make_versions(
        {"contacts": [SITE, PHONE]},
        {"contacts": renamed},
        {"contacts": [SITE, rename(PHONE, fi="Kriisilinja", sv="Krislinjen", en="Crisis line")]},
    )
    assert find_stale(minor) == {}
    assert set(find_stale(confirmed)) == {"contacts.1.label.en"}
    assert find_stale(translated) == {}


def test_what_is_stale_goes_where_its_contact_goes_and_with_it() -> None:
    renamed = rename(PHONE, fi="Kriisilinja")
    edits = ({"contacts": [SITE, PHONE]}, {"contacts": [SITE, renamed]}, {"contacts": [renamed, SITE]})
    moved = find_stale(make_versions(*edits))
    assert {path: one.field for path, one in moved.items()} == {
        "contacts.0.label.sv": "contacts.0.label.sv",
        "contacts.0.label.en": "contacts.0.label.en",
    }
    assert find_stale(make_versions(*edits, {"contacts": [SITE]})) == {}


def test_a_new_number_in_the_same_place_keeps_what_its_translations_are() -> None:
    other = {**rename(PHONE, fi="Kriisilinja"), "value": "000 765 4321"}
    stale = find_stale(make_versions({"contacts": [SITE, PHONE]}, {"contacts": [SITE, other]}))
    assert set(stale) == {"contacts.1.label.sv", "contacts.1.label.en"}
    # A contact that was not there has nothing that its source could have left behind.
    added = find_stale(make_versions({"contacts": [PHONE]}, {"contacts": [PHONE, other]}))
    assert added == {}
