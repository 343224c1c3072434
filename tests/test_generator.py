"""The generator of invented acts: same seed, same bytes; a truth that the scorer can read; looks that can be read."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from pipeline.metadata import load_metadata
from tests.generator import KINDS, build
from tests.generator.french import MoneyStyle, Noun, add_months, in_words, long_date
from tests.generator.pages import Typography
from tests.generator.sample import DAMAGED, HELDOUT_LOOKS, write_sample

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
SEEDS = range(500, 530)
TYPES = {"delegation_gestion", "avenant", "retablissement_credits", "partenariat", "subvention", "autre"}
COLUMNS = {
    "conventions": "type numero_avenant nor intitule objet produit produit_id phases date_signature lieu_signature "
    "regle_effet date_effet regle_fin date_fin duree_mois tacite_reconduction preavis_mois comptable_assignataire",
    "parties": "role organisation sigle adresse code_postal commune",
    "representants": "civilite nom fonction",
    "signatures": "role nom fonction date_signature electronique horodatage",
    "unites_operationnelles": "uo programme bop statut",
    "imputations": "programme centre_financier domaine_fonctionnel action sous_action activite activite_libelle "
    "centre_cout centre_cout_libelle "
    "axe_ministeriel_1 axe_ministeriel_2 fonds compte_pce groupe_marchandises localisation statut",
    "montants": "nature montant exercice uo role financeur condition",
    "references_juridiques": "type numero date article intitule",
    "conventions_liees": "type numero_avenant date relation intitule",
    "articles": "numero intitule",
    "anomalies": "code gravite",
    "documents": "statut",
}
"""The columns of the dataset that a truth may hold, by table."""


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return squeezed(text)


def squeezed(text: str) -> str:
    """Without white space, accents or case: a line may break inside an amount, capitals may be plain."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub(r"\s+", "", plain).replace("’", "'").casefold()


def values_of(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_same_seed_same_bytes(kind: str) -> None:
    assert build(41, kind).render() == build(41, kind).render()
    assert build(41, kind).truth() == build(41, kind).truth()
    assert build(41, kind).render() != build(42, kind).render()


@pytest.mark.parametrize("look", sorted(set(HELDOUT_LOOKS)))
def test_every_look_renders_the_same_pages(look: str) -> None:
    document = build(7, "avenant")
    pdf = document.render(look, dpi=72)
    assert pdf == document.render(look, dpi=72)
    opened = pdfium.PdfDocument(pdf)
    assert len(opened) == len(document.pages)
    lengths = [len(page.get_textpage().get_text_range()) for page in opened]
    if look == "scan":
        assert not any(lengths)
    elif look == "mixte":
        assert lengths.count(0) == 1
    else:
        assert all(lengths)


def test_an_ocr_layer_is_close_to_the_text_but_wrong() -> None:
    document = build(7, "delegation")
    native, ocr = text_of(document.render()), text_of(document.render("ocr", dpi=72))
    assert native != ocr
    assert 0.9 < len(ocr) / len(native) < 1.1


def test_columns_are_those_of_the_dataset() -> None:
    metadata = load_metadata()
    for table, columns in COLUMNS.items():
        assert set(columns.split()) <= set(metadata.table(table).column_names), table


@pytest.mark.parametrize("seed", SEEDS)
def test_truth_is_valid(seed: int) -> None:
    truth = build(seed).truth()
    count = len(truth["conventions"])
    assert truth["documents"][0]["statut"] == ("extrait" if count else "hors_perimetre")
    for convention in truth["conventions"]:
        assert convention["type"] in TYPES
        assert {"intitule", "date_signature", "regle_effet", "regle_fin", "comptable_assignataire"} <= set(convention)
    for table, rows in truth.items():
        for row in rows:
            known = {*COLUMNS[table].split(), "convention", "_optional", "_note"}
            assert set(row) <= known, (table, row)
            assert 1 <= row.get("convention", 1) <= count or not count
            for column, value in row.items():
                if "date" in column:
                    assert all(v is None or dt.date.fromisoformat(v) for v in values_of(value))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_amount_is_printed(seed: int) -> None:
    document = build(seed)
    text = text_of(document.render())
    missing = [amount for amount in document.gold.printed if squeezed(amount) not in text]
    assert not missing


@pytest.mark.parametrize("seed", SEEDS)
def test_names_and_codes_are_printed(seed: int) -> None:
    document = build(seed)
    text = re.sub(r"[^\w]", "", text_of(document.render()))
    truth = document.truth()
    for row in truth.get("signatures", []):
        names = [re.sub(r"[^\w]", "", squeezed(str(name))) for name in values_of(row["nom"])]
        assert any(name in text for name in names), row
    for row in truth.get("unites_operationnelles", []):
        assert row["uo"].replace("-", "").removeprefix("0").casefold() in text, row


@pytest.mark.parametrize("seed", SEEDS)
def test_parties_titles_and_references_are_printed(seed: int) -> None:
    document = build(seed, typography=Typography(break_codes=False))
    text = re.sub(r"\W", "", text_of(document.render()))
    truth = document.truth()
    wanted = [(row, "organisation") for row in truth.get("parties", [])]
    wanted += [(row, "code_postal") for row in truth.get("parties", [])]
    wanted += [(row, "comptable_assignataire") for row in truth["conventions"]]
    wanted += [(row, "lieu_signature") for row in truth["conventions"]]
    wanted += [(row, "intitule") for row in truth["conventions"]]
    wanted += [(row, "objet") for row in truth["conventions"]]
    wanted += [(row, column) for row in truth.get("imputations", []) for column in ("activite", "centre_cout", "fonds")]
    wanted += [(row, "intitule") for row in truth.get("articles", [])]
    for row, column in wanted:
        forms = [re.sub(r"\W", "", squeezed(str(v))) for v in values_of(row.get(column)) if v is not None]
        assert not forms or any(form in text for form in forms), (column, row)


def test_any_seed_gives_a_document() -> None:
    assert all(build(seed).pages for seed in range(40_000, 40_150))


def test_draws_differ() -> None:
    """Thirty documents are of many kinds and looks: nothing in the draw is constant."""
    documents = [build(seed) for seed in range(1000, 1030)]
    assert len({d.kind for d in documents}) >= 4
    assert len({d.typography.family for d in documents}) >= 3
    titles = {str(c["intitule"]) for d in documents for c in d.gold.conventions}
    assert len(titles) >= 20


def test_sample_is_what_the_generator_writes(tmp_path: Path) -> None:
    write_sample(tmp_path)
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    kept = {p.relative_to(SAMPLE): p.read_bytes() for p in SAMPLE.rglob("*") if p.is_file()}
    assert sorted(made) == sorted(kept)
    assert [str(name) for name in made if made[name] != kept[name]] == []


def test_sample_is_small_and_holds_a_damaged_file() -> None:
    assert sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file()) < 3_000_000
    with pytest.raises(pdfium.PdfiumError):
        pdfium.PdfDocument(SAMPLE / f"{DAMAGED}.pdf")
    stems = {p.stem for p in SAMPLE.glob("*.pdf")}
    golds = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in (SAMPLE / "gold").glob("*.json")}
    assert stems == set(golds)
    assert {g["documents"][0]["statut"] for g in golds.values()} == {"extrait", "hors_perimetre", "illisible"}


