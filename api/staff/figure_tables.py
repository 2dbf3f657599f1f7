"""Figures as a person sees them: named, in tables, as bars, and in files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from api.chat.door import Door
from api.labels import name_in
from api.texts import Texts
from usage.figures import YEAR, Figure, YearFigures
from usage.rows import OTHERS
from usage.suppression import Mark

# A program for tables takes what begins so for a formula.
# Source: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
SMALL_TEXT = "<5"
BAR_WIDTH = 100


@dataclass(frozen=True)
class Cell:
    """One number as it is shown; `number` is None where it is hidden, a part of it where `is_least`."""

    text: str
    number: int | None
    is_least: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its heading, the heads of its columns, and rows that begin with their head."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Bar:
    """One bar of a picture; `width` is a share of 100, 0 where the number is hidden."""

    name: str
    cell: Cell
    width: int


class Naming:
    """The words for what is counted, in one language."""

    def __init__(self, door: Door, texts: Texts, language: str) -> None:
        self._door, self._texts, self.language = door, texts, language

    def tell(self, key: str, **values: str | int) -> str:
        """The words of a key of this part of the pages."""
        return self._texts.render(f"figures.{key}", self.language, values=values) or ""

    def name(self, dimension: str, value: str) -> str:
        """What a value is called."""
        if not value:
            return self.tell("unknown")
        if value == OTHERS:
            return self.tell("others")
        labels, language = self._door.labels, self.language
        if dimension == "need":
            return labels.need(value, language)
        if dimension == "area":
            return labels.municipality(value, language)
        if dimension == "language":
            return self._door.texts.render(f"facts.language.{value}", language) or value
        if dimension == "service":
            service = self._door.catalogue.snapshot.detect_service(value)
            return (name_in(service.names, language) if service else None) or value
        return self.tell(f"value.{dimension}.{value}") or value

    def month(self, month: int) -> str:
        """The name of a month, or of the whole year."""
        return self.tell(f"month.m{month}")

    def to_cell(self, figure: Figure) -> Cell:
        """The figure as it is shown."""
        if figure.number is not None:
            return Cell(str(figure.number), figure.number)
        return Cell(SMALL_TEXT if figure.mark is Mark.SMALL else self.tell("hidden"), None)

    def sum_cell(self, figures: YearFigures, **values: str) -> Cell:
        """The year's figure; while it runs, or where it is hidden, what its shown months come to.

        Those are public already: the page of January never tells less than that of December did.
        """
        of_year = figures.get(YEAR, **values)
        if figures.is_whole and of_year.mark is not Mark.HIDDEN:
            return self.to_cell(of_year)
        number = figures.add_up(**values)
        hides = any(figures.get(month, **values).is_hidden for month in range(1, figures.months + 1))
        if not hides:
            return Cell(str(number), number)
        return (
            Cell(self.tell("at_least", number=number), number, True)
            if number
            else Cell(self.tell("hidden"), None)
        )

    def draw_bars(self, figures: YearFigures, dimension: str, month: int) -> list[Bar]:
        """A bar for each value of the dimension, in a month or in the year."""
        values = figures.list_values(dimension, month or None)
        cells = [
            (
                self.name(dimension, value),
                self.to_cell(figures.get(month, **{dimension: value}))
                if month
                else self.sum_cell(figures, **{dimension: value}),
            )
            for value in values
        ]
        return _measure(cells)

    def draw_month_bars(self, figures: YearFigures) -> list[Bar]:
        """A bar for each month that has ended."""
        return _measure(
            [(self.month(month), self.to_cell(figures.get(month))) for month in range(1, figures.months + 1)]
        )


def table_by_month(figures: YearFigures, dimension: str, naming: Naming, months_down: bool = False) -> Table:
    """Values of the dimension by month, with totals.

    Args:
        months_down: each row is a month, as in the report.
    """
    values = figures.list_values(dimension)
    months = range(1, figures.months + 1)
    caption = _caption(figures, naming, naming.tell(f"dimension.{dimension}"), naming.tell("month.label"))
    total = naming.tell("total")
    year = naming.tell("whole_year" if figures.is_whole else "so_far")
    if months_down:
        heads = tuple(naming.name(dimension, value) for value in values)
        rows = [
            (
                naming.month(month),
                (
                    *(naming.to_cell(figures.get(month, **{dimension: value})) for value in values),
                    naming.to_cell(figures.get(month)),
                ),
            )
            for month in months
        ]
        sums = (
            *(naming.sum_cell(figures, **{dimension: value}) for value in values),
            naming.sum_cell(figures),
        )
        return Table(caption, naming.tell("month.label"), (*heads, total), (*rows, (year, sums)))
    described = [(naming.name(dimension, value), {dimension: value}) for value in values]
    lines = [
        (
            name,
            (
                *(naming.to_cell(figures.get(month, **told)) for month in months),
                naming.sum_cell(figures, **told),
            ),
        )
        for name, told in [*described, (total, {})]
    ]
    columns = (*(naming.tell(f"month.short{month}") for month in months), year)
    return Table(caption, naming.tell(f"dimension.{dimension}"), columns, tuple(lines))


def table_of_pair(figures: YearFigures, first: str, second: str, naming: Naming) -> Table:
    """One dimension by another in a whole year, with totals."""
    firsts, seconds = figures.list_values(first), figures.list_values(second)
    rows = [
        (
            naming.name(first, one),
            (
                *(naming.to_cell(figures.get(YEAR, **{first: one, second: other})) for other in seconds),
                naming.sum_cell(figures, **{first: one}),
            ),
        )
        for one in firsts
    ]
    sums = (
        *(naming.sum_cell(figures, **{second: other}) for other in seconds),
        naming.sum_cell(figures),
    )
    return Table(
        caption=_caption(
            figures, naming, naming.tell(f"dimension.{first}"), naming.tell(f"dimension.{second}")
        ),
        corner=naming.tell(f"dimension.{first}"),
        columns=(*(naming.name(second, other) for other in seconds), naming.tell("total")),
        rows=(*rows, (naming.tell("total"), sums)),
    )


def write_csv(tables: Sequence[Table], naming: Naming) -> bytes:
    """The tables below each other: semicolons and UTF-8 with its mark, as Excel in Finland opens them.

    Numbers under 5 stand as `<5`; what "hidden" means is said in the last line.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for table in tables:
        writer.writerow([_plain(table.caption)])
        writer.writerow([_plain(text) for text in (table.corner, *table.columns)])
        for head, cells in table.rows:
            writer.writerow([_plain(head), *(cell.text for cell in cells)])
        writer.writerow([])
    writer.writerow([naming.tell("legend")])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _caption(figures: YearFigures, naming: Naming, first: str, second: str) -> str:
    measure = naming.tell(f"measure.{figures.measure}")
    return naming.tell("caption", measure=measure, year=figures.year, first=first, second=second)


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _measure(cells: Sequence[tuple[str, Cell]]) -> list[Bar]:
    largest = max((cell.number or 0 for _, cell in cells), default=0)
    return [
        Bar(name, cell, max(1, round(BAR_WIDTH * cell.number / largest)) if cell.number else 0)
        for name, cell in cells
    ]
