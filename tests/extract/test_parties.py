"""Parties: names, acronyms, roles, addresses and representatives, however the heading is laid out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from pipeline.extract import parties
from pipeline.extract.context import Context, Section
from pipeline.extract.flow_build import build_flow
from pipeline.model import Decision, Fact, Found
from tests.check.acts import codes, rows_of
from tests.extract.helpers import book, context_of, flow_of, reading_of

CLASSIC = """Entre

La Direction des parcs et jardins (DPJ), 12 rue des Tilleuls, 75012 Paris, représentée par Mme Aline Corbel,
directrice des parcs et jardins, ci-après dénommée « le délégant », d'une part,

Et le Centre des semences, sis 3 bis place du Marché, BP 204, 35042 Rennes Cedex, représenté par son directeur,
ci-après dénommé « le CDS » ou « le délégataire », d'autre part,
"""


def context(heading: str, body: str = "", kind: str = "delegation_gestion") -> Context:
    """The heading as the section of the parties, then an article."""
    flow = flow_of(heading + "\n" + body)
    cut = flow.text.find(body) if body else len(flow.text)
    sections = (Section("parties", 0, cut), Section("article", cut, len(flow.text), "1"))
    facts = {"conventions": (Fact("conventions", {"type": Found(kind, (), "test")}),)}
    return replace(context_of("x"), flow=flow, sections=sections, facts=facts)


def extract(heading: str, body: str = "", kind: str = "delegation_gestion") -> Decision:
    return parties.extract(context(heading, body, kind))


def rows(decision: Decision, table: str, *columns: str) -> list[tuple[object, ...]]:
    found = [fact for fact in decision.facts if fact.table == table]
    return [tuple(f.values[c].value if c in f.values else None for c in columns) for f in found]


def roles(decision: Decision) -> list[tuple[object, ...]]:
    return rows(decision, "parties", "organisation", "role")


def test_names_roles_and_addresses() -> None:
    decision = extract(CLASSIC)
    columns = ("organisation", "sigle", "role", "adresse", "code_postal", "commune")
    assert rows(decision, "parties", *columns) == [
        ("Direction des parcs et jardins", "DPJ", "delegant", "12 rue des Tilleuls", "75012", "Paris"),
        ("Centre des semences", "CDS", "delegataire", "3 bis place du Marché, BP 204", "35042", "Rennes"),
    ]
    assert rows(decision, "representants", "partie_no", "civilite", "nom", "fonction") == [
        (1, "Mme", "Aline Corbel", "directrice des parcs et jardins"),
        (2, None, None, "directeur"),
    ]
    assert codes("parties", parties=rows_of(decision, "parties")) == []


def test_the_state_is_party_by_the_service_it_names() -> None:
    said = "L'État ({}), représenté par M. Guy Larmor, directeur, ci-après « le {} »"
    services = ("ministère des armées - direction des territoires", "délégant"), ("direction de la mer", "délégataire")
    decision = extract("Entre\n\n" + "\n\net\n\n".join(said.format(*service) for service in services))
    assert roles(decision) == [("direction des territoires", "delegant"), ("direction de la mer", "delegataire")]


def test_every_value_stands_where_it_says() -> None:
    ctx = context(CLASSIC)
    for fact in parties.extract(ctx).facts:
        for column, found in fact.values.items():
            read = " ".join(" ".join(ctx.text[a:b] for a, b in found.places).split())
            assert read, (fact.table, column)
            if found.status == "exacte":
                assert read == found.value


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "ENTRE LE DÉLÉGANT :\nla Direction des ponts, représentée par M. Luc Rey, directeur,\n\n"
            "ET LE DÉLÉGATAIRE :\nle Service des bacs, représenté par Mme Ida Roy, cheffe de service,",
            [("Direction des ponts", "delegant"), ("Service des bacs", "delegataire")],
        ),
        (
            "Entre :\nLA DIRECTION DES PONTS, REPRÉSENTÉE PAR M. REY, DIRECTEUR,\n\nDÉLÉGANT,\n\nET :\n\n"
            "LE SERVICE DES BACS, REPRÉSENTÉ PAR MME ROY, CHEFFE DE SERVICE,\n\nDÉLÉGATAIRE,",
            [("DIRECTION DES PONTS", "delegant"), ("SERVICE DES BACS", "delegataire")],
        ),
        (
            "Entre\nService délégataire : Service des bacs (SB)\nAdresse : 2 quai Nord, 17000 La Rochelle\n"
            "Représenté par : Mme Ida Roy, cheffe de service\n\nService délégant : Direction des ponts\n"
            "Représentée par : M. Luc Rey, directeur",
            [("Service des bacs", "delegataire"), ("Direction des ponts", "delegant")],
        ),
        (
            "Entre la Direction des ponts, agissant en qualité de délégrant, et le Service des bacs, agissant en qualité "
            "de déléataire,",
            [("Direction des ponts", "delegant"), ("Service des bacs", "delegataire")],
        ),
        (
            "Entre :\n1° La Direction des ponts, représentée par M. Luc Rey, directeur ;\n2° La Direction des quais, "
            "représentée par son directeur ;\nCi-après dénommées ensemble « les délégantes »,\nEt\nLe Service des bacs, "
            "représenté par son chef, ci-après « le délégataire »,",
            [
                ("Direction des ponts", "delegant"),
                ("Direction des quais", "delegant"),
                ("Service des bacs", "delegataire"),
            ],
        ),
        (
            "Entre\nDPQ – Direction des ponts et des quais, 1 rue Haute, 75001 Paris, ci-après « le délégant »,\n"
            "Et\nle SB (Service des bacs), ci-après « le délégataire »,",
            [("Direction des ponts et des quais", "delegant"), ("Service des bacs", "delegataire")],
        ),
    ],
    ids=["label", "apposition", "form", "quality", "collective", "acronym first"],
)
def test_where_the_role_is_said(heading: str, expected: list[tuple[str, str]]) -> None:
    assert roles(extract(heading)) == expected


@pytest.mark.parametrize(
    ("said", "name"),
    [("La Rochelle Université", "La Rochelle Université"), ("Le Port de la Tremblade", "Port de la Tremblade")],
)
def test_an_article_is_left_out_unless_the_name_begins_with_it(said: str, name: str) -> None:
    heading = f"Entre la Direction des ponts, délégante,\n\nEt\n\n{said}, établissement public, délégataire,"
    assert rows(extract(heading), "parties", "organisation") == [("Direction des ponts",), (name,)]


def test_parties_side_by_side_in_a_table() -> None:
    heading = (
        "Entre les deux parties ci-dessous :\n\nLE DELEGANT\tLE DELEGATAIRE\n"
        "Direction des ponts (DP)\tService des bacs\n1 rue Haute, 75001 Paris\t2 quai Nord, 17000 La Rochelle\n"
        "représentée par M. Luc Rey, directeur\treprésenté par sa cheffe\n\n"
    )
    decision = extract(heading)
    assert rows(decision, "parties", "organisation", "role", "commune") == [
        ("Direction des ponts", "delegant", "Paris"),
        ("Service des bacs", "delegataire", "La Rochelle"),
    ]
    assert rows(decision, "representants", "partie_no", "nom", "fonction") == [
        (1, "Luc Rey", "directeur"),
        (2, None, "cheffe"),
    ]


def test_roles_head_the_columns_of_parties_that_a_table_names_and_has_represented() -> None:
    heading = (
        "Entre les deux parties ci-dessous :\n\nDélégant\tLe délégataire\nDirection des ponts (DP)\tService des bacs\n"
        "représentée par M. Luc Rey, directeur\tdûment représenté par sa cheffe\n\n"
    )
    assert rows(extract(heading), "parties", "organisation", "role") == [
        ("Direction des ponts", "delegant"),
        ("Service des bacs", "delegataire"),
    ]


def test_prose_under_the_table_of_parties_is_no_party() -> None:
    heading = (
        "Entre les parties ci-dessous :\n\nLE DELEGANT\tLE DELEGATAIRE\nDirection des ponts\tService des bacs\n"
        "1 rue Haute, 94200 Ivry-sur-Seine\t2 quai Nord, 35000 Rennes\n\nLa France accueille pour la première fois cette réunion.\n"
    )
    assert [name for name, _ in roles(extract(heading))] == ["Direction des ponts", "Service des bacs"]


def test_three_delegants_in_one_sentence_each_with_its_head() -> None:
    decision = extract(
        "Entre\n\nD'une part, le Secrétariat général des ponts et de la mer, la Direction de l'eau, du sel et du sable et "
        "la Direction des bacs, représentés par Ida Roy, secrétaire générale, Luc Rey, directeur de l'eau, Guy Petit, "
        "directeur des bacs,\n\nci-après dénommés « le délégant »,\n\nEt\n\nLe Service des quais, ci-après « le délégataire »,"
    )
    assert [name for name, _ in roles(decision)] == [
        "Secrétariat général des ponts et de la mer",
        "Direction de l'eau, du sel et du sable",
        "Direction des bacs",
        "Service des quais",
    ]
    assert [role for _, role in roles(decision)] == ["delegant"] * 3 + ["delegataire"]
    assert rows(decision, "representants", "partie_no", "nom") == [(1, "Ida Roy"), (2, "Luc Rey"), (3, "Guy Petit")]


def test_who_attends_is_no_party() -> None:
    decision = extract(
        CLASSIC + "\nEn présence de Mme Ida Roy, préfète, qui prend acte des présentes sans y être partie,\n"
    )
    assert len(roles(decision)) == 2
    assert [loser.rule for loser in decision.rejected] == ["parties.presence"]


def test_a_role_said_pages_later() -> None:
    heading = (
        "Entre\nLa Direction des ponts (DP), représentée par son directeur, ci-après « la DP »,\nEt\nLe Service des bacs (SB), "
        "représenté par son chef, ci-après « le SB »,\n"
    )
    decision = extract(heading, "La DP confie au SB la gestion des crédits.")
    assert roles(decision) == [("Direction des ponts", "delegant"), ("Service des bacs", "delegataire")]
    assert decision.facts[0].values["role"].status == "deduite"


def test_a_role_never_said_is_a_doubt_and_no_guess() -> None:
    heading = "Entre\nLa Direction des ponts, représentée par son directeur,\nEt\nLe Service des bacs, représenté par son chef,\n"
    decision = extract(heading)
    assert roles(decision) == [("Direction des ponts", None), ("Service des bacs", None)]
    assert codes("parties", parties=rows_of(decision, "parties")) == [("role_indetermine", 1), ("role_indetermine", 2)]


def test_nobody_delegates_in_a_partnership() -> None:
    decision = extract(
        "Entre\nL'État, représenté par le préfet de l'Eure, ci-après « l'État »,\nEt\nLa Ville de Vernon, ci-après « la Ville »,\n",
        kind="partenariat",
    )
    assert roles(decision) == [("État", "autre"), ("Ville de Vernon", "autre")]


def test_a_heading_with_one_party_is_a_doubt() -> None:
    decision = extract("Entre la Direction des ponts, ci-après « le délégant »,\n")
    assert codes("parties", parties=rows_of(decision, "parties")) == [("partie_absente", None)]


def test_a_postal_code_of_another_department_is_a_doubt() -> None:
    heading = CLASSIC.replace("75012 Paris", "79012 Paris")
    decision = extract(heading)
    assert codes("parties", parties=rows_of(decision, "parties")) == [("code_postal_incoherent", 1)]
    assert rows(decision, "parties", "code_postal")[0] == ("79012",)


def test_an_acronym_inside_the_name_is_not_its_own() -> None:
    heading = (
        "Entre\nle Secrétariat général des ministères des Ponts (MP) et de la Mer (MM), ci-après « le délégant »,\n"
        "Et\nle Service des bacs, ci-après « le délégataire »,\n"
    )
    name = "Secrétariat général des ministères des Ponts (MP) et de la Mer (MM)"
    assert rows(extract(heading), "parties", "organisation", "sigle")[0] == (name, None)


def test_a_sentence_after_the_parties_is_no_party() -> None:
    decision = extract(CLASSIC + "\nLes services de l'État concourent depuis longtemps à cette politique.\n")
    assert len(roles(decision)) == 2


def test_parties_stated_by_an_office_and_who_holds_it() -> None:
    heading = (
        "Le directeur des parcs et jardins (DPJ), représenté par M. Luc d'Orval, sous-directeur du budget, ci-après "
        "« le délégant »,\n\nEt la directrice du centre des semences (DCS), Mme Aline Corbel, ci-après « la délégataire »,\n"
    )
    decision = extract(heading)
    assert roles(decision) == [
        ("directeur des parcs et jardins", "delegant"),
        ("directrice du centre des semences", "delegataire"),
    ]
    assert rows(decision, "representants", "nom", "fonction") == [
        ("Luc d'Orval", "sous-directeur du budget"),
        ("Aline Corbel", "directrice du centre des semences"),
    ]


def test_parties_in_a_bulleted_list_with_their_quality() -> None:
    heading = (
        "La présente convention est conclue entre les soussignés :\n\n- la direction des parcs (DP), 3 rue du Môle, 29200 Brest, "
        "représentée par Mme Aline Corbel, directrice des parcs, en qualité de délégante,\n\n- le rectorat de l'académie de "
        "Nantes, représenté par M. Luc d'Orval, secrétaire général, en qualité de délégataire n° 1,\n"
    )
    decision = extract(heading)
    assert roles(decision) == [
        ("direction des parcs", "delegant"),
        ("rectorat de l'académie de Nantes", "delegataire"),
    ]
    assert rows(decision, "representants", "fonction") == [("directrice des parcs",), ("secrétaire général",)]


def test_a_form_gives_the_short_name_a_field_of_its_own() -> None:
    heading = (
        "\tDÉLÉGANT\tDÉLÉGATAIRE\nService\tDirection des parcs et jardins\tDirection des ponts\nSigle\tDPJ\tDPO\n"
        "Représentant\tMme Aline Corbel\tM. Luc d'Orval\nQualité\tsous-directrice du budget\tdirecteur des ponts\n"
    )
    decision = extract(heading)
    assert rows(decision, "parties", "organisation", "sigle", "role") == [
        ("Direction des parcs et jardins", "DPJ", "delegant"),
        ("Direction des ponts", "DPO", "delegataire"),
    ]


def test_a_long_name_with_commas_over_two_lines_and_an_acronym_that_is_spoken() -> None:
    heading = (
        "Entre la direction des parcs, représentée par M. Luc d'Orval, directeur, ci-après dénommée le délégant, et le Centre "
        "d'études sur les risques, l'environnement, la mobilité\net l'aménagement (Cerma), représenté par Mme Aline Corbel, "
        "directrice générale, ci-après dénommé le\ndélégataire,\n"
    )
    assert rows(extract(heading), "parties", "organisation", "sigle", "role") == [
        ("direction des parcs", None, "delegant"),
        ("Centre d'études sur les risques, l'environnement, la mobilité et l'aménagement", "Cerma", "delegataire"),
    ]


def test_parties_named_in_the_sentence_that_says_what_the_document_is() -> None:
    heading = (
        "Le présent document est conclu entre le secrétariat général des parcs (SGP), représenté par le secrétaire général, M. Luc "
        "d'Orval,\nservice gestionnaire désigné « délégataire », et la direction des ponts (DPO), représentée par Mme Aline "
        "Corbel, directrice, service prescripteur désigné « délégant ».\n"
    )
    assert roles(extract(heading)) == [
        ("secrétariat général des parcs", "delegataire"),
        ("direction des ponts", "delegant"),
    ]


def test_the_names_that_a_contract_gives_are_roles_where_both_are_given() -> None:
    heading = "Entre\n\nLa Direction du port, dénommée « le client »,\n\nEt\n\nLe Service des quais, dénommé « le {} »,"
    assert rows(extract(heading.format("prestataire")), "parties", "role") == [("delegant",), ("delegataire",)]
    assert rows(extract(heading.format("port")), "parties", "role") == [(None,), (None,)]


def test_sentences_give_the_roles_of_a_letter() -> None:
    text = (
        "Je vous charge d'agir pour le compte du secrétariat général du port (délégant). La direction des quais (DQ) "
        "agit en qualité de délégataire.\n"
    )
    assert rows(extract(text), "parties", "role", "organisation", "sigle") == [
        ("delegant", "secrétariat général du port", None),
        ("delegataire", "direction des quais", "DQ"),
    ]


def test_a_territory_after_the_acronym_belongs_to_the_name() -> None:
    heading = "Entre\n\nLa Direction interrégionale de la mer (DIRM) Méditerranée, délégant,\n\nEt\n\nLe Service des quais, délégataire,"
    found = rows(extract(heading), "parties", "organisation", "sigle")
    assert found[0] == ("Direction interrégionale de la mer (DIRM) Méditerranée", "DIRM")


def test_rows_that_speak_of_both_roles_without_naming_parties_are_no_form() -> None:
    text = "Charges du délégant : suivre les crédits\n\nCharges du délégataire : payer les factures"
    ctx = replace(context(text), sections=(Section("article", 0, len(text), "1"),))
    assert rows(parties.extract(ctx), "parties", "role") == []


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("AVENANT N° 1 À LA CONVENTION DE RÉTABLISSEMENT DE CRÉDITS DU 3 MAI 2021", "autre"),
        ("AVENANT N° 1 À LA CONVENTION DE PARTENARIAT DU 3 MAI 2021", "autre"),
        ("AVENANT N° 1 À LA CONVENTION DE DÉLÉGATION DE GESTION DU 3 MAI 2021", None),
        ("AVENANT N° 1", None),
    ],
)
def test_no_party_of_an_amended_partnership_delegates(title: str, role: str | None) -> None:
    ctx = context("Entre\n\nLa Direction des parcs (DPJ),\n\nEt l'Agence des semences (AS),\n", kind="avenant")
    values = {**ctx.facts["conventions"][0].values, "intitule": Found(title, (), "test")}
    made = parties.extract(replace(ctx, facts={"conventions": (Fact("conventions", values),)}))
    said = [fact.values.get("role") for fact in made.facts if fact.table == "parties"]
    assert [one.value if one else None for one in said] == [role, role]


def test_the_service_of_a_ministry_gives_the_party_its_acronym() -> None:
    heading = CLASSIC.replace(
        "La Direction des parcs et jardins", "Le ministère de la ville, direction des parcs et jardins"
    )
    assert rows(extract(heading), "parties", "organisation", "sigle")[0] == ("direction des parcs et jardins", "DPJ")
    other = heading.replace("(DPJ)", "(XYZ)")
    assert rows(extract(other), "parties", "organisation", "sigle")[0] == ("ministère de la ville", None)


def test_a_role_in_parentheses_below_a_list_is_that_of_all_its_parties() -> None:
    heading = (
        "Entre :\nla direction des parcs (DP), représentée par Mme Aline Corbel, directrice ;\n"
        "la direction des phares (DPH), représentée par M. Jean Roux, directeur ;\n(les délégants)\n"
        "et :\nle centre des semences, représenté par son directeur ;\n(le délégataire)\n"
    )
    assert [role for _, role in roles(extract(heading))] == ["delegant", "delegant", "delegataire"]


@pytest.mark.parametrize(
    ("name", "body", "sure"),
    [
        ("La Direction interrégionale des routes de Loire-Atlantique", "", True),
        ("Le Service de l'Ourcgq", "", False),
        ("Le Service de l'Ourcgq", "Le parc de l'Ourcgq surveille ses parcs.", True),
        ("La Préfecture de la région Bourgogne-Franche-Comté", "", True),
        ("La Préfecture de la région Bourgogne-Franche-Comité", "", False),
    ],
)
def test_on_a_scan_a_word_that_nothing_else_knows_leaves_a_name_to_be_checked(name: str, body: str, sure: bool) -> None:
    heading = CLASSIC.replace("La Direction des parcs et jardins", name).replace("des parcs et jardins", "") + body
    reading = reading_of(heading)
    scan = structs.replace(reading, layer="ocr", pages=tuple(structs.replace(p, layer="ocr") for p in reading.pages))
    flow = build_flow(scan, book())
    scanned = replace(context(heading), flow=flow, sections=(Section("parties", 0, len(flow.text)),), scanned=True)
    for one, expected in ((scanned, sure), (context(heading), True)):
        [first, *_] = [f.values for f in parties.extract(one).facts if f.table == "parties"]
        assert (first["organisation"].confidence >= 0.9) is expected


def test_a_civility_that_lost_its_full_stop_on_a_scan_is_no_initial() -> None:
    heading = CLASSIC.replace("Mme Aline Corbel", "M\nLuc Corbel")
    decision = parties.extract(replace(context(heading), scanned=True))
    [first, *_] = [f.values for f in decision.facts if f.table == "representants"]
    assert (first["nom"].value, first["nom"].confidence < 0.9) == ("Luc Corbel", True)


def test_the_word_between_two_parties_may_follow_a_dash() -> None:
    heading = (
        "Entre :\n\n- la direction des bacs, représentée par Mme Aline Corbel, directrice, ci-après « le délégant »,\n\n"
        "- et la plateforme des achats du littoral, représentée par M. Luc d'Orval, chef, ci-après « le délégataire »,\n"
    )
    decision = extract(heading)
    assert roles(decision) == [
        ("direction des bacs", "delegant"),
        ("plateforme des achats du littoral", "delegataire"),
    ]
    assert rows(decision, "representants", "partie_no") == [(1,), (2,)]


@pytest.mark.parametrize("ministry", ["Le ministère du fret et des bacs", "Les services du Premier ministre"])
def test_the_service_on_the_line_below_its_ministry_is_the_party(ministry: str) -> None:
    heading = (
        f"Entre\n\n{ministry}\nDirection du numérique\n3 rue des Tilleuls - 75012 Paris\nreprésentée par Mme Aline Corbel, "
        "directrice,\nci-après « le délégant »,\n\nEt\n\nLe Centre des semences, ci-après « le délégataire »,\n"
    )
    decision = extract(heading)
    assert roles(decision)[0] == ("Direction du numérique", "delegant")
    [first, _] = [fact for fact in decision.facts if fact.table == "parties"]
    assert first.values["organisation"].confidence > 0.9


def test_a_civility_with_its_stop_ends_no_sentence() -> None:
    heading = (
        "Entre\nLa direction des parcs (DPA), la direction des bacs (DBA) et la direction du fret (DFR), représentées "
        "respectivement par M. Paul Verdier, M. Luc Tanguy et Mme Lise Brun, ci-après « les délégants »,\nEt\n"
        "Le service des phares, représenté par M. Yves Kerno, directeur, ci-après « le délégataire »,\n"
    )
    assert [role for _, role in roles(extract(heading))] == ["delegant", "delegant", "delegant", "delegataire"]


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("L'État, Premier ministre, direction des bacs, représenté", "direction des bacs"),
        ("Le ministère du fret, direction des bacs (DB), représenté", "direction des bacs"),
        ("Le ministère du fret, direction des bacs, représenté", "ministère du fret"),
        ("Le ministère du fret, direction des bacs, représentée", "direction des bacs"),
        ("Le ministère du fret, secrétariat général, représenté", "secrétariat général"),
        ("Le ministère du fret, le secrétariat général, représenté", "ministère du fret"),
    ],
)
def test_the_service_that_a_ministry_is_said_with(said: str, party: str) -> None:
    heading = f"Entre\n\n{said} par Mme Aline Corbel, ci-après « le délégant »,\n\nEt\n\nLe Centre des semences, ci-après « le délégataire »,\n"
    assert roles(extract(heading))[0] == (party, "delegant")


def test_a_role_after_the_name_closes_the_party_of_an_office() -> None:
    heading = (
        "ENTRE\n\nLe directeur des phares, M. Yves Kerno, délégant n° 1,\nLa directrice des bacs, Mme Aline Corbel, délégant n° 2,\n"
        "ET\n\nLe directeur du centre des semences, M. Luc Perrin, délégataire,\n"
    )
    assert [role for _, role in roles(extract(heading))] == ["delegant", "delegant", "delegataire"]


@pytest.mark.parametrize("cut", [" et\nla", "\net la"])
def test_a_list_of_bodies_is_one_wherever_its_lines_end(cut: str) -> None:
    decision = extract(
        "Entre\n\nD'une part, le Secrétariat général des parcs (SGP), la\nDirection générale des jardins, de l'eau et des bois"
        f"{cut} Direction générale des serres, représentés\npar Aline Corbel, secrétaire générale, Marthe Vidal,\n"
        "Directrice générale des jardins, de l'eau et des bois (DGJ), Luc Perrin,\nDirecteur général des serres (DGS),\n"
        "ci-après dénommés « le délégant »,\n\nEt\n\nLe Centre des semences,\nreprésenté par son directeur,\n"
        "ci-après dénommé « le délégataire »,\n"
    )
    assert rows(decision, "parties", "organisation", "sigle", "role") == [
        ("Secrétariat général des parcs", "SGP", "delegant"),
        ("Direction générale des jardins, de l'eau et des bois", "DGJ", "delegant"),
        ("Direction générale des serres", "DGS", "delegant"),
        ("Centre des semences", None, "delegataire"),
    ]
    people = rows(decision, "representants", "partie_no", "nom")
    assert people == [(1, "Aline Corbel"), (2, "Marthe Vidal"), (3, "Luc Perrin"), (4, None)]
