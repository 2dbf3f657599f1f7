"""Single fields of a form, read without surprises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from starlette.datastructures import FormData

# Words by name, as a browser sends them; a name may come several times.
Fields = dict[str, list[str]]

TIME = re.compile(r"^(\d{1,2})(?:[.:,]?(\d{2}))?$")
LONGEST = 1000
START = "/staff"


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
