"""Parts: the same dataset, byte for byte, however its rows come in; what was kept and is damaged is not believed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import IntegrityError
from pipeline.load import Batch, LoadReport, Part, read_part, write_part
from tests.load.dataset import METADATA, batch, document, loaded


def part(folder: Path, batches: Sequence[Batch]) -> Part:
    write_part(folder, batches, METADATA)
    found = read_part(folder)
    assert found is not None
    return found


def parquet(report: LoadReport) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in report.parquet.glob("*.parquet")}


@pytest.mark.parametrize(
    "groups", [[[1, 2, 3], [4, 5]], [[4, 5], [2, 1, 3]], [[1, 4], [2, 3, 5]]], ids=["in order", "not", "interleaved"]
)
def test_parts_make_what_batches_make(tmp_path: Path, groups: list[list[int]]) -> None:
    whole = loaded(tmp_path / "a" / "jeu.duckdb", *map(document, range(1, 6)))
    parts = [part(tmp_path / f"part-{i}", [document(n) for n in group]) for i, group in enumerate(groups)]
    made = loaded(tmp_path / "b" / "jeu.duckdb", parts=parts)
    assert (made.digest, made.counts) == (whole.digest, whole.counts)
    assert parquet(made) == parquet(whole)


def test_rows_of_parts_and_of_batches_are_put_in_one_order(tmp_path: Path) -> None:
    whole = loaded(tmp_path / "a" / "jeu.duckdb", *map(document, range(1, 6)))
    parts = [part(tmp_path / "part", [document(2), document(4)])]
    made = loaded(tmp_path / "b" / "jeu.duckdb", *map(document, (5, 3, 1)), parts=parts)
    assert parquet(made) == parquet(whole)


def test_many_parts_leave_no_mark_on_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups are filled to the brim whatever the parts' sizes: their borders would show in the Parquet files."""
    monkeypatch.setattr("pipeline.load.database.ROW_GROUP", 2_048)
    numbers = range(1, 3_001)
    one = part(tmp_path / "one", [document(n) for n in numbers])
    several = [
        part(tmp_path / f"part-{start}", [document(n) for n in numbers if start <= n < start + 700])
        for start in range(1, 3_001, 700)
    ]
    made = [loaded(tmp_path / name / "jeu.duckdb", parts=parts) for name, parts in (("a", [one]), ("b", several))]
    assert parquet(made[0]) == parquet(made[1])


def test_a_row_that_contradicts_another_part_is_refused(tmp_path: Path) -> None:
    parts = [part(tmp_path / name, [document(1)]) for name in ("a", "b")]
    with pytest.raises(IntegrityError):
        loaded(tmp_path / "jeu.duckdb", parts=parts)


def test_a_proof_that_proves_nothing_is_refused_in_a_part_too(tmp_path: Path) -> None:
    wrong = part(tmp_path / "part", [document(1, preuves={"debut": 0, "fin": 3})])
    with pytest.raises(IntegrityError, match="preuve_tranche"):
        loaded(tmp_path / "jeu.duckdb", parts=[wrong])


@pytest.mark.parametrize("name", ["part.json", "preuves.parquet"])
def test_a_damaged_part_is_none(tmp_path: Path, name: str) -> None:
    folder = part(tmp_path / "part", [document(1)]).folder
    path = folder / name
    whole = path.read_bytes()
    for content in (whole[:-9], whole[:3] + b"\xff" + whole[3:], b"", None):
        path.unlink() if content is None else path.write_bytes(content)
        assert read_part(folder) is None


def test_a_part_is_whole_or_absent(tmp_path: Path) -> None:
    def stopped() -> object:
        yield document(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_part(tmp_path / "part", stopped(), METADATA)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_part_holds_only_the_tables_it_has_rows_of(tmp_path: Path) -> None:
    found = part(tmp_path / "part", [batch(documents=[{"document_id": "0" * 64, "fichier": "a", "statut": "retire"}])])
    assert {name: table.rows for name, table in found.tables.items()} == {"documents": 1}
    assert duckdb.sql(f"SELECT fichier FROM '{found.file('documents')}'").fetchall() == [("a",)]


def test_values_of_which_no_proof_is_sure_are_counted(tmp_path: Path) -> None:
    unsure = document(1, preuves={"confiance": 0.5})
    assert loaded(tmp_path / "jeu.duckdb", unsure, document(2)).unsure == len(unsure["preuves"])
