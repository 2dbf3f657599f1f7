"""Labelled messages as files hold them (docs/evaluation.md), read and checked line by line."""

import json
import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from operations.environments import ROOT


class LabelsError(ValueError):
    """A file can't be evaluated; the message has a line `file: line: what to do` for every mistake."""


@cache
def _read_data(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((ROOT / "data" / name).read_text(encoding="utf-8"))
    return data


def _needs() -> set[str]:
    return {need["key"] for need in _read_data("needs.yml")["needs"]}


def _dangers() -> set[str]:
    return {danger["key"] for danger in _read_data("needs.yml")["dangers"]}


def _municipalities() -> set[str]:
    return {place["fi"] for place in _read_data("places.yml")["municipalities"].values()}


def _check(value: str, known: Collection[str], what: str) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is not known: write {what}")
    return value


def _check_language(value: str) -> str:
    if not re.fullmatch("[a-z]{2}", value):
        raise ValueError(f"{value!r} is no language: write its two letters, fi for one")
    return value


Language = Annotated[str, AfterValidator(_check_language)]
Need = Annotated[str, AfterValidator(lambda value: _check(value, _needs(), "a need of data/needs.yml"))]
Danger = Annotated[str, AfterValidator(lambda value: _check(value, _dangers(), "a danger of data/needs.yml"))]
Act = Annotated[
    str,
    AfterValidator(lambda value: _check(value, _read_data("needs.yml")["acts"], "an act of data/needs.yml")),
]
Municipality = Annotated[
    str, AfterValidator(lambda value: _check(value, _municipalities(), "the Finnish name in data/places.yml"))
]


class LabelledMessage(BaseModel):
    """One line of a file; what it holds besides is let be."""

    model_config = ConfigDict(extra="ignore", strict=True)

    text: str = Field(min_length=1)
    lang: Language
    kind: Literal["need", "crisis", "act", "oos", "benign"]
    need: Need | None = None
    also: list[Need] | None = None
    crisis: Danger | None = None
    level: Literal["acute", "concern"] | None = None
    act: Act | None = None
    age: int | None = Field(default=None, ge=0, le=120)
    municipality: Municipality | None = None

    @model_validator(mode="after")
    def _labels_fit_together(self) -> Self:
        for kind in ("need", "crisis", "act"):
            if self.kind == kind and not getattr(self, kind):
                raise ValueError(f"kind is {kind}: say which under {kind!r}")
        if self.crisis and not self.level:
            raise ValueError("say under 'level' whether the danger is acute or a concern")
        if self.level and not self.crisis:
            raise ValueError("say under 'crisis' which danger the level is of, or take the level out")
        return self


def read_messages(files: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the labelled messages of all files, each with every field of `LabelledMessage`.

    Raises:
        LabelsError: a line is no JSON object, lacks a field or has a label that nobody knows; names each.
        OSError: a file can't be read.
    """
    messages: list[dict[str, Any]] = []
    mistakes: list[str] = []
    for file in files:
        try:
            # Not splitlines(): a text may hold other signs that end a line.
            lines = file.read_text(encoding="utf-8-sig").split("\n")
        except UnicodeDecodeError:
            mistakes.append(f"{file}: save it as UTF-8")
            continue
        if not any(map(str.strip, lines)):
            mistakes.append(f"{file}: holds no message: write one JSON object a line")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                messages.append(LabelledMessage.model_validate(json.loads(line)).model_dump())
            except ValidationError as error:
                mistakes += [f"{file}: line {number}: {mistake}" for mistake in _tell(error)]
            except ValueError as error:
                mistakes.append(f"{file}: line {number}: write one JSON object ({error})")
    if mistakes:
        raise LabelsError("\n".join(mistakes))
    return messages


def _tell(error: ValidationError) -> list[str]:
    told = []
    for mistake in error.errors():
        place = ".".join(map(str, mistake["loc"]))
        message = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "model_type":
            message = "write one JSON object"
        told.append(f"{place}: {message}" if place else message)
    return told
