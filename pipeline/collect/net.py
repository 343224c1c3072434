"""Connections that go where they were checked to go, and end in time.

A name is resolved here, once; its addresses are checked, and the socket is opened to a checked one, so that no
second answer of the DNS can lead elsewhere. TLS still verifies the name. Every read, write and handshake is also
bounded by one deadline for the whole exchange, headers included.

Behind a proxy it is the proxy that resolves and connects: what is known of a name here is still checked.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import httpcore
import httpx

from pipeline.collect.messages import Arret
from pipeline.errors import SourceError, UsageError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Deadline:
    """The moment by which the exchange under way must be over, whatever it does. One at a time."""

    def __init__(self) -> None:
        self._until = float("inf")

    def start(self, seconds: float) -> None:
        """Give the exchange that begins so many seconds."""
        self._until = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return what is left, in seconds; zero or less when it is over."""
        return self._until - time.monotonic()

    def bound(self, timeout: float | None) -> float:
        """Return the timeout of the next operation. Raises SourceError when there is no time left."""
        left = self.remaining()
        if left <= 0:
            raise SourceError(Arret.TROP_LENT())
        return left if timeout is None else min(timeout, left)


class Gate:
    """Which addresses may be spoken to: public ones, and those of the portal's own kind when the portal is local."""

    def __init__(self, portal_host: str) -> None:
        self._portal_host = portal_host

    @cached_property
    def _homes(self) -> list[Address]:
        """The portal's own addresses, asked for the first time an address that is not public comes up."""
        try:
            return resolve(self._portal_host, 443)
        except (SourceError, httpcore.ConnectError):
            return []

    def admits(self, address: Address) -> bool:
        """Tell whether an address may be spoken to. Link-local addresses never are."""
        inner = _embedded(address)
        if inner.is_link_local or inner.is_multicast or inner.is_unspecified:
            return False
        if inner.is_global:
            return True
        return any(home.is_loopback == inner.is_loopback and not home.is_global for home in self._homes)

    def check(self, host: str, port: int) -> list[Address]:
        """Return the addresses of a host. Raises SourceError when it has none that may be spoken to."""
        admitted = [address for address in resolve(host, port) if self.admits(address)]
        if not admitted:
            raise SourceError(Arret.ADRESSE(f"{host} n'est pas une adresse publique"))
        return admitted

    def check_known(self, host: str, port: int) -> None:
        """Check a host that a proxy will resolve, if it is an address or a name known here. Raises SourceError."""
        try:
            known = resolve(host, port)
        except (SourceError, httpcore.ConnectError):
            return
        if not any(map(self.admits, known)):
            raise SourceError(Arret.ADRESSE(f"{host} n'est pas une adresse publique"))


def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of a name, in the resolver's order.

    Raises SourceError when there is no such name, `httpcore.ConnectError` when the resolver fails.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in _NO_SUCH_NAME:
            raise SourceError(Arret.RESEAU(f"nom inconnu, {host}")) from error
        raise httpcore.ConnectError(f"{host}: {error.strerror}") from error
    except UnicodeError as error:
        raise SourceError(Arret.ADRESSE("nom d'hôte invalide")) from error
    return list(dict.fromkeys(ipaddress.ip_address(str(sockaddr[0]).partition("%")[0]) for *_, sockaddr in found))


def transport(gate: Gate, deadline: Deadline, proxy: str | None = None) -> httpx.HTTPTransport:
    """Return httpx's own transport over connections that the gate and the deadline watch.

    With a proxy they all go there, wherever it stands: whoever named it trusts it. Raises UsageError when it is none.
    """
    made = httpx.HTTPTransport(trust_env=False)
    # httpx has no public way to name httpcore's network backend; a test holds that it is the one in use.
    made._pool = _pool(_Backend(gate, deadline)) if proxy is None else _pool(_Backend(None, deadline), proxy)
    return made


def _pool(backend: httpcore.NetworkBackend, proxy: str | None = None) -> httpcore.ConnectionPool:
    shared: dict[str, Any] = {
        "ssl_context": httpx.create_ssl_context(),
        "max_connections": 8,
        "keepalive_expiry": 15.0,
        "network_backend": backend,
    }
    if proxy is None:
        return httpcore.ConnectionPool(**shared)
    try:
        told = httpx.Proxy(proxy)
    except (ValueError, httpx.InvalidURL):  # Its text would show the password.
        raise UsageError("réglage proxy : http://[utilisateur:mot-de-passe@]hôte:port attendu") from None
    return httpcore.HTTPProxy(proxy_url=str(told.url), proxy_auth=told.raw_auth, **shared)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, gate: Gate | None, deadline: Deadline) -> None:
        self._check = gate.check if gate else resolve
        self._deadline, self._sockets = deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        refused: Exception = httpcore.ConnectError(host)
        for address in self._check(host, port):
            bound = self._deadline.bound(timeout)
            try:
                stream = self._sockets.connect_tcp(str(address), port, bound, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
            else:
                return _Stream(stream, self._deadline)
        raise refused


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.bound(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _embedded(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
