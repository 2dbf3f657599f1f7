"""The form of a curated entry: one YAML file per service, unknown fields refused."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

REQUIRED_LANGUAGES = ("fi", "sv", "en")
LANGUAGE_PATTERN = re.compile(r"^[a-z]{2,3}$")
PHONE_PATTERN = re.compile(r"^\+?\d(?: ?\d){2,14}$")
EMAIL_PATTERN = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")
TIME_PATTERN = re.compile(r"^(?:[01]\d|2[0-3]):[0-5]\d$")
MAXIMUM_AGE_YEARS = 120
# A longer stretch is no exception but other hours, or a year typed wrong.
LONGEST_EXCEPTION_DAYS = 366
# Of one contact: more is a timetable of another sort, or years of days that are over.
MOST_EXCEPTIONS = 100
# Of one service: a reader would not find the right one among more.
MOST_CONTACTS = 30
MIDNIGHT = dt.time(0)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# As wide as the columns of the database.
LONGEST_NAME, LONGEST_VALUE, LONGEST_TEXT = 200, 500, 5000
OWN_ERROR = "entry_"


def refuse(code: str, advice: str, **values: Any) -> PydanticCustomError:
    """The error of a value that is not taken; raise it.

    Args:
        code: what pages have words for. advice: what to do, for whoever writes files.
        values: named in the advice; `field` is the field meant, where the error is raised for a whole.
    """
    return PydanticCustomError(f"{OWN_ERROR}{code}", advice, values or None)


def check_text(value: str) -> str:
    """The text itself, when it says something and has no stray spaces."""
    if not value.strip():
        raise refuse("text_empty", "write the text, or leave the whole field out")
    if value != value.strip():
        raise refuse("text_spaces", "remove the spaces at the beginning and the end")
    if len(value) > LONGEST_TEXT:
        raise refuse("text_long", "shorten it to {most} characters", most=LONGEST_TEXT)
    return value


def check_texts(value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    """The texts, when every required language is there.

    A draft of staff may be written in one language first: validate it with the context
    {"required_languages": ()}.
    """
    required = (info.context or {}).get("required_languages", REQUIRED_LANGUAGES)
    missing = [language for language in required if language not in value]
    if missing or not value:
        languages = ", ".join(missing or REQUIRED_LANGUAGES)
        raise refuse("languages_missing", "add the text in {languages}", languages=languages)
    return value


def check_names(value: dict[str, str]) -> dict[str, str]:
    """The names, when none is too long."""
    if any(len(name) > LONGEST_NAME for name in value.values()):
        raise refuse("text_long", "shorten it to {most} characters", most=LONGEST_NAME)
    return value


def check_language(value: str) -> str:
    """The language code, when it looks like one."""
    if not LANGUAGE_PATTERN.match(value):
        raise refuse("language_code", "write a language code of two or three small letters, such as fi")
    return value


def check_https(value: str) -> str:
    """The address, when it is a whole https address."""
    if not re.match(r"^https://[^\s/]+\.[^\s/]+\S*$", value):
        raise refuse("https", "write a whole address that begins with https://")
    if len(value) > LONGEST_VALUE:
        raise refuse("text_long", "shorten it to {most} characters", most=LONGEST_VALUE)
    return value


def check_address(value: str) -> None:
    """Nothing, when the value of a contact is a whole https address.

    Raises:
        PydanticCustomError: It is not; told of the field `value`.
    """
    try:
        check_https(value)
    except PydanticCustomError:
        raise refuse("https", "write a whole address that begins with https://", field="value") from None


def read_time(value: Any) -> dt.time:
    """A time of day; YAML 1.1 turns an unquoted 09:00 into a number, so quotes are asked for."""
    if isinstance(value, dt.time):
        return value
    if not isinstance(value, str) or not TIME_PATTERN.match(value):
        raise refuse("time", 'write the time in quotes, such as "09:00"; midnight is "00:00"')
    return dt.time.fromisoformat(value)


def check_distinct(values: list[Any]) -> list[Any]:
    """The list, when nothing is in it twice."""
    if len(set(map(str, values))) != len(values):
        raise refuse("twice", "remove what is listed twice")
    return values


LineText = Annotated[str, AfterValidator(check_text)]
LanguageCode = Annotated[str, AfterValidator(check_language)]
Texts = Annotated[dict[LanguageCode, LineText], AfterValidator(check_texts)]
Names = Annotated[Texts, AfterValidator(check_names)]
HttpsUrl = Annotated[str, AfterValidator(check_https)]
Age = Annotated[int, Field(ge=0, le=MAXIMUM_AGE_YEARS)]
Fact = bool | Literal["depends"] | None
ClockTime = Annotated[
    dt.time, BeforeValidator(read_time), PlainSerializer(lambda time: f"{time:%H:%M}", when_used="json")
]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Empty where nobody has stated the languages: unknown, not none.
Languages = Annotated[list[LanguageCode], AfterValidator(check_distinct)]


class StrictModel(BaseModel):
    """Refuses unknown fields and silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Period(StrictModel):
    """The same hours on one or more weekdays."""

    days: Annotated[list[Day], Field(min_length=1), AfterValidator(check_distinct)]
    opens: ClockTime
    closes: ClockTime

    @model_validator(mode="after")
    def check_order(self) -> Period:
        """Refuses a period that begins and ends at the same time."""
        if self.opens == self.closes:
            raise refuse(
                "period_empty", "opens and closes are the same: use `always: true` for day and night"
            )
        return self


