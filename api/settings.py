"""Settings of the front door, read from the environment with the prefix API_."""

from datetime import timedelta
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from database.connections import DEFAULT_URL

ROOT = Path(__file__).resolve().parents[1]
SHORTEST_SECRET_KEY = 32
DEVELOPMENT_KEY = "development-key-that-is-no-secret-at-all"


class Settings(BaseSettings):
    """What the front door can be told from outside; every value works as it stands in development.

    Raises:
        pydantic.ValidationError: in production without given keys, or several replicas without Redis;
            `python -m api` catches it and prints one line for each mistake.
    """

    model_config = SettingsConfigDict(env_prefix="API_", env_ignore_empty=True, extra="ignore")

    environment: Literal["development", "production"] = "development"
    launched: bool = False
    secret_key: SecretStr = SecretStr(DEVELOPMENT_KEY)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    home_area: str = Field(default="049", pattern=r"^\d{3}$")
    default_language: str = Field(default="fi", pattern=r"^[a-z]{2,3}$")
    allowed_origins: Annotated[list[str], NoDecode] = []
    trusted_proxies: Annotated[list[str], NoDecode] = []
    database_url: str = DEFAULT_URL
    redis_url: str | None = None
    replicas: int = Field(default=1, ge=1)
    assistant_url: str = "http://127.0.0.1:5005"
    kill_switch: bool = False
    privacy_notice_url: HttpUrl | None = None
    accessibility_statement_url: HttpUrl | None = None
    keep_unclear_messages: bool = False
    data_folder: Path = ROOT / "data"
    widget_folder: Path = ROOT / "widget"
    staff_guide_folder: Path = ROOT / "var" / "staff-guide"

    messages_per_conversation: int = Field(default=20, ge=1)
    messages_per_address: int = Field(default=600, ge=1)
    help_requests_per_address: int = Field(default=60, ge=1)
    references_per_address: int = Field(default=120, ge=1)
    limit_loopback: bool = False
    assistant_timeout_seconds: float = Field(default=4.0, gt=0)
    assistant_line_seconds: float = Field(default=8.0, gt=0)
    catalogue_check_seconds: float = Field(default=20.0, gt=0, le=60)

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network, strict=False)
        return value

    @model_validator(mode="after")
    def _refuse_an_unsafe_start(self) -> Self:
        key = self.secret_key.get_secret_value()
        if self.environment == "production":
            if key == DEVELOPMENT_KEY:
                raise ValueError("API_SECRET_KEY must be given when API_ENVIRONMENT=production")
            if len(key) < SHORTEST_SECRET_KEY:
                raise ValueError(
                    f"API_SECRET_KEY must be at least {SHORTEST_SECRET_KEY} characters in production"
                )
        if self.replicas > 1 and not self.redis_url:
            raise ValueError(
                f"API_REDIS_URL must be given when API_REPLICAS={self.replicas}: replicas share it"
            )
        return self

    @property
    def longest_turn_seconds(self) -> float:
        """How long a turn may take: in line for the assistant, and then for its answer."""
        return self.assistant_line_seconds + self.assistant_timeout_seconds

    @property
    def conversation_lifetime(self) -> timedelta:
        """How long a conversation, its choices and its danger flag are remembered after the last message."""
        return timedelta(hours=24)

    @cached_property
    def trusted_networks(self) -> list[IPv4Network | IPv6Network]:
        """Networks whose X-Forwarded-For header is believed."""
        return [ip_network(network, strict=False) for network in self.trusted_proxies]
