"""What a convention is: kind, rank, NOR, title, object, product, phases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract import identity
from pipeline.extract.context import Context
from pipeline.extract.segment import segment
from pipeline.model import Decision
from tests.extract.helpers import book, flow_of, reference
from tests.extract.test_segment import BODIES, act


def context(text: str) -> Context:
    return segment(flow_of(text), book(), reference(), scanned=False).contexts[0]


def values(text: str) -> dict[str, object]:
    return {column: found.value for column, found in extract(text).facts[0].values.items()}


def extract(text: str) -> Decision:
    return identity.extract(context(text))


def with_title(title: str) -> dict[str, object]:
    return values(act(f"Article 1 – Objet\n\n{BODIES[0]}", f"Article 2 – Durée\n\n{BODIES[2]}", title=title))


def with_object(text: str, title: str = "CONVENTION DE DÉLÉGATION DE GESTION") -> dict[str, object]:
    return values(act(f"Article 1 – Objet\n\n{text}", f"Article 2 – Durée\n\n{BODIES[2]}", title=title))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("CONVENTION DE DÉLÉGATION DE GESTION", "delegation_gestion"),
        ("Délégation de gestion tripartite\nSéjours d'été", "delegation_gestion"),
        ("ACTE DE DÉLÉGATION DE GESTION", "delegation_gestion"),
        ("CONVENTION\nportant délégation de gestion", "delegation_gestion"),
        ("C O N V E N T I O N\nde délégation de gestion", "delegation_gestion"),
        ("CONVENTION DE RETABLISSEMENT DE CREDITS\nn° 21PHA003", "retablissement_credits"),
        ("CONVENTION ATTRIBUTIVE DE SUBVENTION N° 2022-12", "subvention"),
        ("CONVENTION DE PARTENARIAT\npour la création du « Guichet des phares »", "partenariat"),
        ("Convention de partenariat relative à la délégation de gestion des balises", "partenariat"),
        ("PROTOCOLE D'ACCORD RELATIF AUX PHARES", "delegation_gestion"),
        ("CONVENTION DE MANDAT", "delegation_gestion"),
        ("Avenant n° 1 à la convention de délégation de gestion du 3 mai 2021", "avenant"),
        ("CONVENTION DE DÉLÉGATION DE GESTION\nAVENANT N° 2", "avenant"),
        ("Deuxième avenant à la convention de rétablissement de crédits", "avenant"),
        ("CONVENTION relative à l'archivage", "delegation_gestion"),
    ],
)
def test_kind(title: str, kind: str) -> None:
    assert with_title(title)["type"] == kind


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("AVENANT N° 1 À LA CONVENTION DU 3 MAI 2021", 1),
        ("Avenant n°2 à la convention de délégation de gestion", 2),
        ("Troisième avenant à la convention du 3 mai 2021", 3),
        ("AVENANT N° II À LA CONVENTION", 2),
        ("AVENANT À LA CONVENTION DU 3 MAI 2021", None),
    ],
)
def test_rank_of_an_amendment(title: str, rank: int | None) -> None:
    assert with_title(title).get("numero_avenant") == rank


def test_the_title_is_its_whole_block_without_what_stands_around() -> None:
    title = (
        "MINISTÈRE DE LA MER\n\nCONVENTION DE DÉLÉGATION DE GESTION\nrelative à l'inventaire des phares\n\n"
        "Opération « FANAL »\n\nNOR : M E R B 2 1 0 3 3 1 0 X"
    )
    found = with_title(title)
    assert (
        found["intitule"]
        == "CONVENTION DE DÉLÉGATION DE GESTION relative à l'inventaire des phares Opération « FANAL »"
    )
    assert found["nor"] == "MERB2103310X"
    assert found["produit"] == "FANAL"


def test_a_rule_drawn_under_the_title_is_none_of_it() -> None:
    title = "CONVENTION DE DÉLÉGATION DE GESTION\nrelative à l'inventaire « FANAL »__\n_________"
    assert with_title(title)["intitule"] == "CONVENTION DE DÉLÉGATION DE GESTION relative à l'inventaire « FANAL »"


def test_spaced_capitals_are_joined() -> None:
    assert (
        with_title("C O N V E N T I O N\nportant délégation de gestion")["intitule"]
        == "CONVENTION portant délégation de gestion"
    )


def test_the_nor_of_another_text_is_not_taken() -> None:
    text = act(f"Article 1\n\n{BODIES[0]}", f"Article 2\n\n{BODIES[2]}").replace(
        "Vu le décret", "Vu la convention du 3 mai 2020 (NOR : MERB2003108X) ;\n\nVu le décret"
    )
    assert "nor" not in values(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "La présente convention a pour objet de définir la répartition des rôles en matière de phares.",
        "Par la présente délégation, le délégant confie au délégataire, en son nom, le développement du service Fanal.",
        "L'objet de la convention est de définir les modalités suivant lesquelles le service assure l'entretien.",
        "Le délégataire reçoit mandat d'assurer, au bénéfice du délégant, le pilotage des travaux.",
        "En application de l'article 2 du décret du 14 octobre 2004 susvisé, le délégant confie au délégataire l'achat de bouées.",
    ],
)
def test_the_sentence_that_says_the_object(sentence: str) -> None:
    framing = (
        "Conformément à l'article 2 du décret n° 2004-1085 du 14 octobre 2004, la présente convention précise les obligations.\n\n"
        "Elle précise également le montant alloué."
    )
    assert with_object(f"{sentence}\n\n{framing}")["objet"] == sentence
    assert with_object(f"{sentence} Les crédits de l'UO 0105-CRES-ABCD sont concernés.")["objet"] == sentence


def test_a_numbered_paragraph_gives_its_sentence_alone() -> None:
    found = with_object("1.1. Le délégant charge le délégataire d'entretenir les phares.\n\n1.2. Il en répond.")
    assert found["objet"] == "Le délégant charge le délégataire d'entretenir les phares."


def test_an_object_that_is_a_list_comes_whole() -> None:
    text = "La présente convention a pour objet :\n\n- d'entretenir les phares ;\n\n- de former les gardiens.\n\nElle est publiée."
    assert (
        with_object(text)["objet"]
        == "La présente convention a pour objet : - d'entretenir les phares ; - de former les gardiens."
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le délégant confie le développement du service numérique Fanal au délégataire.", "Fanal"),
        ("Le délégant confie la Startup d'État « Phares et balises » au délégataire.", "Phares et balises"),
        ("Le délégant finance l'accélération de Feux Clairs, service numérique qui aide les marins.", "Feux Clairs"),
        (
            "Le délégant confie l'entretien des feux. Le projet est désigné ci-après sous le nom « GARDE-CÔTE ».",
            "GARDE-CÔTE",
        ),
        ("Le délégant confie l'entretien des feux au délégataire.", None),
        ("Les crédits du programme 205 « Affaires maritimes » financent le service.", None),
    ],
)
def test_the_product(text: str, name: str | None) -> None:
    assert with_object(text).get("produit") == name


def test_a_known_product_has_its_id_by_name_or_by_acronym() -> None:
    assert with_object("Le délégant finance le service numérique Camino.")["produit_id"] == "camino"
    text = "Le délégant finance la Startup d'État FCE. La Fiche Commune Entreprise (FCE) est un portail."
    assert with_object(text)["produit_id"] == "fiche.commune.entreprise.fce"


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("Cette autorisation couvre les dépenses liées à la phase d'accélération et de consolidation du service.",
         ("acceleration", "consolidation")),
        ("Les dépenses liées aux phases de construction et d'accélération sont couvertes.", ("construction", "acceleration")),
        ("La subvention finance l'accélération de Fanal. Le service a été construit en 2021 lors de la phase de construction.",
         ("acceleration",)),
        ("Le délégant finance la consolidation de Fanal. Les phases d'investigation et de construction ne relèvent pas de la convention.",
         ("consolidation",)),
        ("Le délégant finance la construction d'un phare.", None),
    ],
)  # fmt: skip
def test_the_phases_it_pays_for(text: str, phases: tuple[str, ...] | None) -> None:
    assert with_object(text).get("phases") == phases


@pytest.mark.parametrize(
    ("name", "again", "sure"),
    [
        ("Mobilité Claire", "Mobilité Claire", True),
        ("MobilitéClaire", "Mobilité Claire", False),
        ("AIIô Quotient", "AIIô Quotient", False),
        ("Mobiiité Claire", "Mobilité Claire", False),
    ],
)
def test_a_product_read_in_several_ways_on_a_scan_is_to_be_checked(name: str, again: str, sure: bool) -> None:
    text = act(
        f"Article 1 – Objet\n\nLe délégant confie le service « {name} ». Le service {again} est ouvert, {again} évolue.",
        f"Article 2 – Durée\n\n{BODIES[2]}",
        title=f"CONVENTION DE DÉLÉGATION DE GESTION\nrelative au service « {name} »",
    )
    for scanned in (True, False):
        found = identity.extract(replace(context(text), scanned=scanned)).facts[0].values["produit"]
        assert (found.confidence >= 0.9) is (sure or not scanned)
