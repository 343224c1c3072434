"""Behind a proxy that must be used: what goes through it, what never reaches it."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from pipeline.collect import CollectOptions
from pipeline.collect.client import Http
from pipeline.errors import UsageError
from tests.collect.conftest import Desk, pdf

PUBLIC = "http://portail.example"
"""A portal that only the proxy knows."""


@pytest.fixture
def behind(desk: Desk, httpserver: HTTPServer) -> Desk:
    """A desk whose only way out is the local host."""
    proxy = f"http://moi:secret@127.0.0.1:{httpserver.port}"
    desk.options = replace(desk.options, portal=PUBLIC, proxy=proxy, attempts=1)
    return desk


def test_everything_goes_through_the_proxy_that_is_named(behind: Desk, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a.pdf").respond_with_data(status=302, headers={"Location": "http://loin.example/b.pdf"})
    httpserver.expect_request("/b.pdf").respond_with_data(pdf("loin"))
    found = behind.collect("http://ici.example/a.pdf")
    assert [document.path.read_bytes() for document in found.documents] == [pdf("loin")]
    seen = [request for request, _ in httpserver.log]
    assert [request.url for request in seen] == ["http://ici.example/a.pdf", "http://loin.example/b.pdf"]
    password = b64encode(b"moi:secret").decode()
    assert {request.headers["Proxy-Authorization"] for request in seen} == {f"Basic {password}"}


@pytest.mark.parametrize("target", ["http://10.1.2.3/a.pdf", "http://127.0.0.1:1/a.pdf", "http://localhost/a.pdf"])
def test_a_private_address_is_refused_before_the_proxy_hears_of_it(
    target: str, behind: Desk, httpserver: HTTPServer
) -> None:
    behind.collect(target)
    assert (behind.row().arret or "").startswith("adresse refusée")
    httpserver.expect_request("/a.pdf").respond_with_data(status=302, headers={"Location": target})
    behind.collect("http://ici.example/a.pdf")
    assert [request.host for request, _ in httpserver.log] == ["ici.example"]


@pytest.fixture
def tunnel() -> Iterator[tuple[int, list[bytes]]]:
    """A proxy that hears what is asked and refuses it: its port, and the first lines that it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            peer, _ = server.accept()
            with peer:
                heard.append(peer.recv(4096).split(b"\r\n")[0])
                peer.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        thread.join(5)


def test_https_asks_for_a_tunnel_and_a_refusal_is_a_row(desk: Desk, tunnel: tuple[int, list[bytes]]) -> None:
    port, heard = tunnel
    desk.collect("https://ici.example/a.pdf", portal=PUBLIC, proxy=f"http://127.0.0.1:{port}", attempts=1)
    assert heard == [b"CONNECT ici.example:443 HTTP/1.1"]
    assert (desk.row().arret or "").startswith("hôte injoignable : 403")


def test_a_proxy_that_is_away_is_a_row(desk: Desk) -> None:
    desk.collect("http://ici.example/a.pdf", portal=PUBLIC, proxy="http://127.0.0.1:9", attempts=1)
    assert (desk.row().arret or "").startswith("hôte injoignable")


@pytest.mark.parametrize("proxy", ["proxy.intra:3128", "ftp://moi:secret@proxy", "http://[moi:secret"])
def test_what_is_no_proxy_is_said_without_its_password(proxy: str, options: CollectOptions) -> None:
    with pytest.raises(UsageError, match="réglage proxy") as caught:
        Http(replace(options, proxy=proxy))
    assert "secret" not in str(caught.value)
