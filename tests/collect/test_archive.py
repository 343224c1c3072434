"""Archives anyone may have made: opened within bounds, their names never paths."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.collect.conftest import Desk, kinds, labels, pdf


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def protected(content: bytes) -> bytes:
    """Say, in both headers, that the first member is encrypted."""
    packed = bytearray(content)
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        root = tmp_path / "source"
        root.mkdir(exist_ok=True)
        (root / "lot.zip").write_bytes(content)
        return root

    return write


Put = Callable[[bytes], Path]


def test_the_pdfs_of_an_archive_are_documents(desk: Desk, put: Put, packed: bytes) -> None:
    root = put(packed)
    found = desk.collect(root)
    assert labels(found) == ["a.pdf", "b.pdf"]
    assert [document.path.read_bytes() for document in found.documents] == [pdf("a"), pdf("b")]
    assert [row.ressource_id for row in desk.rows] == [
        "lot.zip", "lot.zip!dossier/a.pdf", "lot.zip!dossier/b.pdf", "lot.zip!lisez.txt",
    ]  # fmt: skip
    assert (desk.row("lot.zip").etape, desk.row("lot.zip").document_id) == ("collecte", None)


def test_a_member_without_a_name_is_a_document(desk: Desk, put: Put) -> None:
    nameless = zipped({"q.pdf": pdf("a"), "b.pdf": pdf("b")}).replace(b"q.pdf", b"\0.pdf")  # A name ends at a NUL.
    assert labels(desk.collect(put(nameless))) == ["b.pdf", "sans nom"]


def test_names_in_an_archive_are_labels(desk: Desk, put: Put, tmp_path: Path) -> None:
    names = ["../../evade.pdf", "/etc/evade.pdf", "C:\\evade.pdf", "a\x1b[31m.pdf", "x" * 300 + ".pdf"]
    found = desk.collect(put(zipped({name: pdf(name) for name in names})))
    assert len(found.documents) == len(names)
    assert not list(tmp_path.rglob("*evade*"))


def test_two_members_of_one_name_are_two(desk: Desk, put: Put) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.pdf", pdf("a"))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.pdf", pdf("b"))
    found = desk.collect(put(target.getvalue()))
    assert [document.resource.membre for document in found.documents] == ["a.pdf", "a.pdf#2"]


REFUSED = {
    "sans PDF": (zipped({"a.txt": b"bonjour"}), "archive ZIP sans PDF : 1 fichiers"),
    "trop de fichiers": (zipped({f"{n}.pdf": b"" for n in range(51)}), "archive ZIP au-delà des limites : 51 fichiers"),
    "tronquée": (zipped({"a.pdf": pdf("a")})[:60], "archive ZIP illisible"),
    "directoire faux": (zipped({"a.pdf": pdf("a")})[:-22] + b"\0" * 22, "archive ZIP illisible"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_archive_that_cannot_be_opened_is_a_row(name: str, desk: Desk, put: Put) -> None:
    content, said = REFUSED[name]
    found = desk.collect(put(content), zip_members=50)
    assert (found.documents, len(desk.rows)) == ((), 1)
    assert (desk.row().etape, (desk.row().arret or "")[: len(said)]) == ("annonce", said)


def test_an_archive_without_pdf_is_refused_once_not_a_failure_at_every_run(desk: Desk, put: Put) -> None:
    root = put(zipped({"tableau.csv": b"a,b"}))
    first, second = desk.collect(root), desk.collect(root)
    assert [(c.kind, c.again) for c in (*first.changes, *second.changes)] == [("refuse", False), ("refuse", True)]


MEMBERS = {
    "bombe": (zipped({"a.pdf": b"%PDF-1.7" + bytes(10**7)}), "archive ZIP au-delà des limites"),
    "protégé": (protected(zipped({"a.pdf": pdf("a")})), "fichier protégé par mot de passe"),
    "somme fausse": (zipped({"a.pdf": pdf("a")}, zipfile.ZIP_STORED).replace(b"% a", b"% z"), "archive ZIP illisible"),
    "ZIP dans un ZIP": (
        zipped({"a.pdf": zipped({"b.pdf": pdf("b")})}),
        "archive non prise en charge : ZIP dans un ZIP",
    ),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_that_cannot_be_taken_is_a_row_of_its_own(name: str, desk: Desk, put: Put) -> None:
    content, said = MEMBERS[name]
    assert desk.collect(put(content)).documents == ()
    assert desk.row("lot.zip").arret == "archive ZIP ouverte : 0 PDF sur 1 fichiers"
    assert (desk.row("lot.zip!a.pdf").arret or "").startswith(said)


def test_the_whole_of_an_archive_is_bounded(desk: Desk, put: Put) -> None:
    content = zipped({f"{n}.pdf": pdf(str(n), size=60_000) for n in range(5)}, zipfile.ZIP_STORED)
    found = desk.collect(put(content), zip_total=200_000)
    assert labels(found) == ["0.pdf", "1.pdf", "2.pdf"]
    assert (desk.row("lot.zip!4.pdf").arret or "").startswith("archive ZIP au-delà des limites")


def test_a_directory_that_lies_about_its_size_is_not_loaded(desk: Desk, put: Put) -> None:
    content = bytearray(zipped({"a.pdf": pdf("a")}))
    struct.pack_into("<L", content, len(content) - 10, 2**31)
    desk.collect(put(bytes(content)))
    assert (desk.row().arret or "").startswith("archive ZIP au-delà des limites")


def test_what_leaves_an_archive_is_withdrawn(desk: Desk, put: Put, packed: bytes) -> None:
    desk.collect(put(packed))
    found = desk.collect(put(zipped({"dossier/a.pdf": pdf("a"), "c.pdf": pdf("c")})))
    assert labels(found) == ["c.pdf", "a.pdf"]
    assert [(gone.document.fichier, gone.motif) for gone in found.withdrawn] == [
        ("b.pdf", "retiré de la source : absent de l'archive")
    ]
    root = put(b"%PDF-1.7 seul")
    assert labels(desk.collect(root)) == ["lot.zip"]
    (root / "lot.zip").unlink()
    assert len(desk.collect(root).withdrawn) == 4


def test_an_archive_that_can_no_longer_be_opened_keeps_its_documents(desk: Desk, put: Put, packed: bytes) -> None:
    """Half of it came, or it is being copied: what it held is not withdrawn, and each run says so until it is whole."""
    desk.collect(put(packed))
    for _ in range(2):
        found = desk.collect(put(packed[: len(packed) // 2]))
        assert (labels(found), found.withdrawn) == (["a.pdf", "b.pdf"], ())
        assert "echec" in kinds(found)
        assert (desk.row("lot.zip").arret or "").startswith("version précédente gardée : archive ZIP illisible")
    found = desk.collect(put(packed))
    assert (labels(found), found.withdrawn) == (["a.pdf", "b.pdf"], ())
    assert "echec" not in kinds(found)


def test_an_archive_known_unchanged_is_not_opened_again(desk: Desk, put: Put, packed: bytes) -> None:
    root = put(packed)
    first = desk.collect(root)
    second = desk.collect(root)
    assert second.documents == first.documents
    assert second.refused[0].resource.membre == "lisez.txt"
    assert set(kinds(second)) == {"inchange", "refuse"}
