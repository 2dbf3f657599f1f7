"""Whether a contact or service is open at a moment, in Finnish time with Finnish holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from services_catalog.service import MINUTES_PER_DAY, Contact, ExceptionalHours, Hours, Service

HELSINKI = ZoneInfo("Europe/Helsinki")
# A timetable older than this is unknown when read (design: hours older than 12 months are left out).
MAXIMUM_AGE_OF_HOURS_MONTHS = 12
# Christmas and Easter close at most a handful of days in a row; two weeks also cover a weekly opening.
DAYS_SEARCHED = 15
DAYS_OF_SEASON = 7
ONE_DAY = dt.timedelta(days=1)
WHOLE_DAY = ((0, MINUTES_PER_DAY),)

State = Literal["open", "closed", "by_appointment", "unknown"]


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of hours at a moment.

    Args:
        state: Open, closed, by appointment, or unknown (never to be shown as closed).
        until: When it closes, aware, Helsinki time; None unless open. None as well for day and night where no
            exceptional day ends it within a day, and for what does not close in two weeks.
        next_opening: The next opening that is certain, aware; None unless closed, and when none is known.
    """

    state: State
    until: dt.datetime | None = None
    next_opening: dt.datetime | None = None


UNKNOWN = Opening("unknown")
ALWAYS = Opening("open")
BY_APPOINTMENT = Opening("by_appointment")
# What hours say without regard to any time.
REGULAR_STATES = {"always": ALWAYS, "by_appointment": BY_APPOINTMENT, "unknown": UNKNOWN}


@lru_cache(maxsize=32)
def get_holidays(year: int) -> frozenset[dt.date]:
    """Finnish public holidays of a year, with Midsummer Eve and Christmas Eve.

    Source: the `holidays` package, country FI, category public.
    """
    return frozenset(holidays.country_holidays("FI", years=year))


def is_holiday(date: dt.date) -> bool:
    """Whether the date is a Finnish public holiday."""
    return date in get_holidays(date.year)


