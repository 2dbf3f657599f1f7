"""Which translations may be untrue: the source language changed its meaning after them, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curation.content import TEXTS, get_source_language
from curation.models import Version


@dataclass(frozen=True, slots=True)
class StaleText:
    """A text that its source has left behind.

    Args:
        field: such as "summary.sv". since: number of the version that changed the source.
        before: the source as the translation knew it, None when there was none.
    """

    field: str
    since: int
    before: str | None


def find_stale(versions: Sequence[Version]) -> dict[str, StaleText]:
    """Stale texts by field, after the last of these versions (all of a service, oldest first).

    A text is stale when the source language changed in a later version than the text itself did, unless that
    change was marked as minor, or a person confirmed the text since. A text that is missing is not stale.
    """
    stale: dict[str, StaleText] = {}
    for before, after in zip(versions, versions[1:], strict=False):
        source = get_source_language(after.content)
        for field in TEXTS:
            old, new = before.content[field] or {}, after.content[field] or {}
            source_changed = old.get(source) != new.get(source)
            for language in {*old, *new} - {source}:
                path = f"{field}.{language}"
                if language not in new or old.get(language) != new.get(language) or path in after.confirmed:
                    stale.pop(path, None)
                elif source_changed and not after.is_minor:
                    first = stale.get(path)
                    stale[path] = StaleText(path, after.number, first.before if first else old.get(source))
    return stale
