"""One labelled message beside what the system made of it."""

from dataclasses import dataclass
from typing import Any

import yaml

from operations.environments import ROOT

LEADS_TO: dict[str, list[str]] = {
    need["key"]: need["leads_to"]
    for need in yaml.safe_load((ROOT / "data" / "needs.yml").read_text(encoding="utf-8"))["needs"]
}


@dataclass(frozen=True)
class Outcome:
    """One labelled message and what the system made of it."""

    text: str
    lang: str
    kind: str
    need: str | None
    also: tuple[str, ...]
    crisis: str | None
    level: str | None
    act: str | None
    age: int | None
    municipality: str | None
    status: str
    reply_language: str
    understood: dict[str, Any]
    danger_level: str | None
    shown_kinds: tuple[str, ...]

    @property
    def accepted_needs(self) -> set[str]:
        """The needs that count as right: the main one and those that are in the message as well."""
        return {need for need in (self.need, *self.also) if need}

    @property
    def ranking(self) -> list[str]:
        """The needs it thought of, best first."""
        return [alternative["need"] for alternative in self.understood["alternatives"]]

    @property
    def need_is_first(self) -> bool:
        """Whether the need that was understood is a right one."""
        return self.understood["need"] in self.accepted_needs

    @property
    def need_is_in_first_three(self) -> bool:
        """Whether a right need is among the three likeliest."""
        return bool(self.accepted_needs.intersection(self.ranking[:3]))

    @property
    def act_is_right(self) -> bool:
        """Whether the act was understood."""
        return bool(self.understood["act"] == self.act)

    @property
    def danger_is_noticed(self) -> bool:
        """Whether the reply held a danger part at either level."""
        return self.danger_level is not None

    @property
    def acute_is_noticed(self) -> bool:
        """Whether the reply held a danger part at the acute level."""
        return self.danger_level == "acute"

    @property
    def is_calm(self) -> bool:
        """Whether an alarm would be false: nothing is wrong, and nobody answers that they are not safe."""
        return self.kind in ("benign", "oos", "act") and not self.crisis and self.act != "not_safe"

    @property
    def right_kind_shown(self) -> bool:
        """Whether the first reply held a kind of service that the need leads to."""
        fitting = {kind for need in self.accepted_needs for kind in LEADS_TO[need]}
        return bool(fitting.intersection(self.shown_kinds))


def outcome_of(message: dict[str, Any], reply: dict[str, Any]) -> Outcome:
    """Put a labelled message beside the reply it got."""
    levels = [part["level"] for part in reply["parts"] if part["type"] == "danger"]
    cards = [card for part in reply["parts"] if part["type"] == "services" for card in part["services"]]
    return Outcome(
        text=message["text"],
        lang=message["lang"],
        kind=message["kind"],
        need=message.get("need"),
        also=tuple(message.get("also") or ()),
        crisis=message.get("crisis"),
        level=message.get("level"),
        act=message.get("act"),
        age=message.get("age"),
        municipality=message.get("municipality"),
        status=reply["status"],
        reply_language=reply["language"],
        understood=reply["understood"],
        danger_level="acute" if "acute" in levels else (levels[0] if levels else None),
        shown_kinds=tuple(card["kind"] for card in cards),
    )
