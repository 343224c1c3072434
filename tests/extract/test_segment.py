"""Cutting a document into its conventions, and telling them from what is none."""

from __future__ import annotations

import pytest

from pipeline.extract.segment import segment
from tests.extract.acts import BODIES, PARTIES, SIGNED, act, cut, headings, kinds, only
from tests.extract.helpers import book, flow_of, reference


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


def test_a_foot_of_page_left_in_an_act_begins_no_other_however_much_the_next_act_says() -> None:
    money = "Le délégant délègue 12 000 € en AE et en CP sur l'UO 0205-CMER-BALI."
    articles = [f"Article {n}\n\n{body}" for n, body in enumerate((money, *BODIES), start=1)]
    amended = act(*articles, title="AVENANT N° 1\nà la convention de délégation de gestion du 3 mai 2020").replace(
        "Article 2", "Convention – 1/2\n\nLes crédits sont mis à disposition à la signature.\n\nArticle 2"
    )
    second = act(*articles)
    found = cut(*bulletin(amended, second))
    assert [ctx.text.split("\n")[0] for ctx in found.contexts] == ["AVENANT N° 1", second.split("\n")[0]]


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


def test_a_letter_by_which_its_writer_delegates_begins_with_that_sentence() -> None:
    ctx = only(
        "La directrice des phares\nau chef du service des balises\nObjet : délégation de gestion – balises\n"
        "Par la présente, je vous délègue la gestion des crédits des balises, en qualité de\n"
        "délégataire de la direction des phares, délégante, dans la limite de 12 000 € d'AE.\n"
        "La directrice des phares,\nAda KERLOC'H"
    )
    assert kinds(ctx) == ["titre", "preambule", "signature"]
    assert ctx.text[slice(*next(ctx.of_kind("preambule")).body)].startswith("Par la présente")


def test_the_text_below_words_of_agreement_that_a_line_cuts_is_read() -> None:
    ctx = only(
        "ARRANGEMENT ADMINISTRATIF\n\nLe directeur des phares, ci-après « le délégant », et la directrice des balises, ci-après « le délégataire », sont\n"
        "convenus de ce qui suit :\n\nLe délégant confie au délégataire la gestion de 12 000 € d'AE.\n\nBrest, le 3 mai 2021\n\n"
        "Le délégant\nAda KERLOC'H\n\nLe délégataire\nYann PRAT"
    )
    assert ctx.text[slice(*next(ctx.of_kind("preambule")).body)].strip().startswith("Le délégant confie")


SIGNED_BY_BOTH = """FEUILLE DE ROUTE

La direction des phares (délégant) confie au service des balises (délégataire) la gestion de 12 000 € d'AE.

Brest, 3 mai 2021

Le délégant
Ada KERLOC'H

Le délégataire
Yann PRAT"""


def test_both_roles_sign_an_act_that_no_title_names() -> None:
    assert only(SIGNED_BY_BOTH)
    assert cut(SIGNED_BY_BOTH.replace("Le délégataire\n", "")).contexts == ()
    assert cut(SIGNED_BY_BOTH.replace("FEUILLE DE ROUTE", "Compte rendu de la réunion")).contexts == ()
    assert cut(SIGNED_BY_BOTH.replace("FEUILLE DE ROUTE", "FICHE DE PROCÉDURE")).contexts == ()
    assert cut(SIGNED_BY_BOTH.replace("Brest, 3 mai 2021\n\n", "")).contexts == ()


def test_a_prorogation_that_names_its_convention_is_an_act_and_its_text_begins_with_what_it_changes() -> None:
    text = (
        "PROROGATION DE LA CONVENTION DE DÉLÉGATION DE\nGESTION N° 2022-08\n\nDélégant : Direction des phares\n\n"
        "Délégataire : Service des balises\n\nLa convention de délégation de gestion du 11 avril 2022 est prorogée d'un an.\n\n"
        "Un complément de 15 000 € d'AE est ouvert.\n\nFait à Brest, le 3 mai 2021"
    )
    ctx = only(text)
    assert kinds(ctx) == ["titre", "parties", "preambule", "signature"]
    assert ctx.text[slice(*next(ctx.of_kind("preambule")).body)].startswith("La convention de délégation")


@pytest.mark.parametrize("text", [NOTE.replace("confie au", "et le"), NOTE.replace("Note valant", "Note sur la")])
def test_what_only_tells_of_delegations_is_no_act(text: str) -> None:
    assert cut(text).contexts == ()


def test_words_that_name_a_party_may_run_over_two_lines() -> None:
    parties = (
        "La Direction des phares (DPH), 3 rue du Môle, 29200 Brest, que\nreprésente sa directrice, Mme Ada Kerloc'h."
    )
    articles = [f"Article {i}\n\n{body}" for i, body in enumerate(BODIES, 1)]
    assert only(act(*articles, parties=parties))


def test_the_article_that_names_the_parties_counts_among_the_articles() -> None:
    parts = (
        "I – LES PARTIES\n\nLa Direction des phares, représentée par Mme Ada Kerloc'h, directrice, ci-après « le délégant »,\n\n"
        "Le Service des balises, représenté par M. Yann Prat, chef, ci-après « le délégataire »,",
        f"II – OBJET\n\n{BODIES[0]}",
        f"III – DURÉE\n\n{BODIES[2]}",
    )
    ctx = only("\n\n".join(["CONVENTION DE DÉLÉGATION DE GESTION", *parts, SIGNED]))
    assert [number for number, _ in headings(ctx)] == ["1", "2", "3"]


def test_an_act_whose_title_was_not_read_is_one_without_the_words_of_agreement_too() -> None:
    articles = (f"{n}. {t}\n\n{b}" for n, (t, b) in enumerate(zip("ABC", BODIES, strict=True), start=1))
    only("\n\n".join([PARTIES, *articles, SIGNED]))


def test_the_words_of_agreement_may_run_over_two_lines() -> None:
    text = act("1 - OBJET\n\nLe délégant délègue la gestion ............ à préciser.").replace(
        "Il est convenu ce qui suit", "Aux termes de la présente convention, il est arrêté ce\nqui suit"
    )
    assert "arrêté ce\nqui suit" in text
    assert len(cut(text).contexts) == 1


@pytest.mark.parametrize(
    "left",
    [
        "CONVENTION DE DÉLÉGATION DE GESTION\n\nLe présent acte est conclu par la DPH, représentée par Mme Ada Kerloc'h.",
        "Convention relative aux phares\n\nla DPH, délégant, et le SB, délégataire. Ils coûtent 45 000 € en 2024.",
    ],
)
def test_a_title_and_parties_are_enough_on_a_scan_whose_end_cannot_be_read(left: str) -> None:
    flow = flow_of(f"{left}\n\nAa, |ë JAN")
    assert [len(segment(flow, book(), reference(), scanned=scanned).contexts) for scanned in (False, True)] == [0, 1]


@pytest.mark.parametrize("other", ["Guide de rédaction", "Convention collective\n\nLes agents du port."])
def test_another_scan_is_no_convention(other: str) -> None:
    assert segment(flow_of(other), book(), reference(), scanned=True).contexts == ()
