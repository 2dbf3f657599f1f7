"""Settings of the link check, read from the environment with the prefix LINK_CHECKS_."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LinkCheckSettings(BaseSettings):
    """What the link check can be told from outside.

    Attributes:
        enabled: whether links are checked beside the front door; off in development, where nobody wants it.
        user_agent: what it calls itself to the sites; name a page or an address where one can complain.
    """

    model_config = SettingsConfigDict(env_prefix="LINK_CHECKS_", env_ignore_empty=True, extra="ignore")

    enabled: bool = False
    user_agent: str = "Kynnys-link-check/1.0"
    rounds_every_seconds: float = Field(default=300.0, gt=0)
    pause_seconds: float = Field(default=1.0, ge=1.0)
    time_out_seconds: float = Field(default=15.0, gt=0, le=60)
