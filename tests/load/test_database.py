"""What is loaded is what came in, enforced, commented, and the same every time."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import IntegrityError
from pipeline.load import query
from tests.load.dataset import METADATA, TEXT, batch, document, loaded

FIRST = "1".rjust(16, "0") + "-1"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("jeu") / "conventions.duckdb"
    loaded(target, document(1), document(2), about={"licence": "lov2"})
    return target


def rows(target: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(target), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_every_table_exists_even_when_empty(published: Path) -> None:
    there = {name for (name,) in rows(published, "SELECT table_name FROM duckdb_tables()")}
    assert there == {table.name for table in METADATA}
    assert rows(published, "SELECT count(*) FROM qualite") == [(0,)]


def test_columns_have_the_types_of_the_contract(published: Path) -> None:
    for table in METADATA:
        sql = f"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '{table.name}'"
        assert rows(published, f"{sql} ORDER BY column_index") == [
            (column.name, column.type) for column in table.columns
        ]


def test_values_arrive_as_they_were(published: Path) -> None:
    assert rows(published, "SELECT convention_id, nature, montant, role FROM montants ORDER BY 1") == [
        (FIRST, "AE", Decimal("60000.00"), "plafond"),
        (FIRST.replace("1-1", "2-1"), "AE", Decimal("60000.00"), "plafond"),
    ]
    assert rows(published, "SELECT cle, valeur FROM a_propos") == [("licence", "lov2"), ("version_contrat", "1.4.0")]


def test_everything_is_explained_in_french(published: Path) -> None:
    bare = """
        SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal
        UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal
    """
    assert rows(published, bare) == []
    nature = "SELECT comment FROM duckdb_columns() WHERE table_name = 'montants' AND column_name = 'nature'"
    [(comment,)] = rows(published, nature)
    assert "AE : autorisations d'engagement" in str(comment)


def test_older_clients_can_open_it(published: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{published}' AS jeu (READ_ONLY)")
        sql = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'jeu'"
        assert con.execute(sql).fetchone() == ("v1.2.0+",)


def test_keys_and_vocabularies_are_in_the_file_itself(published: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copie.duckdb"
    copy.write_bytes(published.read_bytes())
    with duckdb.connect(str(copy)) as con:
        for sql in (
            f"INSERT INTO montants (convention_id, montant_no, montant) VALUES ('{FIRST}', 1, 1)",
            "INSERT INTO montants (convention_id, montant_no, montant) VALUES ('absente-1', 1, 1)",
            f"INSERT INTO montants (convention_id, montant_no, montant, nature) VALUES ('{FIRST}', 9, 1, 'FDR')",
            f"INSERT INTO montants (convention_id, montant_no) VALUES ('{FIRST}', 9)",
            f"UPDATE conventions SET phases = ['recette'] WHERE convention_id = '{FIRST}'",
        ):
            with pytest.raises(duckdb.ConstraintException):
                con.execute(sql)


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    batches = [document(number) for number in range(1, 40)]
    one = loaded(tmp_path / "a" / "jeu.duckdb", *batches)
    random.Random(4).shuffle(batches)
    merged = {name: [row for part in batches for row in part[name]] for name in batches[0]}
    other = loaded(tmp_path / "b" / "jeu.duckdb", merged)
    assert one.digest == other.digest
    names = sorted(path.name for path in one.parquet.iterdir())
    assert len(names) == len(METADATA.tables)
    for name in names:
        assert (one.parquet / name).read_bytes() == (other.parquet / name).read_bytes(), name


def test_large_tables_pass_in_slices_and_stay_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = list(range(1, 60))
    whole = loaded(tmp_path / "a" / "jeu.duckdb", *map(document, numbers))
    monkeypatch.setattr("pipeline.load.staging._SLICE_BYTES", 500)
    monkeypatch.setattr("pipeline.load.staging._FLUSH_ROWS", 7)
    sliced = loaded(tmp_path / "b" / "jeu.duckdb", *map(document, reversed(numbers)))
    assert sliced.counts == whole.counts
    assert sliced.digest == whole.digest


def test_parquet_gives_the_same_rows(published: Path) -> None:
    folder = published.with_name("conventions-parquet")
    for table in METADATA:
        with duckdb.connect() as con:
            con.execute(f"ATTACH '{published}' AS jeu (READ_ONLY)")
            kept = con.execute(f"FROM jeu.{table.name}").fetchall()
            assert con.execute(f"FROM '{folder / table.name}.parquet'").fetchall() == kept
            codecs = con.execute(
                f"SELECT DISTINCT compression FROM parquet_metadata('{folder / table.name}.parquet')"
            ).fetchall()
            assert codecs in ([("ZSTD",)], []), table.name


@pytest.mark.parametrize(
    ("batches", "message"),
    [
        ([document(1), document(1)], "duplicate key"),
        ([document(1, montants={"convention_id": "f" * 16 + "-1"})], "foreign key"),
        ([{"baux": [("x",)]}], "lignes d'une table qui n'existe pas : baux"),
        ([{"documents": [("x",)]}], "documents:"),
        ([{"documents": [tuple("x" * 14)]}], "documents:"),
    ],
)
def test_rows_that_contradict_the_contract_are_refused(tmp_path: Path, batches: list[object], message: str) -> None:
    with pytest.raises(IntegrityError) as caught:
        loaded(tmp_path / "jeu.duckdb", *batches)  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_batch_may_hold_every_type(tmp_path: Path) -> None:
    target = tmp_path / "jeu.duckdb"
    signed = dt.datetime(2024, 7, 12, 18, 2, 11, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    loaded(
        target,
        document(1, conventions={"phases": ["construction", "acceleration"], "date_effet": dt.date(2024, 2, 29)}),
        batch(signatures=[{"convention_id": FIRST, "signature_no": 1, "horodatage": signed, "electronique": True}]),
    )
    assert rows(target, "SELECT phases, date_effet FROM conventions") == [
        (["construction", "acceleration"], dt.date(2024, 2, 29))
    ]
    assert rows(target, "SELECT horodatage, electronique FROM signatures") == [
        (dt.datetime(2024, 7, 12, 16, 2, 11), True)
    ]


def test_offsets_are_in_characters_whatever_the_script(tmp_path: Path) -> None:
    text = "Montant 👩‍👩‍👧 é\u0301 ﬁn — 60 000 €"
    start = text.index("60")
    proof = {"debut": start, "fin": len(text), "texte": text[start:]}
    loaded(tmp_path / "jeu.duckdb", document(1, pages={"texte": text}, preuves=proof))
    frame = query(tmp_path / "jeu.duckdb", "SELECT DISTINCT texte FROM preuves")
    assert frame["texte"].tolist() == ["60 000 €"]
    assert text != TEXT
