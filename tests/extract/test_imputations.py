"""Chorus blocks: as a table, side by side, as a list, in a sentence; empty, announced and malformed values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract import codes, imputations, units
from pipeline.model import Decision
from tests.extract.helpers import context_of


def rows(*pages: str) -> tuple[list[dict[str, str]], Decision]:
    decision = imputations.extract(context_of(*pages))
    return [{column: str(found.value) for column, found in fact.values.items()} for fact in decision.facts], decision


EXPECTED = {
    "programme": "0163",
    "centre_financier": "0163-CDJE-ABCD",
    "domaine_fonctionnel": "0163-06",
    "activite": "016350060199",
    "centre_cout": "SOCCJV0075",
}


def test_two_columns() -> None:
    found, _ = rows(
        "Références Chorus :\nDomaine fonctionnel :\t163-06\nCentre financier :\t0163-CDJE-ABCD\n"
        "Activité(s) :\t0163 50 06 01 99 (portail commun)\nCentre de coût :\tSOCCJV0075\nAxe ministériel 1\t\nFonds\tsans objet"
    )
    assert found == [EXPECTED | {"activite_libelle": "portail commun"}]


def test_blocks_side_by_side_are_two_rows() -> None:
    found, decision = rows(
        "\tPart A\tPart B\nCentre financier\t0163-DR14-AAAA\t0163-DR14-BBBB\nDomaine fonctionnel\t0163-06-03\t0163-06-03\n"
        "Activité\t0163 50 06 03 01\t0163 50 06 03 05\nCentre de coût\tRECNOR0014\tà préciser\nFonds\t1-2-00619\tsans objet"
    )
    assert [row["centre_financier"] for row in found] == ["0163-DR14-AAAA", "0163-DR14-BBBB"]
    assert found[0]["fonds"] == "1-2-00619"
    assert "centre_cout" not in found[1]
    assert [(doubt.code, doubt.row) for doubt in decision.doubts] == [("a_confirmer", 2)]
    assert decision.doubts[0].message == "centre de coût : le document écrit « à préciser »."


def test_a_sentence_below_a_table_of_several_units_tells_of_none_of_them_alone() -> None:
    said = "Le domaine fonctionnel est le 0112-11-02 et le centre de coûts PRFSGAR076."
    several, _ = rows("UO\tExercice\tAE\n0112-DR76-DR76\t2024\t150 000 €\n0112-DR76-DP14\t2024\t60 000 €\n" + said)
    assert several == [{"programme": "0112", "domaine_fonctionnel": "0112-11-02", "centre_cout": "PRFSGAR076"}]
    alone, _ = rows("UO\tExercice\tAE\n0112-DR76-DR76\t2024\t150 000 €\n0112-DR76-DR76\t2025\t60 000 €\n" + said)
    assert [row["centre_financier"] for row in alone] == ["0112-DR76-DR76"]


def test_a_list_with_numbered_blocks() -> None:
    found, _ = rows(
        "Bloc n° 1 – relance\n- Centre financier : 0362-CDIE-AAAA\n- Domaine fonctionnel : 0362-01-01\n- Axe ministériel 1 : REL-BAT\n"
        "Bloc n° 2 – cités\n- Centre financier : 0348-DR35-BBBB\n- Domaine fonctionnel : 0348-11\n- Axe ministériel 1 : sans objet"
    )
    assert [row["programme"] for row in found] == ["0362", "0348"]
    assert found[0]["axe_ministeriel_1"] == "REL-BAT"
    assert "axe_ministeriel_1" not in found[1]


def test_running_text() -> None:
    found, _ = rows(
        "Les dépenses sont enregistrées sur le centre financier 0165–CCES–C009, dans le domaine fonctionnel 0165-05 et plus "
        "précisément la sous-action 0165-05-02, avec l'activité 0165 01 10 05 99 (« numérique ») et le centre de coût "
        "CEDSI01099. L'axe ministériel 1 n'est pas servi ; l'axe ministériel 2 prend la valeur 165-NUM-99."
    )
    assert found == [
        {
            "programme": "0165",
            "centre_financier": "0165-CCES-C009",
            "domaine_fonctionnel": "0165-05",
            "sous_action": "0165-05-02",
            "activite": "016501100599",
            "activite_libelle": "numérique",
            "centre_cout": "CEDSI01099",
            "axe_ministeriel_2": "165-NUM-99",
        }
    ]


def test_a_block_repeated_in_prose_is_the_same_block() -> None:
    found, _ = rows(
        "Centre financier :\t0163-CDJE-ABCD\nDomaine fonctionnel :\t163-06\nActivité :\t0163 50 06 01 99\n"
        "Centre de coût :\tSOCCJV0075\nIl rend compte des dépenses sur l'UO 0163-CDJE-ABCD et le centre de coût SOCCJV0075."
    )
    assert found == [EXPECTED]


def test_a_replaced_code_loses_to_its_successor() -> None:
    found, decision = rows(
        "L'activité « 023202010199 » est remplacée par l'activité « 023202010107 ». Le domaine fonctionnel (0232-02-03) et le "
        "centre de coût (PRFSG01999) ne changent pas."
    )
    assert found[0]["activite"] == "023202010107"
    assert [loser.value for loser in decision.rejected] == ["023202010199"]


def test_a_misread_letter_is_repaired_and_said() -> None:
    found, decision = rows(
        "Centre financier\tO181-CPRI-ABCD\nDomaine fonctionnel\t0181-O1-04\nActivité\t0181 01 03 05 99"
    )
    assert (found[0]["centre_financier"], found[0]["domaine_fonctionnel"]) == ("0181-CPRI-ABCD", "0181-01-04")
    assert {doubt.code for doubt in decision.doubts} == {"code_malforme"}


def test_a_unit_misread_in_a_block_is_the_one_that_the_document_prints_elsewhere() -> None:
    page = (
        "Les crédits de l'UO 0216-CSGA-ACC1 sont ouverts ; l'UO 0216-CSGA-ACC1 est seule.\n\n"
        "Centre financier\t0216-CSGA-ACCI\nDomaine fonctionnel\t0216-01-04\nActivité\t0216 01 04 01 05"
    )
    context = context_of(page)
    known = replace(context, facts={units.TABLE: units.extract(context).facts})
    [fact] = imputations.extract(known).facts
    unit, head = fact.values["centre_financier"], fact.values["programme"]
    assert (unit.value, unit.confidence, head.confidence) == ("0216-CSGA-ACC1", 0.85, 0.85)
    assert unit.motif == codes.ELSEWHERE


def test_what_has_not_the_form_of_a_code_is_a_doubt_not_a_value() -> None:
    found, decision = rows(
        "Centre financier\t0181-CPRI-ABCD\nDomaine fonctionnel\tvoir annexe\nActivité\t0181 01 03 05 99"
    )
    assert "domaine_fonctionnel" not in found[0]
    assert [doubt.code for doubt in decision.doubts] == ["code_malforme"]


def test_a_lone_mention_is_no_block() -> None:
    assert rows("Le délégataire dépense sur le centre financier 0181-CPRI-ABCD dans le respect des règles.")[0] == []


def test_a_head_on_several_rows_and_an_aside_under_its_code() -> None:
    found, _ = rows(
        "CF\tDomaine\tRéf. de\tCentre de coût\n\tfonctionnel\tprogrammation\t\n\t(action)\t(activité)\t\n"
        "0163-CDJE-ABCD\t0163-06\t0163 50 06 01 99\tSOCCJV0075\n\t\t\t(pôle achats)"
    )
    assert found == [EXPECTED | {"centre_cout_libelle": "pôle achats"}]


def test_a_column_of_labels_before_a_column_of_values() -> None:
    found, _ = rows(
        "Centre financier\nDF\nActivité Chorus\nCentre de coûts\nAM1\n\n"
        "0163 - CDJE - ABCD\n0163-06\n016350060199\nSOCCJV0075\ns.o.\n\nLe comptable est la payeuse."
    )
    assert found == [EXPECTED]


def test_a_letter_among_the_figures_of_an_activite_is_one_of_them() -> None:
    found, decision = rows(
        "Centre financier\t0161-CDGC-CRRF\nDomaine fonctionnel\t0161-14-03\nActivité\t0161 14 03 O1 05"
    )
    assert found[0]["activite"] == "016114030105"
    assert {doubt.code for doubt in decision.doubts} == {"code_malforme"}


@pytest.mark.parametrize(
    ("code", "doubted"),
    [("DDTO000011", True), ("DLMNUMAO75", True), ("DREALCO045", False), ("DININCUB75", False), ("SOCCJV070075", False)],
)
def test_an_o_that_may_be_a_zero(code: str, doubted: bool) -> None:
    assert codes.hides_zero(code) is doubted


@pytest.mark.parametrize("mark", [" / ", " – ", ", ", " ; "])
def test_codes_in_a_row_without_labels_are_a_block(mark: str) -> None:
    found, _ = rows(f"La dépense est imputée sur {mark.join(list(EXPECTED.values())[1:4])}.")
    assert found == [{column: code for column, code in EXPECTED.items() if column != "centre_cout"}]


def test_codes_in_a_row_go_on_with_the_block_of_a_labelled_unit() -> None:
    found, _ = rows("Centre financier : 0163-CDJE-ABCD / 163-06, activité : 016350060199, centre de coût : SOCCJV0075")
    assert found == [EXPECTED]


@pytest.mark.parametrize("text", ["0163-CDJE-ABCD / 0172-06 / 017250060199", "0163-CDJE-ABCD / 0163-06 / 017250060199"])
def test_codes_of_several_programmes_are_no_block(text: str) -> None:
    assert rows(f"La dépense est imputée sur {text}.")[0] == []


@pytest.mark.parametrize(
    ("column", "label", "cut", "whole"),
    [
        ("centre_cout", "Centre de coûts", "DLMNUMA-075", "DLMNUMA075"),
        ("activite", "Activité", "01130102-0304", "011301020304"),
    ],
)
def test_a_code_that_a_line_end_cut_with_a_hyphen_is_joined_and_doubted(
    column: str, label: str, cut: str, whole: str
) -> None:
    [row], decision = rows(f"Références Chorus\nCentre financier\t0113-CDLM-NUMA\n{label}\t{cut}\n")
    assert row[column] == whole
    found = decision.facts[0].values[column]
    assert (found.confidence, found.motif) == (0.85, codes.HYPHENED)


def test_a_cost_centre_that_a_line_end_cut_is_joined_in_a_sentence_too() -> None:
    [row], _ = rows("Centre financier 0113-CDLM-NUMA ; centre de coûts : DLMNUMA-075 ; activité 011301020304.")
    assert row["centre_cout"] == "DLMNUMA075"


def test_a_heading_that_a_narrow_cell_cuts_is_one() -> None:
    text = "UO\tDomain e fonctio nnel\tActivité\n0166-CSIM-CA60\t0166-06\t016606000115\n0310-CSIM-CA60\t0310-02\t031002000407\n"
    assert [row["domaine_fonctionnel"] for row in rows(text)[0]] == ["0166-06", "0310-02"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("UO 0352-CDIN-PHAR, action 1, activité 035200010101, centre de coûts DINPHAR075.", "0352-01"),
        ("Programme 352 « Phares » (action 02), UO 0352-CDIN-PHAR, activité 035200010101.", "0352-02"),
        ("UO 0352-CDIN-PHAR, action n° 2, sous-action 04 ; centre de coûts DINPHAR075.", "0352-02-04"),
        ("Programme 352, action 02, UO 0352-CDIN-PHAR, domaine fonctionnel 0352-02-11, activité 035200010101.", "0352-02-11"),
        ("UO 0352-CDIN-PHAR, actions 1 et 2, activité 035200010101, centre de coûts DINPHAR075.", None),
        ("UO 0352-CDIN-PHAR, activité 035200010101. L'action 1 en dépend.", None),
    ],
)  # fmt: skip
def test_an_action_said_in_words_beside_the_unit_is_its_domaine(said: str, expected: str | None) -> None:
    [row], _ = rows(said)
    assert row.get("domaine_fonctionnel") == expected


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Centre financier : 0163-CDJE-ABCD\nDomaine fonctionnel : 0163-06 et 0163-07", "domaine_fonctionnel"),
        ("Centre financier\t0163-CDJE-ABCD ou 0163-CDJE-EFGH\nDomaine fonctionnel\t0163-06", "centre_financier"),
        (
            "Les dépenses vont sur le centre financier 0163-CDJE-ABCD, activité 016350060199 (2024) puis 016350060198.",
            "activite",
        ),
    ],
)
def test_the_first_of_two_codes_that_one_label_is_given_is_doubted(text: str, column: str) -> None:
    [fact] = rows(text)[1].facts
    coded = ("centre_financier", "domaine_fonctionnel", "activite")
    assert [name for name in coded if name in fact.values and fact.values[name].confidence < 0.9] == [column]


@pytest.mark.parametrize(
    ("lines", "domain"), [("Action : 06\nSous-action : 3", "0163-06-03"), ("- Action : 6", "0163-06")]
)
def test_an_action_on_a_line_of_its_own_is_of_the_programme_of_the_unit(lines: str, domain: str) -> None:
    said = f"{lines}\nUO : 0163-CDJE-ABCD\nActivité : 016350060199\nCentre de coûts : SOCCJV0075"
    found, _ = rows(f"Programme : 0163 « Jeunesse »\n{said}")
    assert found == [EXPECTED | {"domaine_fonctionnel": domain}]
    found, _ = rows(f"{said}\nAction : 07")
    assert [row.get("domaine_fonctionnel") for row in found] == [None]
