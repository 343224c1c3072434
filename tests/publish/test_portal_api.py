"""What the publisher's side of the portal's API says and sends when the other side misbehaves. No portal is needed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from pipeline.errors import UsageError
from pipeline.publish.portal_api import LostError, PortalApi, RefusedError

KEY = "udata_cle-inventee"


@pytest.fixture
def api(httpserver: HTTPServer) -> Iterator[PortalApi]:
    with PortalApi(f"http://127.0.0.1:{httpserver.port}", KEY, pause=0.01) as made:
        yield made


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Response('{"message": "no right"}', 403), "refusé (403) : no right"),
        (Response('{"errors": {"title": ["required"]}}', 400), "refusé (400) : {'title': ['required']}"),
        (Response("<html>\n<p>Oups", 404, {"Content-Type": "text/html"}), "refusé (404) : NOT FOUND"),
        (
            Response('{"message": "Not there. If you entered the URL manually did you mean /api/2/x?"}', 404),
            "refusé (404) : Not there.",
        ),
        (Response("{}", 401), "a refusé (401) : la clé de CONVENTIONS_API_KEY n'est pas valable"),
    ],
)
def test_a_refusal_is_one_line_without_the_key(
    answer: Response, said: str, api: PortalApi, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/1/x").respond_with_response(answer)
    with pytest.raises(RefusedError) as refused:
        api.write("PUT", "/x", {})
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "did you mean" not in str(refused.value)
    assert KEY not in str(refused.value)
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_is_tried_again_a_write_is_not_by_itself(status: int, api: PortalApi, httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/api/1/x").respond_with_data("<html>", status)
    httpserver.expect_ordered_request("/api/1/x").respond_with_json({"id": 1})
    assert api.read("/x") == {"id": 1}
    httpserver.expect_ordered_request("/api/1/x", method="POST").respond_with_data("<html>", status)
    with pytest.raises(LostError):
        api.write("POST", "/x", {})
    assert (len(httpserver.log), api.lost) == (3, 1)


def test_a_lost_write_is_looked_for_before_it_is_made_again(
    api: PortalApi, httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    httpserver.expect_request("/api/1/x", method="POST").respond_with_data("", 504)
    assert api.once(lambda: api.write("POST", "/x", {}), lambda: {"id": "done"}) == {"id": "done"}
    assert len(httpserver.log) == 1
    with pytest.raises(LostError):
        api.once(lambda: api.write("POST", "/x", {}), lambda: None)
    assert len(httpserver.log) == 5
    assert not [record for record in caplog.records if record.levelname != "INFO"]


def test_the_key_does_not_follow_a_redirection_elsewhere(api: PortalApi, httpserver: HTTPServer) -> None:
    elsewhere = f"http://localhost:{httpserver.port}/api/1/y"
    httpserver.expect_request("/api/1/x").respond_with_data("", 302, {"Location": elsewhere})
    httpserver.expect_request("/api/1/y").respond_with_json({})
    with pytest.raises(RefusedError, match="renvoie ailleurs"):
        api.read("/x")
    assert [request.path for request, _ in httpserver.log] == ["/api/1/x"]


def test_the_portal_is_asked_through_the_proxy_that_is_named() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            for _ in range(4):
                peer, _ = server.accept()
                with peer:
                    heard.append(peer.recv(4096))
                    peer.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        proxy = f"http://moi:secret@127.0.0.1:{server.getsockname()[1]}"
        with (
            PortalApi("https://portail.exemple", KEY, proxy=proxy, pause=0.01) as api,
            pytest.raises(LostError, match=r"le portail https://portail\.exemple n'a pas répondu : 403") as lost,
        ):
            api.read("/x")
        thread.join(5)
    assert all(request.startswith(b"CONNECT portail.exemple:443 ") for request in heard)
    assert not any(KEY.encode() in request for request in heard)
    assert "secret" not in str(lost.value)


@pytest.mark.parametrize(
    ("root", "key", "proxy", "said"),
    [
        ("http://portail.exemple", KEY, None, "https"),
        ("https://portail.exemple", None, None, "CONVENTIONS_API_KEY"),
        ("https://portail.exemple", KEY, "ftp://moi:secret@mandataire", "réglage proxy"),
    ],
)
def test_what_cannot_be_used_is_said(root: str, key: str | None, proxy: str | None, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        PortalApi(root, key, proxy=proxy)
    assert "secret" not in str(refused.value)
