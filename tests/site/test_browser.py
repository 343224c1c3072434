"""The review site as a person uses it: in a browser, from a folder."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from pipeline.compare import Dataset
from pipeline.corrections import load_corrections
from pipeline.metadata import load_metadata
from pipeline.reference import load_reference
from pipeline.run import run
from pipeline.settings import ROOT, load_settings
from tests.conftest import SAMPLE
from tests.site.conftest import screenshot

AXE = ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
METADATA = load_metadata()
PATIENCE = 60
"""Seconds that the browser may take to show what it is asked for, on a machine that has other things to do."""


def act_of(dataset: Path, fichier: str) -> str:
    with Dataset(dataset) as opened:
        rows = opened.rows("SELECT convention_id FROM v_conventions WHERE fichier = ? ORDER BY 1", [fichier])
    return str(rows[0]["convention_id"])


@pytest.fixture
def act(sample_dataset: Path) -> str:
    return act_of(sample_dataset, "delegation-deux-exercices.pdf")


def open_act(browser: WebDriver, site: Path, act: str, place: str = "") -> None:
    browser.get((site / "conventions" / f"{act}.html").as_uri() + place)
    if place:  # Of the same page, another place is news that its script hears a moment later.
        WebDriverWait(browser, PATIENCE).until(lambda b: any(one.startswith(place[1:]) for one in chosen(b)))


def chosen(browser: WebDriver) -> list[str]:
    return [one.get_attribute("id") or "" for one in browser.find_elements(By.CSS_SELECTOR, ".facts .chosen")]


def shown_rows(browser: WebDriver) -> list[str]:
    return [row.text for row in browser.find_elements(By.CSS_SELECTOR, ".list tbody tr") if row.is_displayed()]


def test_the_list_is_searched_filtered_and_sorted(browser: WebDriver) -> None:
    assert len(shown_rows(browser)) == 9
    search = browser.find_element(By.NAME, "q")
    search.send_keys("DIRECTION RÉGIONALE bretagne")
    assert len(shown_rows(browser)) == 2
    search.clear()
    search.send_keys("direction regionale zzz")
    assert shown_rows(browser) == []
    assert browser.find_element(By.CSS_SELECTOR, "[data-shown]").text == "0 convention sur 9"
    browser.find_element(By.CSS_SELECTOR, ".filters [type=reset]").click()
    WebDriverWait(browser, PATIENCE).until(lambda b: len(shown_rows(b)) == 9)
    Select(browser.find_element(By.NAME, "type")).select_by_value("avenant")
    WebDriverWait(browser, PATIENCE).until(lambda b: len(shown_rows(b)) == 1)
    browser.find_element(By.CSS_SELECTOR, ".filters [type=reset]").click()
    WebDriverWait(browser, PATIENCE).until(lambda b: len(shown_rows(b)) == 9)
    header = browser.find_elements(By.CSS_SELECTOR, ".list thead th")[4]
    header.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    keys = [
        float(c.get_attribute("data-k") or "") for c in browser.find_elements(By.CSS_SELECTOR, ".list td:nth-child(5)")
    ]
    assert header.get_attribute("aria-sort") == "ascending"
    assert keys == sorted(keys)
    assert len(set(keys)) > 3
    screenshot(browser, "index")


def test_a_value_lights_its_place(browser: WebDriver, site: Path, act: str, sample_dataset: Path) -> None:
    """The text under each lit box, read from the PDF anew, holds what the dataset says was read there."""
    open_act(browser, site, act)
    with Dataset(sample_dataset) as opened:
        amounts = opened.rows("SELECT * FROM montants WHERE convention_id = ? ORDER BY montant_no", [act])
    document = pdfium.PdfDocument(SAMPLE / "delegation-deux-exercices.pdf")
    assert amounts
    for amount in amounts:
        value = browser.find_element(By.ID, f"montant-{amount['montant_no']}-montant")
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", value)
        value.click()
        WebDriverWait(browser, PATIENCE).until(lambda b, v=value: "chosen" in (v.get_attribute("class") or ""))
        [lit] = browser.find_elements(By.CSS_SELECTOR, ".viewer a.lit")
        under = text_under(document, browser, lit)
        assert re.sub(r"\D", "", under).removesuffix("00") in str(amount["montant"]).replace(".", "")
        assert f"{amount['montant']:.0f}" == re.sub(r"\D", "", under.split(",")[0])
        assert browser.current_url.endswith(f"#montant-{amount['montant_no']}-montant")
    WebDriverWait(browser, PATIENCE).until(lit_in_sight)  # The pages scroll smoothly.
    screenshot(browser, "valeur")


def lit_in_sight(browser: WebDriver) -> bool:
    frame, box = browser.find_element(By.ID, "pages").rect, browser.find_element(By.CSS_SELECTOR, "a.lit rect").rect
    return bool(frame["y"] <= box["y"] <= frame["y"] + frame["height"])


def text_under(document: pdfium.PdfDocument, browser: WebDriver, lit: object) -> str:
    """What the PDF holds at the place on the picture where the browser draws a box."""
    number, share = browser.execute_script(
        "const figure = arguments[0].closest('figure'), sheet = figure.querySelector('img').getBoundingClientRect(),"
        " r = arguments[0].querySelector('rect').getBoundingClientRect();"
        "return [Number(figure.id.slice(5)), [(r.left - sheet.left) / sheet.width, (r.top - sheet.top) / sheet.height,"
        " (r.right - sheet.left) / sheet.width, (r.bottom - sheet.top) / sheet.height]]",
        lit,
    )
    page = document[number - 1]
    width, height = page.get_size()
    left, top, right, bottom = share[0] * width, share[1] * height, share[2] * width, share[3] * height
    return page.get_textpage().get_text_bounded(left, height - bottom, right, height - top).strip()


def test_a_box_shows_its_value(browser: WebDriver, site: Path, act: str) -> None:
    open_act(browser, site, act)
    box = browser.find_element(By.CSS_SELECTOR, ".viewer a[data-for~='montant-1-montant']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    box.find_element(By.TAG_NAME, "rect").click()
    WebDriverWait(browser, PATIENCE).until(lambda b: chosen(b) == ["montant-1-montant"])
    assert "#montant-1-montant" in browser.current_url
    assert browser.find_element(By.CSS_SELECTOR, "[data-value]").text == "128 000".replace(" ", "\u202f")


def test_an_address_opens_on_its_value_or_row(browser: WebDriver, site: Path, act: str) -> None:
    open_act(browser, site, act, "#montant-3")
    assert "Montants n° 3" in browser.find_element(By.CSS_SELECTOR, "[data-title]").text
    assert len(browser.find_elements(By.CSS_SELECTOR, ".viewer a.lit")) >= 2
    browser.find_element(By.CSS_SELECTOR, "main .proof").send_keys(Keys.ESCAPE)
    assert not browser.find_element(By.CSS_SELECTOR, ".proof").is_displayed()


def test_everything_can_be_reached_with_the_keyboard(browser: WebDriver, site: Path, act: str) -> None:
    open_act(browser, site, act)
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Aller au contenu"
    value = browser.find_element(By.ID, "montant-2-montant")
    value.send_keys(Keys.ENTER)
    WebDriverWait(browser, PATIENCE).until(lambda b: b.find_element(By.CSS_SELECTOR, ".proof").is_displayed())
    order = browser.execute_script(
        "return [...document.querySelectorAll('a[href], button, input, select, [tabindex]')].filter(e => e.tabIndex > 0).length"
    )
    assert order == 0, "nothing jumps the order of the page"


def test_a_correction_is_taken_by_the_next_run(
    browser: WebDriver, site: Path, act: str, sample_run: object, downloads: Path, tmp_path: Path
) -> None:
    open_act(browser, site, act, "#montant-2-montant")
    browser.find_element(By.CSS_SELECTOR, "[data-correct]").click()
    field = browser.find_element(By.NAME, "valeur")
    field.send_keys("beaucoup")
    fill(browser, motif='Le 9 est mal imprimé, "presque" un 8', auteur="C. Laurent")
    assert "forme" in browser.find_element(By.CSS_SELECTOR, "[data-error]").text
    screenshot(browser, "correction")
    field.clear()
    field.send_keys("148 000,50 €")
    fill(browser)
    assert browser.find_element(By.CSS_SELECTOR, "[data-count]").text == "1"
    open_act(browser, site, act, "#convention-lieu_signature")
    browser.find_element(By.CSS_SELECTOR, "[data-correct]").click()
    browser.find_element(By.NAME, "valeur").send_keys("Rennes")
    fill(browser, motif="Lu sous la date")
    path = downloaded(browser, downloads)
    lines = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    assert [(line["table"], line["colonne"], line["valeur"]) for line in lines] == [
        ("montants", "montant", "148000.50"), ("conventions", "lieu_signature", "Rennes"),
    ]  # fmt: skip
    assert json.loads(lines[0]["cle"])["nature"] == "CP"
    folder = tmp_path / "corrections"
    folder.mkdir()
    path.replace(folder / path.name)
    reference = load_reference(METADATA, ROOT / "rules" / "reference")
    assert len(load_corrections(folder, METADATA, reference).of(lines[0]["document_id"])) == 2
    flags = {"sources": [str(SAMPLE)], "data_dir": tmp_path, "only": "delegation-deux-exercices.pdf", "jobs": 1}
    report = run(load_settings(flags, environment={}))
    with Dataset(Path(report.dataset)) as opened:
        [amount] = opened.rows("SELECT montant FROM montants WHERE montant_no = 2 ORDER BY 1")
        [place] = opened.rows("SELECT lieu_signature FROM conventions")
    assert (str(amount["montant"]), place["lieu_signature"]) == ("148000.50", "Rennes")


def test_a_forgotten_amount_is_pointed_at_and_taken_by_the_next_run(
    browser: WebDriver, site: Path, act: str, downloads: Path, tmp_path: Path
) -> None:
    """A row that was not found: its table, its fields, its line on the page; the next run has it, with its passage."""
    open_act(browser, site, act)
    press(browser, "[data-add=montants]")
    form = "[data-missing] form"
    assert not browser.find_element(By.CSS_SELECTOR, "[data-proof]").is_displayed()
    choose(browser, "page", "3")
    line = next(o for o in browser.find_elements(By.CSS_SELECTOR, "[name=ligne] option") if "sous réserve" in o.text)
    wanted, rect = line.text, browser.find_element(By.CSS_SELECTOR, f"[data-line='3-{line.get_attribute('value')}']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", rect)
    rect.click()
    assert Select(browser.find_element(By.NAME, "ligne")).first_selected_option.text == wanted
    choose(browser, "valeur-nature", "AE")
    write_in(browser, "valeur-exercice", "l'an prochain")
    write_in(browser, "valeur-montant", "12 500,5")
    press(browser, f"{form} [type=submit]")
    assert "exercice" in browser.find_element(By.CSS_SELECTOR, f"{form} [data-error]").text
    write_in(browser, "valeur-exercice", "2027")
    screenshot(browser, "ligne-oubliee")
    write_in(browser, "motif", "La ligne est sous le tableau", form)
    write_in(browser, "auteur", "C. Laurent", form)
    press(browser, f"{form} [type=submit]")
    assert "ligne à ajouter" in browser.find_element(By.CSS_SELECTOR, "[data-list]").text
    folder = tmp_path / "corrections"
    folder.mkdir()
    downloaded(browser, downloads).replace(folder / "ligne.csv")
    flags = {"sources": [str(SAMPLE)], "data_dir": tmp_path, "only": "delegation-deux-exercices.pdf", "jobs": 1}
    report = run(load_settings(flags, environment={}))
    with Dataset(Path(report.dataset)) as opened:
        [added] = opened.rows("SELECT * FROM montants WHERE exercice = 2027")
        proofs = opened.rows(
            "SELECT * FROM preuves WHERE table_cible = 'montants' AND ligne_no = ?", [added["montant_no"]]
        )
    assert (str(added["montant"]), added["nature"], report.corrections.appliquees) == ("12500.50", "AE", 1)
    assert {(p["page"], p["statut"]) for p in proofs} == {(3, "corrigee")}
    assert all("sous réserve" in p["texte"] for p in proofs)


def press(browser: WebDriver, selector: str) -> None:
    button = browser.find_element(By.CSS_SELECTOR, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()


def choose(browser: WebDriver, name: str, value: str) -> None:
    Select(browser.find_element(By.NAME, name)).select_by_value(value)


def write_in(browser: WebDriver, name: str, text: str, within: str = "body") -> None:
    field = browser.find_element(By.CSS_SELECTOR, f"{within} [name='{name}']")
    field.clear()
    field.send_keys(text)


def fill(browser: WebDriver, **texts: str) -> None:
    for name, text in texts.items():
        field = browser.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)
    browser.find_element(By.CSS_SELECTOR, "[data-form] [type=submit]").click()


def downloaded(browser: WebDriver, folder: Path) -> Path:
    """The file of corrections, once it is whole: Chromium first holds its name with an empty file and renames over it."""
    for left in folder.iterdir():  # What a test that failed did not take is none of this one's.
        left.unlink()
    button = browser.find_element(By.CSS_SELECTOR, "[data-download]")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    [whole] = WebDriverWait(browser, PATIENCE).until(
        lambda _: [path for path in folder.glob("corrections-*.csv") if path.stat().st_size]
    )
    return whole


def test_a_line_that_does_not_exist_can_be_said(browser: WebDriver, site: Path, act: str) -> None:
    open_act(browser, site, act, "#montant-2-montant")
    browser.find_element(By.CSS_SELECTOR, "[data-correct]").click()
    Select(browser.find_element(By.NAME, "portee")).select_by_value("ligne")
    assert not browser.find_element(By.NAME, "valeur").is_displayed()
    fill(browser, motif="Autre convention", auteur="C. Laurent")
    [kept] = json.loads(browser.execute_script("return localStorage.getItem('conventions.corrections')"))
    assert (kept["colonne"], kept["valeur"]) == ("", "absent")
    browser.find_element(By.CSS_SELECTOR, "[data-list] button").click()
    assert browser.find_element(By.CSS_SELECTOR, "[data-count]").text == "0"


FORMS = ("[data-correct]", "[data-add=imputations]")
"""What opens each form of a convention's page; its other states are audited with them."""
PAGES = (
    ("index.html", ""), ("differences.html", ""), ("masquages.html", ""), ("dictionnaire.html", ""),
    *((name, form) for name in ("delegation-deux-exercices.pdf", "delegation-numerisee.pdf") for form in FORMS),
)  # fmt: skip


