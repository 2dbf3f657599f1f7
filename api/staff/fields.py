"""Single fields of a form, read without surprises and written as they are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from fastapi import Path
from starlette.datastructures import FormData

# Words by name, as a browser sends them; a name may come several times.
Fields = dict[str, list[str]]
# Those in which a form asks for texts.
TEXT_LANGUAGES = ("fi", "sv", "en")

TIME = re.compile(r"^(\d{1,2})(?:[.:,]?(\d{2}))?$")
LONGEST = 1000
START = "/staff"
# What an integer column holds in every database.
LARGEST = 2**31 - 1
# The number of a version in an address.
VersionNumber = Annotated[int, Path(ge=0, le=LARGEST)]


def read_text(form: FormData, name: str, longest: int = LONGEST) -> str:
    """What was written in a field; empty when it is missing. A database takes no NUL."""
    value = form.get(name)
    return value.replace("\0", "")[:longest] if isinstance(value, str) else ""


def get_one(fields: Mapping[str, list[str]], name: str) -> str:
    """The first word of a field, trimmed; empty where there is none."""
    return (fields.get(name) or [""])[0].strip()


def read_clock(typed: str) -> str:
    """The time of day as the schema wants it, out of 9, 9.30, 9:30 or 0930; else just what was typed."""
    match = TIME.match(typed.strip())
    if match is None or not typed.isascii():
        return typed
    hours, minutes = match.group(1), match.group(2) or "00"
    return "00:00" if (hours, minutes) == ("24", "00") else f"{hours.zfill(2)}:{minutes}"


def read_whole_number(typed: object, most: int = LARGEST) -> int | None:
    """The whole number from 0 to `most` in plain digits, as a form or an address has it; else None.

    Python's own int() takes digits of all scripts, raises for "²", which isdigit() takes, and for more than
    4,300 digits.
    """
    text = typed.strip() if isinstance(typed, str) else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    number = int(text)
    return number if number <= most else None


def read_number(typed: str) -> int | str | None:
    """The number, None where nothing was typed; else just what was typed."""
    if not typed:
        return None
    number = read_whole_number(typed, 99_999)
    return typed if number is None else number


def read_texts(fields: Fields, name: str, kept: Mapping[str, str] | None = None) -> dict[str, str] | None:
    """The texts of a field by language; None where there are none.

    Args:
        kept: those in languages that the form does not show stay as they were.
    """
    texts = {language: text for language, text in (kept or {}).items() if language not in TEXT_LANGUAGES}
    texts.update({language: get_one(fields, f"{name}.{language}") for language in TEXT_LANGUAGES})
    return {language: text for language, text in texts.items() if text} or None


def write_texts(name: str, texts: Mapping[str, str] | None) -> Fields:
    """The fields of texts by language."""
    return {f"{name}.{language}": [text] for language, text in (texts or {}).items()}


def write_one(value: Any) -> str:
    """How a value stands in its field; empty where there is none."""
    return "" if value is None else str(value)


def find_own_address(address: object) -> str:
    """The address when it is one of a page of staff, else that of the first page: nobody is led elsewhere."""
    if not isinstance(address, str) or len(address) > LONGEST:
        return START
    parts = urlsplit(address)
    path = unquote(parts.path)
    is_plain = address.isascii() and address.isprintable() and "\\" not in unquote(address)
    is_ours = path == START or path.startswith((f"{START}/", f"{START}?"))
    if parts.scheme or parts.netloc or not is_plain or not is_ours or "//" in path or ".." in path:
        return START
    return address
