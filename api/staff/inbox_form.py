"""The form with an inbox's settings: what it holds, and what to mend in it."""

from __future__ import annotations

import re
from typing import Any

from starlette.datastructures import FormData

from api.help_requests.form import OLDEST_AGE
from api.labels import Labels
from api.staff.fields import read_whole_number
from help_requests.inbox_settings import LONGEST_PROMISE, InboxSettings
from staff.roles import PLATFORM

# Fields of ticks: several may be sent.
COVERED = ("needs", "kinds", "counties")
NAMED_IN = ("fi", "sv", "en")
LONGEST_NAME, LONGEST_ADDRESS = 100, 254
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
Mistakes = dict[str, str]


def to_fields(settings: InboxSettings, labels: Labels, language: str) -> dict[str, Any]:
    """What the form shows of these settings."""
    municipalities = [code for code in settings.area_codes if code in labels.municipalities]
    return {
        "organization_key": settings.organization_key,
        **{f"name_{code}": settings.names.get(code, "") for code in NAMED_IN},
        "needs": list(settings.needs),
        "kinds": list(settings.kinds),
        "counties": [code for code in settings.area_codes if code in labels.counties],
        "municipalities": ", ".join(labels.municipality(code, language) for code in municipalities),
        "minimum_age": _to_text(settings.minimum_age),
        "maximum_age": _to_text(settings.maximum_age),
        "promise_working_days": _to_text(settings.promise_working_days),
        "notice_address": settings.notice_address or "",
        "second_handler_address": settings.second_handler_address or "",
        "is_open": "on" if settings.is_open else "",
    }


def read_inbox(form: FormData, labels: Labels) -> tuple[InboxSettings | None, Mistakes]:
    """The settings, still of the platform, or None; and what to mend by field: keys of `inboxes.mistake`."""
    mistakes: Mistakes = {}
    names = {code: name for code in NAMED_IN if (name := _read_name(form, code, mistakes))}
    if not names.get("fi") and "name_fi" not in mistakes:
        mistakes["name_fi"] = "name_missing"
    youngest = _read_number(form, "minimum_age", range(OLDEST_AGE + 1), "age_invalid", mistakes)
    oldest = _read_number(form, "maximum_age", range(OLDEST_AGE + 1), "age_invalid", mistakes)
    if youngest is not None and oldest is not None and youngest > oldest:
        mistakes["maximum_age"] = "ages_reversed"
    # Within no day at all nobody can keep what is promised late in the evening.
    promised = range(1, LONGEST_PROMISE + 1)
    promise = _read_number(form, "promise_working_days", promised, "promise_invalid", mistakes)
    settings = InboxSettings(
        organization_key=PLATFORM,
        names=names,
        needs=_read_ticks(form, "needs", labels.needs),
        kinds=_read_ticks(form, "kinds", labels.kinds),
        area_codes=(
            *_read_ticks(form, "counties", labels.counties),
            *_read_municipalities(form, labels, mistakes),
        ),
        minimum_age=youngest,
        maximum_age=oldest,
        promise_working_days=promise,
        notice_address=_read_address(form, "notice_address", mistakes),
        second_handler_address=_read_address(form, "second_handler_address", mistakes),
        is_open=_read(form, "is_open") == "on",
    )
    return (None if mistakes else settings), mistakes


def _read_name(form: FormData, code: str, mistakes: Mistakes) -> str:
    name = " ".join(_read(form, f"name_{code}").split())
    if len(name) > LONGEST_NAME:
        mistakes[f"name_{code}"] = "name_long"
    return name


def _read_address(form: FormData, name: str, mistakes: Mistakes) -> str | None:
    address = _read(form, name)
    if address and (len(address) > LONGEST_ADDRESS or not _EMAIL.fullmatch(address)):
        mistakes[name] = "address_invalid"
    return address or None


def _read_number(form: FormData, name: str, taken: range, mistake: str, mistakes: Mistakes) -> int | None:
    text = _read(form, name)
    if not text:
        return None
    number = read_whole_number(text, max(taken))
    if number is None or number not in taken:
        mistakes[name] = mistake
        return None
    return number


def _read_ticks(form: FormData, name: str, allowed: Any) -> tuple[str, ...]:
    sent = {value for value in form.getlist(name) if isinstance(value, str)}
    return tuple(key for key in allowed if key in sent)


def _read_municipalities(form: FormData, labels: Labels, mistakes: Mistakes) -> tuple[str, ...]:
    """Codes of the municipalities, written with commas or on lines of their own."""
    names = [name.strip() for name in re.split(r"[,;\n]", _read(form, "municipalities"))]
    codes = [labels.find_municipality_code(name) for name in names if name]
    if None in codes:
        mistakes["municipalities"] = "municipality_unknown"
    return tuple(dict.fromkeys(code for code in codes if code))


def _read(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _to_text(number: int | None) -> str:
    return "" if number is None else str(number)
