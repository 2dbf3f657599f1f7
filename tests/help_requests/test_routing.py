"""Requests go only where somebody reads them, and to the nearest inbox that takes them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from help_requests.__main__ import main
from help_requests.inbox_file import InboxesError
from help_requests.inboxes import Circumstances, Inbox, read_inboxes, seed_inboxes
from help_requests.routing import Matter, choose_inbox, covers
from tests.help_requests.standins import NOW, enter_inbox

USUAL = Circumstances(is_launched=True, has_mail=True, has_administrator=True)
ALONE = Circumstances(is_launched=True, has_mail=True, has_administrator=False)
TRIAL = Circumstances(is_launched=False, has_mail=False, has_administrator=False)


def build_inbox(**fields: Any) -> Inbox:
    values: dict[str, Any] = {
        "id": "inbox",
        "organization_key": "espoo",
        "names": {"fi": "Postilaatikko"},
        "needs": frozenset(),
        "kinds": frozenset(),
        "area_codes": frozenset(),
        "minimum_age": None,
        "maximum_age": None,
        "promise_working_days": None,
        "has_notice_address": True,
        "has_second_handler": True,
        "notice_failing_since": None,
        "notice_refused": False,
        "last_sign_in_at": NOW,
        "is_demo": False,
        "is_open": True,
    }
    return Inbox(**{**values, **fields})


@pytest.mark.parametrize(
    ("fields", "active"),
    [
        ({}, True),
        ({"last_sign_in_at": NOW - dt.timedelta(days=14)}, True),
        ({"last_sign_in_at": NOW - dt.timedelta(days=14, seconds=1)}, False),
        ({"last_sign_in_at": None}, False),
        ({"has_notice_address": False}, False),
        ({"notice_refused": True}, False),
        ({"notice_failing_since": NOW - dt.timedelta(minutes=59)}, True),
        ({"notice_failing_since": NOW - dt.timedelta(hours=1)}, False),
        ({"is_open": False}, False),
        ({"is_demo": True}, False),
    ],
)
def test_inbox_is_active_only_while_somebody_reads_it(fields: dict[str, Any], active: bool) -> None:
    """A handler within 14 days and notices that arrive; a demo never in a launched service."""
    assert build_inbox(**fields).is_active(NOW, USUAL) is active


def test_inbox_is_not_active_where_nobody_is_told_of_what_lies() -> None:
    """A second handler or an administrator is enough; the demo needs neither."""
    lonely = build_inbox(has_second_handler=False)
    assert lonely.find_hindrances(NOW, ALONE) == ("nobody_to_alert",)
    assert lonely.is_active(NOW, USUAL)
    assert build_inbox().is_active(NOW, ALONE)
    assert build_inbox(is_demo=True, has_second_handler=False).is_active(NOW, TRIAL)


def test_demo_serves_only_before_the_launch_and_others_need_mail() -> None:
    """Whoever tries Kynnys out needs no mail server; a real inbox without notices is not read."""
    assert build_inbox(is_demo=True, has_notice_address=False).is_active(NOW, TRIAL)
    assert not build_inbox().is_active(NOW, TRIAL)


@pytest.mark.parametrize("visited", [None, NOW - dt.timedelta(days=400)])
def test_demo_stays_open_however_long_nobody_starts_kynnys_anew(visited: dt.datetime | None) -> None:
    """It promises no reader, so none need have looked in; closed by hand or launched it takes nothing."""
    demo = build_inbox(is_demo=True, last_sign_in_at=visited)
    assert demo.is_active(NOW, TRIAL)
    assert demo.find_hindrances(NOW, USUAL) == ("launched",)
    assert build_inbox(is_demo=True, is_open=False).find_hindrances(NOW, TRIAL) == ("closed",)


@pytest.mark.parametrize(
    ("fields", "matter", "covered"),
    [
        ({}, Matter(), True),
        ({"needs": {"bullying"}}, Matter(need="bullying"), True),
        ({"needs": {"bullying"}}, Matter(need="money"), False),
        ({"needs": {"bullying"}}, Matter(), True),
        ({"needs": {"bullying"}}, Matter(kinds=frozenset({"ohjaamo"})), False),
        ({"kinds": {"ohjaamo"}}, Matter(), True),
        ({"kinds": {"ohjaamo"}}, Matter(need="money"), False),
        ({"kinds": {"ohjaamo"}, "area_codes": {"09"}}, Matter(municipality="049", county="03"), False),
        ({"kinds": {"ohjaamo"}, "maximum_age": 29}, Matter(age=30), False),
        ({"kinds": {"ohjaamo"}}, Matter(kinds=frozenset({"ohjaamo", "youth_workshop"})), True),
        ({"kinds": {"ohjaamo"}}, Matter(kinds=frozenset({"shelter"})), False),
        ({"area_codes": {"049"}}, Matter(municipality="049", county="03"), True),
        ({"area_codes": {"03"}}, Matter(municipality="049", county="03"), True),
        ({"area_codes": {"09"}}, Matter(municipality="049", county="03"), False),
        ({"minimum_age": 12, "maximum_age": 18}, Matter(age=12), True),
        ({"minimum_age": 12, "maximum_age": 18}, Matter(age=11), False),
        ({"minimum_age": 12, "maximum_age": 18}, Matter(age=19), False),
        ({"minimum_age": 12, "maximum_age": 18}, Matter(), True),
    ],
)
def test_inbox_covers_what_its_organisation_takes(
    fields: dict[str, Any], matter: Matter, covered: bool
) -> None:
    """By need, kind of service, place and age; a topic or an age that was not told leaves nobody out."""
    sets = {name: frozenset(value) if isinstance(value, set) else value for name, value in fields.items()}
    assert covers(build_inbox(**sets), matter) is covered


def test_nearest_inbox_is_chosen() -> None:
    """One's own municipality before the county before the country; a real one before a demo."""
    city = build_inbox(id="city", area_codes=frozenset({"049"}))
    county = build_inbox(id="county", area_codes=frozenset({"03"}))
    demo = build_inbox(id="a-demo", area_codes=frozenset({"049"}), is_demo=True)
    country = build_inbox(id="country")
    espoo = Matter(municipality="049", county="03")
    assert choose_inbox([demo, country, county, city], espoo) is city
    assert choose_inbox([demo, country, county], espoo) is county
    assert choose_inbox([demo, country], espoo) is country
    assert choose_inbox([demo], espoo) is demo
    assert choose_inbox([city], Matter(municipality="398", county="09")) is None


