"""How Rasa 3.6.21 calls the action server, changed: a compiled check of the reply, a real time limit.

`RemoteAction._validate_action_result` checks each reply with `jsonschema.validate`, which checks and
compiles the schema of all events anew every time: three quarters of a turn with an action (36 ms; 12.5 ms
with the schema compiled once). Read by jsonschema even the compiled schema took 13 % of a turn; made into
Python code by fastjsonschema, each kind of event apart, it takes next to nothing. And `RemoteAction.run`
waits up to 300 seconds for a reply. A test compares the source of both functions with the digests below, so
that an update of Rasa cannot change under the patch unseen.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any

import fastjsonschema
import rasa.core.actions.action as rasa_action
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

DIGESTS_3_6_21 = {
    "_validate_action_result": "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42",
    "run": "ccabf6f1160d527a157fad5bd285ce69e8221b1bcad23f8a61499b4360a1c17e",
    "action_response_format_spec": "091b74aa3738d1262cf3c028386aaf9dd4f0d5c1374b62392411d70a79104a46",
}
_ORIGINALS = {name: getattr(RemoteAction, name) for name in DIGESTS_3_6_21}


@lru_cache(maxsize=1)
def _validators() -> tuple[Callable[[Any], Any], dict[str, Callable[[Any], Any]], Any]:
    """The outline of a reply, each kind of event by its name, and the whole schema."""
    schema = RemoteAction.action_response_format_spec()
    outline = deepcopy(schema)
    # The alternatives exclude each other by the name of the event: trying each in turn is what took so long.
    alternatives = outline["properties"]["events"]["items"].pop("oneOf")
    by_event = {one["properties"]["event"]["const"]: fastjsonschema.compile(one) for one in alternatives}
    return fastjsonschema.compile(outline), by_event, validator_for(schema)(schema)


def _validate_once_compiled(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Same promise as the original: True, or a ValidationError."""
    outline, by_event, whole = _validators()
    try:
        outline(result)
        for event in result["events"]:
            by_event[event["event"]](event)
    except (fastjsonschema.JsonSchemaException, KeyError):
        # Says what is wrong, in the exception that Rasa expects; or there is nothing wrong.
        whole.validate(result)
    return True


def speed_up_action_calls(timeout_seconds: float) -> None:
    """Puts both changes in place for this process."""
    RemoteAction._validate_action_result = _validate_once_compiled
    # The name bound in the module of RemoteAction; the session's own limit of 300 s is overridden by each
    # request.
    rasa_action.DEFAULT_REQUEST_TIMEOUT = timeout_seconds


def compute_digests() -> dict[str, str]:
    """SHA-256 of the source of the functions that the changes rely on."""
    return {
        name: hashlib.sha256(inspect.getsource(original).encode()).hexdigest()
        for name, original in _ORIGINALS.items()
    }
