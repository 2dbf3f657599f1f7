"""What the front door refuses to start with."""

import pytest
from pydantic import ValidationError

from api.__main__ import PRODUCTION_KEYS, find_missing_keys, main
from api.application import NotAllowedToLaunchError
from api.settings import Settings
from tests.api.standins import OpenDoor, build_catalogue, build_service


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"environment": "production"}, "API_SECRET_KEY"),
        ({"environment": "production", "secret_key": "short"}, "API_SECRET_KEY"),
        ({"replicas": 2}, "API_REDIS_URL"),
        ({"home_area": "Espoo"}, "home_area"),
        ({"trusted_proxies": "everybody"}, "everybody"),
        ({"catalogue_check_seconds": 61}, "catalogue_check_seconds"),
    ],
)
def test_start_is_refused_when_a_setting_is_unsafe(settings: dict[str, object], named: str) -> None:
    """The message names the setting."""
    with pytest.raises(ValidationError, match=named):
        Settings(**settings)


def test_start_is_allowed_when_production_is_set_up() -> None:
    """Keys and Redis given: several replicas may run."""
    settings = Settings(
        environment="production",
        secret_key="k" * 40,
        replicas=3,
        redis_url="redis://redis",
        allowed_origins="",
    )

    assert settings.allowed_origins == []


def test_lists_are_read_when_they_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commas separate."""
    monkeypatch.setenv("API_ALLOWED_ORIGINS", "https://a.fi, https://b.fi")
    monkeypatch.setenv("API_TRUSTED_PROXIES", "10.0.0.0/8,127.0.0.1")

    assert Settings().allowed_origins == ["https://a.fi", "https://b.fi"]
    assert len(Settings().trusted_networks) == 2


def test_one_line_is_printed_when_the_command_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, and no key, in front of an operator."""
    monkeypatch.setenv("API_ENVIRONMENT", "production")
    for name in PRODUCTION_KEYS:
        monkeypatch.setenv(name, f"id:{'A' * 43}=" if name.endswith("ENCRYPTION_KEYS") else "k" * 40)
    monkeypatch.setenv("API_SECRET_KEY", "short-key")

    assert main(["serve"]) == 1

    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert "API_SECRET_KEY" in printed
    assert "short-key" not in printed


@pytest.mark.parametrize("missing", [PRODUCTION_KEYS, *((name,) for name in PRODUCTION_KEYS)])
def test_missing_keys_are_named_in_one_line_when_production_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: tuple[str, ...]
) -> None:
    """No part is silently off: without each key, also where it is empty, nothing starts."""
    monkeypatch.setenv("API_ENVIRONMENT", "production")
    for name in PRODUCTION_KEYS:
        monkeypatch.setenv(name, "" if name in missing else "k" * 40)

    assert main(["serve"]) == 1

    assert capsys.readouterr().err.splitlines() == [
        f"API_ENVIRONMENT=production needs {', '.join(missing)}: see .env.example"
    ]


def test_no_key_is_asked_for_when_this_is_no_production() -> None:
    """In development every part works or says by itself what it lacks."""
    assert find_missing_keys({}) == []
    assert find_missing_keys({"api_environment": "production"}) == list(PRODUCTION_KEYS)


def test_launch_is_refused_when_a_danger_contact_is_unchecked(open_door: OpenDoor) -> None:
    """Nobody launches numbers that nobody has tried."""
    catalogue = build_catalogue(build_service("hatanumero", emergency=True))

    with pytest.raises(NotAllowedToLaunchError, match="hatanumero"):
        open_door(launched=True, catalogue=catalogue)
