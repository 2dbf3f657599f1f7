"""What a turn adds to the figures: once in a conversation each, by what is known of it at its end."""

from collections.abc import Mapping
from typing import Any

from api.chat.door import Door, Turn
from api.logs import describe_error, get_logger
from api.statistics import Statistics
from services_catalog.matching import Query, Role, find_allowed, is_expired
from services_catalog.opening import HELSINKI
from services_catalog.ranking import is_served_in
from services_catalog.snapshot import list_numbers
from usage.measures import find_age_group

# Only then is the need more than a guess.
SURE = ("services", "help_request", "danger", "degraded")
NEEDS, GAPS, CONVERSATIONS = "needs", "gaps", "conversations"

ROLES: Mapping[str, Role] = {"youth": "youth", "parent": "parent", "other": "other"}

Values = dict[str, str | None]


def count_turn(door: Door, turn: Turn) -> None:
    """Count the turn and note in its conversation what was counted; whatever happens, nothing is raised.

    A conversation and its needs are counted at once, when nothing may be known of age and place. What is told
    later moves them, on the same day: taken back there, counted here.
    """
    try:
        _count_danger(door.statistics, turn)
        if turn.reply is not None:
            _count_reply(door, turn, turn.reply)
    except Exception as error:
        get_logger().error("counting_failed", **describe_error(error))


def _count_reply(door: Door, turn: Turn, reply: dict[str, Any]) -> None:
    statistics = door.statistics
    needs = _find_needs(reply)
    counted = turn.conversation.counted
    age_group = find_age_group(turn.conversation.age)
    area = door.labels.find_municipality_code(turn.conversation.municipality) or turn.area
    place: Values = {"language": turn.language.code, "area": area}
    _move(statistics, turn, CONVERSATIONS, CONVERSATIONS, place)
    for need in [*needs, *(key.split(":", 1)[1] for key in list(counted) if key.startswith(f"{NEEDS}:"))]:
        _move(statistics, turn, NEEDS, f"{NEEDS}:{need}", {"need": need, **place, "age_group": age_group})
    for need in needs:
        # A place or language told later may open a gap, or fill it.
        _move(
            statistics,
            turn,
            GAPS,
            f"{GAPS}:{need}",
            {"need": need, **place} if _is_gap(door, turn, reply, need) else None,
        )
    for service_id in _list_services(reply):
        statistics.count(turn.now, "services_shown", {"service": service_id, "language": turn.language.code})


def _move(statistics: Statistics, turn: Turn, measure: str, key: str, values: Values | None) -> None:
    """Count under the key what was not counted yet, or was counted otherwise today; None is nothing."""
    counted, today = turn.conversation.counted, turn.now.astimezone(HELSINKI).date().isoformat()
    before = counted.get(key)
    if before is not None:
        if before["day"] != today or before["values"] == values:
            return
        statistics.count(turn.now, measure, before["values"], -1)
        del counted[key]
    if values is not None:
        statistics.count(turn.now, measure, values)
        counted[key] = {"day": today, "values": values}


def _find_needs(reply: dict[str, Any]) -> list[str]:
    if reply["status"] not in SURE:
        return []
    understood = reply["understood"]
    return list(dict.fromkeys(need for need in (understood["need"], *understood["needs"]) if need))


def _is_gap(door: Door, turn: Turn, reply: dict[str, Any], need: str) -> bool:
    """Whether the catalogue has no specific service for the need, place, person and language.

    Nobody is served in easy language: the language itself counts. A general entry only says where to ask; a
    national service helps there too. The cards are no measure: a second need may be crowded out, and whoever
    asks on has seen the best ones already.
    """
    if reply["status"] not in ("services", "danger"):
        return False
    snapshot, conversation = door.catalogue.snapshot, turn.conversation
    query = Query(
        needs=(need,),
        age=conversation.age,
        role=ROLES.get(conversation.variant or ""),
        municipality=conversation.municipality,
        home_area=turn.area,
        now=turn.now,
    )
    specific = find_allowed(snapshot, query) & snapshot.by_need.get(need, 0) & ~snapshot.general
    today = turn.now.astimezone(HELSINKI).date()
    return not any(
        is_served_in(service, turn.language.code) and not is_expired(service, today)
        for service in (snapshot.services[number] for number in list_numbers(specific))
    )


def _list_cards(reply: dict[str, Any]) -> list[dict[str, Any]]:
    return [service for part in reply["parts"] if part["type"] == "services" for service in part["services"]]


def _list_services(reply: dict[str, Any]) -> list[str]:
    return [service["id"] for service in _list_cards(reply)]


def _count_danger(statistics: Statistics, turn: Turn) -> None:
    danger, standing = turn.danger, turn.standing
    if danger is None or (standing and (standing.kind, standing.level) == (danger.kind, danger.level)):
        return
    told: Values = {"danger": danger.kind, "level": danger.level, "language": turn.language.code}
    statistics.count(turn.now, "danger", told)