class Hours(StrictModel):
    """When a contact answers: always, by appointment, or a weekly timetable."""

    always: Literal[True] | None = None
    by_appointment: Literal[True] | None = None
    weekly: Annotated[list[Period], Field(min_length=1)] | None = None
    holidays: Literal["closed", "open", "unknown"] = "unknown"
    as_of: dt.date | None = None
    note: Texts | None = None

    @model_validator(mode="after")
    def check_one_form(self) -> Hours:
        """Refuses hours of no form or of two, and timetables without a date."""
        if sum(form is not None for form in (self.always, self.by_appointment, self.weekly)) != 1:
            raise refuse(
                "hours_form", "give exactly one of always, by_appointment and weekly; null when unknown"
            )
        if self.weekly is not None:
            if self.as_of is None:
                raise refuse(
                    "hours_undated",
                    "add as_of: the date on which the source states these hours",
                    field="as_of",
                )
            starts = [(day, period.opens) for period in self.weekly for day in period.days]
            if len(set(starts)) != len(starts):
                raise refuse("periods_twice", "two periods begin on the same day at the same time: keep one")
        return self


class ExceptionalHours(StrictModel):
    """A day or a stretch of days with other hours than usual, under `exceptional_hours` of a contact.

    They count instead of everything under `hours`, be it always, by appointment, unknown or a holiday:
        - {valid_from: 2026-12-24, closed: true}
        - {valid_from: 2027-07-01, valid_to: 2027-07-31, opens: "10:00", closes: "14:00"}
    Two times a day are two lines of the same days. The whole day is "00:00" to "00:00". Times of seven days
    or more count on the days on which a weekly timetable is open anyway, not on its weekends and holidays.
    """

    valid_from: dt.date
    valid_to: dt.date | None = None  # The last of the days; none for a single day.
    closed: Literal[True] | None = None
    opens: ClockTime | None = None
    closes: ClockTime | None = None

    @model_validator(mode="after")
    def check_form(self) -> ExceptionalHours:
        """Refuses days in the wrong order, and what is neither closed nor from one time to another."""
        last = self.valid_to or self.valid_from
        if last < self.valid_from:
            raise refuse("days_order", "valid_to is before valid_from: correct one", field="valid_to")
        if (last - self.valid_from).days >= LONGEST_EXCEPTION_DAYS:
            raise refuse(
                "days_many", "shorten it to {most} days", most=LONGEST_EXCEPTION_DAYS, field="valid_to"
            )
        if self.closed:
            if self.opens is not None or self.closes is not None:
                raise refuse("closed_with_times", "remove either closed or the times", field="closed")
        elif self.opens is None and self.closes is None:
            raise refuse("exception_form", "add closed: true, or opens and closes", field="closed")
        elif self.opens is None or self.closes is None:
            field = "opens" if self.opens is None else "closes"
            raise refuse("time_missing", "add the other time too: both opens and closes", field=field)
        elif self.opens == self.closes and self.opens != MIDNIGHT:
            raise refuse(
                "times_same",
                'opens and closes are the same: the whole day is "00:00" to "00:00"',
                field="closes",
            )
        return self

    def get_days(self) -> tuple[dt.date, dt.date]:
        """The first and the last of the days."""
        return self.valid_from, self.valid_to or self.valid_from

    def fits_beside(self, earlier: ExceptionalHours) -> bool:
        """Whether both may stand: they name no day in common, or are times apart of the very same days."""
        first, last = self.get_days()
        other_first, other_last = earlier.get_days()
        if last < other_first or other_last < first:
            return True
        if (first, last) != (other_first, other_last) or None in (self.opens, earlier.opens):
            return False
        (opens, closes), (other_opens, other_closes) = self._get_times(), earlier._get_times()
        return closes <= other_opens or other_closes <= opens

    def _get_times(self) -> tuple[tuple[int, dt.time], tuple[int, dt.time]]:
        # With the day in front, so that what closes after midnight closes later.
        opens, closes = self.opens or MIDNIGHT, self.closes or MIDNIGHT
        return (0, opens), (int(closes <= opens), closes)


def check_exceptions(values: list[ExceptionalHours]) -> list[ExceptionalHours]:
    """The exceptional days, when they are not too many and no two say different things of one day."""
    if len(values) > MOST_EXCEPTIONS:
        raise refuse(
            "exceptions_many",
            "keep at most {most}: remove days that are over, and write days in a row on one line",
            most=MOST_EXCEPTIONS,
        )
    for place, one in enumerate(values):
        if not all(one.fits_beside(earlier) for earlier in values[:place]):
            raise refuse(
                "exceptions_overlap",
                "two of them name {day}: keep one",
                day=one.valid_from.isoformat(),
                field=f"{place}.valid_from",
            )
    return values


