"""One polite visit to an address, to see whether it opens; never to one inside our own network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import httpx

Problem = Literal["answer", "time_out", "unreachable", "certificate", "redirects", "unsure"]
Resolver = Callable[[str, int], Awaitable[str]]

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# These turn away a checker, a robot or too much haste; a person's browser may well get in.
TURNS_CHECKERS_AWAY = frozenset(
    {401, 402, 403, 405, 406, 407, 408, 412, 416, 418, 421, 425, 426, 429, 451, 999}
)
PORTS = {"https": 443, "http": 80}


class AddressRefusedError(Exception):
    """The address is inside our own network, or on a port that no public page uses."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a visit.

    Args:
        problem: why the address did not open; "unsure" when that says nothing about people's browsers, None
            when it opened.
        status_code: of the last answer; None when none came.
        final_url: where it led in the end.
    """

    problem: Problem | None
    status_code: int | None
    final_url: str

    @property
    def has_answered(self) -> bool:
        """Whether anything came back: our own connection works."""
        return self.status_code is not None


async def find_public_address(host: str, port: int) -> str:
    """The address of a host on the public network, to which the connection is then made.

    Staff write the addresses: without this they could make the server ask for pages of its own network.
    The very address that was looked at is used, so that a name can't lead elsewhere a moment later.
    Source: https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html

    Raises:
        AddressRefusedError: any of its addresses is not public, or the port is not that of a web page.
        OSError: the host is unknown.
    """
    if port not in PORTS.values():
        raise AddressRefusedError(f"port {port}")
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # IPv4 first: many servers know IPv6 addresses without being able to reach them.
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise AddressRefusedError(host)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address belongs to the public network, also when it is wrapped in an IPv6 one."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if parsed in NAT64 or parsed in NAT64_LOCAL:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


# These lead to IPv4 addresses. Source: RFC 6052, section 2.1, and RFC 8215, section 3.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")


class Visitor:
    """Visits addresses, one at a time and not too often per host.

    Args:
        user_agent: what it calls itself.
        pause_seconds: between two requests to a host.
        time_out_seconds: for one request, whole: name, connection and answer.
        resolve: finds the address of a host and refuses those that must not be visited.
        verify: how certificates are checked.
    """

    def __init__(
        self,
        user_agent: str,
        pause_seconds: float = 1.0,
        time_out_seconds: float = 15.0,
        resolve: Resolver = find_public_address,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._pause_seconds = pause_seconds
        self._time_out_seconds = time_out_seconds
        self._resolve = resolve
        self._queues: dict[str, asyncio.Lock] = {}
        # No proxy of the environment: it would connect where we did not look.
        self._client = httpx.AsyncClient(
            headers={"User-Agent": user_agent, "Accept": "text/html,*/*;q=0.8"},
            follow_redirects=False,
            trust_env=False,
            verify=verify,
            timeout=time_out_seconds,
            # A kept connection is known by its address alone and could answer for another name there.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def visit(self, url: str, tries: list[bool] | None = None) -> Visit:
        """See whether the address opens: HEAD first, GET where that does not do; redirects are followed.

        Args:
            tries: gets whether each request was answered, which is known also when nobody waits for the end.
        """
        tries = [] if tries is None else tries
        seen = {url}
        current = url
        status_code: int | None = None
        for _ in range(MOST_REDIRECTS + 1):
            answer, problem = await self._ask_twice(current, tries)
            if answer is None:
                return Visit(problem, status_code, current)
            status_code = answer.status_code
            location = answer.headers.get("location")
            if status_code not in REDIRECTS or not location:
                return Visit(_judge(status_code), status_code, current)
            try:
                current = str(httpx.URL(current).join(location))
            except (httpx.InvalidURL, ValueError):
                return Visit("answer", status_code, current)
            if current in seen:
                break
            seen.add(current)
        return Visit("redirects", status_code, current)

    async def _ask_twice(self, url: str, tries: list[bool]) -> tuple[httpx.Response | None, Problem | None]:
        answer, problem = await self._ask("HEAD", url)
        tries.append(answer is not None)
        if (answer is not None and answer.status_code < 400) or problem in ("certificate", "unsure"):
            return answer, problem
        second, second_problem = await self._ask("GET", url)
        tries.append(second is not None)
        # Any answer tells more than none.
        return (second, second_problem) if second is not None or answer is None else (answer, problem)

    async def _ask(self, method: str, url: str) -> tuple[httpx.Response | None, Problem | None]:
        try:
            async with self._get_queue(url):
                try:
                    async with asyncio.timeout(self._time_out_seconds):
                        answer = await self._send(method, url)
                finally:
                    await asyncio.sleep(self._pause_seconds)
        except AddressRefusedError:
            # A name may well lead to an inner address here and to a public one for everybody else.
            return None, "unsure"
        except (TimeoutError, httpx.TimeoutException):
            return None, "time_out"
        except httpx.ConnectError as error:
            return None, "certificate" if _is_certificate_error(error) else "unreachable"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError):
            return None, "unreachable"
        return answer, None

    async def _send(self, method: str, url: str) -> httpx.Response:
        parsed = httpx.URL(url)
        if parsed.scheme not in PORTS or not parsed.host or parsed.userinfo:
            raise AddressRefusedError(parsed.scheme)
        address = await self._resolve(parsed.host, parsed.port or PORTS[parsed.scheme])
        request = self._client.build_request(
            method,
            parsed.copy_with(host=address),
            headers={"Host": parsed.netloc.decode("ascii")},
            # The certificate must still be that of the name.
            extensions={"sni_hostname": parsed.raw_host.decode("ascii"), **_time_outs(self._client)},
        )
        # The body is of no interest, and may be without end.
        answer = await self._client.send(request, stream=True)
        await answer.aclose()
        return answer

    def _get_queue(self, url: str) -> asyncio.Lock:
        return self._queues.setdefault(find_host(url), asyncio.Lock())


def find_host(url: str) -> str:
    """The host of an address in small letters; empty where there is none."""
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:
        return ""


def _time_outs(client: httpx.AsyncClient) -> dict[str, object]:
    return {"timeout": client.timeout.as_dict()}


def _judge(status_code: int) -> Problem | None:
    if status_code in TURNS_CHECKERS_AWAY:
        return "unsure"
    return "answer" if status_code >= 400 else None


def _is_certificate_error(error: BaseException) -> bool:
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLError):
            return True
        inner = inner.__cause__ or inner.__context__
    return False
