"""Figures: who sees them, that small numbers are nowhere, and files that a program for tables opens."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from sqlalchemy.orm import Session

from api.staff.figure_tables import Naming, table_of_pair
from api.staff.figures import DIMENSIONS
from help_requests.models import Count
from tests.staff_pages.visitors import House
from usage.counts import Tally, write_counts
from usage.figures import YEAR, Figure, YearFigures
from usage.measures import MEASURES
from usage.suppression import Mark

# Of the year's need "money" there are three in all: nothing may tell that.
SMALL = 3


def fill(house: House, year: int = 2026, months: tuple[int, ...] = (9, 10)) -> None:
    """Count a few hundred conversations and their needs."""
    tally = Tally()
    for month in months:
        day = dt.date(year, month, 5)
        for need, number in (("bullying", 40), ("school", 17), ("loneliness", 9)):
            told = {"need": need, "language": "fi", "area": "049", "age_group": "13_15"}
            tally.count(day, "needs", told, number)
            tally.count(day, "needs", {**told, "language": "sv", "area": "092"}, number // 2)
        tally.count(day, "conversations", {"language": "fi", "area": "049"}, 123)
        tally.count(day, "conversations", {"language": "sv", "area": "049"}, 21)
        tally.count(day, "help_button", {"channel": "button", "language": "fi"}, 34)
    tally.count(
        dt.date(year, months[0], 6), "needs", {"need": "money", "language": "fi", "area": "049"}, SMALL
    )
    write_counts(house.room.engine, tally.take())


@pytest.mark.parametrize("role", ["reader", "editor", "reviewer", "handler", "administrator"])
async def test_every_role_reads_the_figures(house: House, role: str) -> None:
    visitor = house.visit((role, "luvn"))
    for path in ("", "/report", "/table.csv", "/report.csv"):
        assert (await visitor.get(f"/staff/figures{path}")).status_code == 200


async def test_nobody_else_reads_the_figures(house: House) -> None:
    for path in ("", "/report", "/table.csv", "/report.csv", "/not-understood"):
        assert (await house.open_browser().get(f"/staff/figures{path}")).status_code == 303
        assert (await house.visit().get(f"/staff/figures{path}")).status_code == 404


@pytest.mark.parametrize("measure", MEASURES)
async def test_every_measure_has_a_page_in_every_language(house: House, measure: str) -> None:
    visitor = house.visit(("reader", "luvn"))
    tally = Tally()
    known = {"language": "fi", "area": "049", "need": "school", "danger": "violence", "level": "acute"}
    told = {**known, "status": "services", "service": "nothing", "channel": "page", "answer": "no"}
    told |= {"age_group": "26_29", "days": "3_5", "outcome": "never_closed"}
    values = {name: told[name] for name in MEASURES[measure].dimensions}
    tally.count(dt.date(2025, 10, 1), measure, values, 12)
    write_counts(house.room.engine, tally.take())
    asked = [(language, *pair) for language in ("fi", "sv", "en") for pair in MEASURES[measure].pairs]
    for language, by, and_by in asked:
        query = f"measure={measure}&year=2025&by={by}&and_by={and_by}&language={language}"
        page = await visitor.get(f"/staff/figures?{query}")
        assert page.status_code == 200
        # A word that is missing in a language would stand as nothing.
        assert '<td class="number"></td>' not in page.text
        assert "></option>" not in page.text
        assert '<th scope="row"></th>' not in page.text


def fill_answers(house: House) -> None:
    """First contacts of two months; of the slow ones in Swedish there are three."""

    def write(session: Session) -> None:
        for month in (9, 10):
            for days, language, number in (
                *((day, "fi", 20) for day in range(4)),
                *((day, "sv", 9) for day in range(2)),
                (12, "fi", 8),
                (14, "sv", SMALL),
            ):
                session.add(
                    Count(
                        month=dt.date(2025, month, 1),
                        event="answered",
                        need="",
                        language=language,
                        working_days=days,
                        number=number,
                    )
                )
            session.add(
                Count(
                    month=dt.date(2025, month, 1),
                    event="closed_helped",
                    need="",
                    language="fi",
                    working_days=-1,
                    number=77,
                )
            )

    house.room.work(write)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_time_to_answer_is_shown_by_working_days_and_language(house: House, language: str) -> None:
    fill(house, 2025)
    fill_answers(house)
    visitor = house.visit(("handler", "luvn"), language=language)
    query = "measure=answers&year=2025"
    page = (await visitor.get(f"/staff/figures?{query}&by=days&and_by=language")).text
    assert '<td class="number"></td>' not in page
    file = await visitor.get(f"/staff/figures/table.csv?{query}&by=days")
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff")), delimiter=";"))
    # Same or next day, two, three to five, over ten, all together: in the order of days.
    assert [row[9] for row in rows[2:7]] == ["58", "20", "20", "11", "109"]
    assert len({row[0] for row in rows[2:7]}) == 5
    assert [row[-1] for row in rows[2:7]] == ["116", "40", "40", "22", "218"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_how_help_requests_ended_is_shown_and_few_are_hidden(house: House, language: str) -> None:
    ends = {"closed_helped": 30, "closed_not_reached": 12, "withdrawn": 7, "never_closed": 6}
    ends |= {"never_handled": SMALL, "closed_passed_on": SMALL + 1, "sent": 500, "handed_over": 600}

    def write(session: Session) -> None:
        for event, number in ends.items():
            told = {"need": "", "language": "fi", "working_days": -1, "number": number}
            session.add(Count(month=dt.date(2025, 10, 1), event=event, **told))

    fill(house, 2025)
    house.room.work(write)
    visitor = house.visit(("handler", "luvn"), language=language)
    query = "measure=outcomes&year=2025&by=outcome&and_by=language"
    page = (await visitor.get(f"/staff/figures?{query}")).text
    file = (await visitor.get("/staff/figures/table.csv?measure=outcomes&year=2025&by=outcome")).text
    rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff")), delimiter=";"))
    assert [row[10] for row in rows[2:9]] == ["30", "12", "7", "6", "<5", "<5", "62"]
    for row in rows[2:9]:
        assert row[0] in page
        assert "_" not in row[0]
    assert not {"500", "600", "3", "4"} & {cell for row in rows for cell in row}


async def test_few_answers_are_hidden_and_cannot_be_reckoned(house: House) -> None:
    fill(house, 2025)
    fill_answers(house)
    visitor = house.visit(("reader", "luvn"))
    address = "/staff/figures/table.csv?measure=answers&year=2025&by=days&and_by=language"
    file = (await visitor.get(address)).text
    rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff")), delimiter=";"))
    slow = rows[5]
    assert slow[0] == "Yli 10 työpäivää"
    # Six of the year are not few, but with the months they would tell each month's three.
    assert slow[1:] == ["piilossa", "piilossa", "22"]
    months = (await visitor.get("/staff/figures/table.csv?measure=answers&year=2025&by=language")).text
    assert "77" not in file + months


async def test_a_month_that_runs_has_no_answers_yet(house: House) -> None:
    fill(house)

    def write(session: Session) -> None:
        session.add(
            Count(
                month=dt.date(2026, 11, 1),
                event="answered",
                need="",
                language="fi",
                working_days=1,
                number=90,
            )
        )

    house.room.work(write)
    page = (await house.visit(("reader", "luvn")).get("/staff/figures?measure=answers&year=2026")).text
    assert "Tältä ajalta ei ole lukuja" in page
    assert "90" not in page[page.index("<h2>") :]


async def test_a_small_number_is_nowhere(house: House) -> None:
    fill(house)
    house.clock.now = dt.datetime(2027, 1, 5, 10, tzinfo=dt.UTC)
    visitor = house.visit(("reader", "luvn"))
    for query in ("by=need", "by=need&month=9", "by=need&and_by=language", "by=language&and_by=need"):
        page = (await visitor.get(f"/staff/figures?measure=needs&year=2026&{query}")).text
        assert "&lt;5" in page
        file = (await visitor.get(f"/staff/figures/table.csv?measure=needs&year=2026&{query}")).text
        numbers = {cell for row in csv.reader(io.StringIO(file), delimiter=";") for cell in row}
        assert not numbers & {"1", "2", "3", "4"}
        assert "<5" in numbers


async def test_the_running_year_has_months_and_at_least(house: House) -> None:
    fill(house)
    page = (await house.visit(("reader", "luvn")).get("/staff/figures?measure=needs&and_by=language")).text
    assert "Vuosi on kesken" in page
    assert "Vuoden 2026 taulukko tulee näkyviin 1.1.2027." in page
    assert "Kahden asian taulukko vuodesta 2026 tulee näkyviin 1.1.2027." in page
    report = (await house.visit(("reader", "luvn")).get("/staff/figures/report.csv")).text
    rows = list(csv.reader(io.StringIO(report.removeprefix("\ufeff")), delimiter=";"))
    october = next(row for row in rows if row[:1] == ["Lokakuu"])
    assert october == ["Lokakuu", "123", "21", "144"]


async def test_a_year_that_ended_tells_no_less_than_its_months(house: House) -> None:
    """Where the year's own figure is hidden, what its shown months come to stays: it was public already."""
    naming = Naming(house.app.state.door, house.room.texts, "fi")
    fi, sv = (("language", "fi"),), (("language", "sv"),)
    months = {
        (month, values): Figure(Mark.SHOWN, number)
        for month in range(1, 12)
        for values, number in (((), 30), (fi, 20), (sv, 10))
    }
    hidden = Figure(Mark.HIDDEN, None)
    last = {(12, values): hidden for values in ((), fi, sv)}
    year = {(YEAR, values): hidden for values in ((), fi, sv)}
    running = YearFigures("conversations", 2025, 11, months)
    whole = YearFigures("conversations", 2025, 12, {**months, **last, **year})
    assert naming.sum_cell(running, language="fi").number == 220
    assert naming.sum_cell(whole, language="fi").text == "vähintään 220"
    assert naming.sum_cell(whole, language="so").text == "<5"
    table = table_of_pair(whole, "language", "area", naming)
    assert [cells[-1].text for _, cells in table.rows] == ["vähintään 220", "vähintään 110", "vähintään 330"]


