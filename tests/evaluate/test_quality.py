"""`qualite`: the rates, their intervals, the file that carries them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.evaluate import Evaluation
from pipeline.evaluate.quality import load_quality, quality_rows, wilson, write_quality
from pipeline.settings import RULES
from tests.load.dataset import METADATA

NAMES = METADATA.table("qualite").column_names


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    # Published values of the Wilson score interval at 95 %.
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilson_s(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_seen_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_rates_are_given_by_table_column_and_layer(evaluation: Evaluation) -> None:
    rows = {(row["table_cible"], row["colonne"], row["couche_texte"]): row for row in quality_rows(evaluation)}
    amounts = rows["montants", None, "native"]
    assert (amounts["n"], amounts["n_attendues"]) == (2, 3)
    assert (amounts["precision_mesuree"], amounts["rappel_mesure"]) == (1.0, 0.6667)
    assert amounts["intervalle_bas"] < 1.0 == amounts["intervalle_haut"]
    assert amounts["reference"] == evaluation.gold.reference
    product = rows["conventions", "produit", "native"]
    assert (product["n"], product["precision_mesuree"], product["rappel_mesure"]) == (0, None, 0.0)
    assert ("conventions", "date_effet", "native") not in rows
    assert not [key for key in rows if key[0] in ("documents", "anomalies")]


def test_the_file_comes_back_as_it_was_written(tmp_path: Path, evaluation: Evaluation) -> None:
    rows = list(quality_rows(evaluation))
    assert write_quality(rows, tmp_path / "qualite.csv", METADATA) == len(rows)
    loaded = [dict(zip(NAMES, row, strict=True)) for row in load_quality(tmp_path / "qualite.csv", METADATA)]
    assert loaded == rows


def test_no_file_is_no_rates(tmp_path: Path) -> None:
    assert load_quality(tmp_path / "qualite.csv", METADATA) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("montants,montant,native,dix,3,1.0,1.0,0.9,1.0,essai", r"qualite\.csv, ligne 2 : .*qualite\.n"),
        ("montants,montant,papier,3,3,1.0,1.0,0.9,1.0,essai", "ligne 2 : .*couche_texte"),
        ("montants,montant,native,3,3,un,1.0,0.9,1.0,essai", "ligne 2"),
        ("montants,montant", "ligne 2"),
        ('montants,"montant"x', "qualite.csv : "),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "qualite.csv"
    path.write_text(",".join(NAMES) + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        load_quality(path, METADATA)


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "qualite.csv").write_text("table,taux\nmontants,1\n", encoding="utf-8")
    with pytest.raises(RuleError, match="ligne 1 : les colonnes devraient être"):
        load_quality(tmp_path / "qualite.csv", METADATA)


def test_the_rates_that_are_shipped_make_sense() -> None:
    rows = [dict(zip(NAMES, row, strict=True)) for row in load_quality(RULES / "qualite.csv", METADATA)]
    assert {"montants", "parties", "unites_operationnelles"} <= {row["table_cible"] for row in rows}
    assert {"native", "ocr"} <= {row["couche_texte"] for row in rows}
    for row in rows:
        column = row["colonne"]
        assert column is None or METADATA.table(str(row["table_cible"])).column(str(column))
        if row["precision_mesuree"] is not None:
            assert row["intervalle_bas"] <= row["precision_mesuree"] <= row["intervalle_haut"]
    assert len({row["reference"] for row in rows}) == 1
