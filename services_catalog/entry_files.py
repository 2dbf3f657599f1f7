"""Reads the curated entries: all of them, or every problem at once as `file: field: what to do`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from services_catalog.entry_checks import Problem, find_entry_problems, find_front_door_problems
from services_catalog.entry_schema import OWN_ERROR, Entry, FrontDoor, Organization
from services_catalog.reference_data import PACKAGE_FOLDER, ReferenceData

ENTRIES_FOLDER = PACKAGE_FOLDER / "entries"
MOVE = "move it into national/, general/ or the folder of its county, named by its slug in places.yml"
SLUG_PATTERN = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")

Model = TypeVar("Model", bound=BaseModel)


class EntriesError(Exception):
    """The entries have problems, so nothing of them was taken; `problems` lists every one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the entries:\n" + "\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class CuratedEntry:
    """An entry with its id; expanded_from_id names the general entry that it stands for in its county."""

    id: str
    entry: Entry
    expanded_from_id: str | None = None


@dataclass(frozen=True, slots=True)
class CuratedEntries:
    """All entries and organisations, checked and with the counties' versions made."""

    entries: tuple[CuratedEntry, ...]
    organizations: Mapping[str, Organization]


class UniqueKeyLoader(yaml.SafeLoader):
    """A safe loader that refuses the same key twice: YAML would silently keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping, when no key is there twice."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key} is there twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_entries(reference: ReferenceData, folder: Path = ENTRIES_FOLDER) -> CuratedEntries:
    """Every curated entry, ordered by id, with the counties' versions of general entries.

    Raises:
        EntriesError: Anything at all is wrong; it lists every problem, and nothing is taken.
    """
    problems = find_misnamed_files(folder)
    folders = list_folders(reference)
    organizations = read_organizations(folder, folders, problems)
    front_doors = read_map(folder / "front_doors.yml", FrontDoor, problems)
    entries: dict[str, tuple[str, Entry]] = {}
    for path in sorted(folder.rglob("*.yml")) if folder.is_dir() else []:
        if path.parent == folder:
            if path.name != "front_doors.yml" and path not in list_organization_files(folder, folders):
                problems.append(Problem(path.name, "file", MOVE))
            continue
        file = path.relative_to(folder).as_posix()
        if path.parent.name not in folders or path.parent.parent != folder:
            problems.append(Problem(file, "file", MOVE))
        if not SLUG_PATTERN.match(path.stem):
            problems.append(Problem(file, "file", "name it in small letters a-z, digits and single hyphens"))
        if path.stem in entries:
            problems.append(Problem(file, "file", f"rename it: {entries[path.stem][0]} has the same id"))
        entry = read_model(path, file, Entry, problems)
        if entry is not None:
            entries[path.stem] = (file, entry)
            problems.extend(find_entry_problems(file, entry, reference, organizations, front_doors))
    problems.extend(find_front_door_problems(front_doors, reference, organizations))
    if not entries and not problems:
        problems.append(Problem(folder.name, "file", "add the entries: there are none"))
    curated = {entry_id: CuratedEntry(entry_id, entry) for entry_id, (_, entry) in entries.items()}
    for entry_id, (file, entry) in entries.items():
        for version in expand_front_door(entry_id, entry, front_doors, reference):
            own = curated.get(version.id)
            if own is None:
                curated[version.id] = version
            elif own.entry.status == "published" and own.entry.area == version.entry.area:
                # A county's own entry says more than the general one with the county's number.
                curated[version.id] = CuratedEntry(version.id, own.entry, entry_id)
            else:
                advice = (
                    f"{version.id} takes this county's id: publish it for that county alone, or rename it"
                )
                problems.append(Problem(file, "front_door", advice))
    if problems:
        raise EntriesError(sorted(problems))
    return CuratedEntries(tuple(sorted(curated.values(), key=lambda item: item.id)), organizations)


def list_folders(reference: ReferenceData) -> tuple[str, ...]:
    """The folders that entries may stand in: what holds everywhere, and one for each county."""
    return ("national", *(county.slug for county in reference.counties.values()), "general")


def find_misnamed_files(folder: Path) -> list[Problem]:
    """Files that look like entries and would be passed over in silence."""
    return [
        Problem(path.relative_to(folder).as_posix(), "file", f"rename it to {path.stem}.yml")
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yml"
    ]


def list_organization_files(folder: Path, folders: Iterable[str]) -> list[Path]:
    """organizations.yml, and organizations.<folder>.yml where a folder keeps its providers apart."""
    names = ("organizations.yml", *(f"organizations.{name}.yml" for name in folders))
    return [folder / name for name in names if (folder / name).exists() or name == "organizations.yml"]


def read_organizations(
    folder: Path, folders: Iterable[str], problems: list[Problem]
) -> dict[str, Organization]:
    """All providers by key; the same key may stand in two files only with the same content."""
    organizations: dict[str, Organization] = {}
    for path in list_organization_files(folder, folders):
        for key, organization in read_map(path, Organization, problems).items():
            if organizations.setdefault(key, organization) != organization:
                problems.append(
                    Problem(path.name, key, "another file has this key with other content: keep one")
                )
    return organizations


def expand_front_door(
    entry_id: str, entry: Entry, front_doors: Mapping[str, FrontDoor], reference: ReferenceData
) -> list[CuratedEntry]:
    """The counties' versions of a general entry, with each county's own contacts; empty for other entries."""
    if entry.front_door != "county":
        return []
    versions = []
    for code, door in sorted(front_doors.items()):
        county = reference.counties.get(code)
        if county is None:
            continue
        changes: dict[str, Any] = {
            "area": entry.area.model_copy(update={"scope": "county", "codes": [code]}),
            "contacts": door.contacts,
            "source": door.source,
            "organization": door.organization or entry.organization,
            "languages": sorted({language for contact in door.contacts for language in contact.languages}),
        }
        versions.append(CuratedEntry(f"{entry_id}-{county.slug}", entry.model_copy(update=changes), entry_id))
    return versions


def read_yaml(path: Path, file: str, problems: list[Problem]) -> Any:
    """The content of a YAML file; None and a problem when it can't be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)  # noqa: S506 (a SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(file, "file", f"make it readable as UTF-8 text ({type(error).__name__})"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(file, f"line {line}", f"correct the YAML: {error.problem}"))
    except yaml.YAMLError as error:
        problems.append(Problem(file, "file", f"correct the YAML: {error}"))
    return None


