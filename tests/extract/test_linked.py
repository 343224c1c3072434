"""Other conventions: each date goes to its own act, slips are doubts, an amendment knows what it modifies."""

from __future__ import annotations

from pipeline.extract import identity, linked
from pipeline.extract.context import Context, Section
from pipeline.model import Decision
from tests.extract.helpers import book, flow_of, reference

PLAIN = "CONVENTION DE DÉLÉGATION DE GESTION\n\n"
AMENDMENT = "AVENANT N° 2 À LA CONVENTION DE DÉLÉGATION DE GESTION\nSIGNÉE LE 14 JUIN 2021\n\n"


def extract(visas: str, text: str = "", title: str = PLAIN) -> Decision:
    flow = flow_of(title + visas + "\n\n" + text)
    middle = len(title) + len(visas)
    sections = (
        Section("titre", 0, len(title)),
        Section("visas", len(title), middle),
        Section("preambule", middle, len(flow.text)),
    )
    ctx = Context(flow, sections, book(), reference())
    own = identity.extract(ctx).facts
    return linked.extract(Context(flow, sections, book(), reference(), facts={"conventions": own}))


def rows(decision: Decision) -> list[tuple[str, int | None, str | None, str]]:
    found = []
    for fact in decision.facts:
        values = fact.values
        rank = values["numero_avenant"].value if "numero_avenant" in values else None
        date = str(values["date"].value) if "date" in values else None
        found.append((str(values["type"].value), rank, date, str(values["relation"].value)))
    return found  # type: ignore[return-value]


def test_dates_go_each_to_its_own_act() -> None:
    visas = (
        "Vu l'avenant n°1 à la convention de délégation de gestion en date du 14 décembre 2018 passée entre la direction et "
        "le service au titre du projet Fanal en date du 29 août 2019,"
    )
    assert rows(extract(visas)) == [
        ("avenant", 1, "2019-08-29", "cite"),
        ("delegation_gestion", None, "2018-12-14", "cite"),
    ]


def test_dates_of_decrees_are_not_dates_of_conventions() -> None:
    visas = (
        "Vu les décrets n° 2004-1085 du 14 octobre 2004 relatif à la délégation de gestion et n° 2012-1246 du 7 novembre 2012 ;\n\n"
        "Vu la convention de partenariat relative au littoral, prise en application du décret du 3 mai 2020 ;\n\n"
        "La convention prend effet le 1er juillet 2022 et court du 1er juillet 2022 au 30 juin 2023."
    )
    assert rows(extract(visas)) == []


def test_a_first_convention_is_succeeded() -> None:
    text = "Une première convention, signée le 24 avril 2019, liait les mêmes services."
    assert rows(extract("Vu le code du travail ;", text)) == [("delegation_gestion", None, "2019-04-24", "succede")]


def test_an_amendment_modifies_the_convention_of_its_title_under_its_two_dates() -> None:
    visas = (
        "Vu la convention de délégation de gestion signée le 14 juin 2021 entre les mêmes parties, modifiée par l'avenant n° 1 "
        "du 7 mars 2022,"
    )
    decision = extract(visas, "La convention du 16 juin 2021 avait doté le service.", AMENDMENT)
    assert rows(decision) == [
        ("delegation_gestion", None, "2021-06-14", "modifie"),
        ("avenant", 1, "2022-03-07", "cite"),
    ]
    assert [doubt.code for doubt in decision.doubts] == ["date_liee_incoherente"]
    assert [loser.value for loser in decision.rejected] == ["2021-06-16"]


def test_this_convention_is_the_last_one_named() -> None:
    visas = (
        "Vu la convention de rétablissement de crédits relative aux phares passée entre A et B en date du 29 août 2019,"
    )
    text = "Il existe une convention de rétablissement de crédits entre A et B. Cette convention datée du 28 août 2019 est close."
    decision = extract(visas, text)
    assert rows(decision) == [("retablissement_credits", None, "2019-08-29", "cite")]
    assert [doubt.code for doubt in decision.doubts] == ["date_liee_incoherente"]


def test_a_list_of_amendments() -> None:
    visas = "Vu la convention de subvention du 3 mai 2019, modifiée par les avenants n° 1 du 4 mai 2020 et n° 2 du 5 mai 2021 ;"
    assert rows(extract(visas)) == [
        ("subvention", None, "2019-05-03", "cite"), ("avenant", 1, "2020-05-04", "cite"), ("avenant", 2, "2021-05-05", "cite"),
    ]  # fmt: skip


def test_an_amendment_without_any_date_still_names_its_parent() -> None:
    title = "AVENANT N° 1 À LA CONVENTION DE DÉLÉGATION DE GESTION\nrelative à l'inventaire des phares\n\n"
    assert rows(extract("Vu le code du travail ;", "", title)) == [("delegation_gestion", None, None, "modifie")]


def test_the_act_itself_is_not_cited() -> None:
    title = "Convention de délégation de gestion du 30 novembre 2022 relative aux phares\n\n"
    assert rows(extract("Vu le code du travail ;", "La présente convention est conclue.", title)) == []
