"""The review site as files: what it holds, hostile text, differences, what it leaves behind."""

from __future__ import annotations

import html
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from pipeline.compare import Dataset
from pipeline.corrections import parse_correction
from pipeline.metadata import load_metadata
from pipeline.publish.causes import CAUSES, Cause
from pipeline.publish.site import build_site, charts
from pipeline.publish.site.labels import corrigible
from pipeline.reference import load_reference
from pipeline.run import RunReport
from pipeline.settings import ROOT, Settings, load_settings
from tests.site.conftest import screenshot

HOSTILE = "</script><script>document.title='PIRATE'</script><img src=x onerror=\"document.title='PIRATE'\">{{ 7*7 }}"


class Links(HTMLParser):
    """The ids of a page and all that it points to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.targets.append(value or "")


def settings_with(sample_run: tuple[RunReport, Path], folder: Path) -> Settings:
    """Settings whose dataset is a copy in `folder`, the bytes being the sample's."""
    shutil.copytree(sample_run[1] / "raw", folder / "raw")
    (folder / "public").mkdir()
    shutil.copyfile(sample_run[0].dataset, folder / "public" / "conventions.duckdb")
    return load_settings({"data_dir": folder, "jobs": 2}, environment={})


def test_no_link_is_broken_and_no_id_is_said_twice(site: Path) -> None:
    pages = {path: Links(path.read_text("utf-8")) for path in site.rglob("*.html")}
    assert len(pages) == 13
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for target in page.targets:
            name, _, anchor = target.partition("#")
            other = (path.parent / name).resolve() if name else path
            assert other.is_file(), (path, target)
            if anchor and other in pages:
                assert anchor in pages[other].ids, (path, target)


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "default-src 'none'" in html.unescape(text)
        assert not re.search(r"<script(?![^>]*(?:src=|application/json))", text)
        assert not re.search(r"<[a-z][^<>]*\s(?:style|on[a-z]+)=", re.sub(r"(?s)<script.*?</script>", "", text))


def test_the_dictionary_says_every_table_column_view_and_term(site: Path) -> None:
    text = html.unescape((site / "dictionnaire.html").read_text("utf-8"))
    metadata = load_metadata()
    for table in metadata:
        section = text.split(f'id="table-{table.name}"')[1].split("<h3")[0]
        for column in table.columns:
            assert f'<th scope="row">{column.name}</th><td>{column.type}</td>' in section
            assert column.description in section
    for view in metadata.views:
        section = text.split(f'id="vue-{view.name}"')[1].split("<h3")[0]
        assert all(f'<th scope="row">{name}</th><td>{told}</td>' in section for name, told in view.columns.items())
    assert "<dt>retablissement_credits</dt>" in text


def test_every_value_is_on_its_page(site: Path, sample_dataset: Path) -> None:
    with Dataset(sample_dataset) as opened:
        rows = opened.rows("SELECT convention_id, montant_no FROM montants")
        lost = opened.rows("SELECT convention_id, preuve_id FROM preuves WHERE statut = 'ecartee'")
    assert rows
    assert lost
    places = [(r["convention_id"], f"montant-{r['montant_no']}-montant") for r in rows]
    places += [(r["convention_id"], f"ecarte-{r['preuve_id'][:12]}") for r in lost]
    for convention_id, place in places:
        page = Links((site / "conventions" / f"{convention_id}.html").read_text("utf-8"))
        assert place in page.ids


def test_totals_are_checked_against_their_parts(sample_run: tuple[RunReport, Path], tmp_path: Path) -> None:
    settings = settings_with(sample_run, tmp_path)
    with duckdb.connect(settings.target) as con:
        con.execute("UPDATE montants SET montant = montant + 1 WHERE role = 'total' AND nature = 'AE'")
    out = build_site(settings, tmp_path / "site").index.parent
    text = "".join(path.read_text("utf-8") for path in (out / "conventions").glob("*.html"))
    assert "Total imprimé (CP) : 253\u202f000 € = somme de ses 2 parts." in text
    assert "Total imprimé (AE) : 253\u202f001 € ≠ 253\u202f000 €, somme des 2 parts lues." in text