async def test_services_beyond_the_most_frequent_share_a_row(house: House) -> None:
    tally = Tally()
    for number in range(400):
        service = {"service": f"service-{number:03}", "language": "fi"}
        tally.count(dt.date(2025, 1, 5), "services_shown", service, 1000 - number)
    write_counts(house.room.engine, tally.take())
    visitor = house.visit(("reader", "luvn"))
    query = "measure=services_shown&year=2025"
    page = (await visitor.get(f"/staff/figures?{query}")).text
    assert '<th scope="row">Kaikki muut yhteensä</th>' in page
    assert page.index("service-000") < page.index("Kaikki muut yhteensä")
    assert "service-399" not in page
    file = (await visitor.get(f"/staff/figures/table.csv?{query}")).text
    assert file.count("\r\n") < 200


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "Mukana eivät ole sivun yläreunan 112-painike"),
        ("sv", "räknas inte"),
        ("en", "are not counted"),
    ],
)
async def test_what_is_not_counted_as_a_call_is_told(house: House, language: str, told: str) -> None:
    visitor = house.visit(("reader", "luvn"), language=language)
    assert told in (await visitor.get("/staff/figures?measure=services_called")).text


async def test_the_file_opens_in_excel(house: House) -> None:
    """UTF-8 with its mark, semicolons, and nothing that a program for tables would run."""
    fill(house)
    answer = await house.visit(("handler", "luvn")).get("/staff/figures/table.csv?measure=conversations")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == "Kieli"
    assert ["suomeksi", *["<5"] * 8, "123", "123", "vähintään 246"] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


