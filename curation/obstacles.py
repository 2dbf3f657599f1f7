"""What keeps a version from being published, and how it is kept with a version that came back by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps a version from being published.

    Args:
        code: what pages have words for ("field_missing", "needs_second_person", "probe" …).
        field: of the content, as curation.fields names it; None for the whole.
        detail: for people, where the code alone does not say it: the name of a probe.
    """

    code: str
    field: str | None = None
    detail: str = ""


def write_obstacles(obstacles: Sequence[Obstacle]) -> str:
    """The obstacles as a version keeps them, in place of a reviewer's reason."""
    return json.dumps([asdict(one) for one in obstacles], ensure_ascii=False)


def read_obstacles(reason: str | None) -> list[Obstacle]:
    """The obstacles that were kept so; none where a person wrote the reason."""
    try:
        return [Obstacle(**one) for one in json.loads(reason or "[]")]
    except (ValueError, TypeError):
        return []
