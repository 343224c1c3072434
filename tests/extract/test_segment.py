"""Cutting: conventions in a document, sections and articles in a convention, whatever the way they are written."""

from __future__ import annotations

import pytest

from pipeline.extract.context import Context
from pipeline.extract.segment import Segmentation, segment
from tests.extract.helpers import book, flow_of, reference

TITLE = "CONVENTION DE DÉLÉGATION DE GESTION\nrelative à l'inventaire des phares"
PARTIES = (
    "Entre\n\nLa Direction des phares (DPH), 3 rue du Môle, 29200 Brest, représentée par Mme Ada Kerloc'h, directrice,\n"
    "ci-après dénommée « le délégant »,\n\nEt\n\nLe Service des balises, représenté par M. Yann Prat, chef de service,\n"
    "ci-après dénommé « le délégataire »,"
)
VISAS = (
    "Vu le décret n° 2004-1085 du 14 octobre 2004 relatif à la délégation de gestion ;\n\nIl est convenu ce qui suit :"
)
SIGNED = "Fait à Brest, le 3 mai 2021\n\nLe délégant,\nAda KERLOC'H\n\nLe délégataire,\nYann PRAT"
BODIES = (
    "Le délégant confie au délégataire l'inventaire des phares en service sur la côte.",
    "Le délégant met les crédits à disposition du délégataire dans la limite de son budget.",
    "La convention prend effet à sa signature et s'achève le 31 décembre 2021.",
)


def act(*articles: str, title: str = TITLE, parties: str = PARTIES, end: str = SIGNED) -> str:
    return "\n\n".join([title, parties, VISAS, *articles, end])


def cut(*pages: str) -> Segmentation:
    return segment(flow_of(*pages), book(), reference(), scanned=False)


def only(*pages: str) -> Context:
    found = cut(*pages)
    assert len(found.contexts) == 1, found.reason
    return found.contexts[0]


def headings(ctx: Context) -> list[tuple[str | None, str | None]]:
    return [(s.numero, s.intitule) for s in ctx.of_kind("preambule", "article", "annexe") if s.numero]


def kinds(ctx: Context) -> list[str]:
    return [s.kind for s in ctx.sections]


@pytest.mark.parametrize(
    "style",
    [
        "Article {n} : {t}\n{b}",
        "ARTICLE {n} - {T}\n\n{b}",
        "Art. {n} – {t}\n{b}",
        "Article {n}\n{t}\n{b}",
        "Article n° {n} – {t}\n\n{b}",
        "ARTICLE {r} – {T}\n\n{b}",
        "ARTICLE {r}\n\n{T}\n\n{b}",
        "Article {n}. {t}. {b}",
        "{n}. {T}\n\n{b}",
        "{n}) {t}\n\n{b}",
        "{n} – {t}\n{b}",
        "{r}. {t}\n{b}",
        "{r} – {t}. {b}",
        "{n}\n{t}\n{b}",
        "Clause {n} : {t}\n\n{b}",
        "ARTICLE {n}/ {T}\n\n{b}",
        "ARTICLE {n} ({T})\n\n{b}",
        "Article {n} {t}. {b}",
        "{n} {t}\n\n{b}",
    ],
)
def test_every_way_of_numbering_articles(style: str) -> None:
    titles = ("Objet", "Crédits délégués", "Durée")
    articles = [
        style.format(n=i, r="I" * i, t=title, T=title.upper(), b=body)
        for i, (title, body) in enumerate(zip(titles, BODIES, strict=True), start=1)
    ]
    found = headings(only(act(*articles)))
    assert [(n, (t or "").casefold()) for n, t in found] == [
        (str(i), title.casefold()) for i, title in enumerate(titles, start=1)
    ]


