"""Where the processes listen, how the others find them, and what is said when a place is taken."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from operations.processes import API, StartError, refuse_taken_ports, settings_of_this_machine
from tests.operations.free_ports import find_free_ports


def test_processes_are_looked_for_where_they_listen(tmp_path: Path) -> None:
    """Readiness and the printed address follow a given host; who listens everywhere is found on loopback."""
    given = {"KYNNYS_VAR": str(tmp_path), "API_PORT": "9001"}
    for host, address in (
        ("127.0.0.2", "http://127.0.0.2:9001"),
        ("0.0.0.0", "http://127.0.0.1:9001"),  # noqa: S104 (looked for, not listened on)
        ("::", "http://[::1]:9001"),
    ):
        settings = settings_of_this_machine({**given, "API_HOST": host})
        assert API.address(settings) == settings["ACTIONS_CATALOGUE_URL"] == address


@pytest.mark.parametrize(
    ("everywhere", "taken"),
    [("0.0.0.0", "127.0.0.2"), ("127.0.0.2", "127.0.0.2")],  # noqa: S104 (asked, not listened on)
)
def test_a_port_counts_as_taken_at_the_address_that_is_given(everywhere: str, taken: str) -> None:
    """Who is to listen everywhere can't where another program has the port at one address."""
    with socket.create_server((taken, 0)) as other:
        port = other.getsockname()[1]
        settings = {**find_free_ports(), "API_HOST": everywhere, "API_PORT": str(port)}
        with pytest.raises(StartError, match=rf"Port {port} \(api\) is taken"):
            refuse_taken_ports(settings)


def test_one_line_is_said_when_a_host_is_not_this_machines() -> None:
    """An address that nobody here can listen at is named with its setting."""
    settings = {**find_free_ports(), "API_HOST": "203.0.113.1"}
    with pytest.raises(StartError, match=r"api can't listen at 203\.0\.113\.1.*correct API_HOST"):
        refuse_taken_ports(settings)


def test_addresses_and_files_follow_when_ports_and_folder_are_moved(tmp_path: Path) -> None:
    """A moved port moves what the others call, the folder what is kept; an address given outright stays."""
    settings = settings_of_this_machine(
        {
            "KYNNYS_VAR": str(tmp_path),
            "API_PORT": "9001",
            "ACTIONS_PORT": "9002",
            "API_ASSISTANT_URL": "http://other",
        }
    )
    assert settings["ACTIONS_CATALOGUE_URL"] == "http://127.0.0.1:9001"
    assert settings["ASSISTANT_ACTIONS_URL"] == "http://127.0.0.1:9002/webhook"
    assert settings["API_ASSISTANT_URL"] == "http://other"
    assert settings["API_DATABASE_URL"] == f"sqlite:///{tmp_path}/kynnys.sqlite"
    assert settings["ASSISTANT_MODELS"] == str(tmp_path / "models")