def test_sample_shows_what_its_names_say() -> None:
    golds = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in (SAMPLE / "gold").glob("*.json")}
    years = {m["exercice"] for m in golds["delegation-deux-exercices"]["montants"]} - {None}
    assert len(years) == 2
    parties = golds["delegation-deux-delegants"]["parties"]
    assert [p["role"] for p in parties].count("delegant") == 2
    assert all(s["electronique"] is True for s in golds["delegation-signee-en-ligne"]["signatures"])
    assert len(golds["bulletin-deux-conventions"]["conventions"]) == 2
    mother = golds["delegation-deux-exercices"]["conventions"][0]["date_signature"]
    links = golds["avenant-a-la-delegation"]["conventions_liees"]
    assert mother in [link["date"] for link in links if link["relation"] == "modifie"]
    units = {u["uo"] for u in golds["delegation-deux-exercices"]["unites_operationnelles"]}
    assert units >= {u["uo"] for u in golds["avenant-a-la-delegation"]["unites_operationnelles"]}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"), (21, "vingt et un"), (71, "soixante et onze"), (80, "quatre-vingts"), (81, "quatre-vingt-un"),
        (95, "quatre-vingt-quinze"), (200, "deux cents"), (1000, "mille"), (80_000, "quatre-vingt mille"),
        (248_000, "deux cent quarante-huit mille"), (1_240_500, "un million deux cent quarante mille cinq cents"),
    ],
)  # fmt: skip
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_printing_of_amounts_dates_and_articles() -> None:
    assert MoneyStyle(thousands=".", decimals=True).full(1_250_000) == "1.250.000,00\u00a0€"
    assert MoneyStyle(unit=1000, suffix="k€").full(96_500) == "96,5\u00a0k€"
    assert long_date(dt.date(2023, 3, 1)) == "1er mars 2023"
    assert add_months(dt.date(2023, 8, 31), 6) == dt.date(2024, 2, 29)
    assert Noun.parse("l'établissement").du == "de l'établissement"
    assert Noun.parse("le suivi").au == "au suivi"