@pytest.mark.parametrize(
    ("style", "numbers"),
    [
        ("{l}. {T}\n\n{b}", ["a", "b", "c"]),
        ("{n}. {b}", ["1", "2", "3"]),
        ("Article {n} – {t}\t{b}", ["1", "2", "3"]),
        ("Article {n}\t{t}\t{b}", ["1", "2", "3"]),
        ("TITRE {r} – GROUPE\n\nArticle {n}. — {t}.\n\n{b}", ["1", "2", "3"]),
    ],
)
def test_less_usual_ways(style: str, numbers: list[str]) -> None:
    titles = ("Objet", "Crédits", "Durée")
    parts = [
        style.format(n=i, r="I" * i, l="ABC"[i - 1], t=title, T=title.upper(), b=body)
        for i, (title, body) in enumerate(zip(titles, BODIES, strict=True), start=1)
    ]
    separator = "\n" if "\t" in style else "\n\n"
    assert [n for n, _ in headings(only(act(separator.join(parts))))] == numbers


def test_numbers_that_ocr_lost_or_spoiled_are_given_by_their_neighbours() -> None:
    articles = (
        f"ARTICLE\n\n- OBJET\n\n{BODIES[0]}",
        f"ARTICLE Il – CRÉDITS\n\n{BODIES[1]}",
        f"ARTICLE Il – DURÉE\n\n{BODIES[2]}",
    )
    assert [n for n, _ in headings(only(act(*articles)))] == ["1", "2", "3"]


def test_articles_without_titles_keep_their_sentence_as_text() -> None:
    ctx = only(act(*(f"Article {i}\n\n{body}" for i, body in enumerate(BODIES, start=1))))
    assert headings(ctx) == [("1", None), ("2", None), ("3", None)]
    article = next(ctx.of_kind("article"))
    assert ctx.text[slice(*article.body)].strip() == BODIES[0]


def test_a_single_article_is_enough() -> None:
    avenant = act(
        "Article unique\n\nI. – Le montant est porté à 3 000 €.\n\nII. – Le reste demeure.", title="AVENANT N° 1"
    )
    assert headings(only(avenant)) == [("unique", None)]


def test_unnumbered_titles_are_their_own_numbers() -> None:
    articles = [
        f"{title}\n\n{body}" for title, body in zip(("Objet", "Crédits délégués", "Durée"), BODIES, strict=True)
    ]
    assert headings(only(act(*articles))) == [
        ("objet", "Objet"), ("crédits délégués", "Crédits délégués"), ("durée", "Durée"),
    ]  # fmt: skip


def test_articles_printed_in_a_table_of_two_columns() -> None:
    rows = "\n".join(f"{title}\t{body}" for title, body in zip(("Objet", "Crédits", "Durée"), BODIES, strict=True))
    assert [n for n, _ in headings(only(act(rows)))] == ["objet", "crédits", "durée"]


def test_numbers_and_mentions_inside_the_text_are_no_headings() -> None:
    articles = (
        f"Article 1 – Objet\n\n{BODIES[0]}\n\n1.1 Une précision.\n\n1.2 Une autre.",
        "Article 2 – Crédits\n\nLes crédits sont ceux que prévoit\narticle 5 du décret du 7 novembre 2012 susvisé et\n"
        "Article 5 de la convention initiale.\n\n1. un premier lot ;\n\n2. un second lot ;\n\n3. un dernier lot.",
        f"Article 3 – Durée\n\n{BODIES[2]}",
    )
    assert [n for n, _ in headings(only(act(*articles)))] == ["1", "2", "3"]


def test_a_table_of_contents_is_not_the_text() -> None:
    contents = "SOMMAIRE\n\nArticle 1 – Objet ........ 2\nArticle 2 – Crédits ........ 2\nArticle 3 – Durée ........ 3"
    articles = [f"Article {i} – {t}\n\n{b}" for i, (t, b) in enumerate(zip("ABC", BODIES, strict=True), start=1)]
    ctx = only(f"{TITLE}\n\n{contents}", act(*articles))
    assert [ctx.flow.page_at(s.start) for s in ctx.of_kind("article")] == [2, 2, 2]


def test_sections_follow_one_another_without_gap() -> None:
    ctx = only(act("Préambule\n\nLes phares sont anciens.", f"Article 1 – Objet\n\n{BODIES[0]}", "Article 2\n\nFin."))
    assert kinds(ctx) == ["titre", "parties", "visas", "preambule", "article", "article", "signature"]
    assert ctx.sections[0].start == 0
    assert ctx.sections[-1].end == len(ctx.text)
    assert all(a.end == b.start for a, b in zip(ctx.sections, ctx.sections[1:], strict=False))