@pytest.mark.parametrize(("name", "form"), PAGES)
def test_the_accessibility_audit_finds_nothing(
    browser: WebDriver, site: Path, sample_dataset: Path, name: str, form: str
) -> None:
    """axe-core, rules of WCAG 2.1 A and AA (which the RGAA takes up) and good practice."""
    if not AXE.is_file():
        pytest.skip("AXE-CORE IS MISSING: the accessibility audit does not run (make test-site installs it with npm)")
    if form:
        open_act(browser, site, act_of(sample_dataset, name), "#montant-1-montant")
        press(browser, form)
    else:
        browser.get((site / name).as_uri())
    found = browser.execute_cdp_cmd(
        "Runtime.evaluate",
        {"expression": AXE.read_text("utf-8") + ";axe.run()", "awaitPromise": True, "returnByValue": True},
    )["result"]["value"]
    broken = {
        f"{one['id']} : {one['help']}": [node["html"][:160] for node in one["nodes"]][:4] for one in found["violations"]
    }
    browser.get_log("browser")  # What the audit itself tried, and was refused.
    assert broken == {}
    assert len(found["passes"]) > 15
    screenshot(browser, f"{name}{form}".translate(str.maketrans(".[]=", "----")))


def test_it_holds_on_a_narrow_screen(browser: WebDriver, site: Path, act: str) -> None:
    size = browser.get_window_size()
    browser.set_window_size(500, 900)
    try:
        open_act(browser, site, act, "#montant-1-montant")
        wide = browser.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide == 0
        assert browser.find_element(By.CSS_SELECTOR, "[data-see]").is_displayed()
        screenshot(browser, "etroit")
    finally:
        browser.set_window_size(size["width"], size["height"])
