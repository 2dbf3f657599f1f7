"""Settings of the assistant process, read from the environment (prefix ASSISTANT_)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingError(ValueError):
    """Raised when a setting of the environment cannot be used; says which and what is expected."""


@dataclass(frozen=True)
class Settings:
    """What the assistant may be told from outside; every field has a working default."""

    host: str = "127.0.0.1"
    port: int = 5005
    actions_url: str = "http://127.0.0.1:5055/webhook"
    redis_url: str | None = None
    models: Path = ROOT / "var" / "models"
    data: Path = ROOT / "data"
    conversation_hours: float = 24.0
    turn_timeout_seconds: float = 3.0
    action_timeout_seconds: float = 2.0
    tensorflow: bool = False
    internal_network: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings of this process.

        Raises:
            SettingError: A number is not a number, or the host is open to the network and nobody said that
            the network is internal.
        """
        env = os.environ if environment is None else environment
        host = env.get("ASSISTANT_HOST") or cls.host
        internal_network = _truth(env, "ASSISTANT_INTERNAL_NETWORK")
        if not internal_network and not _is_loopback(host):
            raise SettingError(
                f"ASSISTANT_HOST={host} is open to the network, and nothing screens what comes from there: "
                "take 127.0.0.1, or set ASSISTANT_INTERNAL_NETWORK=true where only the front door reaches it."
            )
        return cls(
            host=host,
            port=int(_number(env, "ASSISTANT_PORT", cls.port)),
            actions_url=env.get("ASSISTANT_ACTIONS_URL") or cls.actions_url,
            redis_url=env.get("ASSISTANT_REDIS_URL") or None,
            # From the root, as .env.example names them: the same folder is the same input of the model.
            models=ROOT / (env.get("ASSISTANT_MODELS") or cls.models),
            data=ROOT / (env.get("ASSISTANT_DATA") or cls.data),
            conversation_hours=_number(env, "ASSISTANT_CONVERSATION_HOURS", cls.conversation_hours),
            turn_timeout_seconds=_number(env, "ASSISTANT_TURN_TIMEOUT_SECONDS", cls.turn_timeout_seconds),
            action_timeout_seconds=_number(
                env, "ASSISTANT_ACTION_TIMEOUT_SECONDS", cls.action_timeout_seconds
            ),
            tensorflow=_truth(env, "ASSISTANT_TENSORFLOW"),
            internal_network=internal_network,
        )


def _truth(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "").lower() in ("1", "true", "yes")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    value = env.get(name)
    if not value:
        return default
    try:
        return float(value)
    except ValueError as error:
        raise SettingError(f"{name} must be a number, not {value!r}.") from error
