"""A folder or a file: names are labels, bytes decide, and what is known is not read again."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.collect import CollectOptions, Step, collect
from pipeline.collect import folder as folder_module
from pipeline.collect import ledger as ledger_module
from pipeline.collect.store import Draft
from pipeline.errors import OperationError, UsageError
from tests.collect.conftest import Desk, kinds, labels, messages, pdf

Write = Callable[..., Path]


def age(root: Path, seconds: float = 60) -> None:
    """Make every file's date old enough to be trusted."""
    then = time.time() - seconds + 0.25
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


def test_every_pdf_of_a_folder_is_a_document(desk: Desk, folder: Write) -> None:
    root = folder(b_pdf=pdf("b"), a__c_pdf=pdf("c"))
    (root / "sans-extension").write_bytes(b"\n\n" + pdf("d"))
    (root / ".cache").mkdir()
    (root / ".cache" / "e.pdf").write_bytes(pdf("e"))
    found = desk.collect(root)
    assert [document.resource.cle for document in found.documents] == ["a/c.pdf", "b.pdf", "sans-extension"]
    assert labels(found) == ["c.pdf", "b.pdf", "sans-extension"]
    assert found.documents[0].path.read_bytes() == pdf("c")
    assert found.documents[0].resource.url is None
    assert found.documents[0].resource.modifie_le is None


