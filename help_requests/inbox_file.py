"""Reads a file of inboxes: all of them, or every problem at once as `file: field: what to do`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

DEFAULT_FILE = Path(__file__).resolve().parents[1] / "data" / "help_requests" / "inboxes.yml"

Keys = Annotated[list[str], Field(default_factory=list)]
Address = Annotated[str | None, Field(default=None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Age = Annotated[int | None, Field(default=None, ge=0)]


class InboxesError(Exception):
    """A file of inboxes can't be read; the message says what to do, one line for each problem."""


class Names(BaseModel):
    """The inbox's name by language; further languages may be there."""

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, str]

    fi: str = Field(min_length=1)


class InboxEntry(BaseModel):
    """One inbox as a file gives it. Who signed in, and how notices fare, is no file's to say."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(min_length=1, max_length=80)
    organization_key: str = Field(default="platform", min_length=1, max_length=80)
    names: Names
    needs: Keys
    kinds: Keys
    area_codes: list[Annotated[str, Field(pattern=r"^\d{2,3}$")]] = Field(default_factory=list)
    minimum_age: Age
    maximum_age: Age
    promise_working_days: int | None = Field(default=None, ge=1)
    notice_address: Address
    second_handler_address: Address
    is_open: bool = True
    demo: bool = False


def read_inbox_file(file: Path = DEFAULT_FILE) -> list[InboxEntry]:
    """The inboxes of the file, in its order.

    Raises:
        InboxesError: The file can't be read, holds no list of inboxes, or anything in it is wrong.
    """
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InboxesError(
            f"{file} can't be read ({error.strerror}): name a file: make inboxes FILE=inboxes.yml"
        ) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InboxesError(f"{file} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(written, list) or not all(isinstance(one, dict) and "id" in one for one in written):
        raise InboxesError(f"{file}: write a list of inboxes, each with its id, like {DEFAULT_FILE}")
    entries: list[InboxEntry] = []
    problems: list[str] = []
    for one in written:
        try:
            entry = InboxEntry.model_validate(one)
        except ValidationError as error:
            problems += [f"{file}: {_name_field(one, item)}: {_advise(item)}" for item in error.errors()]
            continue
        if any(entry.id == other.id for other in entries):
            problems.append(f"{file}: {entry.id}.id: choose another, this one is there twice")
        entries.append(entry)
    if problems:
        raise InboxesError("\n".join(problems))
    return entries


def _name_field(written: dict[Any, Any], problem: Any) -> str:
    return ".".join(str(part) for part in (written["id"], *problem["loc"]))


def _advise(problem: Any) -> str:
    kind = problem["type"]
    if kind == "extra_forbidden":
        return f"remove it, or correct its name: an inbox has {', '.join(InboxEntry.model_fields)}"
    if kind == "missing":
        return "add it"
    if kind == "string_type":
        return "write a text, in quotes"
    return f"correct the value: {problem['msg'][0].lower()}{problem['msg'][1:]}"