def test_unknown_topic_goes_to_the_nearest_and_there_to_who_takes_everything() -> None:
    """Nobody is sent to the very wrong desk next door while a general one is there too."""
    espoo, area = Matter(municipality="049", county="03"), frozenset({"049"})
    income = build_inbox(id="a-income", area_codes=area, kinds=frozenset({"income_support"}))
    general = build_inbox(id="b-general", area_codes=area)
    country = build_inbox(id="country")
    assert choose_inbox([income, country, general], espoo) is general
    assert choose_inbox([income, country], espoo) is income
    told = Matter(kinds=frozenset({"income_support"}), municipality="049", county="03")
    assert choose_inbox([income, country, general], told) is income


def test_seed_adds_the_demo_once_and_leaves_what_staff_entered(engine: Engine) -> None:
    """The second run adds nothing; only the demo's own sign-in follows the start of Kynnys."""
    later = NOW + dt.timedelta(days=30)
    assert seed_inboxes(engine, now=NOW) == 1
    assert seed_inboxes(engine, now=later) == 0
    demo, own = read_inboxes(engine)
    assert (demo.id, demo.is_demo, demo.last_sign_in_at) == ("demo", True, later)
    assert own.last_sign_in_at == NOW
    assert demo.promise_working_days is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "name a file: make inboxes FILE=inboxes.yml"),
        ("names: {fi: [", "inboxes.yml is no YAML: "),
        ("names: {fi: Perheet}", "write a list of inboxes, each with its id"),
        ("- names: {fi: Perheet}", "write a list of inboxes, each with its id"),
        ("", "write a list of inboxes, each with its id"),
    ],
)
def test_one_line_is_said_of_a_file_that_holds_no_inboxes(
    engine: Engine, tmp_path: Path, written: str | None, said: str
) -> None:
    """Nothing is added then."""
    file = tmp_path / "inboxes.yml"
    if written is not None:
        file.write_text(written, encoding="utf-8")
    before = read_inboxes(engine)
    with pytest.raises(InboxesError) as told:
        seed_inboxes(engine, file)
    assert said in str(told.value)
    assert "\n" not in str(told.value)
    assert read_inboxes(engine) == before


MENDED = """
- id: espoo
  names: {fi: Perheet, so: Qoysaska}
  area_codes: ["049"]
  promise_working_days: 3
  notice_address: perheet@example.fi
"""


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("promise_working_days", "promise_days", "espoo.promise_days: remove it, or correct its name: an"),
        ("  area", "  last_sign_in_at: 2026-01-01\n  area", "espoo.last_sign_in_at: remove it, or correct"),
        ("fi: Perheet", "sv: Familjer", "espoo.names.fi: add it"),
        ("so: Qoysaska", "so: 3", "espoo.names.so: write a text, in quotes"),
        ('["049"]', "[020]", "espoo.area_codes.0: write a text, in quotes"),
        ('["049"]', '"049"', "espoo.area_codes: correct the value: input should be a valid list"),
        ("days: 3", "days: 0", "espoo.promise_working_days: correct the value: input should be greater than"),
        ("id: espoo", "id: 49", "49.id: write a text, in quotes"),
        ("- id: espoo", "- {id: espoo, names: {fi: Nuoret}}\n- id: espoo", "espoo.id: choose another"),
    ],
)
def test_one_line_is_said_of_each_field_that_is_wrong(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], right: str, wrong: str, said: str
) -> None:
    """As `file: field: what to do`; nothing is added then. Mended, the inbox is there."""
    file, url = tmp_path / "inboxes.yml", engine.url.render_as_string(hide_password=False)
    command = ["--database-url", url, "seed", "--inboxes", str(file)]
    before = read_inboxes(engine)
    file.write_text(MENDED.replace(right, wrong), encoding="utf-8")
    assert main(command) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{file}: {said}")
    assert read_inboxes(engine) == before
    file.write_text(MENDED, encoding="utf-8")
    assert main(command) == 0
    (added,) = [one for one in read_inboxes(engine) if one not in before]
    assert (added.id, added.promise_working_days, added.last_sign_in_at) == ("espoo", 3, None)


def test_inboxes_of_the_database_come_as_records(engine: Engine) -> None:
    """Lists become sets, and what is missing limits nothing."""
    enter_inbox(engine, "perheet", needs=["money"], kinds=["income_support"], maximum_age=64)
    _, families = read_inboxes(engine)
    assert families.needs == {"money"}
    assert families.minimum_age is None
    assert covers(families, Matter("money", frozenset({"income_support"}), 30, "049", "03"))