@pytest.mark.parametrize(
    ("printed", "numero", "intitule"),
    [
        ("ANNEXE 1 – CALENDRIER\n\nUn phare par mois.", "annexe 1", "CALENDRIER"),
        ("Annexe n° 2 : le calendrier\n\nUn phare par mois.", "annexe 2", "le calendrier"),
        ("ANNEXE B\n\nCalendrier des visites\n\nUn phare par mois, hors hiver.", "annexe b", "Calendrier des visites"),
        ("Annexe II – Calendrier\n\nUn phare par mois.", "annexe 2", "Calendrier"),
        ("ANNEXE UNIQUE : Calendrier\n\nUn phare par mois.", "annexe", "Calendrier"),
        ("Annexe\n\nCalendrier\n\nUn phare par mois.", "annexe", "Calendrier"),
        ("ANNEXE TECHNIQUE\n\n1. Le problème\n\nLes lampes s'usent.", "annexe technique", None),
        ("annexe a – calendrier\n\nUn phare par mois.", "annexe a", "calendrier"),
    ],
)
def test_annexes(printed: str, numero: str, intitule: str | None) -> None:
    body = f"Article 1 – Objet\n\n{BODIES[0]} Le détail figure en annexe.\n\nL'annexe 1 de la convention fait foi."
    ctx = only(act(body, "Article 2 – Suite\n\nRien.", end=f"{SIGNED}\n\n{printed}"))
    assert headings(ctx)[-1] == (numero, intitule)
    assert kinds(ctx)[-2:] == ["signature", "annexe"]


def test_a_list_of_annexes_is_none_of_them() -> None:
    listed = "Article 2 – Annexes\n\nSont joints :\n\nAnnexe 1 – Calendrier ;\n\nAnnexe 2 – Budget."
    annexes = (
        "Annexe 1 – Calendrier\n\nUn phare par mois, hors hiver.\n\nAnnexe 2 – Budget\n\nTrente mille euros au plus."
    )
    ctx = only(act(f"Article 1 – Objet\n\n{BODIES[0]}", listed, end=f"{SIGNED}\n\n{annexes}"))
    assert [n for n, _ in headings(ctx)] == ["1", "2", "annexe 1", "annexe 2"]


def test_annexes_may_stand_before_the_signatures() -> None:
    annexes = "Annexe 1 – Calendrier\n\nUn phare par mois, hors hiver.\n\nAnnexe 2 – Budget\n\nTrente mille euros."
    ctx = only(act(f"Article 1\n\n{BODIES[0]}", f"Article 2\n\n{BODIES[2]}\n\n{annexes}"))
    assert kinds(ctx)[-3:] == ["annexe", "annexe", "signature"]


def test_articles_of_an_annex_are_its_text() -> None:
    end = f"{SIGNED}\n\nAnnexe – Données\n\nArticle 1 – Traitement\n\nElles sont lues.\n\nArticle 2 – Durée\n\nUn an."
    ctx = only(act(f"Article 1 – Objet\n\n{BODIES[0]}", f"Article 2 – Durée\n\n{BODIES[2]}", end=end))
    assert [n for n, _ in headings(ctx)] == ["1", "2", "annexe"]


def test_a_signature_block_without_fait_a() -> None:
    end = "Pour le délégant\nBrest, le 3 mai 2021\nAda Kerloc'h\n\nPour le délégataire\nYann Prat"
    ctx = only(act(f"Article 1\n\n{BODIES[0]}", f"Article 2\n\n{BODIES[2]}", end=end))
    signature = next(ctx.of_kind("signature"))
    assert ctx.text[signature.start :].startswith("Pour le délégant")


def bulletin(*acts: str) -> list[str]:
    contents = "BULLETIN OFFICIEL\n\nSommaire\n\n" + "\n\n".join(
        f"Texte n° {i} – {text.splitlines()[0]} ..... {i + 1}" for i, text in enumerate(acts, start=1)
    )
    return [contents, *acts]


