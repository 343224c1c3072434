"""What a user would write for the same task in an afternoon: the honest yardstick of `make bench`.

pdfplumber for text and tables, spaCy's small French model for names, dateparser for dates, one INSERT a row. The model
is loaded once and without the components whose results nobody reads.

    python naive.py OUT.duckdb FILE.pdf...
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import dateparser
import duckdb
import pdfplumber
import spacy

AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[\s.]\d{3})+|\d+)(,\d{1,2})?\s*(?:€|EUR\b|euros?\b)", re.IGNORECASE)
FIGURE = re.compile(r"(\d{1,3}(?:[\s.]\d{3})+|\d+(?=,)|0)(,\d{1,2})?\s*€?")
UO = re.compile(r"\b0\d{3}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
DATE = re.compile(rf"\b(?:\d{{1,2}}|1er)\s+(?:{MONTHS})\s+\d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b", re.IGNORECASE)
SCHEMA = """
CREATE TABLE documents (fichier VARCHAR, pages INTEGER);
CREATE TABLE montants (fichier VARCHAR, page INTEGER, montant DOUBLE);
CREATE TABLE uos (fichier VARCHAR, page INTEGER, uo VARCHAR);
CREATE TABLE dates (fichier VARCHAR, page INTEGER, jour DATE);
CREATE TABLE noms (fichier VARCHAR, page INTEGER, genre VARCHAR, nom VARCHAR);
CREATE TABLE lignes (fichier VARCHAR, page INTEGER, ligne VARCHAR[]);
"""


def amounts(text: str, cells: list[str | None]) -> Iterator[float]:
    """Yield the sums in euros of the text, and the figures that fill a cell of a table."""
    in_cells = (FIGURE.fullmatch(cell.strip()) for cell in cells if cell)
    for match in (*AMOUNT.finditer(text), *filter(None, in_cells)):
        yield float(re.sub(r"[\s.]", "", match[1]) + (match[2] or "").replace(",", "."))


def read(con: duckdb.DuckDBPyConnection, nlp: spacy.Language, path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        con.execute("INSERT INTO documents VALUES (?, ?)", [path.name, len(pdf.pages)])
        for page in pdf.pages:
            where = [path.name, page.page_number]
            text = page.extract_text() or ""
            rows = [row for table in page.extract_tables() for row in table]
            for row in rows:
                con.execute("INSERT INTO lignes VALUES (?, ?, ?)", [*where, row])
            for amount in amounts(text, [cell for row in rows for cell in row]):
                con.execute("INSERT INTO montants VALUES (?, ?, ?)", [*where, amount])
            for code in UO.findall(text):
                con.execute("INSERT INTO uos VALUES (?, ?, ?)", [*where, code])
            for written in DATE.findall(text):
                if day := dateparser.parse(written, languages=["fr"]):
                    con.execute("INSERT INTO dates VALUES (?, ?, ?)", [*where, day.date()])
            for entity in nlp(text).ents:
                con.execute("INSERT INTO noms VALUES (?, ?, ?, ?)", [*where, entity.label_, entity.text])
            page.close()


def main(target: str, files: list[str]) -> None:
    nlp = spacy.load("fr_core_news_sm", enable=["tok2vec", "ner"])
    with duckdb.connect(target) as con:
        con.execute(SCHEMA)
        for file in files:
            read(con, nlp, Path(file))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