@lru_cache(maxsize=64)
def subtract_months(date: dt.date, months: int) -> dt.date:
    """The same day some months earlier, or that month's last day when it has no such day."""
    year, month = divmod(date.year * 12 + date.month - 1 - months, 12)
    for day in range(date.day, 27, -1):
        try:
            return dt.date(year, month + 1, day)
        except ValueError:
            continue
    return dt.date(year, month + 1, date.day)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment with what every question about hours needs, worked out once."""

    local: dt.datetime  # wall clock of Helsinki, naive
    fold: int
    day: int
    minute: int
    is_holiday: bool
    yesterday_is_holiday: bool
    oldest_valid_date: dt.date

    @classmethod
    def from_datetime(cls, now: dt.datetime | None) -> Moment:
        """The moment of an aware datetime; None means now, a naive one is taken as Helsinki time."""
        aware = now or dt.datetime.now(dt.UTC)
        local = (aware.replace(tzinfo=HELSINKI) if aware.tzinfo is None else aware).astimezone(HELSINKI)
        today = local.date()
        return cls(
            local=local.replace(tzinfo=None, fold=0),
            fold=local.fold,
            day=today.weekday(),
            minute=local.hour * 60 + local.minute,
            is_holiday=is_holiday(today),
            yesterday_is_holiday=is_holiday(today - dt.timedelta(days=1)),
            oldest_valid_date=_find_oldest_valid(today),
        )

    def to_aware(self, local: dt.datetime) -> dt.datetime:
        """A wall-clock time as aware; in the repeated hour of autumn it stays on this moment's side.

        In the hour that spring leaves out it is the end of that hour.
        """
        aware = local.replace(tzinfo=HELSINKI, fold=self.fold if local.date() == self.local.date() else 0)
        if aware.astimezone(dt.UTC).astimezone(HELSINKI).replace(tzinfo=None, fold=0) == local:
            return aware
        # Clocks are set forward by an hour at a whole hour.
        return aware.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)


def _find_oldest_valid(day: dt.date) -> dt.date:
    return subtract_months(day, MAXIMUM_AGE_OF_HOURS_MONTHS)


def is_outdated(hours: Hours, moment: Moment) -> bool:
    """Whether a timetable is too old to be believed; a duty day and night does not age."""
    return hours.kind == "weekly" and (hours.as_of is None or hours.as_of < moment.oldest_valid_date)


def find_exception(hours: Hours, day: dt.date) -> ExceptionalHours | None:
    """The exceptional hours of a day, None when it is a day like others.

    A week or more with other times ("in July 10–14") changes the times of the days on which a timetable is
    open anyway: its weekends and holidays stay as they are. Fewer days are each meant, so are closed ones.
    """
    found = next((one for one in hours.exceptions if one.valid_from <= day <= one.valid_to), None)
    if found is None or not found.periods or hours.kind != "weekly":
        return found
    is_season = (found.valid_to - found.valid_from).days + 1 >= DAYS_OF_SEASON
    return None if is_season and not _opens_otherwise(hours, day) else found


def _opens_otherwise(hours: Hours, day: dt.date) -> bool:
    weekday = day.weekday()
    return any(period[0] == weekday for period in hours.periods) and (
        hours.holidays == "open" or not is_holiday(day)
    )


def is_open_at(hours: Hours | None, moment: Moment) -> bool:
    """Whether it is certainly open: the quick form of get_opening, for ranking thousands."""
    if hours is None:
        return False
    if hours.exceptions:
        today = moment.local.date()
        return any(
            opens <= moment.minute < closes for opens, closes in list_periods(hours, today, moment)
        ) or any(
            moment.minute < closes - MINUTES_PER_DAY
            for _, closes in list_periods(hours, today - ONE_DAY, moment)
        )
    if hours.kind != "weekly":
        return hours.kind == "always"
    if is_outdated(hours, moment):
        return False
    weekday, yesterday = moment.day, (moment.day - 1) % 7
    follows_on_holidays = hours.holidays == "open"
    for day, opens, closes in hours.periods:
        if (
            day == weekday
            and opens <= moment.minute < closes
            and (follows_on_holidays or not moment.is_holiday)
        ):
            return True
        if (
            day == yesterday
            and moment.minute < closes - MINUTES_PER_DAY
            and (follows_on_holidays or not moment.yesterday_is_holiday)
        ):
            return True
    return False


def get_opening(hours: Hours | None, moment: Moment) -> Opening:
    """The state of hours, with when it closes or next opens.

    A period belongs to the day it begins on: one that began before a holiday or an exceptional day runs on
    over midnight. On a holiday whose hours are unknown the state is unknown, and its openings are not
    promised. An exceptional day is what it says, also by appointment and with a timetable too old to be
    believed.
    """
    if hours is None:
        return UNKNOWN
    if not hours.exceptions and hours.kind != "weekly":
        return REGULAR_STATES[hours.kind]
    spans = list_spans(hours, moment)
    now = moment.local
    for start, end in spans:
        if start <= now < end:
            return _tell_open(hours, moment, get_end_of_run(end, spans))
    if find_exception(hours, now.date()) is None:
        if hours.kind != "weekly":
            return REGULAR_STATES[hours.kind]
        if is_outdated(hours, moment) or (moment.is_holiday and hours.holidays == "unknown"):
            return UNKNOWN
    return Opening("closed", next_opening=_find_next(spans, moment))


def _find_next(spans: Iterable[tuple[dt.datetime, dt.datetime]], moment: Moment) -> dt.datetime | None:
    for start, end in spans:
        if start > moment.local:
            opens = moment.to_aware(start)
            # What lies wholly in the hour that spring leaves out never comes.
            if opens < moment.to_aware(end):
                return opens
    return None


def _tell_open(hours: Hours, moment: Moment, end: dt.datetime) -> Opening:
    # Whoever asks a duty day and night needs no exception that is still days away; and where the search ends
    # nothing closes.
    farthest = ONE_DAY if hours.kind == "always" else (DAYS_SEARCHED - 1) * ONE_DAY
    if end - moment.local > farthest:
        return ALWAYS
    return Opening("open", until=moment.to_aware(end))


def list_periods(hours: Hours, day: dt.date, moment: Moment) -> Iterable[tuple[int, int]]:
    """The certain openings that begin on a day, as (opens, closes) in minutes after its midnight."""
    exception = find_exception(hours, day)
    if exception is not None:
        return exception.periods
    if hours.kind == "always":
        return WHOLE_DAY
    if hours.kind != "weekly" or (hours.holidays != "open" and is_holiday(day)):
        return ()
    # A timetable that will be too old by then promises nothing.
    oldest_valid = max(moment.oldest_valid_date, _find_oldest_valid(day))
    if hours.as_of is None or hours.as_of < oldest_valid:
        return ()
    weekday = day.weekday()
    return [(opens, closes) for period_day, opens, closes in hours.periods if period_day == weekday]


def list_spans(hours: Hours, moment: Moment) -> list[tuple[dt.datetime, dt.datetime]]:
    """Certain openings from yesterday on as (start, end) of the wall clock, in order.

    So many days are searched as DAYS_SEARCHED says, without those on which an exception closes. By
    appointment one may come before any later opening: there the search ends with the first day like others.
    """
    today = moment.local.date()
    day, days_left = today - ONE_DAY, DAYS_SEARCHED + 1
    spans = []
    while days_left:
        exception = find_exception(hours, day)
        if exception is not None and not exception.periods:
            if exception.valid_to == dt.date.max:
                break
            day = exception.valid_to + ONE_DAY
            continue
        if exception is None and hours.kind == "by_appointment" and day > today:
            break
        midnight = dt.datetime.combine(day, dt.time())
        for opens, closes in list_periods(hours, day, moment):
            start, end = midnight + dt.timedelta(minutes=opens), midnight + dt.timedelta(minutes=closes)
            spans.append((start, end))
        day += ONE_DAY
        days_left -= 1
    return sorted(spans)


def get_end_of_run(end: dt.datetime, spans: Iterable[tuple[dt.datetime, dt.datetime]]) -> dt.datetime:
    """When it really closes: openings that touch or overlap count as one."""
    for start, later_end in spans:
        if start <= end < later_end:
            end = later_end
    return end


def is_contact_for_age(contact: Contact, age_years: int | None) -> bool:
    """Whether a contact's own limits let somebody of this age use it; an unknown age counts as fitting."""
    if age_years is None:
        return True
    return (contact.minimum_age is None or age_years >= contact.minimum_age) and (
        contact.maximum_age is None or age_years <= contact.maximum_age
    )


def get_service_opening(service: Service, moment: Moment, age_years: int | None = None) -> Opening:
    """The best state among a service's contacts that the person may use.

    Open before closed before by appointment before unknown; the latest closing and the earliest opening.
    """
    openings = [
        get_opening(contact.hours, moment)
        for contact in service.contacts
        if is_contact_for_age(contact, age_years)
    ]
    if ALWAYS in openings:
        return ALWAYS
    closings = [opening.until for opening in openings if opening.until is not None]
    if closings:
        return Opening("open", until=max(closings))
    reopenings = [opening.next_opening for opening in openings if opening.next_opening is not None]
    if reopenings:
        return Opening("closed", next_opening=min(reopenings))
    if any(opening.state == "closed" for opening in openings):
        return Opening("closed")
    return BY_APPOINTMENT if BY_APPOINTMENT in openings else UNKNOWN
