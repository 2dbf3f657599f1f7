"""The curated entries themselves: complete, plain, and leading somewhere from everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from services_catalog.entry_files import ENTRIES_FOLDER, CuratedEntries, EntriesError, load_entries
from services_catalog.entry_schema import Entry
from services_catalog.matching import EMERGENCY_ONLY_KINDS, Query, match
from services_catalog.reference_data import ReferenceData
from services_catalog.snapshot import Snapshot, load_snapshot_from_entries

FEWEST_ENTRIES = 120
LONGEST_SUMMARY_CHARACTERS = 220  # one or two short sentences on a card
TEXT_FIELDS = ("name", "summary", "description", "eligibility_description", "application_process")
# Numbers and addresses belong to contacts, where they can be checked, tapped and aged.
PHONE_IN_PROSE = re.compile(r"(?:\+358|\b0)\d[\d ]{4,}\d|\b116 ?\d{3}\b")
ADDRESS_IN_PROSE = re.compile(r"https?://|www\.|\S+@\S+\.\w{2,}")
CLOCK_IN_PROSE = re.compile(r"\b(?:kello|klo|kl\.)\s?\d|\b\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}\b")
OLDEST_REACHED_YEARS = 110
FULL_CARE_MUNICIPALITIES = 20
NEEDS = 32
KINDS_SERVED_BY_NATIONAL_ENTRIES_ALONE = 10


@pytest.fixture(scope="module")
def curated(reference: ReferenceData) -> CuratedEntries:
    """All curated entries; every problem is printed when there is one."""
    try:
        return load_entries(reference)
    except EntriesError as error:
        pytest.fail("\n".join(map(str, error.problems)), pytrace=False)


@pytest.fixture(scope="module")
def published(curated: CuratedEntries, reference: ReferenceData) -> Snapshot:
    """The picture of the published curated entries."""
    return load_snapshot_from_entries(reference)


def list_published(curated: CuratedEntries) -> Iterator[tuple[str, Entry]]:
    """Ids and entries that readers see."""
    return ((item.id, item.entry) for item in curated.entries if item.entry.status == "published")


def list_texts(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Each text as (field, language, text)."""
    for field in TEXT_FIELDS:
        for language, text in (getattr(entry, field) or {}).items():
            yield field, language, text


def test_every_kind_is_served_everywhere(curated: CuratedEntries, reference: ReferenceData) -> None:
    """By a general entry, or by a national one: ADR 8 tells how many kinds need no general one, and why."""
    general = {entry.kind for _, entry in list_published(curated) if entry.general}
    national = {
        entry.kind
        for _, entry in list_published(curated)
        if not entry.general and entry.area.scope == "country"
    }
    without_general = set(reference.kind_names) - general
    assert without_general <= national
    assert len(without_general) == KINDS_SERVED_BY_NATIONAL_ENTRIES_ALONE


def test_entries_are_enough_when_counted(reference: ReferenceData) -> None:
    """At least 120 entries, some in the folder of every county whose own services are said to be there."""
    slugs = [reference.counties[code].slug for code in sorted(reference.full_care_codes)]
    folders = ("national", "general", *slugs)
    counts = {folder: len(list((ENTRIES_FOLDER / folder).glob("*.yml"))) for folder in folders}
    assert all(counts.values()), counts
    assert sum(counts.values()) >= FEWEST_ENTRIES, counts


def test_every_text_is_in_its_own_language_when_published(curated: CuratedEntries) -> None:
    """Finnish, Swedish and English are there for each text, and none is a copy of another."""
    copied = [
        f"{service_id}: {field}"
        for service_id, entry in list_published(curated)
        for field in TEXT_FIELDS[1:]
        if len(set((getattr(entry, field) or {}).values())) < len(getattr(entry, field) or {})
    ]
    assert copied == []


def test_texts_hold_no_numbers_or_addresses_when_published(curated: CuratedEntries) -> None:
    """Phone numbers, web addresses and clock times stand in contacts and never in prose."""
    patterns = (PHONE_IN_PROSE, ADDRESS_IN_PROSE, CLOCK_IN_PROSE)
    found = [
        f"{service_id}: {field}.{language}: {text}"
        for service_id, entry in list_published(curated)
        for field, language, text in list_texts(entry)
        if field != "name" and any(pattern.search(text) for pattern in patterns)
    ]
    assert found == []


def test_summaries_fit_a_card_when_published(curated: CuratedEntries) -> None:
    """A summary is one or two short sentences."""
    long = [
        f"{service_id}: summary.{language}: {len(text)}"
        for service_id, entry in list_published(curated)
        for language, text in (entry.summary or {}).items()
        if len(text) > LONGEST_SUMMARY_CHARACTERS
    ]
    assert long == []


def test_age_limits_are_sane_when_given(curated: CuratedEntries) -> None:
    """Limits are ages of people, and a contact's own limits lie within the service's."""
    odd = []
    for item in curated.entries:
        entry = item.entry
        lowest, highest = entry.minimum_age or 0, entry.maximum_age or OLDEST_REACHED_YEARS
        if highest > OLDEST_REACHED_YEARS or lowest > 65:
            odd.append(item.id)
        for contact in entry.contacts:
            if (contact.minimum_age or lowest) < lowest or (contact.maximum_age or highest) > highest:
                odd.append(f"{item.id}: {contact.value}")
    assert odd == []


