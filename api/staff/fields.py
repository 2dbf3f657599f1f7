"""Single fields of a form, read without surprises."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from starlette.datastructures import FormData

LONGEST = 1000
START = "/staff"


def read_text(form: FormData, name: str, longest: int = LONGEST) -> str:
    """What was written in a field; empty when it is missing. A database takes no NUL."""
    value = form.get(name)
    return value.replace("\0", "")[:longest] if isinstance(value, str) else ""


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