def test_a_bulletin_is_cut_into_its_conventions() -> None:
    first = act(f"Article 1\n\n{BODIES[0]}", f"Article 2\n\n{BODIES[1]}")
    second = act(
        "Article unique\n\nLe terme est reporté au 31 décembre 2022.",
        title="Avenant n° 2 à la convention du 3 mai 2021",
    )
    order = "Arrêté du 4 mai 2021 portant nomination\n\nVu le code du travail ;\n\nArrête :\n\nArticle 1er\n\nM. X est nommé."
    closing = "Textes signalés\n\narrêté du 6 mai 2021 relatif aux bouées"
    found = cut(*bulletin(first, second), order, closing)
    assert len(found.contexts) == 2
    assert "Textes signalés" not in found.contexts[1].text
    assert "nomination" not in found.contexts[1].text
    assert [n for n, _ in headings(found.contexts[1])] == ["unique"]


def test_a_running_head_left_in_the_text_begins_no_other_convention() -> None:
    text = act(
        f"Article 1\n\n{BODIES[0]}\n\nCONVENTION DE DÉLÉGATION DE GESTION\n\nLe projet, ci-après « le projet », est suivi.",
        f"Article 2\n\n{BODIES[1]}", f"Article 3\n\n{BODIES[2]}",
    )  # fmt: skip
    assert len(headings(only(text))) == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ARRÊTÉ du 3 mai 2021\nportant délégation de signature\n\nVu la convention de délégation de gestion du 4 mai ;\n\n"
         "ARRÊTE\n\nArticle premier – Délégation est donnée à Mme Ada Kerloc'h.\n\nFait à Brest, le 3 mai 2021", "arrêté"),
        ("Note de service du 3 mai 2021\n\nLes conventions de délégation sont adressées au bureau.", "note de service"),
        ("Compte rendu de la réunion du 3 mai\n\nLe délégant et le délégataire, ci-après nommés, ont parlé.", "compte rendu"),
        ("", "aucun texte"),
        ("Une page de photographies.", "aucune partie"),
    ],
)  # fmt: skip
def test_what_is_no_convention_says_why(text: str, reason: str) -> None:
    found = cut(text)
    assert found.contexts == ()
    assert found.reason is not None
    assert reason in found.reason


def test_a_model_to_be_filled_is_no_convention() -> None:
    parties = (
        "Entre\n\n[Nom du service délégant], représenté par [prénom, nom], ci-après « le délégant »,\n\nEt\n\n"
        "[Nom du service délégataire], représenté par [prénom, nom], ci-après « le délégataire »,"
    )
    found = cut(act(f"Article 1\n\n{BODIES[0]}", f"Article 2\n\n{BODIES[1]}", parties=parties))
    assert found.contexts == ()
    assert found.reason == "modèle de convention à compléter"


def test_names_masked_before_publication_make_no_model() -> None:
    parties = PARTIES.replace("Mme Ada Kerloc'h", "[nom occulté]").replace("M. Yann Prat", "XXXXX")
    assert only(act(f"Article 1\n\n{BODIES[0]}", f"Article 2\n\n{BODIES[1]}", parties=parties))


def test_a_consolidated_text_in_an_annex_is_no_other_convention() -> None:
    amendment = act(
        "Article 1\n\nLe montant est porté à 3 000 €.", "Article 2\n\nLe reste demeure.", title="AVENANT N° 1"
    )
    consolidated = act(f"Article 1\n\n{BODIES[0]}", f"Article 2\n\n{BODIES[1]}")
    found = cut(f"{amendment}\n\nAnnexe : version consolidée\n\n{consolidated}")
    assert len(found.contexts) == 1


def test_a_unit_to_create_or_a_blank_date_makes_no_model() -> None:
    articles = ("Article 1\n\nSur l'UO 0163-CDJE-[à créer], centre de coût [à préciser].", f"Article 2\n\n{BODIES[2]}")
    assert only(act(*articles, end="Fait à Brest, le ........ 2021\n\nLe délégant,"))