def test_parents_lines_are_for_parents_when_published(curated: CuratedEntries) -> None:
    """A line for parents names only parents, so that no child is ever sent to it."""
    wrong = [
        service_id
        for service_id, entry in list_published(curated)
        if entry.kind == "parent_helpline" and "youth" in entry.roles
    ]
    assert wrong == []


def test_nothing_is_called_assured_when_nobody_has_checked(curated: CuratedEntries) -> None:
    """Only a person who has seen the provider's own page sets the date."""
    assert [item.id for item in curated.entries if item.entry.assured_date or item.entry.assured_by] == []


def test_drafts_say_what_to_check(curated: CuratedEntries) -> None:
    """A draft tells staff what keeps it from being published."""
    assert [
        item.id for item in curated.entries if item.entry.status == "draft" and not item.entry.to_check
    ] == []


def test_sources_are_named_when_published(curated: CuratedEntries) -> None:
    """Each published service has an https page and a confidence that may be published."""
    lacking = [
        service_id
        for service_id, entry in list_published(curated)
        if not entry.general and (entry.source.url is None or entry.source.confidence is None)
    ]
    assert lacking == []


def test_danger_contacts_can_be_reached_when_published(curated: CuratedEntries) -> None:
    """An emergency entry always has a contact."""
    assert [
        service_id for service_id, entry in list_published(curated) if entry.emergency and not entry.contacts
    ] == []


def test_every_kind_is_given_in_every_municipality(published: Snapshot, reference: ReferenceData) -> None:
    """No kind is an orphan: each has a published entry in each of the 20 municipalities."""
    missing = [
        f"{kind}: {reference.municipalities[code].names['fi']}"
        for kind in reference.kind_names
        for code in list_full_care_codes(reference)
        if not published.by_kind.get(kind, 0) & published.get_set_for_municipality(code)
    ]
    assert missing == []


def test_every_need_has_services_and_every_service_a_need(
    published: Snapshot, reference: ReferenceData
) -> None:
    """No need is an orphan, and no ordinary service is out of reach."""
    assert set(published.by_need) == set(reference.leads_to)
    lost = [
        s.id
        for s in published.services
        if not s.needs and s.kind not in EMERGENCY_ONLY_KINDS and not s.emergency
    ]
    assert lost == []


def list_full_care_codes(reference: ReferenceData) -> list[str]:
    """Codes of the municipalities whose local services are in the catalogue."""
    return [
        code
        for code, place in reference.municipalities.items()
        if place.county_code in reference.full_care_codes
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_need_leads_to_the_right_kinds_in_every_municipality(
    published: Snapshot, reference: ReferenceData, language: str
) -> None:
    """All 32 needs in all 20 municipalities: cards, and each of a kind the need leads to."""
    codes = list_full_care_codes(reference)
    assert len(reference.leads_to) == NEEDS
    assert len(codes) >= FULL_CARE_MUNICIPALITIES
    problems = Counter[str]()
    for need, kinds in reference.leads_to.items():
        for code in codes:
            found = match(published, Query(needs=(need,), municipality=code, language=language))
            if not found:
                problems[f"{need}: no card"] += 1
            elif found[0].service.kind not in kinds:
                problems[f"{need}: {found[0].service.id} first"] += 1
    assert problems == Counter()


@pytest.mark.parametrize(
    ("role", "about", "age", "needs"),
    [
        (
            "youth",
            "self",
            14,
            (
                "mental_health",
                "loneliness",
                "bullying",
                "school",
                "substance_use",
                "gambling_gaming",
                "eating_body",
            )
            + (
                "sexual_health",
                "identity",
                "sexual_violence",
                "domestic_violence",
                "physical_health",
                "grief",
            )
            + ("hobbies", "crime", "participation", "housing", "separation"),
        ),
        (
            "youth",
            "self",
            20,
            ("work_study", "housing", "money", "mental_health", "loneliness", "substance_use"),
        ),
        (
            "parent",
            "child",
            9,
            ("mental_health", "loneliness", "bullying", "school", "gambling_gaming", "parenting", "home_help")
            + (
                "separation",
                "neuropsychiatric",
                "disability",
                "physical_health",
                "hobbies",
                "child_protection",
            )
            + ("domestic_violence", "sexual_violence", "family_social_support", "eating_body", "grief"),
        ),
        ("parent", "child", 0, ("baby_child_health", "early_education", "child_development", "peer_support")),
        (
            "parent",
            "self",
            None,
            ("mental_health", "relationship", "separation", "money", "parenting", "grief"),
        ),
    ],
)
def test_people_get_cards_for_their_needs_in_every_municipality(
    published: Snapshot,
    reference: ReferenceData,
    role: str,
    about: str,
    age: int | None,
    needs: tuple[str, ...],
) -> None:
    """The hard filters leave a fitting card for each sort of person, everywhere."""
    problems = Counter[str]()
    for need in needs:
        for code in list_full_care_codes(reference):
            query = Query(needs=(need,), municipality=code, role=role, about=about, age=age)  # type: ignore[arg-type]
            found = match(published, query)
            if not found or found[0].service.kind not in reference.leads_to[need]:
                problems[f"{need}: {found[0].service.id if found else 'no card'}"] += 1
    assert problems == Counter()
