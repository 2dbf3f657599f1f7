"""Tells how a message was understood, in the words of the contract."""

from typing import Any

from api.chat.assistant import AssistantReply
from api.chat.choices import Payload
from api.chat.door import Turn
from api.labels import Labels

MOST_ALTERNATIVES = 5
# The contract says `restart`; in Rasa that name is taken.
ACT_NAMES = {"start_over": "restart"}
ANSWERING_ACTS = ("inform", "affirm", "deny", "decline")
ABOUT = ("self", "child", "other")
ROLES = ("youth", "parent", "other")


def build_understood(turn: Turn, labels: Labels) -> dict[str, Any]:
    """Return the contract's `understood` from the parse, the slots and the danger screen."""
    if turn.answered is None:
        return _without_assistant(turn, labels)
    answered = turn.answered
    parse, slots = answered.parse, answered.slots
    # An answer to a question holds no need, whatever its words look like ("we live in Lahti").
    held = () if answered.act in ANSWERING_ACTS else parse.needs
    needs = [need for need in held if need in labels.needs]
    need = _choose_need(answered, needs, turn.payload, labels)
    age = slots.get("age")
    return {
        "need": need,
        "needs": needs,
        "alternatives": _alternatives(answered, need, turn.payload, labels),
        "danger": turn.danger.kind if turn.danger else None,
        "act": _act(answered, needs, turn.payload, labels),
        "confidence": 1.0 if turn.payload else round(parse.confidence, 4),
        "age": age if isinstance(age, int) and not isinstance(age, bool) and 0 <= age <= 120 else None,
        "about": _one_of(slots.get("about"), ABOUT),
        "role": _one_of(slots.get("role"), ROLES),
        "municipality": labels.municipality(slots["municipality"], "fi")
        if isinstance(slots.get("municipality"), str) and slots["municipality"]
        else None,
    }


def _without_assistant(turn: Turn, labels: Labels) -> dict[str, Any]:
    chosen = turn.payload.entities.get("need") if turn.payload else None
    need = chosen if isinstance(chosen, str) and chosen in labels.needs else None
    return {
        "need": need,
        "needs": [need] if need else [],
        "alternatives": [{"need": need, "confidence": 1.0}] if need else [],
        "danger": turn.danger.kind if turn.danger else None,
        "act": _named_act(turn.payload.intent, labels) if turn.payload else None,
        "confidence": 1.0 if need else 0.0,
        "age": turn.conversation.age,
        "about": _one_of(turn.conversation.about, ABOUT),
        "role": _one_of(turn.conversation.variant, ROLES),
        "municipality": turn.conversation.municipality,
    }


def _choose_need(
    answered: AssistantReply, needs: list[str], payload: Payload | None, labels: Labels
) -> str | None:
    chosen = payload.entities.get("need") if payload else None
    candidates = [chosen, *needs, answered.need]
    if answered.status != "out_of_scope" and answered.act is None:
        candidates.append(answered.slots.get("need"))
    return next((need for need in candidates if isinstance(need, str) and need in labels.needs), None)


def _alternatives(
    answered: AssistantReply, need: str | None, payload: Payload | None, labels: Labels
) -> list[dict[str, Any]]:
    ranked = [(name, confidence) for name, confidence in answered.parse.ranking if name in labels.needs]
    if payload:
        ranked = []
    if need and need not in [name for name, _ in ranked[:MOST_ALTERNATIVES]]:
        known = dict(ranked).get(need, 1.0 if payload else answered.parse.confidence)
        ranked = [(need, known), *(entry for entry in ranked if entry[0] != need)]
    return [
        {"need": name, "confidence": round(confidence, 4)} for name, confidence in ranked[:MOST_ALTERNATIVES]
    ]


def _act(answered: AssistantReply, needs: list[str], payload: Payload | None, labels: Labels) -> str | None:
    if payload and answered.act != "delete_my_data":
        return _named_act(payload.intent, labels)
    parse = answered.parse
    # What was answered with services was no talk, whatever the classifier took its words for.
    is_told = answered.status != "services" or parse.intent in ANSWERING_ACTS
    is_act = not needs and is_told and parse.band != "nothing"
    for name in (answered.act, parse.intent if is_act else None):
        if name and (act := _named_act(name, labels)):
            return act
    return "out_of_scope" if answered.status == "out_of_scope" else None


def _named_act(name: str, labels: Labels) -> str | None:
    act = ACT_NAMES.get(name, name)
    return act if act in labels.acts else None


def _one_of(value: Any, allowed: tuple[str, ...]) -> str | None:
    return value if value in allowed else None