def test_an_act_without_the_word_convention_nor_a_list_of_parties() -> None:
    """'Délégation de gestion', parties in a sentence, 'arrêtent d'un commun accord', a date alone above the signatures."""
    text = (
        "DÉLÉGATION DE GESTION\n\nLe secrétaire général des phares, représenté par Mme Ada Kerloc'h, cheffe du\nservice des "
        "affaires financières, ci-après le « délégant », et la préfète de la mer, représentée par\nM. Yann Prat, directeur, "
        "ci-après le « délégataire », arrêtent d'un commun accord les\ndispositions suivantes.\n\nArticle 1\n"
        f"{BODIES[0]}\n\nArticle 2\n{BODIES[2]}\n\nLe 15 décembre 2023.\n\nPour le secrétaire général :\n\nA. KERLOC'H"
    )
    ctx = only(text)
    kinds = [section.kind for section in ctx.sections]
    assert kinds == ["titre", "parties", "visas", "article", "article", "signature"]
    assert ctx.text[ctx.sections[2].start :].startswith("arrêtent d'un commun accord les\ndispositions")
    assert ctx.text[ctx.sections[1].start :].startswith("Le secrétaire général des phares")
    assert ctx.text[ctx.sections[-1].start :].startswith("Le 15 décembre 2023.")


def test_parties_begin_below_the_title_without_a_blank_line() -> None:
    text = (
        "AVENANT N°1 A LA CONVENTION DE DELEGATION DE GESTION\nPhares et balises\nLe directeur des phares (DPH), représenté par "
        "M.\nYann Prat, ci-après « le délégant »,\n\nEt le service des balises, ci-après « le délégataire »,\n\n"
        f"Conviennent de modifier la convention :\n\nARTICLE 1\n{BODIES[0]}\n\nARTICLE 2\n{BODIES[2]}\n\n{SIGNED}"
    )
    ctx = only(text)
    title = ctx.text[: ctx.sections[1].start]
    assert "AVENANT N°1" in title
    assert "Le directeur" not in title


def test_signatures_begin_at_the_first_name_above_its_date() -> None:
    end = "La directrice des phares\n\nAda KERLOC'H\n\nSigné le 3 mai 2021\n\nLe chef de service\n\nYann PRAT\n\nSigné le 4 mai 2021"
    articles = [f"Article {i}\n{body}" for i, body in enumerate(BODIES, start=1)]
    ctx = only(act(*articles, end=end))
    assert ctx.text[ctx.sections[-1].start :].startswith("La directrice des phares")


def test_a_heading_in_capitals_does_not_go_on_with_the_table_below() -> None:
    articles = [
        f"I. - OBJET\n{BODIES[0]}",
        "II. - IMPUTATIONS BUDGÉTAIRES ET COMPTABLES\nUO\t0167-DMCA-PATR\nDF\t0167-02-01",
        f"III. - DURÉE\n{BODIES[2]}",
    ]
    found = [section.numero for section in only(act(*articles)).sections if section.kind == "article"]
    assert found == ["1", "2", "3"]


NAMING = (
    "Les parties à la présente convention sont :\n\nLa Direction des phares, représentée par Mme Ada Kerloc'h, directrice ;"
    "\n\nLe Service des balises, représenté par M. Yann Prat, chef de service."
)


@pytest.mark.parametrize("opening", [NAMING, NAMING.partition("\n\n")[2]])
def test_two_represented_parties_make_a_convention_without_entre_nor_formula(opening: str) -> None:
    articles = (f"Article {n} – {t}\n{b}" for n, (t, b) in enumerate(zip("ABC", BODIES, strict=True), start=1))
    assert len(cut("\n\n".join(["CONVENTION FINANCIÈRE", opening, *articles, SIGNED])).contexts) == 1


