"""Where a request comes from: an address that nobody keeps, only its keyed hash while a limit counts."""

import hashlib
import hmac
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.datastructures import Headers

Network = IPv4Network | IPv6Network


def find_client_address(peer: str | None, headers: Headers, trusted: Sequence[Network]) -> str | None:
    """Return the address of the sender, or None when the connection has none.

    X-Forwarded-For is believed only as far as trusted proxies wrote it: anyone may send the header.
    """
    address = peer
    hops = [hop.strip() for line in headers.getlist("x-forwarded-for") for hop in line.split(",")]
    while hops and address and _is_in(address, trusted):
        address = hops.pop()
    return address


def is_loopback(address: str | None) -> bool:
    """Whether the request comes from this very machine."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_loopback


def hash_address(address: str | None, secret_key: str) -> str:
    """Return a hash from which the address can't be had without the key; a network of IPv6 counts as one."""
    parsed = _parse(address)
    text = str(parsed or "unknown")
    if parsed is not None and parsed.version == 6:
        # A household has a whole /64 of IPv6 addresses.
        text = parsed.exploded[:19]
    return hmac.new(f"address:{secret_key}".encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parse(address: str | None) -> IPv4Address | IPv6Address | None:
    """The address, None for what is none; one of IPv4 written as IPv6 is that of IPv4."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return None
    # Where one socket takes both kinds, all of IPv4 come as ::ffff:0:0/96: as IPv6, one single network.
    return (parsed.version == 6 and parsed.ipv4_mapped) or parsed
