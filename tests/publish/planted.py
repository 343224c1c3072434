"""Invented acts full of personal data, printed and scanned, and the search for it in whatever is made of them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import regex
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.options import ReadOptions
from pipeline.read.reader import read_document
from tests.generator.pages import A4, Page, Run
from tests.generator.render import render

HOLDER, SIGNATORY, ERASED = "Odile Vaneau", "Aurélien Castelmore", "Firmin Labouisse"
AGENT, MANAGER, STRANGER = "Achille Bertholier", "Bérangère Quintefeuille", "Casimir Rondepierre"
CONTACTS = (
    "zoe.exemplaire@exemple.gouv.fr", "quintefeuille.b [at] exemple.fr", "bureau-lac @ exemple.fr",
    "01 99 00 12 34", "+33 (0)6 99 00 12 35", "01.99.00.12.36", "0199001237", "+262 262 90 01 23",
    "3A:4F:00:9B:11:C2:7D:55", "OU=0002 130000000", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
)  # fmt: skip
"""What no dataset keeps, whoever it is about."""
STRANGERS = (AGENT, MANAGER, STRANGER)
"""Persons who neither represent nor sign: what is republished does not name them."""

_EMAIL, _AT, _SPACED, _PHONE, _ABROAD, _DOTS, _RUN, _ISLAND, _SERIAL, _UNIT, _PRINT, _ENVELOPE = CONTACTS
LINES = (
    "CONVENTION DE DÉLÉGATION DE GESTION",
    f"Entre la direction du lac, représentée par Mme {HOLDER}, directrice,",
    f"tél. {_PHONE} ou {_ABROAD}, ci-après « le délégant »,",
    f"et la direction des rives, représentée par M. {ERASED}, directeur,",
    f"télécopie {_DOTS}, ci-après « le délégataire »,",
    "Il est convenu ce qui suit :",
    "Article 1er - Objet",
    "Le délégant confie au délégataire la gestion de 60 000 euros en AE et en CP",
    "sur l'unité opérationnelle 0163-CDJE-STET.",
    f"Affaire suivie par : {AGENT}, {_EMAIL}",
    "Article 2 - Suivi",
    f"Copie à Mme {MANAGER} ({_AT}) et au bureau ({_SPACED}),",
    f"au {_RUN} ou au {_ISLAND}. En présence de M. {STRANGER}.",
    "Fait à Rivebelle, le 3 mars 2024",
    f"Pour le délégant, Mme {HOLDER}, directrice",
    f"Pour le délégataire, M. {ERASED}, directeur",
    f"Pour le comptable, M. {SIGNATORY}, comptable",
    f"Signé électroniquement par {HOLDER}",
    f"CN={HOLDER}, {_UNIT}, O=Service du lac, C=FR",
    f"Numéro de série : {_SERIAL}",
    f"Empreinte SHA-1 : {_PRINT}",
    f"DocuSign Envelope ID: {_ENVELOPE}",
)


def plant(folder: Path) -> None:
    """Write the act twice: as a word processor prints it, and scanned."""
    folder.mkdir()
    marks = [Run(50, 60 + 26 * number, line, "Helvetica", 11) for number, line in enumerate(LINES)]
    for look in ("native", "scan"):
        (folder / f"acte-{look}.pdf").write_bytes(render([Page(*A4, marks=list(marks))], look, 7))


def told(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all that the files below a folder say: their bytes as text, and every row of databases and Parquet."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.name, path.read_bytes().decode("utf-8", errors="replace")
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for entry in archive.namelist():
                    yield f"{path.name} {entry}", archive.read(entry).decode("utf-8", errors="replace")
        if path.suffix == ".parquet":
            yield path.name, repr(duckdb.sql(f"SELECT * FROM '{path}'").fetchall())
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as con:
                for (name,) in con.execute("SELECT table_name FROM information_schema.tables").fetchall():
                    yield f"{path.name} {name}", repr(con.execute(f"SELECT * FROM {name}").fetchall())


def pictured(site: Path) -> Iterator[tuple[str, str]]:
    """Yield what a reader of scans sees on each page image of a site."""
    for path in sorted(site.glob("pages/*/*.webp")):
        buffer = io.BytesIO()
        with Image.open(path) as image:
            canvas = Canvas(buffer, pagesize=A4)
            canvas.drawImage(ImageReader(image.convert("L")), 0, 0, *A4)
        canvas.save()
        reading = read_document(buffer.getvalue(), "0" * 64, ReadOptions())
        yield str(path.relative_to(site)), "\n".join(page.text for page in reading.pages)


def found(texts: Iterable[tuple[str, str]], wanted: Iterable[str]) -> set[tuple[str, str]]:
    """Return what stands in which text, whatever the case, the spaces and the punctuation."""
    plain = {text: _plain(text) for text in wanted}
    return {
        (name, text) for name, content in texts if (said := _plain(content)) for text in plain if plain[text] in said
    }


def erase(data: Path, *names: str) -> None:
    """Put names on the erasure list."""
    with (data / "effacements.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["texte", "document_id", "motif"])
        writer.writerows([name, "", "demande de la personne"] for name in names)


def _plain(text: str) -> str:
    return regex.sub(r"[^\p{L}\d]+", "", text).casefold()
