"""Rasa, actions and api listen on loopback only."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from operations.stack import Stack

PROCESSES = ("assistant", "actions", "api")
# Source: include/net/tcp_states.h of Linux, TCP_LISTEN.
LISTENING = "0A"


def test_all_listen_on_loopback_only(stack: Stack) -> None:
    """Every listening socket of every process, and of its children, is on 127.0.0.0/8 or ::1."""
    for name in PROCESSES:
        listening = [
            address
            for process_id in find_family(stack.process_id(name))
            for address in find_listening(process_id)
        ]
        assert listening, f"{name} listens nowhere: the test does not see its sockets"
        assert all(address.is_loopback for address, _ in listening), (name, listening)


def test_a_socket_open_to_the_network_would_be_seen() -> None:
    """The reader of /proc tells loopback from everything."""
    assert read_address("0100007F:1F90") == (ip_address("127.0.0.1"), 8080)
    assert read_address("00000000:1F90") == (ip_address(0), 8080)
    assert read_address("00000000000000000000000001000000:1F90") == (ip_address("::1"), 8080)
    assert read_address("00000000000000000000000000000000:0050") == (ip_address("::"), 80)


def find_family(process_id: int) -> list[int]:
    """The process and all its descendants."""
    children = Path(f"/proc/{process_id}/task").glob("*/children")
    found = [int(child) for file in children for child in file.read_text().split()]
    return [process_id, *(member for child in found for member in find_family(child))]


def find_listening(process_id: int) -> list[tuple[IPv4Address | IPv6Address, int]]:
    """Addresses and ports on which the process listens."""
    inodes = set()
    for descriptor in Path(f"/proc/{process_id}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue  # Closed meanwhile.
        if target.startswith("socket:["):
            inodes.add(target[len("socket:[") : -1])
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{process_id}/net/{table}").read_text().splitlines()[1:]
    ]
    return [read_address(row[1]) for row in rows if row[3] == LISTENING and row[9] in inodes]


def read_address(written: str) -> tuple[IPv4Address | IPv6Address, int]:
    """The address and port as the kernel writes them: each four bytes in the machine's order."""
    address, port = written.split(":")
    words = [bytes.fromhex(address[start : start + 8])[::-1] for start in range(0, len(address), 8)]
    return ip_address(b"".join(words)), int(port, 16)
