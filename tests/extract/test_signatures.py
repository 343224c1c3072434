"""Signatures: who signed, for whom, when and how, in every order and layout of a foot of act."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.extract import signatures
from pipeline.extract.context import Context, Section
from pipeline.extract.signatures.moments import instant
from pipeline.extract.signatures.whom import _spells
from pipeline.model import Decision, Fact, Found
from tests.extract.helpers import context_of, flow_of

HEADING = """Entre
La Direction des ponts (DP), représentée par Mme Aline Corbel, directrice des ponts, ci-après « le délégant »,
Et
Le Service des bacs (SB), représenté par M. Luc d'Orval, chef du service, ci-après « le délégataire »,

"""
Row = tuple[object, ...]


def context(foot: str, heading: str = HEADING, kind: str = "delegation_gestion") -> Context:
    body = "Article 1\nObjet de la convention.\n\n"
    flow = flow_of(heading + body + foot)
    at = flow.text.index("Article 1")
    end = flow.text.index("convention.", at) + len("convention.")
    sections = (Section("parties", 0, at), Section("article", at, end, "1"), Section("signature", end, len(flow.text)))
    facts = {"conventions": (Fact("conventions", {"type": Found(kind, (), "test")}),)}
    return replace(context_of("x"), flow=flow, sections=sections, facts=facts)


def extract(foot: str, heading: str = HEADING, kind: str = "delegation_gestion") -> Decision:
    return signatures.extract(context(foot, heading, kind))


def signed(decision: Decision, *columns: str) -> list[Row]:
    found = [fact for fact in decision.facts if fact.table == "signatures"]
    return [tuple(f.values[c].value if c in f.values else None for c in columns) for f in found]


def convention(decision: Decision) -> dict[str, object]:
    return {
        c: found.value for fact in decision.facts if fact.table == "conventions" for c, found in fact.values.items()
    }


def codes(decision: Decision) -> list[str]:
    return [doubt.code for doubt in decision.doubts]


BOTH = [("delegant", "Aline CORBEL", "directrice des ponts"), ("delegataire", "Luc D'ORVAL", "chef du service")]


@pytest.mark.parametrize(
    "foot",
    [
        "Fait à Nantes, le 3 mars 2021\n\nPour le délégant,\nLa directrice des ponts,\nAline CORBEL\n\n"
        "Pour le délégataire,\nLe chef du service,\nLuc D'ORVAL\n",
        "Fait à Nantes, le 3 mars 2021\n\nLe délégant :\nAline CORBEL\ndirectrice des ponts\n\n"
        "Le délégataire :\nLuc D'ORVAL\nchef du service\n",
        "Fait à Nantes, le 3 mars 2021\n\nPour la DP\tPour le SB\nla directrice des ponts\tle chef du service\n"
        "Aline CORBEL\tLuc D'ORVAL\n",
        "Fait à Nantes, le 3 mars 2021\n\nPour la DP Pour le SB\nLa directrice des ponts, Le chef du service,\n"
        "Aline CORBEL Luc D'ORVAL\n",
        "Fait à Nantes, le 3 mars 2021\n\nLa directrice des ponts,\nLe délégant,\nAline CORBEL\n\n"
        "Pour le Service des bacs\nLuc D'ORVAL\nChef du service\nLe délégataire\n",
        "Fait à Nantes, le 3 mars 2021\n\nPour le délégant\nNom : Aline CORBEL\nQualité : directrice des ponts\n\n"
        "Pour le délégataire\nNom : Luc D'ORVAL\nQualité : chef du service\n",
    ],
    ids=["function first", "name first", "side by side", "run together", "mixed orders", "labelled"],
)
def test_layouts_of_one_foot(foot: str) -> None:
    decision = extract(foot)
    found = [(role, nom, str(function).lower()) for role, nom, function in signed(decision, "role", "nom", "fonction")]
    assert found == BOTH
    assert convention(decision) == {"date_signature": dt.date(2021, 3, 3), "lieu_signature": "Nantes"}
    assert codes(decision) == []


SENTENCES = {
    "name first": "Fait à Nantes, le 3 mars 2021. Aline Corbel, pour le délégant. Luc d'Orval, pour le délégataire.\n",
    "cut by lines": "Fait à Nantes, le 3 mars 2021. Aline\nCorbel, pour le\ndélégant. Luc\nd'Orval, pour le délégataire.\n",
    "with offices": "Fait à Nantes, le 3 mars 2021, par Mme Aline Corbel, directrice des ponts, pour la DP, et par\n"
    "M. Luc d'Orval, chef du service, pour le Service des bacs.\n",
    "role in brackets": "Fait à Nantes, le 3 mars 2021. Signé : Aline CORBEL (délégant) et Luc D'ORVAL (délégataire).\n",
    "name last": "Fait à Nantes, le 3 mars 2021. Pour le délégant, la directrice des ponts, Aline CORBEL. Pour le\n"
    "délégataire, le chef du service, Luc D'ORVAL.\n",
}


@pytest.mark.parametrize("foot", SENTENCES.values(), ids=list(SENTENCES))
def test_signatories_told_in_one_sentence(foot: str) -> None:
    decision = extract(foot)
    found = [(role, str(nom).lower()) for role, nom in signed(decision, "role", "nom")]
    assert found == [("delegant", "aline corbel"), ("delegataire", "luc d'orval")]
    offices = [function for (function,) in signed(decision, "fonction")]
    assert offices == (["directrice des ponts", "chef du service"] if "directrice" in foot else [None, None])
    assert convention(decision) == {"date_signature": dt.date(2021, 3, 3), "lieu_signature": "Nantes"}


def test_a_name_cut_by_a_blank_in_a_narrow_cell_is_one() -> None:
    decision = extract(
        "Fait à Nantes, le 3 mars 2021\n\nPour le délégant,\nLa directrice des ponts,\nAline\n\nCORBEL-ROY\n\n"
        "Pour le délégataire,\n\nMalo LE\n\nGUIRRIEC\n"
    )
    assert signed(decision, "role", "nom") == [("delegant", "Aline CORBEL-ROY"), ("delegataire", "Malo LE GUIRRIEC")]


def test_every_value_stands_where_it_says() -> None:
    ctx = context("Fait à Nantes, le 3 mars 2021\n\nPour la DP Pour le SB\nAline CORBEL Luc D'ORVAL\n")
    for fact in signatures.extract(ctx).facts:
        for found in fact.values.values():
            read = " ".join(ctx.text[a:b] for a, b in found.places)
            assert read
            if found.status == "exacte":
                assert read == found.value


def test_places_and_dates_of_each_signatory() -> None:
    decision = extract(
        "Pour la DP\nParis, le 30 mars 2023\nAline Corbel\n\nPour le SB\nCaen, le 17 mars 2023\n"
        "Pour le chef du service et par délégation,\nla cheffe adjointe\nDr Ève Roy\n"
    )
    assert signed(decision, "role", "nom", "fonction", "date_signature") == [
        ("delegant", "Aline Corbel", None, dt.date(2023, 3, 30)),
        ("delegataire", "Ève Roy", "cheffe adjointe", dt.date(2023, 3, 17)),
    ]
    assert convention(decision) == {"date_signature": dt.date(2023, 3, 30), "lieu_signature": "Paris"}
    assert "signataire_etranger" not in codes(decision)
    assert [(r.column, r.value) for r in decision.rejected] == [("date_signature", "2023-03-17")]


def test_stamps_are_brought_to_utc_and_logins_left_out() -> None:
    decision = extract(
        "Fait à Paris, le 26 mars 2020\n\nLe délégant,\n\nAline\nCORBEL\naline.corbel\nSignature\nnumérique de\n"
        "Aline CORBEL\naline.corbel\nDate : 2020.03.23\n21:37:43 +01'00'\n\nLe délégataire\n\n"
        "Signé électroniquement par : Luc D'ORVAL\nDate de signature : 24/03/2020\nQualité : Chef du service\n"
    )
    columns = ("role", "nom", "fonction", "electronique", "date_signature", "horodatage")
    assert signed(decision, *columns) == [
        ("delegant", "Aline CORBEL", None, True, dt.date(2020, 3, 23), dt.datetime(2020, 3, 23, 20, 37, 43)),
        ("delegataire", "Luc D'ORVAL", "Chef du service", True, dt.date(2020, 3, 24), None),
    ]
    assert convention(decision)["date_signature"] == dt.date(2020, 3, 26)
    assert codes(decision) == ["dates_contradictoires"]
    assert not any("corbel" in str(f.value) for fact in decision.facts for f in fact.values.values())


def test_a_stamp_apart_from_the_names_is_of_the_one_that_it_names() -> None:
    decision = extract(
        "Fait à Paris, le 26 mars 2020\n\nPour le délégant\nAline CORBEL\nDirectrice des ports\n\nPour le délégataire\n"
        "Luc D'ORVAL\nChef du service\n\nSignature numérique de Aline CORBEL\nDate : 2020.03.23 21:37:43 +01'00'\n\n"
        "Signé électroniquement par Luc D'ORVAL\nDate : 2020.03.24 09:12:05 +01'00'\n"
    )
    assert signed(decision, "role", "nom", "fonction", "electronique", "date_signature") == [
        ("delegant", "Aline CORBEL", "Directrice des ports", True, dt.date(2020, 3, 23)),
        ("delegataire", "Luc D'ORVAL", "Chef du service", True, dt.date(2020, 3, 24)),
    ]


def test_the_name_of_a_stamp_that_a_page_break_cuts_is_no_other_person() -> None:
    decision = extract(
        "Fait à Paris, le 26 mars 2020\n\nPour le délégant\nAline de La Roche d'Orval\nSignature numérique de\n"
        "Aline de La Roche\n\nPour le délégataire\nYann PRAT\n"
    )
    assert signed(decision, "nom", "electronique") == [("Aline de La Roche d'Orval", True), ("Yann PRAT", None)]


def test_a_name_announced_is_known_though_the_end_of_a_line_cuts_it() -> None:
    heading = HEADING.replace("Aline Corbel", "Anne-Gaëlle Le Bihan-Corbel")
    decision = extract(
        "Fait à Nantes, le 3 mars 2021\n\nPour le délégant,\nla directrice des\nponts,\nAnne-Gaëlle Le\nBihan-Corbel\n\n"
        "Pour le délégataire,\nle chef du service\nLuc\nd'Orval\n",
        heading,
    )
    assert signed(decision, "role", "nom", "fonction") == [
        ("delegant", "Anne-Gaëlle Le Bihan-Corbel", "directrice des ponts"),
        ("delegataire", "Luc d'Orval", "chef du service"),
    ]


def test_a_handwritten_signature_that_says_so() -> None:
    decision = extract(
        "Fait le 19 mai 2022.\n\nPour le délégant :\nLa directrice\nAline CORBEL\n(signature manuscrite, le 11 mai 2022)\n"
    )
    assert signed(decision, "electronique", "date_signature") == [(False, dt.date(2022, 5, 11))]
    assert convention(decision) == {"date_signature": dt.date(2022, 5, 19)}


@pytest.mark.parametrize(
    "closing",
    [
        "Fait à Nantes, le",
        "Fait à Nantes, en deux exemplaires, le      mars 2021",
        "Fait à Nantes, ce jour.",
        "À Nantes, le ...",
    ],
)
def test_a_blank_date_is_absent(closing: str) -> None:
    decision = extract(f"{closing}\n\nPour le délégant,\nAline CORBEL\n")
    assert convention(decision) == {"lieu_signature": "Nantes"}


@pytest.mark.parametrize(
    ("closing", "day", "place"),
    [
        ("FAIT À NANTES, LE 1ER AOÛT 2022", dt.date(2022, 8, 1), "NANTES"),
        ("Fait à La Roche-sur-Yon le 15-7-2024", dt.date(2024, 7, 15), "La Roche-sur-Yon"),
        ("Fait en deux originaux, à Paris, le 27/O2/2020", dt.date(2020, 2, 27), "Paris"),
        ("Fait le Paris à 27/02/2020", dt.date(2020, 2, 27), "Paris"),
        (
            "Fait et signé à Lille, en autant d'exemplaires que de parties, le 5\nnovembre 2020",
            dt.date(2020, 11, 5),
            "Lille",
        ),
    ],
)
def test_forms_of_the_closing_sentence(closing: str, day: dt.date, place: str) -> None:
    decision = extract(f"{closing}\n\nPour le délégant,\nAline CORBEL\n")
    assert convention(decision) == {"date_signature": day, "lieu_signature": place}


def test_a_block_without_a_name_makes_no_row() -> None:
    assert signed(extract("Fait à Nantes, le 3 mars 2021\n\nLe délégant,\n\nLe délégataire\n"), "nom") == []


def test_a_visa_is_no_signature() -> None:
    decision = extract(
        "Fait à Nantes, le 3 mars 2021\n\nPour le délégant,\nAline CORBEL\n\nVu, le contrôleur budgétaire\nGuy PETIT\n"
    )
    assert signed(decision, "nom") == [("Aline CORBEL",)]
    assert [r.value for r in decision.rejected] == ["Guy PETIT"]


def test_signing_for_a_service_that_is_no_party_is_a_doubt() -> None:
    decision = extract(
        "Fait à Nantes, le 3 mars 2021\n\nPour le directeur général des phares\nLuc D'ORVAL\nChef du service\n"
    )
    assert signed(decision, "role", "nom") == [("delegataire", "Luc D'ORVAL")]
    assert codes(decision) == ["signataire_etranger"]


@pytest.mark.parametrize(
    ("short", "name", "of_it"),
    [
        ("dinum", "direction interministerielle du numerique", True),
        ("cvrh", "centre de valorisation des ressources humaines de paris", True),
        ("dinsic", "direction interministerielle du numerique", False),
        ("dinum", "direction generale de la concurrence de la consommation", False),
    ],
)
def test_the_beginnings_of_words_spell_a_short_name(short: str, name: str, of_it: bool) -> None:
    assert _spells(short, tuple(name.split())) is of_it


def test_whole_blocks_on_one_line_are_no_columns() -> None:
    decision = extract(
        "Date :\nPour la Direction des ponts, la directrice, Aline CORBEL\nDate : 14 mars 2021\n"
        "Pour le Service des bacs, le chef du service, Luc d'ORVAL\n"
    )
    assert signed(decision, "role", "nom", "fonction") == [
        ("delegant", "Aline CORBEL", "directrice"),
        ("delegataire", "Luc d'ORVAL", "chef du service"),
    ]


def test_two_who_sign_on_one_line_for_one_party() -> None:
    heading = "Entre\nL'État, ci-après « l'État »,\nEt\nLa Ville de Vernon, ci-après « la Ville »,\n\n"
    decision = extract(
        "Fait à Vernon, ce jour.\n\nPour la Ville\nLe maire – La première adjointe\nGuy PETIT – Ève ROY\n",
        heading,
        "partenariat",
    )
    assert signed(decision, "role", "nom", "fonction") == [
        ("autre", "Guy PETIT", "maire"),
        ("autre", "Ève ROY", "première adjointe"),
    ]


def test_the_same_person_printed_twice_signs_once() -> None:
    decision = extract(
        "Fait à Nantes, le 3 mars 2021\n\nPour le délégant\nMme Aline CORBEL\nLa Directrice des ponts\nAline CORBEL\n"
    )
    assert signed(decision, "nom", "fonction") == [("Aline CORBEL", "Directrice des ponts")]


@pytest.mark.parametrize(
    ("day", "rest", "expected"),
    [
        ("2024.07.12", " 18:02:11 +02'00'", dt.datetime(2024, 7, 12, 16, 2, 11)),
        ("12/07/2024", " à 18h02", dt.datetime(2024, 7, 12, 16, 2)),
        ("12/01/2024", " 18:02:11", dt.datetime(2024, 1, 12, 17, 2, 11)),
        ("27/09/2023", " | 13:04:13 UTC", dt.datetime(2023, 9, 27, 13, 4, 13)),
        ("2024-07-12", "T16:02:11Z", dt.datetime(2024, 7, 12, 16, 2, 11)),
        ("2024.07.12", " 25:02:11", None),
        ("2024.13.12", " 18:02:11", None),
        ("01/01/0001", " 00:30:00 +02'00'", None),
    ],
)
def test_instants(day: str, rest: str, expected: dt.datetime | None) -> None:
    assert instant(day, rest) == expected


@pytest.mark.parametrize("line", ["Signé le {}", "Le {}"])
def test_dates_under_the_names_are_those_of_the_names_above(line: str) -> None:
    foot = (
        f"La directrice des ponts\n\nAline CORBEL\n\n{line.format('4 avril 2022')}\n\n"
        f"Le chef du service\n\nLuc D'ORVAL\n\n{line.format('11 avril 2022')}"
    )
    decision = extract(foot)
    assert signed(decision, "nom", "date_signature") == [
        ("Aline CORBEL", dt.date(2022, 4, 4)),
        ("Luc D'ORVAL", dt.date(2022, 4, 11)),
    ]
    assert convention(decision)["date_signature"] == dt.date(2022, 4, 11)


def test_a_closing_sentence_without_a_date_takes_nobody_s_date() -> None:
    foot = (
        "Fait en deux exemplaires originaux.\n\nPour le délégant\nÀ Nantes, le 20/02/2023\nAline CORBEL\n\n"
        "Pour le délégataire\nÀ Brest, le 22/02/2023\nLuc D'ORVAL"
    )
    assert signed(extract(foot), "nom", "date_signature") == [
        ("Aline CORBEL", dt.date(2023, 2, 20)),
        ("Luc D'ORVAL", dt.date(2023, 2, 22)),
    ]


def test_who_signs_below_a_power_of_signature_signs_for_his_own_service() -> None:
    foot = (
        "Nantes, le 18 décembre 2024\n\nPour la directrice des ponts, et par délégation, l'adjoint à la directrice\n\n"
        "Hyacinthe MORVAN\n\nLe chef du service des bacs\n\nLuc D'ORVAL"
    )
    assert signed(extract(foot), "nom", "role") == [("Hyacinthe MORVAN", "delegant"), ("Luc D'ORVAL", "delegataire")]


def test_who_is_announced_for_one_side_and_stands_in_the_block_of_the_other_is_doubted() -> None:
    decision = extract("Fait à Nantes, le 3 mars 2021\n\nPour le délégataire,\nAline CORBEL\n")
    [row] = [fact.values for fact in decision.facts if fact.table == "signatures"]
    assert (row["role"].value, row["role"].confidence < 0.9) == ("delegant", True)


STAMPED = (
    "Le délégant\nAline CORBEL\nDate : 2020.03.23 21:37:43 +01'00'\n\nLe délégataire\nLuc D'ORVAL\nDatc : 2020.O3.Z4"
)


@pytest.mark.parametrize(
    ("foot", "scanned", "sure"),
    [
        (STAMPED, True, False),
        (STAMPED, False, True),
        (STAMPED.replace("Datc : 2020.O3.Z4", "Date : 2020.03.24 09:12:01 +01'00'"), True, True),
    ],
)
def test_the_latest_date_is_doubted_where_another_signatory_s_cannot_be_read(
    foot: str, scanned: bool, sure: bool
) -> None:
    decision = signatures.extract(replace(context(foot), scanned=scanned))
    found = next(fact.values["date_signature"] for fact in decision.facts if "date_signature" in fact.values)
    assert (found.confidence >= 0.9) is sure


def test_a_surname_that_a_scan_cuts_is_the_one_that_the_act_prints_whole() -> None:
    foot = "Le délégant, représenté par Mme Aline Servant, et le délégataire.\n\nPour le délégant,\nAline SERV ANT\n\nPour le délégataire,\nLuc LE GALL\n"
    for scanned, surname in ((True, "SERVANT"), (False, "SERV ANT")):
        decision = signatures.extract(replace(context(foot), scanned=scanned))
        names = [fact.values["nom"].value for fact in decision.facts if fact.table == "signatures"]
        assert names == [f"Aline {surname}", "Luc LE GALL"]


@pytest.mark.parametrize(
    "foot",
    [
        "Fait à Nantes, le 3 mars 2021, par Aline CORBEL et Luc D'ORVAL",
        "Fait à Nantes, le 3 mars 2021, Mme Aline CORBEL, directrice des ponts, M. Luc D'ORVAL, chef du service.",
        "Fait à Nantes, le 3 mars 2021 – Aline CORBEL – Luc D'ORVAL",
        "Fait à Nantes, le 3 mars 2021 Aline CORBEL\nFait à Nantes, le 3 mars 2021 Luc D'ORVAL",
    ],
)
def test_signatories_may_stand_on_the_line_that_says_when(foot: str) -> None:
    decision = extract(foot)
    assert signed(decision, "role", "nom") == [("delegant", "Aline CORBEL"), ("delegataire", "Luc D'ORVAL")]
    assert convention(decision) == {"date_signature": dt.date(2021, 3, 3), "lieu_signature": "Nantes"}


@pytest.mark.parametrize(
    ("above", "below", "function"),
    [
        ("Le directeur des ponts\nLe général de corps d'armée\n", "", "directeur des ponts"),
        ("Le directeur des ponts,\n\nGénéral de division\n", "", "directeur des ponts"),
        ("Le général de corps d'armée\n", "directeur des ponts\n", "directeur des ponts"),
        ("Le commissaire général\n", "directeur des ponts\n", "directeur des ponts"),
        ("Le commissaire général\n", "", "commissaire général"),
        ("Le contre-amiral\n", "", None),
    ],
)
def test_a_rank_alone_above_a_name_is_no_function(above: str, below: str, function: str | None) -> None:
    foot = (
        f"Fait à Nantes, le 3 mars 2021\n\nLe délégant\n\n{above}Aline MARTIN\n{below}\nLe délégataire\n\nLuc D'ORVAL"
    )
    assert signed(extract(foot), "nom", "fonction") == [("Aline MARTIN", function), ("Luc D'ORVAL", None)]


def test_a_function_that_runs_over_a_page_may_hold_the_foot_of_one_and_is_to_be_checked() -> None:
    pages = (
        "Le délégant et le délégataire.\n\nFait à Nantes, le 3 mars 2021\n\nPour le délégant,\nLe directeur,",
        "du port, de la mer\nAline CORBEL",
    )
    flow = flow_of(*pages)
    at = flow.text.index("Fait")
    sections = (Section("article", 0, at, "1"), Section("signature", at, len(flow.text)))
    decision = signatures.extract(replace(context("x"), flow=flow, sections=sections))
    [row] = [fact.values for fact in decision.facts if fact.table == "signatures"]
    assert ("port" in str(row["fonction"].value), row["fonction"].confidence < 0.9) == (True, True)


@pytest.mark.parametrize(("second", "sure"), [("le 4 mars 2024\n", True), ("", False)])
def test_the_latest_date_is_to_be_checked_where_another_signatory_has_none(second: str, sure: bool) -> None:
    foot = (
        "Le délégant\nla directrice des ponts\nAline CORBEL\nle 8 mars 2024\n\n"
        f"Le délégataire\nle chef du service\nLuc D'ORVAL\n{second}"
    )
    found = next(f.values["date_signature"] for f in extract(foot).facts if f.table == "conventions")
    assert found.value == dt.date(2024, 3, 8)
    assert (found.confidence > 0.9) is sure


def test_the_day_that_ends_a_signatory_s_line_is_no_part_of_the_function() -> None:
    foot = (
        "Document signé électroniquement par :\nAline CORBEL, directrice des ponts, le 14 mars 2024\n"
        "Luc D'ORVAL, chef du service, le 15 mars 2024\n"
    )
    decision = extract(foot)
    assert signed(decision, "nom", "fonction", "date_signature") == [
        ("Aline CORBEL", "directrice des ponts", dt.date(2024, 3, 14)),
        ("Luc D'ORVAL", "chef du service", dt.date(2024, 3, 15)),
    ]
    assert convention(decision)["date_signature"] == dt.date(2024, 3, 15)


@pytest.mark.parametrize(
    ("first", "second", "strange"),
    [
        ("l'État", "le SB", 0),
        ("le service bénéficiaire", "le prestataire", 0),
        ("la première partie", "la seconde partie", 0),
        ("la direction du fret", "le délégataire", 1),
    ],
)
def test_a_quality_of_who_the_heading_announces_is_no_other_service(first: str, second: str, strange: int) -> None:
    foot = f"Fait à Paris, le 12 mars 2024\n\nPour {first},\nAline Corbel\n\nPour {second},\nLuc d'Orval"
    decision = extract(foot)
    assert signed(decision, "role", "nom") == [("delegant", "Aline Corbel"), ("delegataire", "Luc d'Orval")]
    assert sum(doubt.code == "signataire_etranger" for doubt in decision.doubts) == strange


def test_signatories_introduced_by_their_roles_as_represented() -> None:
    foot = (
        "Fait à Brest, le 3 mai 2021\n\nLe délégant, représenté par Mme Aline CORBEL\n"
        "Le délégataire, représenté par M. Luc D'ORVAL"
    )
    assert signed(extract(foot), "role", "nom") == [("delegant", "Aline CORBEL"), ("delegataire", "Luc D'ORVAL")]
