"""Units and years said once for several sums: of which they are said, and of which not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.credits import decided, rows, said

_TWO_UNITS = "Sont concernés les crédits des UO 0143-CDAG-AGRI et 0143-CDAG-DNUM.\n\n"


def test_a_unit_said_after_its_sums_is_said_of_all_of_them() -> None:
    text = _TWO_UNITS + (
        "Le délégant met à disposition 30 000 € en AE et 12 000 € en CP sur l'UO 0143-CDAG-AGRI et 31 000 € en AE "
        "et 13 000 € en CP sur l'UO 0143-CDAG-DNUM."
    )
    assert [(v, uo) for _, v, _, uo, _ in rows(text)] == [
        (30000, "AGRI"),
        (12000, "AGRI"),
        (31000, "DNUM"),
        (13000, "DNUM"),
    ]


def test_a_unit_said_after_the_sums_of_several_years_is_not_said_of_their_total() -> None:
    text = _TWO_UNITS + (
        "Sont mis à disposition pour l'exercice 2024, 30 000 € en AE et 12 000 € en CP, puis, pour l'exercice 2025, "
        "8 000 € en AE et 9 000 € en CP sur l'UO 0143-CDAG-DNUM, soit au total 38 000 € en AE et 21 000 € en CP."
    )
    assert [(y, uo, r) for _, _, y, uo, r in rows(text)] == [
        *[(year, "DNUM", "echeance") for year in (2024, 2024, 2025, 2025)],
        *[(None, None, "total")] * 2,
    ]


def test_a_unit_said_of_parts_is_not_said_of_what_they_are_parts_of() -> None:
    text = _TWO_UNITS + (
        "Le délégant met à disposition 61 000 € en AE et 25 000 € en CP, dont 30 000 € en AE et 12 000 € en CP sur "
        "l'UO 0143-CDAG-AGRI et 31 000 € en AE et 13 000 € en CP sur l'UO 0143-CDAG-DNUM."
    )
    assert [uo for *_, uo, _ in rows(text)] == [None, None, "AGRI", "AGRI", "DNUM", "DNUM"]


def test_a_year_said_after_a_sum_in_ae_and_one_in_cp_is_that_of_both() -> None:
    text = (
        "Le plafond est de 30 000 € (AE) et 12 000 € (CP) au titre de 2024 "
        "puis 8 000 € (AE) et 9 000 € (CP) au titre de 2025."
    )
    assert [year for _, _, year, _, _ in rows(text)] == [2024, 2024, 2025, 2025]


def test_the_total_below_a_list_takes_nothing_from_its_last_item() -> None:
    text = _TWO_UNITS + (
        "Les crédits sont :\n- sur l'UO 0143-CDAG-AGRI :\n- en 2026 : 175 000 € en AE et 60 000 € en CP ;\n"
        "- sur l'UO 0143-CDAG-DNUM :\n- en 2027 : 49 000 € en AE et 97 000 € en CP ;\n"
        "Le montant total des autorisations d'engagement s'élève à 224 000 €."
    )
    assert rows(text)[-1] == ("AE", 224000, None, None, "total")


def test_a_heading_right_below_a_list_does_not_open_another() -> None:
    text = _TWO_UNITS + (
        "Les crédits sont :\n- sur l'UO 0143-CDAG-AGRI :\n- en 2026 : 175 000 € en AE et 60 000 € en CP ;\n"
        "- sur l'UO 0143-CDAG-DNUM :\n- en 2026 : 49 000 € en AE et 97 000 € en CP ;\n"
        "III. Références Chorus :"
    )
    assert [uo for *_, uo, _ in rows(text)] == ["AGRI", "AGRI", "DNUM", "DNUM"]


_GROUPS = (
    "Exercice\tAE\tCP\nUO 0143-CDAG-AGRI\t\t\n2024\t10 000\t20 000\n{first}"
    "UO 0143-CDAG-DNUM\t\t\n2024\t40 000\t50 000\n2025\t60 000\t70 000\n{last}"
)


def test_a_total_below_the_last_group_that_adds_up_all_groups_has_no_unit() -> None:
    text = _TWO_UNITS + _GROUPS.format(first="", last="Total\t110 000\t140 000")
    assert [(v, uo) for _, v, _, uo, _ in rows(text)] == [
        *[(10000, "AGRI"), (20000, "AGRI"), (40000, "DNUM"), (50000, "DNUM"), (60000, "DNUM"), (70000, "DNUM")],
        *[(110000, None), (140000, None)],
    ]


def test_the_total_of_a_group_has_its_unit() -> None:
    text = _TWO_UNITS + _GROUPS.format(first="Total\t10 000\t20 000\n", last="Total\t100 000\t120 000")
    assert [(v, uo) for _, v, _, uo, r in rows(text) if r == "total"] == [
        (10000, "AGRI"),
        (20000, "AGRI"),
        (100000, "DNUM"),
        (120000, "DNUM"),
    ]


def test_a_caption_no_longer_speaks_of_rows_below_another_unit() -> None:
    text = _TWO_UNITS + (
        "UO 0143-CDAG-AGRI\n\nExercice\tAE = CP\n2024\t10 000 €\nUO 0143-CDAG-DNUM Exercice 2024\t40 000 €\n2025\t60 000 €"
    )
    assert [uo for *_, uo, _ in rows(text)] == ["AGRI", "AGRI", "DNUM", "DNUM", None, None]


def test_a_unit_named_right_of_the_figures_is_theirs() -> None:
    text = _TWO_UNITS + "\tAE\tCP\tUO\n2025\t10 000\t6 000\t0143-CDAG-AGRI\n2025\t3 000\t3 000\t0143-CDAG-DNUM"
    assert [uo for *_, uo, _ in rows(text)] == ["AGRI", "AGRI", "DNUM", "DNUM"]


def test_a_bare_year_heads_the_sum_in_its_parentheses() -> None:
    text = "Les CP délégués s'échelonnent de 2025 (50 000 €) à 2027 (40 000 €) en passant par 2026 (60 000 €)."
    assert [(value, year) for _, value, year, *_ in rows(text)] == [(50000, 2025), (40000, 2027), (60000, 2026)]


def test_a_sum_said_again_in_parentheses_is_no_other_one() -> None:
    text = "Le délégant met à disposition 1 150 000 € en autorisations d'engagement (1,15 M€) dès 2023."
    assert [(nature, value, year) for nature, value, year, *_ in rows(text)] == [("AE", 1150000, 2023)]


def test_each_of_two_rises_leaves_what_it_rises_from() -> None:
    text = "Le montant délégué est porté de 80 000 € à 95 000 € en AE, et de 60 000 € à 90 000 € en CP."
    assert [(nature, value) for nature, value, *_ in rows(text)] == [("AE", 95000), ("CP", 90000)]


def test_what_was_delegated_before_is_no_amount() -> None:
    text = "À ce jour, 210 000 € ont été délégués ; il reste 90 000 € à déléguer au titre de 2025 en AE."
    assert [(nature, value, year) for nature, value, year, *_ in rows(text)] == [("AE", 90000, 2025)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Le délégant ouvre 30 000 € en AE et, à même hauteur, en CP.", "à même hauteur, en CP"),
        ("Le délégant ouvre 30 000 € en AE et la même somme en CP.", "la même somme en CP"),
        ("Le délégant ouvre 30 000 € en AE. Le même montant est ouvert en CP.", "Le même montant est ouvert en CP"),
        ("Sont ouverts : AE 30 000 € ; CP à même hauteur.", "CP à même hauteur"),
        ("Les AE s'élèvent à 30 000 €, les CP au même montant.", "CP au même montant"),
    ],
)
def test_a_sum_that_the_other_nature_is_said_to_equal_is_two_rows(text: str, words: str) -> None:
    assert [(n, v) for n, v, *_ in rows(text)] == [("AE", 30000), ("CP", 30000)]
    [place] = decided(text).facts[1].values["nature"].places
    assert text[slice(*place)].rstrip(".") == words


def test_parts_told_after_the_same_sum_in_cp_are_parts_of_the_cp() -> None:
    text = "Sont ouverts 90 000 € en AE, et du même montant en CP, dont 50 000 € en 2023 et 40 000 € en 2024."
    assert [(n, v) for n, v, *_ in rows(text)] == [("AE", 90000), ("CP", 90000), ("CP", 50000), ("CP", 40000)]


def test_a_payment_told_again_with_the_title_that_claims_it_is_one() -> None:
    told = (
        "L'Agence verse 40 000 € en un versement. Ce versement de 40 000 € fait l'objet du titre de perception n° 12."
    )
    assert [v for _, v, *_ in rows(told)] == [40000]
    assert len(rows(told.replace(" du titre de perception n° 12", " d'un second titre"))) == 2


def test_credits_said_of_several_sums_below_them() -> None:
    text = (
        "La direction apporte 92 000 €. Le service apporte 18 000 €. Ces crédits sont ouverts en AE et en CP en 2021."
    )
    assert [(n, v, y) for n, v, y, *_ in rows(text)] == [
        (nature, value, 2021) for value in (92000, 18000) for nature in ("AE", "CP")
    ]


def test_what_is_held_in_reserve_is_left_out_with_its_reason() -> None:
    text = "Le délégant ouvre 824 000 € en AE, dont 24 000 € sont gelés au titre de la réserve de précaution."
    made = decided(text)
    assert [v for _, v, *_ in rows(text)] == [824000]
    assert [r.motif for r in made.rejected] == ["somme mise en réserve sur les crédits, non un montant de plus"]


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_a_line_that_closes_a_parenthesis_goes_on_with_the_sum(blank: str) -> None:
    text = f"L'enveloppe maximale est fixée à une somme (685 000,00 €{blank}TTC) en AE et en CP, ainsi échelonnée :"
    assert {(nature, value) for nature, value, *_ in rows(text)} == {("AE", 685000), ("CP", 685000)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le délégant verse 80 000 € en 2024 et la même somme en 2025.", {2024, 2025}),
        ("Le délégant ouvre 80 000 € en 2024, autant en 2025 et en 2026.", {2024, 2025, 2026}),
        ("Le délégant verse 80 000 € en 2024. Un montant identique sera versé en 2025.", {2024, 2025}),
        ("En 2024, le délégant verse 80 000 €, et la même somme en 2025.", {2024, 2025}),
        ("Le délégant verse 80 000 € en 2024. Un montant identique pourra être versé en 2025.", {2024}),
        ("Le délégant verse 80 000 € pour 2024 et 2025, et la même somme en 2026.", {None}),
    ],
)
def test_a_sum_given_again_for_another_year_is_another_row(text: str, expected: set[int | None]) -> None:
    facts = decided(text).facts
    assert {said(fact, "exercice") for fact in facts} == expected
    assert [said(fact, "montant") for fact in facts] == [Decimal(80000)] * len(expected)


@pytest.mark.parametrize(
    "text",
    [
        "Le délégant ouvre 60 000 € en AE et 40 000 € en CP en 2024, et les mêmes sommes en 2025.",
        "Le délégant ouvre 60 000 € en AE et 40 000 € en CP au titre de 2024. Des montants identiques sont ouverts en 2025.",
    ],
)
def test_several_sums_given_again_for_another_year_are_as_many_rows(text: str) -> None:
    made = decided(text)
    found = {(nature, value, year) for nature, value, year, *_ in rows(text)}
    assert found == {(n, v, y) for n, v in (("AE", 60000), ("CP", 40000)) for y in (2024, 2025)}
    assert made.doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "Le délégant verse 80 000 € en 2024. Un montant identique pourra être versé en 2025.",
        "Le délégant verse 60 000 € en 2024 et 40 000 € en 2023, et les mêmes sommes en 2025.",
        "Le délégant verse 6 000 € en AE en 2024. Il verse 4 000 € en CP en 2024. Les mêmes sommes sont versées en 2025.",
        "En 2024, le délégant ouvre :\n- 60 000 € en AE ;\n- 40 000 € en CP.\n\nLes mêmes sommes sont ouvertes en 2025.",
    ],
    ids=["maybe", "two years", "two sentences", "a list"],
)
def test_a_year_given_the_sums_of_others_that_no_row_holds_is_a_doubt(text: str) -> None:
    made = decided(text)
    assert 2025 not in {said(fact, "exercice") for fact in made.facts}
    assert [doubt.code for doubt in made.doubts] == ["lecture_incertaine"]


def test_what_may_be_added_one_day_is_doubted() -> None:
    text = "Le délégant verse 80 000 € en 2024. Un complément de 30 000 € pourra être versé en 2026."
    surety = {said(fact, "montant"): fact.values["montant"].confidence for fact in decided(text).facts}
    assert surety == {Decimal(80000): 0.96, Decimal(30000): 0.8}
    by_amendment = decided(text.replace("en 2026", "par avenant"))
    assert len(by_amendment.facts) == 1
    assert [(doubt.code, doubt.severity) for doubt in by_amendment.doubts] == [("a_confirmer", "info")]


@pytest.mark.parametrize(
    ("whole", "kept"),
    [
        (
            "Le coût s'établit donc à 50 000 €.",
            [(30000, "estimation", True), (20000, "estimation", True), (50000, "total", True)],
        ),
        ("Le coût s'établit donc à 60 000 €.", [(60000, "estimation", True)]),
    ],
    ids=["they make it", "they do not"],
)
def test_sums_of_a_list_that_nothing_names_are_kept_where_they_make_the_one_told_below(
    whole: str, kept: list[tuple[int, str, bool]]
) -> None:
    facts = decided(f"a) Nettoyage : 30 000 € ;\nb) Fournitures : 20 000 €.\n\n{whole}").facts
    assert [(said(f, "montant"), said(f, "role"), f.values["montant"].confidence >= 0.9) for f in facts] == kept


def test_a_sum_of_a_list_that_nothing_names_and_that_makes_nothing_is_left_out() -> None:
    assert decided("a) Nettoyage : 30 000 € ;\nb) Fournitures : 20 000 €.").facts == ()


def test_an_addition_that_holds_carried_credits_is_not_counted_beside_them() -> None:
    facts = decided("Les crédits sont abondés de 50 000 € en CP. Cet abondement comprend 20 000 € de reports.").facts
    assert {said(f, "montant"): f.values["montant"].confidence >= 0.9 for f in facts} == {50000: True, 20000: False}


def test_the_year_of_a_caption_is_that_of_the_table_below() -> None:
    text = "Calendrier prévisionnel 2024 (montants en € TTC)\n\n\tT1\tT2\tTotal 2024\nStudio\t10 000\t20 000\t30 000"
    assert {said(f, "exercice") for f in decided(text).facts} == {2024}


def test_a_condition_told_after_two_sums_that_only_and_joins_is_that_of_both() -> None:
    facts = decided("Sont ouverts :\n- en 2022 : 15 000 € d'AE et 6 000 € de CP, à la signature ;").facts
    assert {(said(f, "nature"), said(f, "condition")) for f in facts} == {
        ("AE", "à la signature"),
        ("CP", "à la signature"),
    }


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1 200 500.50 EUR", "1200500.50"),
        ("890 000.00 €", "890000.00"),
        ("1.250 €", "1250"),
        ("1.250.000 €", "1250000"),
    ],
)
def test_a_point_before_the_cents_of_thousands_set_apart_by_blanks_is_a_decimal_point(printed: str, value: str) -> None:
    [fact] = decided(f"Le délégant met à disposition {printed} en AE.").facts
    assert said(fact, "montant") == Decimal(value)


def test_what_ends_a_list_after_a_full_stop_is_of_what_the_list_is() -> None:
    text = "Pour 2024, les moyens délégués (AE = CP) sont de :\n- 60 K€ pour A ;\n- 40 K€ pour B.\n\nSoit au total 100 K€, sur l'UO."
    assert {row[:3] for row in rows(text)} == {(n, v, 2024) for n in ("AE", "CP") for v in (60000, 40000, 100000)}


def test_a_nature_alone_at_the_head_of_a_line_is_said_of_the_sum_above() -> None:
    text = "Les crédits sont :\n— objet : location ;\n— montant : 86 400 € AE, 86 400 €\nCP ;\n— durée : un an."
    assert [(nature, value) for nature, value, *_ in rows(text)] == [("AE", 86400), ("CP", 86400)]


def test_parts_take_the_nature_of_their_own_sum_rather_than_that_of_what_leads_to_it() -> None:
    text = (
        "Les crédits sont de :\n— 600 000 € en AE, dont 450 000 € en 2022 et 150 000 € en 2023 :\n"
        "— 500 000 € en CP, dont 200 000 € en 2022 et 300 000 € en 2023."
    )
    assert [(nature, value) for nature, value, *_ in rows(text)][3:] == [("CP", 500000), ("CP", 200000), ("CP", 300000)]


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_a_price_is_one_on_two_lines_of_an_item_as_on_one(blank: str) -> None:
    item = f"- développement : 340 000 € (sur la base de 68 €{blank}HT de l'heure)"
    text = f"Le délégant finance les prestations suivantes :\n\n{item}\n- audit : 50 000 €"
    assert [value for _, value, *_ in rows(text)] == [340000, 50000]


def test_what_another_gives_beside_the_first_is_of_the_same_kind() -> None:
    text = "La contribution de la DINUM est fixée à 80 000 €, celle de l'ANCT à 40 000 €."
    assert [(amount, role) for _, amount, _, _, role in rows(text, convention="partenariat")] == [
        (80000, "contribution"),
        (40000, "contribution"),
    ]


def test_the_end_of_a_sentence_that_leads_to_a_table_is_no_caption_for_its_parenthesis() -> None:
    text = (
        "Le délégant met à disposition sur l'UO 0143-CDAG-AGRI 90 000 € en autorisations d'engagement (AE) et en crédits de\n"
        "paiement (CP), selon l'échéancier suivant :\n\n\tAE\tCP\n2024\t90 000 € pour le port\t90 000 € à la signature"
    )
    assert [row[:3] for row in rows(text)] == [("AE", 90000, 2024), ("CP", 90000, 2024)]