async def test_a_strange_address_is_no_page_or_a_plain_one(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    assert (await visitor.get("/staff/figures?measure=names")).status_code == 404
    for query in ("year=1", "year=%C2%B2", "month=13", "by=name", "and_by=x"):
        assert (await visitor.get(f"/staff/figures?{query}")).status_code == 200


async def test_another_measure_is_chosen_with_what_it_is_split_by_at_once(house: House) -> None:
    """The page of one measure offers what every other one is split by: one press of the button is enough."""
    fill(house)
    visitor = house.visit(("reader", "luvn"))
    first = (await visitor.get("/staff/figures?measure=conversations")).text
    for name in ("by", "and_by"):
        options = first.partition(f'<select id="{name}"')[2].partition("</select>")[0]
        assert set(re.findall(r'<option value="(\w+)"', options)) == set(DIMENSIONS), name
        assert options.index('value="area"') < options.index("<optgroup") < options.index('value="need"')
    query = "measure=needs&by=age_group&and_by=need"
    page = (await visitor.get(f"/staff/figures?{query}")).text
    assert 'value="age_group" selected' in page
    assert "ei voi jakaa" not in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("measure=conversations&by=need", "näin: tarve. Alla se on jaettu näin: kieli."),
        ("measure=needs&by=area&and_by=language", "näin: kieli. Alla se on jaettu näin: kunta."),
        ("measure=messages&by=need&and_by=area", "näin: tarve, kunta. Alla se on jaettu näin: mihin viesti"),
        ("measure=needs&by=need&and_by=need", ""),
        ("measure=conversations&by=%3Cb%3E", ""),
    ],
)
async def test_what_a_measure_is_not_split_by_is_told(house: House, query: str, told: str) -> None:
    page = (await house.visit(("reader", "luvn")).get(f"/staff/figures?{query}")).text
    assert ("ei voi jakaa" in page) == bool(told)
    assert told in page


async def test_any_month_of_another_year_is_chosen_at_once(house: House) -> None:
    """December is offered in October when there is an earlier year; one to come has no figures yet."""
    fill(house, 2025, (11, 12))
    visitor = house.visit(("reader", "luvn"))
    assert '<option value="12"' in (await visitor.get("/staff/figures?year=2026")).text
    assert "123" in (await visitor.get("/staff/figures?year=2025&month=12")).text
    assert "Tältä ajalta ei ole lukuja" in (await visitor.get("/staff/figures?year=2026&month=12")).text