class Contact(StrictModel):
    """One way to reach the service."""

    type: Literal["phone", "sms", "chat", "web", "email", "visit"]
    value: LineText
    label: Texts | None = None
    languages: Languages
    price: Literal["free", "normal", "unknown"] = "unknown"
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    hours: Hours | None = None
    exceptional_hours: Annotated[list[ExceptionalHours], AfterValidator(check_exceptions)] = []

    @model_validator(mode="after")
    def check_value(self) -> Contact:
        """Refuses a value that does not fit the type of contact."""
        check_ages(self.minimum_age, self.maximum_age)
        if self.type in ("phone", "sms") and not PHONE_PATTERN.match(self.value):
            raise refuse(
                "phone",
                "value: write the number in digits with single spaces, such as 09 816 31300",
                field="value",
            )
        if self.type in ("chat", "web"):
            check_address(self.value)
        if self.type == "email" and not EMAIL_PATTERN.match(self.value):
            raise refuse("email", "value: write an e-mail address", field="value")
        if len(self.value) > LONGEST_VALUE:
            raise refuse("text_long", "shorten it to {most} characters", most=LONGEST_VALUE, field="value")
        return self


def check_contacts(values: list[Contact]) -> list[Contact]:
    """The contacts, when they are not too many."""
    if len(values) > MOST_CONTACTS:
        raise refuse(
            "contacts_many",
            "keep at most {most}: make two services of it, or name the main ones",
            most=MOST_CONTACTS,
        )
    return values


class Area(StrictModel):
    """Where the service is given."""

    scope: Literal["country", "county", "municipality"]
    codes: Annotated[list[str], AfterValidator(check_distinct)] = []

    @model_validator(mode="after")
    def check_codes(self) -> Area:
        """Refuses codes that are missing or too many."""
        if self.scope == "country" and self.codes:
            raise refuse("area_codes_many", "remove the codes: the whole country needs none", field="codes")
        if self.scope != "country" and not self.codes:
            raise refuse("area_codes_missing", 'add the codes in quotes, such as ["049"]', field="codes")
        return self


class Threshold(StrictModel):
    """Facts on how low the threshold is; null is unknown."""

    free: Fact = None
    anonymous: Fact = None
    referral_needed: Fact = None
    walk_in: Fact = None
    guardian_informed: Fact = None


class Source(StrictModel):
    """Where the facts come from."""

    url: HttpsUrl | None = None
    ids: list[str] = []
    date: dt.date | None = None
    confidence: Annotated[str, Field(pattern=r"^(C[2-9]|S1|CONF|MEM)$")] | None = None


class Entry(StrictModel):
    """A service as its file states it, and as staff write it."""

    name: Names
    organization: str
    kind: str
    general: bool = False
    status: Literal["draft", "published", "archived"]
    to_check: list[LineText] = []
    needs: Annotated[list[str], AfterValidator(check_distinct)]
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    about: Annotated[
        list[Literal["self", "child", "other"]], Field(min_length=1), AfterValidator(check_distinct)
    ]
    roles: Annotated[
        list[Literal["youth", "parent", "other"]], Field(min_length=1), AfterValidator(check_distinct)
    ]
    for_group: Literal["girls", "boys", "women", "men", "immigrants", "lgbtq"] | None = None
    area: Area
    front_door: Literal["county", "school", "municipality"] | None = None
    summary: Texts | None = None
    description: Texts | None = None
    eligibility_description: Texts | None = None
    application_process: Texts | None = None
    languages: Languages
    interpreter: bool | None = None
    threshold: Threshold = Threshold()
    contacts: Annotated[list[Contact], AfterValidator(check_contacts)] = []
    source: Source
    # The last day on which it is offered; None for as long as it is published.
    expires_date: dt.date | None = None
    assured_date: None = None
    assured_by: None = None
    emergency: bool = False

    @model_validator(mode="after")
    def check_own_ages(self) -> Entry:
        """Refuses ages in the wrong order."""
        check_ages(self.minimum_age, self.maximum_age)
        return self


class Organization(StrictModel):
    """A provider in organizations.yml."""

    name: Names
    url: HttpsUrl | None = None


class FrontDoor(StrictModel):
    """How one gets in touch with a county, for general entries without contacts of their own."""

    name: Texts
    organization: str | None = None
    contacts: Annotated[list[Contact], Field(min_length=1)]
    source: Source


def check_ages(minimum_age: int | None, maximum_age: int | None) -> None:
    """Nothing, when the ages are in order.

    Raises:
        ValueError: The minimum is above the maximum.
    """
    if minimum_age is not None and maximum_age is not None and minimum_age > maximum_age:
        raise refuse(
            "ages_order", "minimum_age is above maximum_age: swap or correct them", field="maximum_age"
        )
