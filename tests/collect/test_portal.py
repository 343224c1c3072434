"""A portal that misbehaves: what it says is checked, and what it fails to say costs nothing."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.collect.conftest import Desk, kinds, labels, messages, pdf

DATASET = "5b5ec5c188ee3842dbe6ba00"
SOURCE = f"datagouv:{DATASET}"


class FakePortal:
    """The two answers of the portal that a dataset needs, and the files it hosts; each may be changed between runs."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("").rstrip("/")
        self.resources: list[Any] = []
        self.dataset: dict[str, Any] = {"id": DATASET, "license": "lov2", "archived": None}
        self.files: dict[str, bytes | None] = {}
        self.total: int | None = None
        self.broken: Response | None = None
        server.expect_request(f"/api/2/datasets/{DATASET}/").respond_with_handler(self._dataset)
        server.expect_request(f"/api/2/datasets/{DATASET}/resources/").respond_with_handler(self._resources)
        server.expect_request(re.compile("/api/2/datasets/resources/.+")).respond_with_handler(self._resource)
        server.expect_request(re.compile("/s/.+")).respond_with_handler(self._file)

    def host(self, name: str, content: bytes, **more: Any) -> dict[str, Any]:
        """Announce a hosted file and return what is said of it, to be changed at will."""
        self.files[f"/s/{name}"] = content
        told = {
            "id": f"00000000-0000-4000-8000-{len(self.resources):012}",
            "title": name,
            "url": f"{self.url}/s/{name}",
            "filetype": "file",
            "format": "pdf",
            "mime": "application/pdf",
            "filesize": len(content),
            "checksum": {"type": "sha1", "value": hashlib.sha1(content).hexdigest()},
            "created_at": "2030-01-01T00:00:00+00:00",
            "last_modified": "2030-01-01T00:00:00+00:00",
            "internal": {"last_modified_internal": "2030-01-01T00:00:00+00:00"},
            "extras": {},
            **more,
        }
        self.resources.append(told)
        return told

    def _dataset(self, request: Request) -> Response:
        return self.broken or _json(self.dataset)

    def _resources(self, request: Request) -> Response:
        number, size = int(request.args["page"]), int(request.args["page_size"])
        data = self.resources[(number - 1) * size : number * size]
        more = f"http://198.51.100.7/ailleurs?page={number + 1}" if number * size < len(self.resources) else None
        total = len(self.resources) if self.total is None else self.total
        return _json({"data": data, "next_page": more, "total": total, "page": number})

    def _resource(self, request: Request) -> Response:
        for told in self.resources:
            if isinstance(told, dict) and told.get("id") == request.path.rstrip("/").rpartition("/")[2]:
                return _json({"resource": told, "dataset_id": DATASET})
        return _json({"message": "Resource not found"}, 404)

    def _file(self, request: Request) -> Response:
        content = self.files.get(request.path)
        return Response(status=404) if content is None else Response(content)


def _json(told: object, status: int = 200) -> Response:
    return Response(json.dumps(told), status=status, content_type="application/json")


@pytest.fixture
def portal(httpserver: HTTPServer) -> FakePortal:
    return FakePortal(httpserver)


@pytest.fixture
def desk(desk: Desk, portal: FakePortal) -> Desk:
    desk.options = replace(desk.options, portal=portal.url, page_size=2)
    return desk


def test_a_wrong_checksum_is_kept_and_flagged_until_it_is_mended(desk: Desk, portal: FakePortal) -> None:
    told = portal.host("a.pdf", pdf("a"))
    sound = told["checksum"]
    told["checksum"] = {"type": "sha1", "value": "0" * 40}
    assert len(desk.collect(SOURCE).documents) == 1
    assert desk.row().etape == "collecte"
    assert (desk.row().arret or "").startswith("somme de contrôle différente de celle annoncée : sha1 0000")
    told["checksum"] = sound
    assert len(desk.collect(SOURCE).documents) == 1
    assert desk.row().arret is None


