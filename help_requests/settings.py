"""Settings of the help requests, read from the environment with the prefix HELP_REQUESTS_."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from database.encryption import Keyring, KeysError

SHORTEST_REFERENCE_KEY = 32


class Settings(BaseSettings):
    """What the help requests can be told from outside.

    Without both keys no request is taken, and the front door shows the services' own contacts instead.

    Raises:
        pydantic.ValidationError: a key is not in its form; the message says which setting.
    """

    model_config = SettingsConfigDict(env_prefix="HELP_REQUESTS_", env_ignore_empty=True, extra="ignore")

    encryption_keys: SecretStr = SecretStr("")
    reference_key: SecretStr = SecretStr("")
    administrator_address: str = ""
    staff_url: str = ""
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_sender: str = ""
    smtp_timeout_seconds: float = Field(default=10.0, gt=0)
    erase_withdrawn_after_days: int = Field(default=7, ge=0)
    erase_handled_after_days: int = Field(default=30, ge=0)
    remind_unclosed_after_days: int = Field(default=30, ge=1)
    erase_unhandled_after_days: int = Field(default=365, ge=60)
    keep_audit_days: int = Field(default=730, ge=1)
    keep_figures_days: int = Field(default=1825, ge=366)
    rounds_every_seconds: float = Field(default=30.0, gt=0)

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        try:
            Keyring.read(value.get_secret_value())
        except KeysError as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("reference_key")
    @classmethod
    def _is_long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_REFERENCE_KEY:
            raise ValueError(f"give {SHORTEST_REFERENCE_KEY} characters or more")
        return value

    @property
    def has_keys(self) -> bool:
        """Whether requests can be stored at all."""
        return bool(self.encryption_keys.get_secret_value() and self.reference_key.get_secret_value())

    @property
    def has_mail(self) -> bool:
        """Whether notices can be sent."""
        return bool(self.smtp_host and self.smtp_sender)