def test_hostile_text_does_nothing(sample_run: tuple[RunReport, Path], tmp_path: Path, chromium: WebDriver) -> None:
    settings = settings_with(sample_run, tmp_path)
    with duckdb.connect(settings.target) as con:
        con.execute("UPDATE conventions SET intitule = ?, objet = ?", [HOSTILE, HOSTILE])
        con.execute("UPDATE articles SET texte = ?", [HOSTILE])
        con.execute("UPDATE preuves SET texte = ?, motif = ?", [HOSTILE, HOSTILE])
        con.execute("UPDATE anomalies SET message = ?", [HOSTILE])
        con.execute("UPDATE documents SET source_url = 'javascript:document.title=1'")
    out = build_site(settings, tmp_path / "site").index.parent
    [act, *_] = sorted((out / "conventions").glob("*.html"))
    assert "javascript:" not in act.read_text("utf-8")
    for page in (out / "index.html", act):
        chromium.get("about:blank")
        chromium.get(page.as_uri() + ("#convention-objet" if page == act else ""))
        assert "PIRATE" not in chromium.title.split("—")[-1]
        assert chromium.title != "PIRATE"
        assert (
            chromium.execute_script(
                "return document.querySelectorAll('img[src=x], script:not([src]):not([type])').length"
            )
            == 0
        )
        assert HOSTILE[:40] in chromium.page_source.replace("&lt;", "<").replace("&gt;", ">")
    assert [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"] == []
    screenshot(chromium, "hostile")


def test_every_table_of_the_form_takes_a_row(sample_dataset: Path) -> None:
    """What the form offers is what a file of corrections may say: each table, each column, each of its choices."""
    metadata = load_metadata()
    reference = load_reference(metadata, ROOT / "rules" / "reference")
    tables = {name: table for name, table in corrigible(metadata).items() if table["lignes"]}
    with Dataset(sample_dataset) as opened:
        for name, table in tables.items():
            [row] = opened.rows(f"SELECT * FROM {name} ORDER BY ALL LIMIT 1")
            choices = {c: choice[0] for c, column in table["colonnes"].items() for choice in column["choix"] or ()}
            key = {c: v for c, v in (row | choices).items() if c in table["colonnes"] and v is not None}
            line = {
                "document_id": "a" * 64, "convention": "1", "table": name, "cle": json.dumps(key, default=str),
                "colonne": "", "valeur": "present", "auteur": "C. Laurent", "date": "2025-03-04", "motif": "oubliée",
            }  # fmt: skip
            assert parse_correction(line, metadata, reference, "ici").present
    assert set(tables) == {table.name for table in metadata.fact_tables} - {"conventions"}


def test_json_of_a_page_reads_back(site: Path) -> None:
    for path in (site / "conventions").glob("*.html"):
        [text] = re.findall(r'(?s)<script type="application/json" id="donnees">(.*?)</script>', path.read_text("utf-8"))
        data = json.loads(text)
        assert data["valeurs"]["convention-type"]["table"] == "conventions"
        assert len(data["document_id"]) == 64


@pytest.mark.parametrize(
    ("rules", "programme", "cause"),
    [("autre", "même", "regle"), ("même", "autre", "programme"), ("autre", "autre", "regle_et_programme")],
)
def test_rules_and_programme_are_told_apart(
    sample_run: tuple[RunReport, Path], tmp_path: Path, rules: str, programme: str, cause: Cause
) -> None:
    settings = settings_with(sample_run, tmp_path)
    earlier = tmp_path / "earlier.duckdb"
    with duckdb.connect(settings.target) as con:
        con.execute("UPDATE executions SET empreinte_regles = 'même', empreinte_programme = 'même'")
        con.execute("CHECKPOINT")
        shutil.copyfile(settings.target, earlier)
        con.execute("UPDATE montants SET montant = 149001 WHERE montant = 149000")
        con.execute("UPDATE executions SET empreinte_regles = ?, empreinte_programme = ?", [rules, programme])
    out = tmp_path / "site"
    text = html.unescape(build(settings, out, earlier))
    assert re.findall(r'<span class="tag">(.*?)</span>', text) == [CAUSES[cause]]
    assert "149\u202f000" in text
    assert "149\u202f001" in text
    assert "Aucune différence" in build(settings, out, settings.target)


def build(settings: Settings, out: Path, previous: Path | None = None) -> str:
    build_site(settings, out, previous)
    return (out / "differences.html").read_text("utf-8")


def test_what_is_gone_is_removed_and_pictures_are_drawn_once(
    sample_run: tuple[RunReport, Path], tmp_path: Path
) -> None:
    settings = settings_with(sample_run, tmp_path)
    out = build_site(settings, tmp_path / "site").index.parent
    before = {path: path.stat().st_mtime_ns for path in out.glob("pages/*/*.webp")}
    stale = out / "conventions" / "0000000000000000-1.html"
    stale.write_text("old")
    (out / "pages" / "0000000000000000").mkdir()
    build_site(settings, out)
    assert not stale.exists()
    assert {path: path.stat().st_mtime_ns for path in out.glob("pages/*/*.webp")} == before
    assert len(before) >= 20


def test_pages_without_their_bytes_show_their_text(sample_run: tuple[RunReport, Path], tmp_path: Path) -> None:
    settings = settings_with(sample_run, tmp_path)
    shutil.rmtree(settings.data_dir / "raw")
    report = build_site(settings, tmp_path / "site")
    assert set(report.undrawn.values()) == {"octets absents"}
    [page, *_] = sorted((tmp_path / "site" / "conventions").glob("*.html"))
    assert "L'image de cette page n'a pas pu être faite" in page.read_text("utf-8")


@pytest.mark.parametrize("count", [500])
def test_five_hundred_conventions_make_a_light_index(
    sample_run: tuple[RunReport, Path], tmp_path: Path, chromium: WebDriver, count: int
) -> None:
    """The index of a corpus of that size, from copies of one of its lines: its weight, and when the browser is done."""
    settings = settings_with(sample_run, tmp_path)
    out = build_site(settings, tmp_path / "site").index.parent
    text = (out / "index.html").read_text("utf-8")
    rows = re.findall(r"(?s)<tr data-type.*?</tr>\n", text)
    assert len(rows) == 9
    (out / "index.html").write_text(text.replace(rows[0], "".join(rows) * (count // 9)), encoding="utf-8")
    chromium.get((out / "index.html").as_uri())
    done = chromium.execute_script("return performance.getEntriesByType('navigation')[0].domComplete")
    assert len(chromium.find_elements("css selector", ".list tbody tr")) > count - 9
    assert (out / "index.html").stat().st_size < 1_500_000
    assert done < 3000


def test_axes_bear_round_marks_and_squares_darken_with_euros() -> None:
    chart = charts.columns("essai", "Essai", [("2024", (115,)), ("2025", (3,))], [("one", "nombre")], euros=False)
    assert [tick.label for tick in chart.ticks_y] == ["0", "50", "100", "150"]
    small = charts.columns("essai", "Essai", [("2024", (1,))], [("one", "nombre")], euros=False)
    assert [tick.label for tick in small.ticks_y] == ["0", "1"]
    credits = {
        ("0163 Jeunesse", "2024"): (2e6, 1e6),
        ("0163 Jeunesse", "2025"): (0.0, 5e4),
        ("0352", "2025"): (1e5, 0.0),
    }
    grid = charts.grid(credits, limit=1)
    assert (grid.years, grid.left_out) == (("2024", "2025"), 1)
    [(name, (dark, light))] = grid.rows
    assert (name, dark.ae, dark.cp, dark.shade) == ("0163 Jeunesse", "2\u202fM€", "1\u202fM€", 5)
    assert (light.ae, light.cp, light.shade) == ("", "50\u202fk€", 1)
