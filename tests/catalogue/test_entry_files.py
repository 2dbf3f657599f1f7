"""Reading the entries: sound ones in full, unsound ones with every problem and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from services_catalog.__main__ import main
from services_catalog.entry_files import EntriesError, load_entries
from services_catalog.entry_schema import MOST_EXCEPTIONS
from services_catalog.reference_data import ReferenceData

Change = Callable[[str, str, str], None]
PHONE = "national/nuorten-puhelin.yml"
CRISIS = "national/kriisipuhelin.yml"


def get_problems(reference: ReferenceData, folder: Path) -> list[str]:
    """The problems of a folder of entries, which must have some."""
    with pytest.raises(EntriesError) as caught:
        load_entries(reference, folder)
    return [str(problem) for problem in caught.value.problems]


def test_counties_versions_are_made_when_front_door_is_county(
    reference: ReferenceData, entries: Path
) -> None:
    """A general entry gets one version per county, with that county's contacts and source."""
    by_id = {item.id: item for item in load_entries(reference, entries).entries}
    version = by_id["perhekeskus-lansi-uusimaa"]
    assert version.expanded_from_id == "perhekeskus"
    assert (version.entry.area.scope, version.entry.area.codes) == ("county", ["03"])
    assert version.entry.contacts[0].value == "09 000 0003"
    assert version.entry.source.ids == ["X1"]
    assert by_id["perhekeskus"].entry.area.scope == "country"
    assert "perhekeskus-paijat-hame" in by_id


def test_all_problems_are_listed_when_several_files_are_wrong(
    reference: ReferenceData, entries: Path, change: Change
) -> None:
    """One run tells everything there is to correct, not only the first thing."""
    change(PHONE, "sv: De ungas telefon, ", "")
    change(PHONE, '"010 000 0001"', "0100000001")
    change(PHONE, '"14:00"', "14:00")
    change(CRISIS, "kind: crisis_helpline", "kind: crisis_line")
    change(CRISIS, "needs: [mental_health, grief]", "needs: [mental_health, sorrow]")
    assert get_problems(reference, entries) == [
        f"{CRISIS}: kind: crisis_line is not in kinds.yml: choose one that is",
        f"{CRISIS}: needs: sorrow is not in needs.yml: choose one that is",
        f"{PHONE}: contacts.0.hours.weekly.0.opens: write the time in quotes, "
        'such as "09:00"; midnight is "00:00"',
        f"{PHONE}: contacts.0.value: write it as text, in quotes when it is made of digits",
        f"{PHONE}: name: add the text in sv",
    ]


def many_days() -> list[dt.date]:
    """One day more than a contact may have."""
    return [dt.date(2026, 1, 1) + dt.timedelta(days=2 * place) for place in range(MOST_EXCEPTIONS + 1)]


