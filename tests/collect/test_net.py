"""Where connections may go: decided on addresses, after the DNS, and held until the socket is open."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from pipeline.collect.client import Http, _redirected, parse
from pipeline.collect.net import Deadline, Gate, transport
from pipeline.collect.types import CollectOptions
from pipeline.errors import SourceError
from tests.collect.conftest import Desk, pdf

PUBLIC, LOCAL, PRIVATE = "93.184.215.14", "127.0.0.1", "10.0.0.8"


@pytest.mark.parametrize(
    ("portal", "address", "admitted"),
    [
        (PUBLIC, "93.184.215.14", True),
        (PUBLIC, "2606:2800:21f:cb07::1", True),
        (PUBLIC, "127.0.0.1", False),
        (PUBLIC, "10.0.0.1", False),
        (PUBLIC, "172.20.1.1", False),
        (PUBLIC, "192.168.1.1", False),
        (PUBLIC, "100.64.0.1", False),
        (PUBLIC, "169.254.169.254", False),
        (PUBLIC, "0.0.0.0", False),
        (PUBLIC, "224.0.0.1", False),
        (PUBLIC, "::1", False),
        (PUBLIC, "fe80::1", False),
        (PUBLIC, "fd00::1", False),
        (PUBLIC, "::ffff:10.0.0.1", False),
        (PUBLIC, "::ffff:127.0.0.1", False),
        (PUBLIC, "64:ff9b::a00:1", False),
        (PUBLIC, "2002:7f00:1::", False),
        (LOCAL, "127.0.0.1", True),
        (LOCAL, "::1", True),
        (LOCAL, "10.0.0.1", False),
        (LOCAL, "169.254.169.254", False),
        (PRIVATE, "192.168.1.1", True),
        (PRIVATE, "127.0.0.1", False),
        (PRIVATE, "169.254.169.254", False),
    ],
)
def test_addresses_that_may_be_spoken_to(portal: str, address: str, admitted: bool) -> None:
    assert Gate(portal).admits(ipaddress.ip_address(address)) is admitted


def named(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Make every look-up of `hote.example` give these addresses in turn; return the addresses connected to."""
    left, connected = list(answers), []
    look_up, connect = socket.getaddrinfo, socket.create_connection

    def resolving(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "hote.example":
            return look_up(host, port, *rest, **more)
        address = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connecting(address: Any, *rest: Any, **more: Any) -> Any:
        connected.append(address[0])
        return connect(address, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolving)
    monkeypatch.setattr(socket, "create_connection", connecting)
    return connected


def test_a_name_that_leads_to_a_private_address_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    connected = named(monkeypatch, "10.1.2.3")
    desk.collect("http://hote.example/a.pdf")
    assert (desk.row().arret or "").startswith("adresse refusée : hote.example")
    assert connected == []


def test_the_address_that_was_checked_is_the_one_connected_to(
    desk: Desk, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The DNS says 127.0.0.1, admitted here, then an address that is not: only the first answer counts."""
    httpserver.expect_request("/a.pdf").respond_with_data(pdf("a"))
    connected = named(monkeypatch, "127.0.0.1", "10.1.2.3")
    found = desk.collect(f"http://hote.example:{httpserver.port}/a.pdf")
    assert len(found.documents) == 1
    assert connected == ["127.0.0.1"]
    assert httpserver.log[0][0].headers["Host"] == f"hote.example:{httpserver.port}"


def test_the_watched_backend_is_the_one_in_use() -> None:
    """httpx is told so by a private attribute: this fails if it stops listening to it."""

    class Closed(Gate):
        def check(self, host: str, port: int) -> list[Any]:
            raise SourceError("fermé")

    with (
        httpx.Client(transport=transport(Closed(PUBLIC), Deadline())) as client,
        pytest.raises(SourceError, match="fermé"),
    ):
        client.get("http://127.0.0.1:9/")


@pytest.mark.parametrize("url", ["ftp://a/b", "file:///etc/passwd", "//a/b", "a/b", "", "http://", "data:,x"])
def test_addresses_that_are_not_of_the_web(url: str) -> None:
    with pytest.raises(SourceError, match="adresse refusée"):
        parse(url)


def test_users_and_fragments_are_not_sent() -> None:
    assert str(parse("https://moi:secret@exemple.fr/a?b=c#d")) == "https://exemple.fr/a?b=c"


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[str]:
    """A local host whose certificate nobody signed."""
    if not shutil.which("openssl"):
        pytest.skip("the refusal of an untrusted certificate is not tested: openssl is missing")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    with HTTPServer(host="localhost", ssl_context=context) as server:
        server.expect_request("/a.pdf").respond_with_data(pdf("a"))
        yield server.url_for("/a.pdf")


def test_an_untrusted_certificate_is_refused_at_once(desk: Desk, tls: str) -> None:
    desk.collect(tls, attempts=5, wait_initial=10.0)
    assert (desk.row().arret or "").startswith("hôte injoignable")
    assert "CERTIFICATE_VERIFY_FAILED" in (desk.row().arret or "")


def test_no_step_back_from_https_to_http() -> None:
    answer = httpx.Response(302, headers={"Location": "http://exemple.fr/"})
    with pytest.raises(SourceError, match="de https vers http"):
        _redirected(httpx.URL("https://exemple.fr/a"), answer)


def test_headers_that_drip_end_in_time(options: CollectOptions) -> None:
    """A host that sends one header byte at a time is bounded like one that drips its body."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            peer, _ = server.accept()
            with peer:
                while not stop.wait(0.05):
                    try:
                        peer.send(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with Http(replace(options, total_timeout=1.0)) as http, pytest.raises(SourceError):
            http.persist(url, lambda: http.open(url, {}, rate=1000).__enter__())
        assert http.deadline.remaining() > -2
        stop.set()
        thread.join(5)
