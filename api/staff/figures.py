"""Figures: what people needed and what they were offered, as pictures, tables and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.chat.door import Door
from api.staff.access import PageNotFoundError, Visit, get_room, require
from api.staff.drawing import draw
from api.staff.fields import read_whole_number
from api.staff.figure_tables import Bar, Naming, Table, table_by_month, table_of_pair, write_csv
from api.staff.request_figures import READERS
from staff.roles import PLATFORM, Role
from usage.figures import YEAR, YearFigures, list_years, read_rows
from usage.measures import MEASURES

router = APIRouter(prefix="/figures")
Reader = Annotated[Visit, Depends(require(Role.READER, Role.HANDLER, Role.ADMINISTRATOR))]
# What the city's plan asks for each year: digital contacts and uses of the help button, by language.
REPORTED = ("conversations", "help_button", "help_requests")
MOST_BARS = 15
# All there are: whoever chooses another measure chooses at once what it is split by.
DIMENSIONS = tuple(dict.fromkeys(name for known in MEASURES.values() for name in known.dimensions))


@dataclass(frozen=True)
class Wanted:
    """What is looked at.

    Args:
        by: the dimension. and_by: a second one, of a whole year only; "" for none.
        month: 1-12, or 0 for the year. not_by: dimensions that were asked for and can't be had of this.
    """

    measure: str
    year: int
    years: list[int]
    month: int
    by: str
    and_by: str
    not_by: tuple[str, ...]


@router.get("")
def show_figures(
    request: Request,
    visit: Reader,
    measure: str = "conversations",
    year: str = "",
    month: str = "",
    by: str = "",
    and_by: str = "",
) -> HTMLResponse:
    """Return the page with one measure: pictures, each with its table, and the choice of another."""
    wanted = _read_wanted(request, measure, year, month, by, and_by)
    figures, naming = _read(request, wanted.measure, wanted.year), _name(request, visit)
    pair = None
    if wanted.and_by and figures.is_whole:
        pair = table_of_pair(figures, wanted.by, wanted.and_by, naming)
    return draw(
        request,
        "figures.html",
        visit,
        wanted=wanted,
        measures=list(MEASURES),
        dimensions=_put_first(MEASURES[wanted.measure].dimensions),
        seconds=_put_first(_list_seconds(wanted)),
        is_whole=figures.is_whole,
        first_pair=f"1.1.{wanted.year + 1}",
        months=figures.months,
        bars=naming.draw_bars(figures, wanted.by, wanted.month)[:MOST_BARS],
        month_bars=naming.draw_month_bars(figures),
        by_month=table_by_month(figures, wanted.by, naming),
        pair=pair,
        may_label=visit.actor.may(Role.EDITOR, PLATFORM),
        naming=naming,
    )


@router.get("/table.csv")
def download_table(
    request: Request,
    visit: Reader,
    measure: str = "conversations",
    year: str = "",
    by: str = "",
    and_by: str = "",
) -> Response:
    """Return the table as a file that Excel opens: semicolons, UTF-8 with its mark."""
    wanted = _read_wanted(request, measure, year, "", by, and_by)
    figures, naming = _read(request, wanted.measure, wanted.year), _name(request, visit)
    if wanted.and_by and figures.is_whole:
        table, name = table_of_pair(figures, wanted.by, wanted.and_by, naming), f"{wanted.by}-{wanted.and_by}"
    else:
        table, name = table_by_month(figures, wanted.by, naming), wanted.by
    return _send([table], naming, f"kynnys-{wanted.measure}-{name}-{wanted.year}.csv")


@router.get("/report")
def show_report(request: Request, visit: Reader, year: str = "") -> HTMLResponse:
    """Return the yearly report: contacts and uses of the help button, by language, per month and year."""
    wanted = _read_wanted(request, "conversations", year, "", "language", "")
    naming = _name(request, visit)
    return draw(
        request, "figures_report.html", visit, wanted=wanted, tables=_report(request, wanted.year, naming)
    )


@router.get("/report.csv")
def download_report(request: Request, visit: Reader, year: str = "") -> Response:
    """Return the yearly report as a file."""
    wanted = _read_wanted(request, "conversations", year, "", "language", "")
    naming = _name(request, visit)
    tables = [table for _, table, _ in _report(request, wanted.year, naming)]
    return _send(tables, naming, f"kynnys-report-{wanted.year}.csv")


def _read_wanted(request: Request, measure: str, year: str, month: str, by: str, and_by: str) -> Wanted:
    if measure not in MEASURES:
        raise PageNotFoundError
    room = get_room(request)
    today = room.find_today()
    years = room.work(lambda session: list_years(session, today))
    known = MEASURES[measure]
    first = by if by in known.dimensions else known.dimensions[0]
    second = and_by if known.has_pair(first, and_by) else ""
    not_by = [one for one in (by, and_by) if one in DIMENSIONS and one not in (first, second)]
    return Wanted(
        measure=measure,
        year=chosen if (chosen := read_whole_number(year)) in years else years[0],
        years=years,
        month=int(month) if month in {str(number) for number in range(1, 13)} else YEAR,
        by=first,
        and_by=second,
        not_by=tuple(dict.fromkeys(not_by)),
    )


def _put_first(fitting: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    """The dimensions that fit the other choices as they are, and those that fit other choices."""
    return fitting, [one for one in DIMENSIONS if one not in fitting]


def _list_seconds(wanted: Wanted) -> list[str]:
    """Dimensions by which the chosen one can be split further, in a whole year."""
    known = MEASURES[wanted.measure]
    return [other for other in known.dimensions if known.has_pair(wanted.by, other)]


def _read(request: Request, measure: str, year: int) -> YearFigures:
    room = get_room(request)
    today = room.find_today()
    read_elsewhere = READERS.get(measure)
    rows = room.work(
        lambda session: (
            read_elsewhere(session, year) if read_elsewhere else read_rows(session, measure, year, today)
        )
    )
    # After the transaction: hiding may take seconds.
    return room.kept_years.build(measure, year, today, rows)


def _name(request: Request, visit: Visit) -> Naming:
    door: Door = request.app.state.door
    return Naming(door, get_room(request).texts, visit.language)


def _report(request: Request, year: int, naming: Naming) -> list[tuple[str, Table, list[Bar]]]:
    found = []
    for measure in REPORTED:
        figures = _read(request, measure, year)
        table = table_by_month(figures, "language", naming, months_down=True)
        found.append((measure, table, naming.draw_month_bars(figures)))
    return found


def _send(tables: list[Table], naming: Naming, name: str) -> Response:
    return Response(
        write_csv(tables, naming),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