def with_day(fields: str) -> str:
    """The beginning of a contact's hours, with an exceptional day before them."""
    return f"    exceptional_hours: [{{{fields}}}]\n    hours: {{"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("maximum_age: 24", "maximum_years: 24", "maximum_years: remove this field: it is not known"),
        ("minimum_age: null", "minimum_age: 30", "minimum_age is above maximum_age"),
        ("kind: child_youth_helpline\n", "", "kind: add this field"),
        (
            "organization: nuorten-tuki",
            "organization: nobody",
            "organization: add nobody to organizations.yml",
        ),
        ("status: published", "status: ready", "status: correct the value"),
        ("status: published", "status: draft", "to_check: say what staff must check"),
        ("confidence: C2", "confidence: CONF", "source.confidence: CONF is not published"),
        (
            "https://example.org/page",
            "http://example.org/page",
            "source.url: write a whole address that begins",
        ),
        (
            "area: {scope: country, codes: []}",
            'area: {scope: county, codes: ["77"]}',
            "area.codes: 77 is no code",
        ),
        ("area: {scope: country, codes: []}", "area: {scope: county}", "area: add the codes in quotes"),
        ("free: true,", "free: sometimes,", "threshold.free: correct the value"),
        ("fi: Apua juuri tähän.", "fi: Nuorten puhelin", "summary.fi: say what help one gets"),
        ("general: false", "general: true", "general: must be true in general/ and false elsewhere"),
        ("front_door: null", "front_door: county", "front_door: only entries in general/"),
        ("roles: [youth]", "roles: [youth, youth]", "roles: remove what is listed twice"),
        ('"010 000 0001"', '"call us"', "value: write the number in digits"),
        ('closes: "20:00"', 'closes: "14:00"', "opens and closes are the same"),
        (", as_of: 2026-06-01", "", "add as_of"),
        ("weekly: [", "always: true, weekly: [", "give exactly one of always, by_appointment and weekly"),
        ("    hours: {", with_day("closed: true"), "exceptional_hours.0.valid_from: add this field"),
        ("    hours: {", with_day("valid_from: 2026-12-24"), "exceptional_hours.0: add closed: true, or"),
        (
            "    hours: {",
            with_day("valid_from: 2026-12-24, valid_to: 2026-12-23, closed: true"),
            "exceptional_hours.0: valid_to is before valid_from",
        ),
        (
            "    hours: {",
            with_day("valid_from: 2026-12-24, opens: 9:00, closes: 12:00"),
            "exceptional_hours.0.opens: write the time in quotes",
        ),
        (
            "    hours: {",
            with_day("valid_from: 2026-12-24, closed: true}, {valid_from: 2026-12-24, closed: true"),
            "exceptional_hours: two of them name 2026-12-24",
        ),
        (
            "    hours: {",
            with_day("}, {".join(f"valid_from: {day}, closed: true" for day in many_days())),
            "contacts.0.exceptional_hours: keep at most 100: remove days that are over",
        ),
        ("languages: [fi, sv]", "languages: [FI]", "languages.0: write a language code"),
        ("roles: [youth]", "roles: []", "roles: add at least one"),
        ("source:", "assured_date: 2026-01-01\nsource:", "assured_date: leave it null"),
        ("kind: child_youth_helpline", "kind: [", "correct the YAML"),
        ("general: false", "general: false\ngeneral: true", "the key general is there twice"),
        ("summary:", "# summary:", "summary: write it: a published entry needs it"),
        ("confidence: C2", "confidence: null", "source.confidence: say how sure it is"),
    ],
)
def test_problem_names_file_and_field_when_entry_is_wrong(
    reference: ReferenceData, entries: Path, change: Change, old: str, new: str, expected: str
) -> None:
    """Each sort of mistake gets its file, its field and what to do about it."""
    change(PHONE, old, new)
    problems = get_problems(reference, entries)
    assert any(problem.startswith(f"{PHONE}: ") and expected in problem for problem in problems), problems


def test_problem_is_told_when_id_is_used_twice(reference: ReferenceData, entries: Path) -> None:
    """The same file name in two folders would be one id for two services."""
    (entries / "general" / "kriisipuhelin.yml").write_bytes((entries / CRISIS).read_bytes())
    assert any("has the same id" in problem for problem in get_problems(reference, entries))


def test_problem_is_told_when_county_version_takes_an_id(reference: ReferenceData, entries: Path) -> None:
    """A county's version may not hide an entry of its own."""
    (entries / "national" / "perhekeskus-paijat-hame.yml").write_bytes((entries / CRISIS).read_bytes())
    assert any("takes this county's id" in problem for problem in get_problems(reference, entries))


@pytest.mark.parametrize("name", ["uusi.yaml", "UUSI.YML", "uusi.Yaml"])
def test_problem_is_told_when_a_file_ends_otherwise(
    reference: ReferenceData, entries: Path, name: str
) -> None:
    """A file that is not read never looks as if it were: also a broken one is named."""
    (entries / "national" / name).write_text("kind: [", encoding="utf-8")
    (problem,) = get_problems(reference, entries)
    assert problem == f"national/{name}: file: rename it to {Path(name).stem}.yml"


