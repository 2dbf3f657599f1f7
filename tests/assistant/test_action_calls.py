"""The two changes to Rasa's calls of actions."""

from __future__ import annotations

import pytest
import rasa.core.actions.action as rasa_action
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from assistant.action_calls import DIGESTS_3_6_21, compute_digests, speed_up_action_calls


def test_rasa_is_the_one_patched_when_its_source_is_compared() -> None:
    """Fails when an update of Rasa changes what lies under assistant/action_calls.py: read both again."""
    assert compute_digests() == DIGESTS_3_6_21


def test_replies_are_still_checked_when_the_schema_is_compiled_once() -> None:
    """A reply that breaks the schema is refused as before."""
    speed_up_action_calls(2.0)
    action = RemoteAction("action_x", None)
    assert action._validate_action_result(
        {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []}
    )
    with pytest.raises(ValidationError):
        action._validate_action_result({"events": [{"event": "slot"}], "responses": []})
    with pytest.raises(ValidationError):
        action._validate_action_result({"responses": ["text"]})


def test_the_limit_is_seconds_when_the_patch_is_in_place() -> None:
    """The constant of 300 seconds is gone from the module that calls the actions."""
    speed_up_action_calls(2.0)
    assert rasa_action.DEFAULT_REQUEST_TIMEOUT == 2.0