def test_a_single_file_is_a_source(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"), b_pdf=pdf("b"))
    assert labels(desk.collect(root / "a.pdf")) == ["a.pdf"]
    (root / "a.pdf").unlink()
    found = desk.collect(root / "a.pdf")
    assert (found.documents, len(found.withdrawn)) == ((), 1)


OTHERS = {
    "vide.pdf": (b"", "fichier vide"),
    "page.pdf": (b"\xef\xbb\xbf  <!-- x -->\n<!DOCTYPE html><html>", "page HTML à la place d'un PDF"),
    "vieux.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "document bureautique, non PDF"),
    "scan.pdf": (b"\x89PNG\r\n\x1a\n", "image, non PDF"),
    "notes.pdf": ("Relevé de décisions".encode(), "texte, non PDF"),
    "lot.7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "archive non prise en charge"),
    "lot.bin": (bytes(range(256)), "contenu non reconnu, non PDF"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_pdf_is_a_row_with_its_reason(name: str, desk: Desk, tmp_path: Path) -> None:
    content, said = OTHERS[name]
    root = tmp_path / "source"
    root.mkdir()
    (root / name).write_bytes(content)
    found = desk.collect(root)
    assert (found.documents, kinds(found)) == ((), ["refuse"])
    assert (desk.row(name).etape, desk.row(name).arret) == ("annonce", said)
    (refused,) = found.refused
    assert (refused.resource.fichier, refused.taille) == (name, len(content))
    assert desk.row(name).document_id == (refused.document_id if name.endswith(".pdf") else None)


def test_what_is_refused_is_told_once_and_counted_ever_after(
    desk: Desk, folder: Write, caplog: pytest.LogCaptureFixture
) -> None:
    root = folder()
    said = []
    for text in (b"Rien.", b"Rien.", b""):
        (root / "a.txt").write_bytes(text)
        with caplog.at_level("INFO", logger="pipeline.collect.collection"):
            desk.collect(root)
        said.append([record.getMessage() for record in caplog.records])
        caplog.clear()
    count = "collecte · 0 documents publiés, 0 retirés ; 1 refuse"
    assert said == [["refuse · a.txt : texte, non PDF", count], [count], ["refuse · a.txt : fichier vide", count]]


def test_a_damaged_pdf_is_left_to_the_reader(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=b"%PXF-1.7\n\xe2\xe3\x00\xd3" + bytes(600), b_pdf=b"\n" * 3000 + b"1 0 obj\n<<>>\n" + pdf("b"))
    assert labels(desk.collect(root)) == ["a.pdf", "b.pdf"]


def test_an_unchanged_folder_is_only_looked_at(desk: Desk, folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder(a_pdf=pdf("a"), b_pdf=pdf("b"))
    age(root)
    first = desk.collect(root)
    monkeypatch.setattr(folder_module, "_chunks", lambda path: pytest.fail(f"{path} was read again"))
    second = desk.collect(root)
    assert second.documents == first.documents
    assert kinds(second) == ["inchange", "inchange"]


def test_a_file_changed_under_the_same_size_and_date_is_not_trusted_too_soon(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    now = time.time_ns() + 3600 * 10**9  # However slow the machine is, not past when it is looked at.
    os.utime(root / "a.pdf", ns=(now, now))
    desk.collect(root)
    (root / "a.pdf").write_bytes(pdf("b"))
    os.utime(root / "a.pdf", ns=(now, now))
    found = desk.collect(root)
    assert [document.path.read_bytes() for document in found.documents] == [pdf("b")]
    assert kinds(found) == ["remplace"]


def test_what_happens_to_files_is_recognised(desk: Desk, folder: Write) -> None:
    root = folder(**{f"{name}_pdf": pdf(name) for name in "abcdef"})
    assert kinds(desk.collect(root)) == ["nouveau"] * 6
    (root / "a.pdf").rename(root / "a2.pdf")
    (root / "rangés").mkdir()
    (root / "b.pdf").rename(root / "rangés" / "b.pdf")
    (root / "c2.pdf").write_bytes(pdf("c"))
    (root / "d.pdf").write_bytes(pdf("autre"))
    (root / "e.pdf").unlink()
    found = desk.collect(root)
    by_key = {change.cle: change.kind for change in found.changes}
    assert by_key == {
        "a.pdf": "retire", "a2.pdf": "renomme", "b.pdf": "retire", "rangés/b.pdf": "deplace", "c.pdf": "inchange",
        "c2.pdf": "double", "d.pdf": "remplace", "e.pdf": "retire", "f.pdf": "inchange",
    }  # fmt: skip
    assert {gone.document.fichier for gone in found.withdrawn} == {"d.pdf", "e.pdf"}
    assert desk.row("a.pdf").arret == "retiré de la source : désormais a2.pdf"
    assert desk.row("e.pdf").arret == "retiré de la source : le fichier n'est plus là"
    (root / "e.pdf").write_bytes(pdf("e"))
    back = desk.collect(root)
    assert {change.cle: change.kind for change in back.changes}["e.pdf"] == "revenu"
    assert {gone.document.fichier for gone in back.withdrawn} == {"d.pdf"}


def test_withdrawal_is_for_the_same_source_only(desk: Desk, folder: Write, tmp_path: Path) -> None:
    root = folder(a_pdf=pdf("a"))
    other = tmp_path / "ailleurs"
    other.mkdir()
    (other / "b.pdf").write_bytes(pdf("b"))
    (other / "a.pdf").write_bytes(pdf("a"))
    desk.collect(root, other)
    (root / "a.pdf").unlink()
    assert desk.collect(other).withdrawn == ()
    assert desk.collect(root, other).withdrawn == ()
    assert [gone.document.fichier for gone in desk.collect(root).withdrawn] == ["a.pdf"]


def test_sources_keep_their_order_and_are_taken_once(desk: Desk, folder: Write, tmp_path: Path) -> None:
    root = folder(z_pdf=pdf("z"))
    other = tmp_path / "ailleurs"
    other.mkdir()
    (other / "a.pdf").write_bytes(pdf("a"))
    found = desk.collect(root, other, f"{root}/")
    assert labels(found) == ["z.pdf", "a.pdf"]
    assert len(found.sources) == 2


def test_fewer_documents_than_last_time_is_a_warning(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"), b_pdf=pdf("b"))
    desk.collect(root)
    (root / "a.pdf").unlink()
    assert messages(desk.collect(root)) == ["moins_de_documents"]
    (root / "b.pdf").unlink()
    assert messages(desk.collect(root)) == ["source_muette"]


def test_documents_are_counted_against_the_last_pass_even_after_a_clock_was_ahead(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    desk.day = 1000
    desk.collect(root)
    folder(b_pdf=pdf("b"), c_pdf=pdf("c"))
    desk.day = 0
    desk.collect(root)
    (root / "c.pdf").unlink()
    assert messages(desk.collect(root)) == ["moins_de_documents"]


def test_a_folder_that_is_gone_says_nothing_of_its_files(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    desk.collect(root)
    root.rename(root.with_name("débranché"))
    found = desk.collect(root)
    assert (labels(found), messages(found)) == (["a.pdf"], ["source_injoignable"])


def test_a_folder_emptied_at_once_is_taken_for_a_disk_not_mounted(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"), b_pdf=pdf("b"))
    desk.collect(root)
    root.rename(root.with_name("plein"))
    root.mkdir()
    found = desk.collect(root)
    assert (labels(found), messages(found)) == (["a.pdf", "b.pdf"], ["source_injoignable"])
    (root / "c.pdf").write_bytes(pdf("c"))
    found = desk.collect(root)
    assert (labels(found), len(found.withdrawn)) == (["c.pdf"], 2)


def test_a_folder_below_that_may_not_be_looked_into_costs_itself(
    desk: Desk, folder: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `lost+found` of a disk, or one whose rights were changed: its documents stay, the others come and go."""
    root = folder(a_pdf=pdf("a"), ferme__b_pdf=pdf("b"))
    desk.collect(root)
    scandir = os.scandir

    def refused(path: str) -> object:
        if path.endswith("ferme"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", refused)
    (root / "a.pdf").rename(root / "c.pdf")
    found = desk.collect(root)
    assert labels(found) == ["c.pdf", "b.pdf"]
    [notice] = found.warnings
    assert notice.code == "liste_incomplete"
    assert "ferme n'est pas accessible (Permission denied)" in notice.message


def test_a_folder_that_never_was_is_a_mistake(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="introuvable"):
        desk.collect(tmp_path / "rien")


def test_a_name_that_is_no_text_is_only_a_label(desk: Desk, folder: Write) -> None:
    root = folder()
    with open(os.fsencode(root) + b"/caf\xe9.pdf", "wb") as file:  # noqa: PTH123
        file.write(pdf("é"))
    assert labels(desk.collect(root)) == ["caf\\xe9.pdf"]


def test_links_to_folders_are_not_followed(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    (root / "boucle").symlink_to(root)
    assert labels(desk.collect(root)) == ["a.pdf"]


@pytest.mark.parametrize("target", ["rien.pdf", "lien.pdf"], ids=["mort", "vers lui-même"])
def test_a_link_that_leads_nowhere_is_a_row_and_costs_itself(target: str, desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    (root / "lien.pdf").symlink_to(root / target)
    assert labels(desk.collect(root)) == ["a.pdf"]
    assert {row.ressource_id: row.arret is not None for row in desk.rows} == {"a.pdf": False, "lien.pdf": True}


def test_ten_thousand_known_files_cost_little(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # the first run is not what is timed
    root = tmp_path / "source"
    for number in range(100):
        (root / str(number)).mkdir(parents=True)
        for other in range(100):
            (root / str(number) / f"{other}.pdf").write_bytes(pdf(f"{number} {other}"))
    age(root)
    desk.collect(root)
    begun = time.process_time()  # other work on the machine must not count
    found = desk.collect(root)
    took = time.process_time() - begun
    assert len(found.documents) == 10_000
    assert took < 2.0, f"{took:.2f} s"


def test_later_steps_are_told_by_the_ledger(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"), b_pdf=pdf("b"), c_txt=b"")
    with collect([str(root)], data_dir=desk.data_dir, options=desk.options) as found:
        a, b = (document.document_id for document in found.documents)
        found.ledger.reached([Step(a, "publie"), Step(b, "lu", "hors périmètre")])
        rows = {row.ressource_id: row for row in found.ledger.couverture(found.sources)}
        assert (rows["a.pdf"].etape, rows["a.pdf"].arret, rows["a.pdf"].document_id) == ("publie", None, a)
        assert (rows["b.pdf"].etape, rows["b.pdf"].arret) == ("lu", "hors périmètre")
        since = rows["a.pdf"].depuis
        found.ledger.reached([Step(a, "publie")])
        assert found.ledger.couverture()[0].depuis == since
    (root / "a.pdf").unlink()
    desk.collect(root)
    assert desk.row("a.pdf").etape == "publie"
    assert (desk.row("a.pdf").arret or "").startswith("retiré de la source")


def test_the_ledger_of_another_time_is_refused(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    desk.collect(root)
    with sqlite3.connect(desk.data_dir / "ledger.sqlite") as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(OperationError, match="plus récente"):
        desk.collect(root)


def test_an_older_ledger_is_brought_up_to_date(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    desk.data_dir.mkdir()
    with sqlite3.connect(desk.data_dir / "ledger.sqlite") as raw:
        raw.executescript(f"{ledger_module._VERSIONS[0]} PRAGMA user_version = 1;")
    assert len(desk.collect(root).documents) == 1


def test_a_damaged_ledger_stops_the_run(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    desk.data_dir.mkdir()
    (desk.data_dir / "ledger.sqlite").write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(OperationError, match="registre"):
        desk.collect(root)


def test_an_unusable_store_stops_the_run(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"))
    desk.data_dir.mkdir()
    (desk.data_dir / "raw").write_bytes(b"")
    with pytest.raises(OperationError, match="dossier de données"):
        desk.collect(root)


def test_a_document_lost_or_cut_in_the_store_is_taken_again(desk: Desk, folder: Write) -> None:
    root = folder(a_pdf=pdf("a"), b_pdf=pdf("b"))
    age(root)
    first, second = desk.collect(root).documents
    first.path.unlink()
    second.path.write_bytes(b"%PDF")
    found = desk.collect(root)
    assert [document.path.read_bytes() for document in found.documents] == [pdf("a"), pdf("b")]


def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(
    desk: Desk, folder: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder(a_pdf=pdf("a"), b_pdf=pdf("b"))
    with monkeypatch.context() as full:
        write = Draft.write

        def refusing(draft: Draft, chunk: bytes) -> None:
            if b"% b" in chunk:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(draft, chunk)

        full.setattr(Draft, "write", refusing)
        with pytest.raises(OperationError, match="No space left on device"):
            desk.collect(root)
    assert list((desk.data_dir / "raw" / ".parts").glob("*")) == []
    assert kinds(desk.collect(root)) == ["inchange", "nouveau"]


def test_a_file_too_large_is_refused_and_not_kept(desk: Desk, folder: Callable[..., Path], packed: bytes) -> None:
    """An archive may be as large as what it may hold."""
    root = folder(long_pdf=pdf("long", size=5_000), lot_zip=packed)
    found = desk.collect(root, max_body=100)
    [refused] = [refused for refused in found.refused if refused.resource.labelled_pdf]
    assert (refused.taille, refused.arret) == (5_000, "au-delà de la taille permise : 5000 octets, 100 permis")
    assert refused.document_id == hashlib.sha256((root / "long.pdf").read_bytes()).hexdigest()
    assert labels(found) == ["a.pdf", "b.pdf"]
    assert not list((desk.data_dir / "raw").glob(f"??/{refused.document_id}"))


def test_new_documents_are_told_as_they_come(tmp_path: Path) -> None:
    source, told = tmp_path / "source", list[int]()
    source.mkdir()
    for number in range(40):
        (source / f"{number:02}.pdf").write_bytes(b"%PDF-1.7\n%" + str(number).encode())
    options = CollectOptions(on_new=told.append)
    for _ in range(2):
        collect([str(source)], data_dir=tmp_path / "data", options=options).close()
    assert told == sorted(told)
    assert told[-1] == 40
    assert told.count(40) == 1, "a second pass has nothing new to tell"
