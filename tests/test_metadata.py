"""`rules/tables.yml` says what the contract says, and a wrong one is refused in one clear line."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from pipeline.errors import RuleError
from pipeline.metadata import Metadata, load_metadata
from pipeline.settings import RULES

CONVENTION = {"convention_id": "0123456789abcdef-1", "document_id": "a" * 64, "type": "avenant"}


@pytest.fixture(scope="module")
def metadata() -> Metadata:
    return load_metadata()


def test_the_contract_s_tables_are_there(metadata: Metadata) -> None:
    names = {table.name for table in metadata}
    assert names >= {
        "documents", "conventions", "parties", "representants", "signatures", "unites_operationnelles", "imputations",
        "montants", "references_juridiques", "conventions_liees", "articles", "pages", "preuves", "anomalies",
        "lacunes", "qualite", "couverture", "executions", "programmes", "produits", "organisations",
    }  # fmt: skip


def test_the_contract_s_columns_are_there_in_order(metadata: Metadata) -> None:
    assert metadata.table("representants").column_names == (
        "convention_id", "partie_no", "representant_no", "civilite", "nom", "fonction",
    )  # fmt: skip
    assert metadata.table("montants").column_names[:9] == (
        "convention_id", "montant_no", "nature", "montant", "exercice", "uo", "role", "financeur", "condition",
    )  # fmt: skip


def test_only_people_s_columns_are_personal(metadata: Metadata) -> None:
    personal = {f"{table.name}.{column.name}" for table in metadata for column in table.columns if column.personal}
    assert personal == {"representants.civilite", "representants.nom", "signatures.nom"}


def test_every_fact_row_can_be_pointed_at(metadata: Metadata) -> None:
    for table in metadata.fact_tables:
        assert table.name == "conventions" or table.row_number in table.key, table.name


def test_examples_have_the_form_they_illustrate(metadata: Metadata) -> None:
    shown = [(table.name, c) for table in metadata for c in table.columns if c.example and c.pattern]
    assert shown
    for table, column in shown:
        assert re.fullmatch(column.pattern or "", column.example or ""), f"{table}.{column.name}"


def test_expected_kinds_of_convention_exist(metadata: Metadata) -> None:
    kinds = {"tous", *metadata.table("conventions").column("type").vocabulary.values}  # type: ignore[union-attr]
    for table in metadata:
        assert {*table.expected, *(kind for c in table.columns for kind in c.expected)} <= kinds, table.name


def test_a_gap_depends_on_the_kind_of_convention(metadata: Metadata) -> None:
    number = metadata.table("conventions").column("numero_avenant")
    assert number.expected_for("avenant")
    assert not number.expected_for("delegation_gestion")
    assert metadata.table("parties").expected_for("subvention")


def test_row_converts_what_comes_back_from_a_cache(metadata: Metadata) -> None:
    row = metadata.table("conventions").row(
        CONVENTION | {"date_signature": "2024-05-06", "phases": ["construction"], "duree_mois": "12"}
    )
    values = dict(zip(metadata.table("conventions").column_names, row, strict=True))
    assert values["date_signature"] == dt.date(2024, 5, 6)
    assert values["phases"] == ("construction",)
    assert values["duree_mois"] == 12
    assert values["objet"] is None


def test_row_makes_timestamps_utc_and_amounts_exact(metadata: Metadata) -> None:
    signed = metadata.table("signatures").row(
        {"convention_id": "x-1", "signature_no": 1, "horodatage": "2024-07-12T18:02:11+02:00"}
    )
    assert signed[-1] == dt.datetime(2024, 7, 12, 16, 2, 11)
    amount = metadata.table("montants").row({"convention_id": "x-1", "montant_no": 1, "montant": "140000"})
    assert amount[3] == Decimal("140000.00")
    assert str(amount[3]) == "140000.00"


def test_an_empty_text_is_no_value(metadata: Metadata) -> None:
    assert metadata.table("conventions").column("objet").convert("") is None
    assert metadata.table("conventions").column("phases").convert([]) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"type": "bail"}, "conventions.type : 'bail' n'est pas parmi"),
        ({"phases": ["recette"]}, "conventions.phases : 'recette' n'est pas parmi"),
        ({"document_id": None}, "conventions.document_id : une valeur est obligatoire"),
        ({"document_id": ""}, "conventions.document_id : une valeur est obligatoire"),
        ({"date_effet": "6 mois"}, "conventions.date_effet : '6 mois' n'est pas du type DATE"),
        ({"date_effet": dt.datetime(2024, 1, 1)}, "conventions.date_effet"),
        ({"duree_mois": True}, "conventions.duree_mois : True n'est pas du type INTEGER"),
        ({"duree_mois": 2**31}, "trop grand"),
        ({"couleur": "bleu"}, "conventions : pas de colonne couleur"),
    ],
)
def test_row_refuses_what_the_contract_does_not_allow(
    metadata: Metadata, values: dict[str, object], message: str
) -> None:
    with pytest.raises(RuleError, match=re.escape(message)):
        metadata.table("conventions").row(CONVENTION | values)


@pytest.mark.parametrize("amount", ["1e20", "12.345", "NaN", "douze", 12.5, None])
def test_an_amount_is_exact_or_refused(metadata: Metadata, amount: object) -> None:
    with pytest.raises(RuleError, match=r"montants\.montant"):
        metadata.table("montants").row({"convention_id": "x-1", "montant_no": 1, "montant": amount})


def edited(tmp_path: Path, where: str, value: object) -> Path:
    """Copy the real file with one entry changed; `where` is its path, dotted."""
    source = yaml.safe_load((RULES / "tables.yml").read_text())
    *parents, last = where.split(".")
    entry = source["tables"]
    for parent in parents:
        entry = entry[parent]
    entry[last] = value
    path = tmp_path / "tables.yml"
    path.write_text(yaml.safe_dump(source, sort_keys=False, allow_unicode=True))
    return path


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        ("pages.columns.page.type", "TEXT", "TEXT"),
        ("pages.columns.page.couleur", "bleu", "couleur"),
        ("pages.columns.couche_texte.vocabulary", "couches", "pages.couche_texte: unknown vocabulary 'couches'"),
        ("pages.key", ["folio"], "pages: key, order or row_number names an unknown column 'folio'"),
        ("pages.key", ["texte"], "pages.texte: a column of the key, or the first of the order, must be required"),
        ("lacunes.order", None, "lacunes: a table without key must say its order"),
        ("pages.references", [{"columns": ["page"], "table": "preuves"}], "'preuves', which must come before"),
        ("pages.references", [{"columns": ["page", "texte"], "table": "documents"}], "does not match the key"),
        ("documents.columns.document_id.pattern", "[", "documents.document_id: pattern '['"),
    ],
)
def test_wrong_metadata_is_refused_in_one_line(tmp_path: Path, where: str, value: object, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        load_metadata(edited(tmp_path, where, value))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_a_rule_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"rien\.yml"):
        load_metadata(tmp_path / "rien.yml")
