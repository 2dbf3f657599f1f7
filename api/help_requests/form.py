"""The form: its fields, what may stand in them, and what to mend."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.labels import Labels

# Signs at most; also told to the page, which must not cut what is typed without a word.
LONGEST = {
    "message": 2000,
    "school": 100,
    "name": 100,
    "phone": 40,
    "sms": 40,
    "email": 254,
    "reach_when": 200,
    "code_word": 60,
    "reference": 200,
}
TEXT_FIELDS = ("message", "school", "name", "phone", "sms", "email", "reach_when", "code_word")
REACH_FIELDS = ("phone", "sms", "email")
ABOUT = ("self", "child", "other")
FEWEST_DIGITS, MOST_DIGITS = 5, 15
OLDEST_AGE = 120
_DIGITS = re.compile(r"\d")
_NUMBER_SIGNS = re.compile(r"[+\d\s().\-\u2010-\u2015/]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_YES = (True, "true", "on", "1", "yes")


@dataclass(frozen=True)
class FieldError:
    """What is wrong with a field; `values` fill the sentence's places."""

    field: str
    code: str
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Form:
    """What was sent, with what could not be read left out."""

    need: str | None = None
    service_id: str | None = None
    about: str | None = None
    age: int | None = None
    municipality: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    dont_call_home: bool = False
    may_hand_over: bool = False

    def to_content(self) -> dict[str, Any]:
        """Return all that a worker will read; it is encrypted as a whole."""
        return {
            "need": self.need,
            "service_id": self.service_id,
            "about": self.about,
            "age": self.age,
            "municipality": self.municipality,
            **{name: self.texts.get(name) for name in TEXT_FIELDS},
            "dont_call_home": self.dont_call_home,
            "may_hand_over": self.may_hand_over,
        }


def read_matter(sent: Mapping[str, Any], labels: Labels) -> tuple[Form, list[FieldError]]:
    """Return what decides where a request goes: need, service, whom it is about, age and place."""
    errors: list[FieldError] = []
    form = Form(
        need=_read_one_of(sent, "need", tuple(labels.needs), "need_unknown", errors),
        service_id=_read_text(sent.get("service_id")),
        about=_read_one_of(sent, "about", ABOUT, "about_unknown", errors),
        age=_read_age(sent.get("age"), errors),
        municipality=_read_municipality(sent.get("municipality"), labels, errors),
    )
    return form, errors


def read_form(sent: Mapping[str, Any], labels: Labels) -> tuple[Form, list[FieldError]]:
    """Return the whole form and every mistake in it, in the order of the fields."""
    matter, errors = read_matter(sent, labels)
    texts = {name: text for name in TEXT_FIELDS if (text := _read_field(sent, name, errors))}
    for name in ("phone", "sms"):
        if name in texts and not _is_number(texts[name]):
            errors.append(FieldError(name, "number_invalid"))
    if "email" in texts and not _EMAIL.fullmatch(texts["email"]):
        errors.append(FieldError("email", "email_invalid"))
    if not any(name in texts for name in REACH_FIELDS) and not any(e.field in REACH_FIELDS for e in errors):
        errors.append(FieldError("reach", "reach_missing"))
    if sent.get("consent") not in _YES:
        errors.append(FieldError("consent", "consent_missing"))
    if _read_text(sent.get("leave_empty")):
        # Told, not swallowed: a browser that fills in everything must not make a child's request vanish.
        errors.append(FieldError("leave_empty", "leave_empty"))
    form = Form(
        need=matter.need,
        service_id=matter.service_id,
        about=matter.about,
        age=matter.age,
        municipality=matter.municipality,
        texts=texts,
        dont_call_home=sent.get("dont_call_home") in _YES,
        may_hand_over=sent.get("may_hand_over") in _YES,
    )
    return form, errors


def read_required(sent: Mapping[str, Any], name: str, errors: list[FieldError]) -> str:
    """Return a text that must be there; without it "" and a mistake more."""
    before = len(errors)
    text = _read_field(sent, name, errors)
    if not text and len(errors) == before:
        errors.append(FieldError(name, f"{name}_missing"))
    return text or ""


def _read_field(sent: Mapping[str, Any], name: str, errors: list[FieldError]) -> str | None:
    value = sent.get(name)
    if value is not None and not isinstance(value, str):
        errors.append(FieldError(name, "not_text"))
        return None
    text = _read_text(value)
    if text and len(text) > LONGEST[name]:
        errors.append(FieldError(name, "too_long", {"maximum": LONGEST[name]}))
        return None
    return text


def _read_text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _read_one_of(
    sent: Mapping[str, Any], name: str, allowed: tuple[str, ...], code: str, errors: list[FieldError]
) -> str | None:
    value = sent.get(name)
    if value in (None, ""):
        return None
    if not isinstance(value, str) or value not in allowed:
        errors.append(FieldError(name, code))
        return None
    return value


def _read_age(value: Any, errors: list[FieldError]) -> int | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:4])
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= OLDEST_AGE:
        return value
    errors.append(FieldError("age", "age_invalid"))
    return None


def _read_municipality(value: Any, labels: Labels, errors: list[FieldError]) -> str | None:
    if value in (None, ""):
        return None
    code = labels.find_municipality_code(value.strip()) if isinstance(value, str) else None
    if code is None:
        errors.append(FieldError("municipality", "municipality_unknown"))
    return code


def _is_number(text: str) -> bool:
    digits = len(_DIGITS.findall(text))
    return FEWEST_DIGITS <= digits <= MOST_DIGITS and _NUMBER_SIGNS.fullmatch(text) is not None
