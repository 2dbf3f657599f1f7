"""What the front door refuses to start with."""

import pytest
from pydantic import ValidationError

from api.__main__ import main
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
    monkeypatch.setenv("API_SECRET_KEY", "short-key")

    assert main(["serve"]) == 1

    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert "API_SECRET_KEY" in printed
    assert "short-key" not in printed


def test_launch_is_refused_when_a_danger_contact_is_unchecked(open_door: OpenDoor) -> None:
    """Nobody launches numbers that nobody has tried."""
    catalogue = build_catalogue(build_service("hatanumero", emergency=True))

    with pytest.raises(NotAllowedToLaunchError, match="hatanumero"):
        open_door(launched=True, catalogue=catalogue)