def test_bytes_that_differ_from_their_checksum_are_asked_for_again(desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"))
    portal.files["/s/a.pdf"] = pdf("abîmé")
    assert (desk.collect(SOURCE), desk.row().etape)[1] == "collecte"
    assert (desk.row().arret or "").startswith("somme de contrôle différente")
    portal.files["/s/a.pdf"] = pdf("a")
    healed = desk.collect(SOURCE)
    assert [document.path.read_bytes() for document in healed.documents] == [pdf("a")]
    assert desk.row().arret is None


@pytest.mark.parametrize("kind", ["sha256", "sha2", "md5", "SHA1", "crc"])
def test_every_kind_of_checksum_is_compared(kind: str, desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"), checksum={"type": kind, "value": "AB"})
    desk.collect(SOURCE)
    assert (desk.row().arret or "").startswith("somme de contrôle différente")


def test_a_checksum_of_an_unknown_kind_proves_nothing(desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"), checksum={"type": "etag", "value": "AB"})
    desk.collect(SOURCE)
    assert desk.row().arret is None


def test_a_wrong_size_is_flagged(desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"), checksum=None, filesize=7)
    desk.collect(SOURCE)
    assert (desk.row().arret or "").startswith("taille différente de celle annoncée : 7 octets annoncés")


def test_pages_are_followed_on_the_portal_alone(desk: Desk, portal: FakePortal) -> None:
    for number in range(5):
        portal.host(f"{number}.pdf", pdf(str(number)))
    assert labels(desk.collect(SOURCE)) == [f"{number}.pdf" for number in range(5)]


def test_a_short_list_is_a_warning_and_withdraws_nothing(desk: Desk, portal: FakePortal) -> None:
    for number in range(3):
        portal.host(f"{number}.pdf", pdf(str(number)))
    desk.collect(SOURCE)
    portal.total = 9
    found = desk.collect(SOURCE)
    assert messages(found) == ["liste_incomplete"]
    assert len(found.documents) == 3


def test_the_same_resource_listed_twice_is_one(desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"))
    portal.resources *= 3
    portal.total = 1
    assert len(desk.collect(SOURCE).changes) == 1


def test_a_list_with_a_dataset_that_has_no_id_is_a_warning(
    desk: Desk, portal: FakePortal, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/api/2/datasets/search/").respond_with_json({"data": [{"id": None}], "total": 1})
    assert messages(desk.collect("datagouv:search/conventions")) == ["source_injoignable"]


@pytest.mark.parametrize(
    "said",
    [
        {"created_at": "0001-01-01T00:00:00+14:00"},
        {"last_modified": "9999-12-31T23:59:59-10:00"},
        {"filesize": 1e300},
        {"filesize": -1},
    ],
)
def test_dates_and_sizes_that_cannot_be_are_not_known(said: dict[str, Any], desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"), **said)
    (document,) = desk.collect(SOURCE).documents
    named = {"created_at": "publie_le", "last_modified": "modifie_le", "filesize": "taille"}
    assert [getattr(document.resource, named[key]) for key in said] == [None]


def test_a_malformed_resource_costs_itself_alone(desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"))
    portal.resources.append({"id": None, "title": ["?"], "url": 12})
    found = desk.collect(SOURCE)
    assert labels(found) == ["a.pdf"]
    assert sorted(row.arret or "" for row in desk.rows) == ["", "annonce illisible"]


@pytest.mark.parametrize(
    "broken",
    [
        Response(status=503),
        Response("<html>404</html>", status=404, content_type="text/html"),
        Response("<html>maintenance</html>", content_type="text/html"),
        Response('{"error": "no such path", "status": 404}', status=404, content_type="application/json"),
        Response('{"id": 3', content_type="application/json"),
    ],
    ids=["503", "404 d'un relais", "page de maintenance", "racine fausse", "JSON coupé"],
)
def test_a_portal_out_of_reach_withdraws_nothing(broken: Response, desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"))
    desk.collect(SOURCE)
    portal.broken = broken
    found = desk.collect(SOURCE)
    assert labels(found) == ["a.pdf"]
    assert messages(found) == ["source_injoignable"]
    portal.broken = None
    assert messages(desk.collect(SOURCE)) == []


def test_a_hosted_file_that_is_not_there_keeps_its_former_version(desk: Desk, portal: FakePortal) -> None:
    told = portal.host("a.pdf", pdf("a"))
    desk.collect(SOURCE)
    told["url"] = f"{portal.url}/s/b.pdf"
    found = desk.collect(SOURCE)
    assert labels(found) == ["b.pdf"]
    assert desk.row().arret == "version précédente gardée : réponse HTTP : 404 Not Found"
    portal.files["/s/b.pdf"] = pdf("a")
    desk.collect(SOURCE)
    assert desk.row().arret is None


def test_a_large_file_that_is_no_document_is_left_early(desk: Desk, portal: FakePortal) -> None:
    told = portal.host("a.csv", b"a;b\n" * 10**6, format="csv", mime="text/csv")
    asked = desk.collect(SOURCE)
    assert (desk.row().arret, desk.row().etape) == ("texte, non PDF", "annonce")
    assert asked.refused[0].taille < 2**20
    portal.files["/s/a.csv"] = None
    told["title"] = "un autre titre"
    desk.collect(SOURCE)
    assert desk.row().arret == "texte, non PDF"


def test_a_pdf_under_any_label_is_a_document(desk: Desk, portal: FakePortal) -> None:
    portal.host("a.csv", pdf("a"), format="csv", mime="text/csv")
    assert len(desk.collect(SOURCE).documents) == 1


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/a.pdf", "javascript:alert(1)", "http://[::1/a", "a.pdf", "", None])
def test_an_address_that_is_not_of_the_web_is_a_row(url: str | None, desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"), url=url, filetype="remote")
    assert desk.collect(SOURCE).documents == ()
    assert (desk.row().arret or "").startswith(("adresse refusée", "annonce illisible"))


def test_names_from_the_portal_never_become_paths(desk: Desk, portal: FakePortal) -> None:
    told = portal.host("x.pdf", pdf("x"), title="../../../../etc/cron.d/x\x00\n")
    told["id"] = "../../x"
    desk.collect(SOURCE)
    files = [path.name for path in desk.data_dir.rglob("*") if path.is_file()]
    assert sorted(files) == [hashlib.sha256(pdf("x")).hexdigest(), "ledger.sqlite"]


def test_a_source_that_is_silent_for_long_is_a_warning(desk: Desk, portal: FakePortal) -> None:
    portal.host("a.pdf", pdf("a"))
    assert messages(desk.collect(SOURCE, quiet_days=365)) == ["source_muette"]
    assert messages(desk.collect(SOURCE, quiet_days=3650)) == []
    portal.resources.clear()
    assert messages(desk.collect(SOURCE)) == ["source_muette"]


def test_an_archive_of_pdfs_is_opened(desk: Desk, portal: FakePortal, packed: bytes) -> None:
    told = portal.host("recueil.zip", packed, format="zip", mime="application/zip")
    found = desk.collect(SOURCE)
    assert labels(found) == ["a.pdf", "b.pdf"]
    assert {document.resource.ressource_id for document in found.documents} == {told["id"]}
    assert desk.row(told["id"]).arret == "archive ZIP ouverte : 2 PDF sur 3 fichiers"
    assert desk.row(f"{told['id']}!lisez.txt").arret == "texte, non PDF"
    assert set(kinds(desk.collect(SOURCE))) == {"inchange", "refuse"}
