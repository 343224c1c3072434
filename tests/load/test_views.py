"""The analysts' other views, on hand-made acts with expected answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from pipeline.errors import RuleError
from pipeline.load.views import create_views
from pipeline.metadata import Metadata
from tests.load.dataset import METADATA, TEXT, act, batch, convention_id, document, in_memory

FIRST = convention_id(1)


def asked(sql: str, *acts: Mapping[str, Any], reference: bool = False) -> list[tuple[Any, ...]]:
    with in_memory(*acts, reference=reference) as con:
        return con.execute(sql).fetchall()


def yearly(ae: int, cp: int, year: int | None, uo: str | None = None) -> list[dict[str, Any]]:
    common = {"exercice": year, "uo": uo, "role": "echeance"}
    return [{"montant": ae, "nature": "AE", **common}, {"montant": cp, "nature": "CP", **common}]


def test_v_conventions_is_one_flat_row() -> None:
    parties = (("delegant", "Service du lac"), ("delegant", "Service de la lande"), ("delegataire", "Service du pont"))
    one = act(
        1, *yearly(100, 60, 2023), *yearly(0, 40, 2024), {"montant": 100, "role": "total"}, parties=parties,
        uos=("0163-CDJE-STET", "0352-CFSE-CFIN"), intitule="Convention", date_signature="2023-03-04",
    )  # fmt: skip
    [row] = asked(
        "SELECT intitule, delegants, delegataires, autres_parties, unites_operationnelles, programmes, total_ae, total_cp, "
        "total_sans_nature, nb_anomalies, nb_lacunes, racine_id, rang, fichier FROM v_conventions",
        one,
        batch(
            anomalies=[
                {"convention_id": FIRST, "document_id": "1".rjust(16, "0").ljust(64, "0"), "anomalie_no": 1,
                 "code": "a_confirmer", "gravite": "erreur", "message": "à vérifier"}
            ],
            lacunes=[{"convention_id": FIRST, "table_cible": "conventions", "colonne": "objet", "nature": "non_trouve"}],
        ),
    )  # fmt: skip
    assert row == (
        "Convention", "Service du lac ; Service de la lande", "Service du pont", None, "0163-CDJE-STET ; 0352-CFSE-CFIN",
        "0163 ; 0352", Decimal(100), Decimal(100), None, 1, 1, FIRST, 0, "acte-1.pdf",
    )  # fmt: skip


def test_what_is_in_force_stands_once_a_chain_and_adds_up() -> None:
    first = act(1, *yearly(100, 40, 2023), *yearly(0, 60, 2024), date_signature="2023-01-01", produit="Phare")
    again = act(2, *yearly(100, 40, 2023), *yearly(0, 60, 2024), date_signature="2023-01-01", produit="Phare")
    changed = [amount | {"effet": "remplace"} for amount in yearly(50, 90, 2024)]
    avenant = act(3, *changed, parent=1, numero_avenant=1, date_signature="2024-01-01")
    sql = "SELECT total_ae::INT, ae_en_vigueur::INT, cp_en_vigueur::INT FROM v_conventions ORDER BY convention_id"
    assert asked(sql, first, again, avenant) == [(100, 150, 130), (100, None, None), (50, None, None)]


def test_v_conventions_says_how_sure_its_amounts_are() -> None:
    sure = document(1)
    unsure = document(2, preuves={"confiance": 0.4})
    assert asked(
        "SELECT confiance_min, confiance_montants FROM v_conventions ORDER BY convention_id", sure, unsure
    ) == [
        (0.95, 0.95),
        (0.4, 0.4),
    ]


@pytest.mark.parametrize("sums", ["v_credits_par_programme", "v_credits_par_organisation"])
def test_a_sum_says_which_of_its_amounts_were_read_unsurely(sums: str) -> None:
    for sureness, to_check in ((0.95, 0), (0.89, 1)):
        row = document(1, preuves={"confiance": sureness})
        assert asked(f"SELECT nb_a_verifier FROM {sums}", row) == [(to_check,)]


def test_an_unsure_nature_makes_an_unsure_amount() -> None:
    one = document(1)
    [proof] = [row for row in one["preuves"] if "nature" in row]
    names = METADATA.table("preuves").column_names
    unsure = dict(zip(names, proof, strict=True)) | {"confiance": 0.6}
    proofs = [row for row in one["preuves"] if row is not proof]
    both = {**one, "preuves": [*proofs, METADATA.table("preuves").row(unsure)]}
    assert asked("SELECT motif FROM v_montants_en_vigueur", both) == [("lecture peu sûre",)]
    for view in ("v_montants_additionnables", "v_montants_en_vigueur"):
        assert asked(f"SELECT confiance, a_verifier, addition_douteuse FROM {view}", both) == [(0.6, True, False)]
    assert asked("SELECT montants_a_verifier FROM v_conventions", both) == [(True,)]
    assert asked("SELECT sujet, colonne FROM v_a_verifier", both) == [("valeur_peu_sure", "nature")]


def test_an_amount_that_an_anomaly_questions_is_to_be_looked_at() -> None:
    for severity, to_check in (("info", False), ("avertissement", True)):
        questioned = doubt(1, "montant_lettres_chiffres", severity, table_cible="montants", ligne_no=1)
        both = document(1), batch(anomalies=[questioned])
        assert asked("SELECT a_verifier FROM v_montants_en_vigueur", *both) == [(to_check,)]


def test_an_anomaly_about_no_amount_in_particular_is_about_them_all() -> None:
    lost = doubt(1, "lecture_incertaine", "avertissement", table_cible="montants")
    assert asked("SELECT montants_a_verifier FROM v_conventions", document(1), batch(anomalies=[lost])) == [(True,)]
    elsewhere = lost | {"table_cible": "imputations"}
    assert asked("SELECT montants_a_verifier FROM v_conventions", document(1), batch(anomalies=[elsewhere])) == [
        (False,)
    ]


def test_known_organisations_bear_the_name_of_the_list() -> None:
    one = act(1, {"montant": 1})
    known = {
        "convention_id": FIRST,
        "partie_no": 9,
        "role": "delegataire",
        "organisation": "dinum",
        "organisation_id": "dinum",
    }
    sql = "SELECT delegataires FROM v_cotes"
    assert asked(sql, batch(parties=[known]), one, reference=True) == [
        ("Service du pont ; Direction interministérielle du numérique",)
    ]


def test_credits_by_programme_bear_the_name_of_the_year() -> None:
    acts = [
        act(1, *yearly(10, 5, 2019, "0352-CFSE-CFIN"), *yearly(20, 15, 2024, "0352-CFSE-CFIN")),
        act(2, *yearly(7, 3, 2024), uos=("0352-CFSE-CFIN",)),
        act(3, *yearly(1, 1, 2024), uos=("0352-CFSE-CFIN", "0163-CDJE-STET")),
        act(4, *yearly(2, 2, 2024), uos=("9999-CFSE-CFIN",), type="partenariat"),
    ]
    sql = "SELECT programme, libelle, exercice, type_convention, ae::INT, cp::INT, nb_conventions FROM v_credits_par_programme"
    assert asked(sql, *acts, reference=True) == [
        ("0352", "Fonds pour l'accélération du financement des start-up d'État", 2019, "delegation_gestion", 10, 5, 1),
        ("0352", "Innovation et transformation numériques", 2024, "delegation_gestion", 27, 18, 2),
        ("9999", None, 2024, "partenariat", 2, 2, 1),
        (None, None, 2024, "delegation_gestion", 1, 1, 1),
    ]


def test_a_programme_has_one_name_the_last_known() -> None:
    names = dict(asked("SELECT code, libelle FROM v_programmes", reference=True))
    assert len(names) == asked("SELECT count(DISTINCT code) FROM programmes", reference=True)[0][0]
    assert names["0180"] == "Presse et médias"
    assert names["0352"] == "Innovation et transformation numériques"


def test_credits_by_organisation_keep_several_delegants_together() -> None:
    together = (("delegant", "Service du lac"), ("delegant", "Service de la lande"), ("delegataire", "Service du pont"))
    acts = [act(1, *yearly(10, 5, 2024), parties=together), act(2, *yearly(3, 2, 2024)), act(3, *yearly(4, 4, 2024))]
    sql = "SELECT delegants, delegataires, exercice, ae::INT, cp::INT, sans_nature, nb_conventions "
    assert asked(f"{sql} FROM v_credits_par_organisation", *acts) == [
        ("Service du lac", "Service du pont", 2024, 7, 6, None, 2),
        ("Service du lac ; Service de la lande", "Service du pont", 2024, 10, 5, None, 1),
    ]


def test_acts_without_these_roles_are_told_by_their_parties() -> None:
    both = [
        act(i, *yearly(i, i, 2024), parties=(("autre", name),), type="subvention") for i, name in ((1, "A"), (2, "B"))
    ]
    sql = "SELECT delegants, autres_parties, ae::INT FROM v_credits_par_organisation"
    assert asked(sql, *both) == [(None, "A", 1), (None, "B", 2)]


def test_the_schedule_is_the_one_after_the_avenants() -> None:
    first = act(1, *yearly(100, 40, 2023), *yearly(0, 60, 2024), date_signature="2023-01-01")
    changed = [amount | {"effet": "remplace"} for amount in (*yearly(0, 30, 2024), *yearly(50, 80, 2025))]
    second = act(2, *changed, parent=1, numero_avenant=1, date_signature="2024-01-01")
    sql = "SELECT racine_id, exercice, ae::INT, cp::INT, ae_cumulees::INT, cp_cumules::INT FROM v_echeancier"
    assert asked(sql, first, second) == [
        (FIRST, 2023, 100, 40, 100, 40),
        (FIRST, 2024, 0, 30, 100, 70),
        (FIRST, 2025, 50, 80, 150, 150),
    ]


DOCUMENT = "1".rjust(16, "0").ljust(64, "0")


def doubt(number: int, code: str, severity: str, **target: Any) -> dict[str, Any]:
    about = {"document_id": DOCUMENT, "convention_id": FIRST, "anomalie_no": number, "message": f"{code} : à vérifier"}
    return about | {"code": code, "gravite": severity, **target}


def test_what_to_look_at_first_is_an_amount() -> None:
    doubts = [
        doubt(1, "comptable_absent", "info"),
        doubt(2, "date_signature_absente", "erreur", table_cible="conventions", colonne="date_signature"),
        doubt(3, "uo_incomplete", "avertissement", table_cible="unites_operationnelles", ligne_no=1, colonne="uo"),
        doubt(4, "total_incoherent", "avertissement", table_cible="montants", ligne_no=1, colonne="montant"),
        doubt(5, "montant_lettres_chiffres", "erreur", table_cible="montants", ligne_no=1, colonne="montant"),
    ]
    unreadable = {"document_id": "f" * 64, "fichier": "abime.pdf", "statut": "illisible", "erreur": "fichier tronqué"}
    rows = asked(
        "SELECT sujet, code, fichier, page, citation FROM v_a_verifier",
        document(1), batch(anomalies=doubts, documents=[unreadable]),
    )  # fmt: skip
    quote = TEXT[TEXT.index("60 000") :][:8]
    assert rows == [
        ("anomalie", "montant_lettres_chiffres", "acte-1.pdf", 1, quote),
        ("anomalie", "total_incoherent", "acte-1.pdf", 1, quote),
        ("document", "illisible", "abime.pdf", None, None),
        ("anomalie", "uo_incomplete", "acte-1.pdf", None, None),
        ("anomalie", "date_signature_absente", "acte-1.pdf", None, None),
        ("anomalie", "comptable_absent", "acte-1.pdf", None, None),
    ]


def test_unsure_values_show_their_weakest_passage_and_why() -> None:
    unsure = document(1, preuves={"confiance": 0.72, "motif": "chiffres lus autrement par le second lecteur"})
    sql = "SELECT table_cible, colonne, page, citation, confiance, message FROM v_a_verifier WHERE sujet = 'valeur_peu_sure'"
    rows = asked(sql, unsure)
    assert [row[:2] for row in rows] == [
        ("montants", "montant"), ("montants", "nature"), ("montants", "role"), ("conventions", "type"),
    ]  # fmt: skip
    quote = TEXT[TEXT.index("60 000") :][:8]
    message = "Valeur peu sûre (confiance 0,72) : chiffres lus autrement par le second lecteur, à vérifier"
    assert rows[0][2:] == (1, quote, 0.72, message)


def test_amounts_that_should_not_be_added_blindly_are_listed() -> None:
    total = act(1, {"montant": 10, "role": "total"})
    orphan = act(2, {"montant": 7, "effet": "ajoute"}, type="avenant", numero_avenant=2)
    sql = "SELECT convention_id, message FROM v_a_verifier WHERE sujet = 'montant'"
    assert asked(sql, total, orphan) == [
        (FIRST, "Montant à vérifier avant de l'additionner : total dont les parts ne sont pas données"),
        (convention_id(2), "Montant à vérifier avant de l'additionner : avenants incomplets"),
    ]


def test_gaps_are_listed_unless_the_document_is_silent() -> None:
    gaps = [
        {"convention_id": FIRST, "table_cible": "conventions", "colonne": colonne, "nature": nature}
        for colonne, nature in (("objet", "non_trouve"), ("regle_fin", "non_mentionne"), ("intitule", "illisible"))
    ]
    sql = "SELECT colonne, code FROM v_a_verifier WHERE sujet = 'lacune'"
    assert asked(sql, document(1), batch(lacunes=gaps)) == [("intitule", "illisible"), ("objet", "non_trouve")]


def test_a_view_and_its_description_must_agree() -> None:
    wrong = {"convention_id": "", "doublon": ""}
    views = tuple(
        view if view.name != "v_doublons_probables" else type(view)(name=view.name, description="", columns=wrong)
        for view in METADATA.views
    )
    with in_memory() as con:
        con.execute("DROP VIEW v_doublons_probables")
        with pytest.raises(RuleError, match="v_doublons_probables: its columns are convention_id, doublon_de"):
            create_views(con, Metadata(version="0", tables=METADATA.tables, views=views))
        with pytest.raises(RuleError, match="described but not written"):
            create_views(con, Metadata(version="0", tables=METADATA.tables, views=METADATA.views[1:]))
