"""Ports for the processes of a test."""

import socket

PORTS = ("ACTIONS_PORT", "ASSISTANT_PORT", "API_PORT")


def find_free_ports() -> dict[str, str]:
    """Three ports that nobody listens on."""
    sockets = [socket.socket() for _ in PORTS]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return {name: str(each.getsockname()[1]) for name, each in zip(PORTS, sockets, strict=True)}
    finally:
        for each in sockets:
            each.close()