def read_model(path: Path, file: str, model: type[Model], problems: list[Problem]) -> Model | None:
    """The file as a checked model; None and its problems otherwise."""
    count = len(problems)
    content = read_yaml(path, file, problems)
    if len(problems) > count:
        return None
    return validate(content, model, file, (), problems)


def read_map(path: Path, model: type[Model], problems: list[Problem]) -> dict[str, Model]:
    """A file of models by key; problems are added, and what is sound is returned for further checks."""
    if not path.exists():
        problems.append(Problem(path.name, "file", "add this file to the entries"))
        return {}
    count = len(problems)
    content = read_yaml(path, path.name, problems)
    if len(problems) > count:
        return {}
    if not isinstance(content, dict):
        problems.append(Problem(path.name, "file", "write it as keys with fields under them"))
        return {}
    models: dict[str, Model] = {}
    for key, item in content.items():
        if not isinstance(key, str):
            problems.append(Problem(path.name, str(key), "write the key in quotes"))
            continue
        checked = validate(item, model, path.name, (key,), problems)
        if checked is not None:
            models[key] = checked
    return models


def validate(
    content: Any, model: type[Model], file: str, prefix: tuple[str, ...], problems: list[Problem]
) -> Model | None:
    """The content as a model; None and one problem per wrong field otherwise."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        for item in error.errors():
            field = (
                ".".join(str(step) for step in (*prefix, *item["loc"]) if step not in ("bool", "none"))
                or "file"
            )
            problem = Problem(file, field.replace(".literal['depends']", ""), get_advice(item))
            if problem not in problems:
                problems.append(problem)
    return None


def get_advice(item: Any) -> str:
    """What to do about one finding of pydantic, in words for an editor."""
    kind = item["type"]
    if kind == "missing":
        return "add this field"
    if kind == "extra_forbidden":
        return "remove this field: it is not known (is it a misspelling?)"
    if kind == "string_type":
        return "write it as text, in quotes when it is made of digits"
    if kind == "none_required":
        return "leave it null: only staff set it after checking the provider's own page"
    if kind == "too_short":
        return "add at least one"
    if kind in ("model_type", "dict_type"):
        return "write it as fields with values under them"
    if kind.startswith(OWN_ERROR):
        return str(item["msg"])
    return f"correct the value: {item['msg'][0].lower()}{item['msg'][1:]}"
