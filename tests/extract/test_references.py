"""Texts cited: one row each, with number, date and articles, and a doubt where the date is not theirs."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.extract import references
from pipeline.model import Decision
from tests.extract.helpers import context_of

Row = tuple[str, str | None, str | None, str | None]


def extract(text: str) -> Decision:
    return references.extract(context_of(text, kind="visas"))


def rows(decision: Decision) -> list[Row]:
    """(type, numero or name of the code, date, article) of each row."""
    found = []
    for fact in decision.facts:
        said = {column: str(value.value) for column, value in fact.values.items()}
        name = said.get("numero") or (said.get("intitule") if said["type"] == "code" else None)
        found.append((said["type"], name, said.get("date"), said.get("article")))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vu le décret n° 2004-1085 du 14 octobre 2004 modifié relatif à la délégation de gestion ;",
         ("decret", "2004-1085", "2004-10-14", None)),
        ("Vu les articles L. 2511-1 à L. 2511-6 et R. 2512-1 du code de la commande publique ;",
         ("code", "code de la commande publique", None, "L. 2511-1 à L. 2511-6, R. 2512-1")),
        ("Vu le décret 2019-1088 du 25 octobre 2019, notamment son article 6,", ("decret", "2019-1088", "2019-10-25", "6")),
        ("VU LE DÉCRET N* 2004-374 DU 29 AVRIL 2004 MODIFIÉ RELATIF AUX POUVOIRS ;", ("decret", "2004-374", "2004-04-29", None)),
        ("Vu l'article 17 de la loi organique n° 200l-692 du ler août 2001 ;", ("loi", "2001-692", "2001-08-01", "17")),
        ("Vu la loi du 30 décembre 2022 (n° 2022-1726) de finances pour 2023 ;", ("loi", "2022-1726", "2022-12-30", None)),
        ("Vu la loi n° 2000-321 du 12 avril 2000, notamment ses articles 9-1 et 10 ;", ("loi", "2000-321", "2000-04-12", "9-1, 10")),
        ("- ordonnance n° 2022-408 du 23 mars 2022 relative à la responsabilité ;", ("ordonnance", "2022-408", "2022-03-23", None)),
        ("Vu l'arrêté interministériel du 26 décembre 2022 fixant la liste des sites ;", ("arrete", None, "2022-12-26", None)),
        ("Vu l'arrêté n° R53-2021-05-03 du 3 mai 2021 ;", ("arrete", "R53-2021-05-03", "2021-05-03", None)),
        ("Vu la circulaire du Premier ministre 5608/SG du 19 septembre 2012 relative aux logiciels ;",
         ("circulaire", "5608/SG", "2012-09-19", None)),
        ("Vu la circulaire du Premier ministre du 23 octobre 2020 relative au plan ;", ("circulaire", None, "2020-10-23", None)),
        ("le règlement (UE) 2016/679 du 27 avril 2016 est applicable", ("reglement_ue", "2016/679", "2016-04-27", None)),
        ("Vu la directive 2014/24/UE du 26 février 2014 ;", ("directive", "2014/24/UE", "2014-02-26", None)),
        ("Vu le code du service national, article L. 111-2 ;", ("code", "code du service national", None, "L. 111-2")),
        ("Vu le Code électoral, et notamment son article R. 34,", ("code", "code électoral", None, "R. 34")),
        ("régi par les articles L. 518-2 et suivants du code monétaire et financier,",
         ("code", "code monétaire et financier", None, "L. 518-2")),
        ("au sens de l'article L. 1111-9 du CGCT,",
         ("code", "code général des collectivités territoriales", None, "L. 1111-9")),
        ("Vu la décision du jury de l'appel à projets « Ville » du 8 mars 2022,", ("decision", None, "2022-03-08", None)),
    ],
)  # fmt: skip
def test_forms_of_one_citation(text: str, expected: Row) -> None:
    assert rows(extract(text)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "conformément à l'article 5 de la présente convention et à son annexe 2",
        "un décret fixera les modalités ; les arrêtés préfectoraux sont joints",
        "le code source est publié ; un code de bonnes pratiques est adopté ; code APE 8542Z",
        "sous réserve de l'ouverture des crédits en loi de finances",
        "habilitée par une délibération du conseil communautaire du 29 septembre 2022",
        "notification d'une décision motivée à l'autre partie",
        "le marché n° 2021-179 et l'accord-cadre n° 2022-11",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert rows(extract(text)) == []


def test_a_list_opened_by_a_plural_gives_each_its_number_and_date() -> None:
    text = (
        "Vu les décrets n° 2004-1085 du 14 octobre 2004 modifié relatif à la délégation de gestion dans les services de\n"
        "l'Etat et n° 2012-1246 du 7 novembre 2012 modifié relatif à la gestion budgétaire,"
    )
    assert [row[1:3] for row in rows(extract(text))] == [("2004-1085", "2004-10-14"), ("2012-1246", "2012-11-07")]
    text = text.replace("n° 2012-1246 du 7 novembre 2012", "du 7 novembre 2012 (n° 2012-1246)")
    assert [row[1:3] for row in rows(extract(text))] == [("2004-1085", "2004-10-14"), ("2012-1246", "2012-11-07")]


def test_mentions_of_one_text_are_one_row_with_all_their_articles() -> None:
    text = (
        "Vu le décret n° 2004-1085 du 14 octobre 2004 ;\n\nConformément à l'article 2 du décret du 14 octobre 2004 susvisé, "
        "et en application de l'article 5 du décret n°2004-1085, chacun publie."
    )
    decision = extract(text)
    assert rows(decision) == [("decret", "2004-1085", "2004-10-14", "2, 5")]
    assert len(decision.facts[0].values["type"].places) == 3


def test_a_wrong_date_gives_way_to_the_true_one_and_raises_a_doubt() -> None:
    text = "Vu le décret 2004-1085 du 14 janvier 2004 ;\n\nselon le décret n° 2004-1085 du 14 octobre 2004"
    decision = extract(text)
    assert decision.facts[0].values["date"].value == dt.date(2004, 10, 14)
    [doubt] = decision.doubts
    assert doubt.code == "date_reference_incoherente"
    assert doubt.message == (
        "décret 2004-1085 cité sous plusieurs dates (14/01/2004, 14/10/2004) ; sa date est le 14/10/2004, à vérifier."
    )
    assert [loser.value for loser in decision.rejected] == ["2004-01-14"]


def test_the_only_date_printed_is_kept_though_wrong() -> None:
    decision = extract("Vu le décret n° 2012-1246 du 7 décembre 2012 relatif à la gestion budgétaire ;")
    found = decision.facts[0].values["date"]
    assert found.value == dt.date(2012, 12, 7)
    assert found.confidence < 0.9
    [doubt] = decision.doubts
    assert doubt.code == "date_reference_incoherente"
    assert "cité sous la date du 07/12/2012 ; sa date est le 07/11/2012" in doubt.message


def test_the_title_of_a_text_stops_where_the_visa_adds_something() -> None:
    text = "Vu le décret n° 2019-1088 du 25 octobre 2019 relatif au système d'information\nde l'État, notamment son article 6 ;"
    assert extract(text).facts[0].values["intitule"].value == "relatif au système d'information de l'État"
