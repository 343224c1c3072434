"""What two datasets differ by: values, rows, documents, euros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.compare import Change, Content, Dataset, Difference, difference
from pipeline.compare.text import difference_lines, euros
from pipeline.errors import OperationError, UsageError
from tests.load.dataset import METADATA, act, loaded


class Batches:
    """A version whose rows are in memory."""

    def __init__(self, *batches: Mapping[str, Sequence[Any]]) -> None:
        self._by_id = {batch["documents"][0][0]: batch for batch in batches}

    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        return {key: content["documents"][0] for key, content in self.contents(self._by_id, ["documents"])}

    def contents(self, document_ids: Iterable[str], tables: Sequence[str]) -> Iterator[tuple[str, Content]]:
        return ((key, self._content(key, tables)) for key in document_ids)

    def _content(self, document_id: str, tables: Sequence[str]) -> Content:
        batch = self._by_id[document_id]
        names = {table: METADATA.table(table).column_names for table in tables}
        return {t: [dict(zip(names[t], row, strict=True)) for row in batch.get(t, ())] for t in tables}


def compared(old: Sequence[Any], new: Sequence[Any]) -> Difference:
    """The difference between two small datasets."""
    return difference(Batches(*old), Batches(*new), METADATA)


def amount(montant: str, **more: Any) -> dict[str, Any]:
    return {"montant": montant, "exercice": 2024, **more}


def test_the_same_is_no_difference() -> None:
    same = [act(1, amount("10.00"), amount("10.00")), act(2)]
    found = compared(same, same)
    assert not found
    assert found.compared == 2
    assert list(difference_lines(found)) == ["0 documents changent sur 2 : 0 valeurs gagnées, 0 perdues, 0 changées"]


def test_a_value_is_gained_lost_or_changed() -> None:
    old = act(1, amount("10.00"), objet="Le lac.", duree_mois=6)
    new = act(1, amount("12.00"), objet="Le lac et ses rives.", preavis_mois=3)
    [document] = compared([old], [new]).documents
    assert set(document.changes) == {
        Change("conventions", "change", 1, "", "objet", "Le lac.", "Le lac et ses rives."),
        Change("conventions", "perdu", 1, "", "duree_mois", 6, None),
        Change("conventions", "gagne", 1, "", "preavis_mois", None, 3),
        Change("montants", "change", 1, "AE · 10.00 · 2024 · –", "montant", Decimal("10.00"), Decimal("12.00")),
    }
    assert document.moved["AE"].gained == 12
    assert document.moved["AE"].net == 2


def test_rows_that_only_change_places_are_the_same() -> None:
    amounts = [amount("10.00"), amount("20.00"), amount("20.00")]
    assert not compared([act(1, *amounts)], [act(1, *reversed(amounts))])


def test_a_row_comes_and_another_goes() -> None:
    old = act(1, amount("10.00"), amount("70.00", nature="CP"))
    new = act(1, amount("10.00"), amount("33.00", exercice=None, nature=None))
    found = compared([old], [new])
    kinds = {(change.kind, change.column) for change in found.documents[0].changes}
    assert kinds == {("perdu", None), ("gagne", None)}
    assert found.values == {"perdu": 4, "gagne": 2}
    assert {nature: moved.net for nature, moved in found.moved.items()} == {"CP": -70, "sans nature": 33}


def test_totals_are_not_euros_moved() -> None:
    old = act(1, amount("10.00"), amount("20.00"))
    new = act(1, amount("10.00"), amount("20.00"), amount("30.00", role="total"))
    found = compared([old], [new])
    assert found.values["gagne"] == 4
    assert found.moved == {}


def test_a_document_that_is_replaced_answers_the_one_of_its_name() -> None:
    old = act(1, amount("10.00"), document={"fichier": "acte.pdf"})
    new = act(2, amount("11.00"), document={"fichier": "acte.pdf"})
    [document] = compared([old], [new]).documents
    assert document.kind == "change"
    assert [change.table for change in document.changes] == ["montants"]


def test_documents_that_come_and_go_are_told() -> None:
    found = compared([act(1, amount("10.00"))], [act(2, amount("11.00"))])
    assert [(document.fichier, document.kind) for document in found.documents] == [
        ("acte-1.pdf", "perdu"),
        ("acte-2.pdf", "gagne"),
    ]
    lines = list(difference_lines(found))
    assert lines[0].endswith(" : document disparu")
    assert lines[-1] == "montants AE (hors lignes de total) : + 11,00 € − 10,00 € = 1,00 €"


def test_a_published_file_is_a_version_like_any_other(tmp_path: Path) -> None:
    old, new = act(1, amount("10.00"), amount("20.00")), act(1, amount("10.00"), amount("25.00"))
    loaded(tmp_path / "jeu.duckdb", old)
    with Dataset(tmp_path / "jeu.duckdb") as published:
        assert not difference(published, Batches(old), METADATA)
        found = difference(published, Batches(new), METADATA)
    assert found.documents == difference(Batches(old), Batches(new), METADATA).documents


def test_euros_are_printed_as_french_does() -> None:
    assert euros(Decimal("-1250000.5")) == "−1\u202f250\u202f000,50 €"


def test_what_is_no_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pas de jeu de données à"):
        Dataset(tmp_path / "rien.duckdb")
    (tmp_path / "texte.duckdb").write_text("ceci n'est pas une base")
    with pytest.raises(OperationError, match="ne peut être ouvert"):
        Dataset(tmp_path / "texte.duckdb")
