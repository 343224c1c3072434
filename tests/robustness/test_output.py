"""What a document says is never executed by whoever looks at it: SQL, spreadsheets, browsers, terminals."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.publish.exports import export
from pipeline.publish.site import build_site
from pipeline.run import run
from tests.robustness.desk import Desk

FORMULA = "=cmd|' /C calc'!A0"
SCRIPT = "<script>document.title='PIRATE'</script>"
SQL = "'); DROP TABLE documents; --"
TERMINAL = "\x1b]0;pirate\x07\x1b[2J"
LINES = (
    FORMULA,
    f"CONVENTION DE DÉLÉGATION DE GESTION {SCRIPT}",
    f"Entre la direction {SQL}, ci-après « le délégant »,",
    f"représentée par Mme {FORMULA}, et le service +SUM(1+1)*{SCRIPT}, ci-après « le délégataire »,",
    "Article 1er - Objet",
    f"@SUM(A1) La présente convention a pour objet {SCRIPT}{SQL}.",
    "Article 2 - -2+3 Montant",
    "Le délégant met à disposition du délégataire 60 000 € en AE et en CP pour 2031.",
)
NAMES = (
    f"{FORMULA.replace('/', ' ')}.pdf",
    f"{SCRIPT.replace('/', ' ')}{SQL}.pdf",
    f"{TERMINAL}faux.pdf\nillisible : autre.pdf : mensonge.pdf",
    "a\\..\\..\\etc\\passwd.pdf",
)
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")


def act(number: int) -> bytes:
    """Return a convention whose every line attacks someone."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for index, line in enumerate(LINES):
        canvas.drawString(40, 800 - 20 * index, line)
    canvas.drawString(40, 40, f"exemplaire {number}")
    canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("sortie")
    desk = Desk(root / "source", root / "data")
    desk.source.mkdir()
    for number, name in enumerate(NAMES):
        (desk.source / name).write_bytes(act(number))
    assert run(desk.settings()).exit_code == 0
    return desk


def test_the_dataset_says_what_the_document_says(desk: Desk) -> None:
    assert desk.query("SELECT count(*), count(DISTINCT fichier) FROM documents") == [(len(NAMES), len(NAMES))]
    for said in (FORMULA, SCRIPT, SQL):
        assert desk.query(f"SELECT count(*) FROM pages WHERE contains(texte, $${said}$$)") == [(len(NAMES),)], said


def test_arguments_are_no_sql(desk: Desk) -> None:
    for argument in (SQL, "' OR 1=1 --", "%"):
        done = desk.run("show", argument)
        assert done.code == 2, argument
        assert "Traceback" not in done.err
    done = desk.run("show", NAMES[1])
    assert done.code == 0
    assert SCRIPT[:20] in done.out
    assert desk.run("query", f"SELECT 1 {SQL}").code == 2
    assert desk.query("SELECT count(*) FROM documents") == [(len(NAMES),)]


def test_no_cell_is_a_formula(desk: Desk) -> None:
    folder, attacked = export(desk.settings(), force="essai").folder, 0
    files = list(folder.rglob("*.csv"))
    assert len(files) >= 20
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                attacked += FORMULA[:5] in cell
                assert cell.lstrip()[:1] not in ("=", "+", "-", "@", "\t", "\r") or NUMBER.fullmatch(cell), path.name
    assert attacked >= len(NAMES)


def test_no_page_of_the_site_runs_a_script_of_a_document(desk: Desk, tmp_path: Path) -> None:
    build_site(desk.settings(), tmp_path / "site")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert pages
    for path in pages:
        assert SCRIPT not in path.read_text("utf-8"), path.name
    assert {path.resolve().is_relative_to(tmp_path) for path in (tmp_path / "site").rglob("*")} == {True}


def test_names_do_not_drive_the_terminal_nor_forge_lines(desk: Desk, tmp_path: Path) -> None:
    fresh = Desk(desk.source, tmp_path / "data")
    done = fresh.run("run", "--log-file", str(tmp_path / "journal.txt"))
    log = (tmp_path / "journal.txt").read_text("utf-8")
    for shown in (done.out, done.err, log, fresh.run("show", NAMES[2]).out):
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert not [line for line in shown.splitlines() if line.startswith("illisible : autre.pdf")]
    assert "faux.pdf" in done.err
    assert "faux.pdf" in log
