"""Against the portal's own software: what a producer does there, and what the ledger says of it."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from pytest_httpserver import HTTPServer

from tests.collect.conftest import Desk, kinds, labels, messages, pdf
from tests.collect.portal.conftest import Producer

pytestmark = pytest.mark.portal


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The paths asked for since the last call."""
    asked: list[str] = []
    send = httpx.Client.send

    def spy(self: httpx.Client, request: httpx.Request, **more: object) -> httpx.Response:
        if "X-API-KEY" not in request.headers:
            asked.append(request.url.path)
        return send(self, request, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(httpx.Client, "send", spy)

    def taken() -> list[str]:
        found = asked[:]
        asked.clear()
        return found

    return taken


def test_first_run_collects_and_describes_every_file(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Premières conventions")
    resource = portal.upload(dataset, "Convention Alpha.pdf", pdf("alpha"))
    portal.upload(dataset, "notice.csv", b"a;b\n1;2\n")
    found = portal_desk.collect(f"datagouv:{dataset}")
    (document,) = found.documents
    assert document.path.read_bytes() == pdf("alpha")
    told = document.resource
    assert (told.jeu_de_donnees_id, told.ressource_id, told.licence) == (dataset, resource["id"], "lov2")
    assert told.url == resource["url"]
    assert told.titre == resource["title"]
    assert told.publie_le is not None
    assert told.modifie_le is not None
    assert portal_desk.row(resource["id"]).etape == "collecte"
    (csv,) = [row for row in portal_desk.rows if row.ressource_id != resource["id"]]
    assert (csv.etape, csv.arret) == ("annonce", "texte, non PDF")


def test_unchanged_run_downloads_nothing(
    portal: Producer, portal_desk: Desk, requests: Callable[[], list[str]]
) -> None:
    dataset = portal.dataset("Conventions inchangées")
    for name in ("un.pdf", "deux.pdf", "trois.csv"):
        portal.upload(dataset, name, pdf(name) if name.endswith("pdf") else b"a;b\n")
    first = portal_desk.collect(f"datagouv:{dataset}")
    assert len([path for path in requests() if path.startswith("/s/")]) == 3
    second = portal_desk.collect(f"datagouv:{dataset}")
    assert [path for path in requests() if path.startswith("/s/")] == []
    assert second.documents == first.documents
    assert sorted(kinds(second)) == ["inchange", "inchange", "refuse"]


def test_a_file_replaced_in_place_takes_the_old_one_s_place(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Conventions remplacées")
    resource = portal.upload(dataset, "avant.pdf", pdf("avant"))
    before = portal_desk.collect(f"datagouv:{dataset}")
    portal.replace(dataset, resource["id"], "apres.pdf", pdf("après"))
    after = portal_desk.collect(f"datagouv:{dataset}")
    assert kinds(after) == ["remplace"]
    assert [document.path.read_bytes() for document in after.documents] == [pdf("après")]
    (gone,) = after.withdrawn
    assert gone.document.document_id == before.documents[0].document_id
    assert gone.document.path.read_bytes() == pdf("avant")
    assert gone.motif == "remplacé par une autre version"


def test_a_replacement_between_the_list_and_the_file_is_followed(
    portal: Producer, portal_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = portal.dataset("Conventions mouvantes")
    resource = portal.upload(dataset, "avant.pdf", pdf("avant"))
    send, replaced = httpx.Client.send, []

    def replacing(self: httpx.Client, request: httpx.Request, **more: object) -> httpx.Response:
        if request.url.path.startswith("/s/") and not replaced:
            replaced.append(1)
            portal.replace(dataset, resource["id"], "apres.pdf", pdf("après"))
        return send(self, request, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(httpx.Client, "send", replacing)
    found = portal_desk.collect(f"datagouv:{dataset}")
    assert [document.path.read_bytes() for document in found.documents] == [pdf("après")]
    assert kinds(portal_desk.collect(f"datagouv:{dataset}")) == ["renomme"]


def test_a_new_title_is_no_new_file(portal: Producer, portal_desk: Desk, requests: Callable[[], list[str]]) -> None:
    dataset = portal.dataset("Conventions renommées")
    resource = portal.upload(dataset, "x.pdf", pdf("x"))
    portal_desk.collect(f"datagouv:{dataset}")
    portal.retitle(dataset, resource["id"], "Convention / du 3 mars : été")
    requests()
    found = portal_desk.collect(f"datagouv:{dataset}")
    assert kinds(found) == ["renomme"]
    assert not [path for path in requests() if path.startswith("/s/")]
    assert found.documents[0].resource.titre == "Convention / du 3 mars : été"


def test_a_resource_removed_is_withdrawn_and_may_come_back(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Conventions retirées")
    portal.upload(dataset, "reste.pdf", pdf("reste"))
    resource = portal.upload(dataset, "part.pdf", pdf("part"))
    portal_desk.collect(f"datagouv:{dataset}")
    portal.remove(dataset, resource["id"])
    after = portal_desk.collect(f"datagouv:{dataset}")
    assert sorted(kinds(after)) == ["inchange", "retire"]
    assert messages(after) == ["moins_de_documents"]
    assert [gone.document.fichier for gone in after.withdrawn] == ["part.pdf"]
    assert portal_desk.row(resource["id"]).arret == "retiré de la source : ressource, réponse HTTP : 404 Not Found"
    portal.upload(dataset, "part.pdf", pdf("part"))
    back = portal_desk.collect(f"datagouv:{dataset}")
    assert back.withdrawn == ()
    assert sorted(kinds(back)) == ["inchange", "revenu"]


def test_a_deleted_dataset_takes_its_documents_with_it(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Conventions supprimées")
    portal.upload(dataset, "x.pdf", pdf("x"))
    portal_desk.collect(f"datagouv:{dataset}")
    portal.remove(dataset)
    after = portal_desk.collect(f"datagouv:{dataset}")
    assert after.documents == ()
    assert "410" in after.withdrawn[0].motif
    assert messages(after) == ["source_disparue", "source_muette"]


def test_a_dataset_made_private_is_withdrawn(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Conventions privées")
    portal.upload(dataset, "x.pdf", pdf("x"))
    portal_desk.collect(f"datagouv:{dataset}")
    portal.edit(dataset, private=True)
    after = portal_desk.collect(f"datagouv:{dataset}")
    assert (after.documents, len(after.withdrawn)) == ((), 1)
    portal.edit(dataset, private=False)
    assert kinds(portal_desk.collect(f"datagouv:{dataset}")) == ["revenu"]


def test_an_unknown_dataset_is_a_warning(portal_desk: Desk) -> None:
    found = portal_desk.collect("datagouv:il-n-y-a-rien-ici")
    assert found.documents == ()
    assert messages(found) == ["source_disparue"]


def test_a_former_slug_leads_to_the_dataset(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Conventions au premier titre")
    portal.upload(dataset, "x.pdf", pdf("x"))
    slug = portal.read(dataset)["slug"]
    assert labels(portal_desk.collect(f"datagouv:{slug}")) == ["x.pdf"]
    portal.edit(dataset, title="Conventions au second titre")
    assert portal.read(dataset)["slug"] != slug
    answer = httpx.get(f"{portal.url}/api/2/datasets/{slug}/", trust_env=False)
    assert answer.status_code == 308
    assert kinds(portal_desk.collect(f"datagouv:{slug}")) == ["inchange"]


def test_every_page_of_resources_is_read(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Conventions nombreuses")
    for number in range(10):
        portal.upload(dataset, f"c{number}.pdf", pdf(str(number)))
    found = portal_desk.collect(f"datagouv:{dataset}")
    assert labels(found) == [f"c{number}.pdf" for number in range(10)]
    assert found.warnings == ()


def test_the_portal_s_own_client_sees_and_downloads_the_same(
    portal: Producer,
    portal_desk: Desk,
    official: Callable[[str], list[dict[str, str]]],
    httpserver: HTTPServer,
) -> None:
    """Two clients written apart agree on what is announced, under which labels, and on every byte."""
    dataset = portal.dataset("Conventions vues deux fois")
    for number in range(4):
        portal.upload(dataset, f"Convention n° {number} (été).pdf", pdf(str(number), size=200_000))
    httpserver.expect_request("/loin.pdf").respond_with_data(pdf("loin"))
    portal.link(dataset, "Convention au loin", httpserver.url_for("/loin.pdf"))
    found = portal_desk.collect(f"datagouv:{dataset}")
    told = {document.resource.ressource_id: document for document in found.documents}
    seen = official(dataset)
    assert len(seen) == 5
    assert {row["id"]: (row["title"], row["url"], row["sha1"], row["sha256"]) for row in seen} == {
        key: (document.resource.titre, document.resource.url, document.resource.checksum, document.document_id)
        for key, document in told.items()
    }


def test_a_remote_file_is_followed_through_redirections(
    portal: Producer, portal_desk: Desk, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/ici").respond_with_data(status=302, headers={"Location": "/la"})
    httpserver.expect_request("/la").respond_with_data(status=301, headers={"Location": "/enfin"})
    httpserver.expect_request("/enfin", headers={"If-None-Match": '"1"'}).respond_with_data(status=304)
    httpserver.expect_request("/enfin").respond_with_data(pdf("loin"), headers={"ETag": '"1"'})
    dataset = portal.dataset("Conventions lointaines")
    resource = portal.link(dataset, "Convention au loin", httpserver.url_for("/ici"))
    found = portal_desk.collect(f"datagouv:{dataset}")
    assert [document.path.read_bytes() for document in found.documents] == [pdf("loin")]
    assert portal_desk.row(resource["id"]).etape == "collecte"
    assert kinds(portal_desk.collect(f"datagouv:{dataset}")) == ["inchange"]
    assert all("X-API-KEY" not in request.headers for request, _ in httpserver.log)


def test_the_same_file_in_two_datasets_is_one_document(portal: Producer, portal_desk: Desk) -> None:
    datasets = [portal.dataset(f"Conventions partagées {number}") for number in (1, 2)]
    for dataset in datasets:
        portal.upload(dataset, "x.pdf", pdf("partagée"))
    found = portal_desk.collect(*(f"datagouv:{dataset}" for dataset in datasets))
    assert len(found.documents) == 1
    assert kinds(found) == ["nouveau", "double"]
    assert len(portal_desk.rows) == 2
    portal.remove(datasets[0])
    left = portal_desk.collect(*(f"datagouv:{dataset}" for dataset in datasets))
    assert left.withdrawn == ()
    assert left.documents[0].resource.jeu_de_donnees_id == datasets[1]


def test_an_organisation_s_datasets_are_all_collected(portal: Producer, portal_desk: Desk) -> None:
    datasets = [portal.dataset(f"Fonds {number}", organisation=1) for number in range(2)]
    for dataset in datasets:
        portal.upload(dataset, "x.pdf", pdf(dataset))
    source = f"datagouv:org/{portal.organisations[1]}"
    assert {d.resource.jeu_de_donnees_id for d in portal_desk.collect(source).documents} == set(datasets)
    portal.edit(datasets[0], archived="2031-01-01T00:00:00+00:00")
    found = portal_desk.collect(source)
    assert {d.resource.jeu_de_donnees_id for d in found.documents} == set(datasets)
    assert sorted(kinds(found)) == ["archive", "inchange"]
    assert len(portal_desk.collect(source, keep_archived=False).documents) == 1


def test_a_search_collects_what_it_finds(portal: Producer, portal_desk: Desk) -> None:
    dataset = portal.dataset("Registre des hippocampes")
    portal.upload(dataset, "x.pdf", pdf("hippocampe"))
    found = portal_desk.collect("datagouv:search/registre hippocampes?license=lov2")
    assert [document.resource.jeu_de_donnees_id for document in found.documents] == [dataset]
    portal.edit(dataset, title="Registre des tortues")
    assert kinds(portal_desk.collect("datagouv:search/registre hippocampes?license=lov2")) == ["inchange"]
