"""A form as a browser would send it back: every field of the page, changed only where a person typed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from tests.staff_pages.visitors import Visitor


class _Form(HTMLParser):
    """Reads the successful controls of the forms on a page."""

    def __init__(self, action_end: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._action_end, self._is_inside = action_end, False
        self._select: str | None = None
        self._first: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("action", "").endswith(self._action_end)
        if not self._is_inside:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in given:
                self._add(name, given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")
        elif tag == "select":
            self._select, self._first = name, None
        elif tag == "option" and self._select is not None:
            if self._first is None:
                self._first = given.get("value", "")
            if "selected" in given:
                self._add(self._select, given.get("value", ""))
                self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.fields[self._textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea is not None:
            # The first line end after the tag is no part of the text.
            self.fields[self._textarea][-1] = self.fields[self._textarea][-1].removeprefix("\n")
            self._textarea = None
        elif tag == "select":
            if self._select is not None and self._first is not None:
                self._add(self._select, self._first)
            self._select = None
        elif tag == "form":
            self._is_inside = False

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def read_form(page: str, action_end: str) -> dict[str, list[str]]:
    """The fields that a browser would send from the form with this action."""
    reader = _Form(action_end)
    reader.feed(page)
    return reader.fields


async def open_form(visitor: Visitor, service_id: str) -> dict[str, list[str]]:
    """The form of a service as this person's browser has it."""
    answer = await visitor.get(f"/staff/services/{service_id}/edit")
    assert answer.status_code == 200, answer.status_code
    return read_form(answer.text, "/edit")


async def send_form(
    visitor: Visitor, address: str, form: dict[str, list[str]], do: str = "save", **typed: Any
) -> Any:
    """Send a form with what was typed: `summary__fi="…"` for summary.fi, lists for several."""
    fields: dict[str, Any] = {**form, "do": do}
    for name, value in typed.items():
        fields[name.replace("__", ".")] = value
    fields["csrf"] = visitor.csrf_token
    return await visitor.client.post(address, data=fields)