def test_each_county_has_a_folder_of_its_own(reference: ReferenceData, entries: Path, change: Change) -> None:
    """A county is added by data alone: front door, providers, entries in the folder of its slug."""
    doors = (entries / "front_doors.yml").read_text(encoding="utf-8")
    of_pirkanmaa = doors[doors.index('"09":') :].replace('"09":', '"08":', 1)
    (entries / "front_doors.yml").write_text(doors + of_pirkanmaa, encoding="utf-8")
    (entries / "pirkanmaa").mkdir()
    (entries / "pirkanmaa" / "kriisipiste-tampere.yml").write_bytes((entries / CRISIS).read_bytes())
    change(
        "pirkanmaa/kriisipiste-tampere.yml",
        "area: {scope: country, codes: []}", 'area: {scope: municipality, codes: ["837"]}',
    )  # fmt: skip
    providers = (entries / "organizations.yml").read_text(encoding="utf-8")
    (entries / "organizations.pirkanmaa.yml").write_text(providers, encoding="utf-8")
    by_id = {item.id: item for item in load_entries(reference, entries).entries}
    assert by_id["kriisipiste-tampere"].entry.area.codes == ["837"]
    assert "perhekeskus-pirkanmaa" in by_id


@pytest.mark.parametrize("folder", ["pirkanma", "Pirkanmaa", "pirkanmaa/tampere"])
def test_problem_is_told_when_a_folder_is_not_known(
    reference: ReferenceData, entries: Path, folder: str
) -> None:
    """A slip in the folder's name says where names come from."""
    (entries / folder).mkdir(parents=True)
    (entries / folder / "uusi.yml").write_bytes((entries / CRISIS).read_bytes())
    (problem,) = get_problems(reference, entries)
    assert "the folder of its county, named by its slug in places.yml" in problem


def test_county_s_own_entry_stands_for_the_general_one_when_it_has_its_id(
    reference: ReferenceData, entries: Path, change: Change
) -> None:
    """An entry written for the county is used instead of the version made from the general one."""
    own = entries / "paijat-hame" / "perhekeskus-paijat-hame.yml"
    own.write_bytes((entries / CRISIS).read_bytes())
    change(
        "paijat-hame/perhekeskus-paijat-hame.yml", "scope: country, codes: []", 'scope: county, codes: ["09"]'
    )
    by_id = {item.id: item for item in load_entries(reference, entries).entries}
    item = by_id["perhekeskus-paijat-hame"]
    assert (item.entry.kind, item.expanded_from_id) == ("crisis_helpline", "perhekeskus")
    assert len(by_id) == 14


def test_problem_is_told_when_entries_are_missing(reference: ReferenceData, tmp_path: Path) -> None:
    """An empty folder is a mistake, never an empty catalogue."""
    assert get_problems(reference, tmp_path) == [
        "front_doors.yml: file: add this file to the entries",
        "organizations.yml: file: add this file to the entries",
    ]


def test_check_command_succeeds_when_entries_are_sound(
    entries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`check` needs no database and counts what it read."""
    assert main(["check", "--entries", str(entries)]) == 0
    assert "14 entries" in capsys.readouterr().out


def test_check_command_fails_when_an_entry_is_wrong(
    entries: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    """`check` prints each problem on a line and exits with 1."""
    change(CRISIS, "kind: crisis_helpline", "kind: nothing")
    assert main(["check", "--entries", str(entries)]) == 1
    assert capsys.readouterr().err == f"{CRISIS}: kind: nothing is not in kinds.yml: choose one that is\n"


@pytest.mark.parametrize(
    ("confidence", "page", "is_told"),
    [
        ("S1", "https://news.example.com/page", True),
        ("S1", "https://www.example.org/page", False),
        ("S1", "https://help.example.org/page", False),
        ("C2", "https://news.example.com/page", False),
    ],
)
def test_check_command_asks_when_the_single_source_is_elsewhere(
    entries: Path,
    change: Change,
    capsys: pytest.CaptureFixture[str],
    confidence: str,
    page: str,
    is_told: bool,
) -> None:
    """What the provider alone says should stand on a page of its own; that a person looks is enough."""
    change(PHONE, "https://example.org/page", page)
    change(PHONE, "confidence: C2", f"confidence: {confidence}")
    assert main(["check", "--entries", str(entries)]) == 0
    told = "to look at: nuorten-puhelin: source.url: is news.example.com the provider's own?"
    assert (told in capsys.readouterr().out) is is_told
