"""A host that misbehaves: for each fault what the ledger says, and that a later good run heals it."""

from __future__ import annotations

import gzip
import hashlib
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import formatdate

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.collect.conftest import Desk, kinds, messages, pdf

Handler = Callable[[Request], Response]

GOOD = pdf("bonne version", size=50_000)
VALIDATED = {"ETag": '"v1"', "Accept-Ranges": "bytes"}


class Host:
    """A local host with one file, which answers as its handler says."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/convention.pdf")
        self.requests: list[Request] = []
        self.handler: Handler = good
        server.expect_request("/convention.pdf").respond_with_handler(self._answer)
        self._server = server

    def _answer(self, request: Request) -> Response:
        self.requests.append(request)
        return self.handler(request)


def good(request: Request) -> Response:
    return Response(GOOD, content_type="application/pdf")


def in_turn(*handlers: Handler) -> Handler:
    """Answer as each handler in turn, then as the last."""
    left = list(handlers)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


def refusing(status: int, **headers: str) -> Handler:
    return lambda request: Response(
        "non", status=status, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )


def cut(request: Request) -> Response:
    """Announce the whole and give half of it, whatever is asked."""
    return Response(iter([GOOD[:25_000]]), headers={"Content-Length": str(len(GOOD)), **VALIDATED})


def ranged(request: Request) -> Response:
    """Give what is missing when the version is the same, as a storage does."""
    wanted = request.headers.get("Range", "")
    if not wanted or request.headers.get("If-Range") != '"v1"':
        return Response(GOOD, headers=VALIDATED)
    start = int(wanted.removeprefix("bytes=").rstrip("-"))
    told = {"Content-Range": f"bytes {start}-{len(GOOD) - 1}/{len(GOOD)}", **VALIDATED}
    return Response(GOOD[start:], status=206, headers=told)


def beyond(request: Request) -> Response:
    """Go on from a place that no file reaches."""
    return Response(GOOD, status=206, headers={"Content-Range": f"bytes {'9' * 5000}-{'9' * 5000}/*", **VALIDATED})


def dripping(request: Request) -> Response:
    def drip() -> Iterator[bytes]:
        for byte in GOOD:
            yield bytes([byte])
            time.sleep(0.05)

    return Response(drip(), headers={"Content-Length": str(len(GOOD))})


def endless(request: Request) -> Response:
    """Say nothing of its size and never end."""
    return Response((b"%PDF-1.7" + b"0" * 65_536 for _ in range(10**6)), content_type="application/pdf")


def bomb(request: Request) -> Response:
    """Twice 64 MiB of zeros in 130 kB, whatever encoding was asked for."""
    packed = gzip.compress(b"%PDF-1.7\n" + bytes(128 * 2**20), 9)
    return Response(packed, headers={"Content-Encoding": "gzip"})


def redirecting(target: str) -> Handler:
    return refusing(302, Location=target)


def page(request: Request) -> Response:
    return Response("<!DOCTYPE html><title>Connexion</title>", content_type="application/pdf")


@pytest.fixture
def host(httpserver: HTTPServer) -> Host:
    return Host(httpserver)


@pytest.fixture
def desk(desk: Desk, httpserver: HTTPServer) -> Desk:
    """A desk whose portal is the local host: addresses of this machine may be spoken to, no other that is private."""
    desk.options = replace(desk.options, portal=httpserver.url_for("").rstrip("/"))
    return desk


FAULTS: dict[str, tuple[Handler, str]] = {
    "erreur durable": (refusing(500), "réponse HTTP : 500"),
    "absent": (refusing(404), "réponse HTTP : 404"),
    "interdit": (refusing(403), "réponse HTTP : 403"),
    "patience": (refusing(429, Retry_After="86400"), "réponse HTTP : 429"),
    "patience qui n'est pas un nombre": (refusing(429, Retry_After="²"), "réponse HTTP : 429"),
    "patience au-delà du calendrier": (
        refusing(429, Retry_After="Mon, 01 Jan 99999999999999 00:00:00 GMT"),
        "réponse HTTP : 429",
    ),
    "reprise sans mesure": (in_turn(cut, beyond), "corps incomplet"),
    "coupe": (in_turn(cut), "corps incomplet"),
    "redirection sans fin": (redirecting("/convention.pdf"), "redirection refusée : plus de 5 de suite"),
    "redirection vers une adresse privée": (redirecting("http://10.1.2.3/x.pdf"), "adresse refusée : 10.1.2.3"),
    "redirection vers l'hôte de métadonnées": (redirecting("http://169.254.169.254/"), "adresse refusée : 169.254"),
    "redirection vers un nom impossible": (redirecting("http://xn--a/x.pdf"), "redirection refusée : "),
    "redirection hors du web": (redirecting("file:///etc/hostname"), "redirection refusée : adresse refusée"),
    "page HTML": (page, "page HTML à la place d'un PDF"),
    "corps vide": (lambda request: Response(b""), "fichier vide"),
    "document bureautique": (lambda request: Response(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)), "document bur"),
    "encodage inattendu": (lambda request: Response(GOOD, headers={"Content-Encoding": "br"}), "encodage HTTP"),
    "gzip menteur": (lambda request: Response(GOOD, headers={"Content-Encoding": "gzip"}), "encodage HTTP"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_a_row_and_a_later_good_run_heals_it(fault: str, desk: Desk, host: Host) -> None:
    host.handler, said = FAULTS[fault]
    found = desk.collect(host.url)
    assert found.documents == ()
    assert desk.row().etape == "annonce"
    assert (desk.row().arret or "").startswith(said)
    host.handler = good
    healed = desk.collect(host.url)
    assert [document.path.read_bytes() for document in healed.documents] == [GOOD]
    assert (desk.row().etape, desk.row().arret) == ("collecte", None)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_never_costs_the_version_collected_before(fault: str, desk: Desk, host: Host) -> None:
    desk.collect(host.url)
    host.handler, said = FAULTS[fault]
    found = desk.collect(host.url, remote_max_age=0.0)
    if fault == "document bureautique":
        assert found.documents == ()
        assert len(found.withdrawn) == 1
        return
    assert [document.path.read_bytes() for document in found.documents] == [GOOD]
    assert kinds(found) == ["echec"]
    assert (desk.row().arret or "").startswith(f"version précédente gardée : {said}")


def test_transient_errors_are_repeated_and_final_ones_are_not(desk: Desk, host: Host) -> None:
    host.handler = in_turn(refusing(500), refusing(503), good)
    assert len(desk.collect(host.url).documents) == 1
    assert len(host.requests) == 3
    host.handler = refusing(404)
    desk.collect(host.url, remote_max_age=0.0)
    assert len(host.requests) == 4


@pytest.mark.parametrize("wait", ["1", formatdate(time.time() + 2, usegmt=True)])
def test_retry_after_is_obeyed(wait: str, desk: Desk, host: Host) -> None:
    if not wait.isdigit():
        wait = formatdate(time.time() + 2, usegmt=True)
    host.handler = in_turn(refusing(429, Retry_After=wait), good)
    begun = time.monotonic()
    assert len(desk.collect(host.url).documents) == 1
    assert time.monotonic() - begun >= 0.9


def test_a_host_that_asks_for_peace_is_left_alone(desk: Desk, host: Host, httpserver: HTTPServer) -> None:
    host.handler = refusing(429, Retry_After="86400")
    other = httpserver.url_for("/autre.pdf")
    httpserver.expect_request("/autre.pdf").respond_with_data(GOOD)
    desk.collect(host.url, other)
    assert [str(request.path) for request in host.requests] == ["/convention.pdf"]
    assert (desk.row(other).arret or "").startswith("hôte laissé en paix jusqu'à la prochaine exécution")
    assert len(desk.collect(other).documents) == 1


def test_a_host_that_keeps_failing_is_left_alone(desk: Desk, httpserver: HTTPServer) -> None:
    asked: list[str] = []

    def fail(request: Request) -> Response:
        asked.append(request.path)
        return Response(status=500)

    for name in "abcdef":
        httpserver.expect_request(f"/{name}.pdf").respond_with_handler(fail)
    desk.collect(*(httpserver.url_for(f"/{name}.pdf") for name in "abcdef"))
    assert set(asked) == {"/a.pdf", "/b.pdf", "/c.pdf"}


def test_a_cut_body_is_resumed_where_the_host_allows(desk: Desk, host: Host) -> None:
    host.handler = in_turn(cut, ranged)
    found = desk.collect(host.url)
    assert [document.path.read_bytes() for document in found.documents] == [GOOD]
    assert host.requests[1].headers["Range"] == "bytes=25000-"


def test_a_cut_is_resumed_by_the_next_run(desk: Desk, host: Host) -> None:
    host.handler = cut
    desk.collect(host.url, attempts=1)
    host.handler = ranged
    found = desk.collect(host.url)
    assert [document.path.read_bytes() for document in found.documents] == [GOOD]
    assert host.requests[-1].headers["Range"] == "bytes=25000-"
    assert list((desk.data_dir / "raw").glob(".parts/*")) == []


def test_a_resumed_body_of_another_version_is_not_glued_to_the_first(desk: Desk, host: Host) -> None:
    host.handler = cut
    desk.collect(host.url, attempts=1)
    fresh = pdf("autre version", size=60_000)
    host.handler = lambda request: Response(fresh, headers={"ETag": '"v2"'})
    found = desk.collect(host.url)
    assert [document.path.read_bytes() for document in found.documents] == [fresh]


def test_a_range_that_does_not_fit_is_not_glued(desk: Desk, host: Host) -> None:
    def shifted(request: Request) -> Response:
        if "Range" not in request.headers:
            return ranged(request)
        told = {"Content-Range": f"bytes 100-{len(GOOD) - 1}/{len(GOOD)}", **VALIDATED}
        return Response(GOOD[100:], status=206, headers=told)

    host.handler = in_turn(cut, shifted)
    found = desk.collect(host.url)
    assert [document.path.read_bytes() for document in found.documents] == [GOOD]


def test_a_slow_drip_ends_in_time(desk: Desk, host: Host) -> None:
    host.handler = dripping
    begun = time.monotonic()
    desk.collect(host.url, total_timeout=1.0)
    assert time.monotonic() - begun < 5
    assert desk.row().arret == "au-delà du temps permis"
    host.handler = good
    assert len(desk.collect(host.url).documents) == 1


@pytest.mark.parametrize("announced", [True, False], ids=["annoncé", "non annoncé"])
def test_an_oversize_body_is_not_taken(announced: bool, desk: Desk, host: Host) -> None:
    big = 300 * 2**20
    told = {"Content-Length": str(big)} if announced else {}
    host.handler = lambda request: Response(endless(request).response, headers=told)
    tracemalloc.start()
    desk.collect(host.url, max_body=8 * 2**20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (desk.row().arret or "").startswith("au-delà de la taille permise")
    assert peak < 32 * 2**20
    assert list((desk.data_dir / "raw").glob(".parts/*")) == []
    host.handler = good
    assert len(desk.collect(host.url).documents) == 1


def test_a_decompression_bomb_is_not_inflated(desk: Desk, host: Host) -> None:
    host.handler = bomb
    packed = bomb(host)  # type: ignore[arg-type]
    host.handler = lambda request: packed
    tracemalloc.start()
    desk.collect(host.url, max_body=8 * 2**20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (desk.row().arret or "").startswith("au-delà de la taille permise")
    assert peak < 32 * 2**20
    host.handler = good
    assert len(desk.collect(host.url).documents) == 1


def test_a_body_that_comes_compressed_is_taken_as_it_was_before(desk: Desk, host: Host) -> None:
    host.handler = lambda request: Response(gzip.compress(GOOD), headers={"Content-Encoding": "gzip"})
    found = desk.collect(host.url)
    assert [document.document_id for document in found.documents] == [hashlib.sha256(GOOD).hexdigest()]


def test_validators_spare_the_body(desk: Desk, host: Host) -> None:
    def conditional(request: Request) -> Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return Response(status=304)
        return Response(GOOD, headers=VALIDATED)

    host.handler = conditional
    desk.collect(host.url)
    assert kinds(desk.collect(host.url)) == ["inchange"]
    assert [request.headers.get("If-None-Match") for request in host.requests] == [None, '"v1"']


def test_a_file_fetched_by_a_clock_that_was_ahead_is_fetched_again(desk: Desk, host: Host) -> None:
    desk.day = 1000
    desk.collect(host.url)
    desk.day = 0
    desk.collect(host.url)
    assert len(host.requests) == 2


def test_without_validators_a_file_is_fetched_again_by_age(desk: Desk, host: Host) -> None:
    desk.collect(host.url)
    desk.collect(host.url)
    assert len(host.requests) == 1
    host.handler = lambda request: Response(pdf("changée"))
    desk.day += 8
    assert kinds(desk.collect(host.url)) == ["remplace"]


def test_bytes_lost_from_the_store_are_fetched_again(desk: Desk, host: Host) -> None:
    first = desk.collect(host.url)
    first.documents[0].path.unlink()
    assert desk.collect(host.url).documents[0].path.read_bytes() == GOOD


def test_proxies_of_the_environment_are_not_followed(desk: Desk, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was checked must be the one that is asked."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert len(desk.collect(host.url).documents) == 1


def test_a_page_in_place_of_an_archive_withdraws_nothing(desk: Desk, host: Host, packed: bytes) -> None:
    host.handler = lambda request: Response(packed, content_type="application/zip")
    first = desk.collect(host.url)
    assert len(first.documents) == 2
    host.handler = page
    found = desk.collect(host.url, remote_max_age=0.0)
    assert (found.documents, found.withdrawn) == (first.documents, ())
    assert "echec" in kinds(found)


def test_no_cookie_is_kept_and_the_agent_says_who_it_is(desk: Desk, host: Host) -> None:
    host.handler = in_turn(refusing(500, Set_Cookie="suivi=1"), good)
    desk.collect(host.url)
    assert [request.headers.get("Cookie") for request in host.requests] == [None, None]
    assert host.requests[0].headers["User-Agent"].startswith("conventions-pipeline/")


def test_a_private_address_is_refused_when_the_portal_is_public(desk: Desk, host: Host) -> None:
    desk.collect(host.url, portal="http://192.0.32.8")
    assert (desk.row().arret or "").startswith("adresse refusée")
    assert host.requests == []


def test_a_withdrawn_url_may_come_back(desk: Desk, host: Host, httpserver: HTTPServer, tmp_path: object) -> None:
    listed = desk.data_dir.parent / "liste.txt"
    other = httpserver.url_for("/autre.pdf")
    httpserver.expect_request("/autre.pdf").respond_with_data(pdf("autre"))
    listed.write_text(f"# conventions\n{host.url}\n{other}  # la seconde\n")
    assert len(desk.collect(listed).documents) == 2
    listed.write_text(f"{host.url}\n")
    found = desk.collect(listed)
    assert messages(found) == ["moins_de_documents"]
    assert [gone.document.fichier for gone in found.withdrawn] == ["autre.pdf"]
    listed.write_text(f"{host.url}\n{other}\n")
    assert kinds(desk.collect(listed)) == ["inchange", "revenu"]
