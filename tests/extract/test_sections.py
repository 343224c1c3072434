"""The sections of an act: articles however they are numbered, annexes, signatures, without a gap."""

from __future__ import annotations

import pytest

from tests.extract.acts import BODIES, SIGNED, TITLE, act, headings, kinds, only


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


def test_a_sentence_cut_between_the_day_and_the_year_is_no_title() -> None:
    body = "La convention prend effet au 1er janvier\n2023, le délégataire ayant réservé les centres. Elle dure un an."
    articles = (f"Article {n}\n{text}" for n, text in enumerate((*BODIES[:2], body), start=1))
    assert headings(only(act(*articles)))[2] == ("3", None)


def test_articles_without_titles_keep_their_sentence_as_text() -> None:
    ctx = only(act(*(f"Article {i}\n\n{body}" for i, body in enumerate(BODIES, start=1))))
    assert headings(ctx) == [("1", None), ("2", None), ("3", None)]
    article = next(ctx.of_kind("article"))
    assert ctx.text[slice(*article.body)].strip() == BODIES[0]


def test_a_sentence_that_ends_on_a_line_with_an_article_s_number_heads_nothing() -> None:
    told = "Il renseigne dans Chorus les imputations que donne le tableau récapitulatif ci-dessous, en\narticle 3."
    articles = (f"Article {n} : {t}\n\n{b}" for n, t, b in zip("123", ("Objet", "Suivi", "Durée"), BODIES, strict=True))
    first, *others = articles
    found = headings(only(act(f"{first}\n\n{told}", *others)))
    assert found == [("1", "Objet"), ("2", "Suivi"), ("3", "Durée")]


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


def test_the_first_heading_may_have_been_lost() -> None:
    titles = ("Crédits", "Suivi", "Comptable", "Durée")
    articles = (f"{n}. {title}\n\n{BODIES[1]}" for n, title in enumerate(titles, start=2))
    assert [n for n, _ in headings(only(act(BODIES[0], *articles)))][-4:] == ["2", "3", "4", "5"]


def test_roman_numerals_spoiled_by_ocr() -> None:
    titles = ("1. Objet", "Il. Crédits", "Ill. Suivi", "IV. Durée", "IV. Comptable", "VI. Litiges")
    articles = (f"{title}\n\n{BODIES[1]}" for title in titles)
    assert [n for n, _ in headings(only(act(*articles)))] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param(("1. – Objet", "I. - Crédits", "III. — Suivi", "IV. - Durée", "V. Fin", "VI. Litiges"), id="end"),
        pytest.param(
            ("I. – Objet", "II. – Coût", "III. – Suivi", "IV. – Durée", "V.— Fin", "VI - Litiges"), id="no stop"
        ),
        pytest.param(("1 - Objet", "2 — Coût", "3 —- Suivi", "4 Durée", "5 – Fin", "6 - Litiges"), id="between"),
    ],
)
def test_headings_that_lost_their_dash_or_their_full_stop(titles: tuple[str, ...]) -> None:
    articles = (f"{title}\n\n{BODIES[1]}" for title in titles)
    assert [n for n, _ in headings(only(act(*articles)))] == ["1", "2", "3", "4", "5", "6"]


def test_an_annex_that_lost_its_number() -> None:
    annexes = (f"ANNEXE\n\n{BODIES[0]} {BODIES[1]}", f"ANNEXE Il : SITES\n\n{BODIES[1]}")
    ctx = only("\n\n".join([act(f"Article 1 – Objet\n\n{BODIES[0]}"), *annexes]))
    assert [n for n, _ in headings(ctx)] == ["1", "annexe 1", "annexe 2"]


def test_a_sentence_with_a_sum_is_no_title_though_it_ends_its_line() -> None:
    articles = (
        f"Art. 1er. – {BODIES[0]}",
        "Art. 2. – Les dépenses déléguées atteignent 700 000 euros pour l'année 2023 et 900 000 euros pour l'année\n2024.",
        f"Art. 3. – {BODIES[2]}",
    )
    assert headings(only(act(*articles)))[1] == ("2", None)


@pytest.mark.parametrize("label", ["1.1 – Le délégant", "Le délégant :", "A. Délégant", "Délégant"])
def test_the_role_above_the_first_party_stands_with_the_parties(label: str) -> None:
    parties = f"LES PARTIES EN PRÉSENCE\n\n{label}\n\nLa Direction des phares, 3 rue du Môle, 29200 Brest, représentée par Mme Ada Kerloc'h"
    context = only(
        act("Article 1 : Objet\nLe délégant confie l'inventaire.", "Article 2 : Durée\nUn an.", parties=parties)
    )
    [heading] = context.of_kind("parties")
    assert context.text[heading.start : heading.end].startswith(label)
