"""Settings of the action server, read from the environment with the prefix ACTIONS_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the action server can be told from outside; every value works as it stands in development."""

    model_config = SettingsConfigDict(env_prefix="ACTIONS_", env_ignore_empty=True, extra="ignore")

    # Loopback: only the assistant calls this server. In a container, its address on the internal network.
    host: str = "127.0.0.1"
    port: int = Field(default=5055, ge=1, le=65535)
    catalogue_url: str = "http://127.0.0.1:8000"
    data_folder: Path = Path(__file__).resolve().parents[1] / "data"
    # One try against the catalogue, and all tries of one turn together (design.md: match 1 s, action 2 s).
    match_timeout_seconds: float = Field(default=1.0, gt=0)
    turn_budget_seconds: float = Field(default=1.8, gt=0)