def test_parties_may_be_named_in_the_first_articles() -> None:
    ctx = only(
        "DÉLÉGATION DE GESTION\n\nArticle 1. Délégant\n\nLe délégant est la Direction des phares, que représente sa "
        "directrice, Mme Ada Kerloc'h.\n\nArticle 2. Délégataire\n\nLe délégataire est le Service des balises, que "
        "représente son chef, M. Yann Prat.\n\nArticle 3. Mission\n\n" + "\n\n".join([*BODIES, SIGNED])
    )
    assert [number for number, _ in headings(ctx)] == ["1", "2", "3"]


def test_a_form_under_a_title_of_its_own_is_read() -> None:
    fields = (
        "Délégant : Direction des phares\n\nReprésenté par : Mme Ada Kerloc'h\n\n"
        "Délégataire : Service des balises\n\nReprésenté par : M. Yann Prat"
    )
    texts = [
        f"{letter}. {title}\n\n{body}"
        for letter, title, body in zip("BCD", ("Objet", "Crédits", "Durée"), BODIES, strict=True)
    ]
    only("\n\n".join(["FICHE DE DÉLÉGATION", "A. Identification", fields, *texts, "E. Signatures", "Ada KERLOC'H"]))


@pytest.mark.parametrize(
    "end",
    [
        "Signature numérique de Ada KERLOC'H\nDate : 2021.05.03 10:00:00\n\nSignature numérique de Yann PRAT",
        "La directrice des phares,\nAda KERLOC'H\n\nLe chef de service,\nYann PRAT",
    ],
)
def test_stamps_or_functions_above_names_close_an_act_without_fait_a(end: str) -> None:
    articles = (f"{n}. {t}\n\n{b}" for n, (t, b) in enumerate(zip("ABC", BODIES, strict=True), start=1))
    only("\n\n".join(["CONVENTION DE DÉLÉGATION DE GESTION", PARTIES, *articles, end]))


def test_roles_alone_on_their_lines_name_the_parties() -> None:
    parties = "Le délégant,\nDirection des phares, 29200 Brest\n\nLe délégataire,\nService des balises, 29200 Brest"
    articles = (f"Article {n}\n{b}" for n, b in enumerate(BODIES, start=1))
    ctx = only("\n\n".join(["CONVENTION DE DÉLÉGATION DE GESTION", parties, *articles, SIGNED]))
    assert "parties" in kinds(ctx)


NOTE = """Note valant convention de mandat de gestion

La direction des phares (le délégant) confie au service des balises (le délégataire) le mandat d'exécuter les dépenses.

Le délégataire dispose à cet effet de 12 000 € d'AE.

Brest, le 3 mai 2021

Le délégant
Ada KERLOC'H

Le délégataire
Yann PRAT"""
LETTER = """Le directeur des phares
à Monsieur le chef du service des balises

Objet : lettre-convention relative à la délégation de gestion de crédits

Je vous confie par la présente la gestion des crédits. Vous agirez en qualité de délégataire, la direction étant le délégant.

Le directeur des phares,
Anne KERLOC'H"""


@pytest.mark.parametrize("text", [NOTE, LETTER])
def test_an_act_without_articles_is_one_by_the_sentence_that_delegates(text: str) -> None:
    assert only(text).text.startswith(text[:20])


def test_the_text_of_an_act_without_articles_begins_below_the_sentence_that_delegates() -> None:
    ctx = only(NOTE)
    assert kinds(ctx)[:3] == ["titre", "parties", "preambule"]
    assert ctx.text[slice(*next(ctx.of_kind("preambule")).body)].strip().startswith("Le délégataire dispose")


def test_parties_are_enough_to_begin_anew_below_a_signed_act() -> None:
    parties = "Entre la direction des phares, délégant, et le service des balises, délégataire,"
    second = "\n\n".join(["CONVENTION D'APPLICATION N° 1", parties, f"Article 1er. {BODIES[0]}", SIGNED])
    assert len(cut(act(f"Article 1er. {BODIES[0]}"), second).contexts) == 2


@pytest.mark.parametrize("text", [NOTE.replace("confie au", "et le"), NOTE.replace("Note valant", "Note sur la")])
def test_what_only_tells_of_delegations_is_no_act(text: str) -> None:
    assert cut(text).contexts == ()
