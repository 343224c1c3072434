"""A real browser on the site built from the sample. Chromium and its driver are looked for, never fetched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from pipeline.publish.site import build_site
from pipeline.run import RunReport
from pipeline.settings import ROOT, load_settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
SCREENS = ROOT / "build" / "screens"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1440,1000",
    "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
)  # fmt: skip
"""The proxy that is not there: a page that asks the network for anything gets an error in its console."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: in a real browser (make test-site)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, so that it can be run apart."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(sample_run: tuple[RunReport, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample, built into a folder of its own; an amount was another in the dataset before."""
    settings = load_settings({"data_dir": sample_run[1], "jobs": 2}, environment={})
    out = tmp_path_factory.mktemp("site")
    earlier = tmp_path_factory.mktemp("earlier") / "earlier.duckdb"
    shutil.copyfile(sample_run[0].dataset, earlier)
    with duckdb.connect(earlier) as con:
        con.execute("UPDATE montants SET montant = 149001 WHERE montant = 149000")
    report = build_site(settings, out, earlier)
    assert report.undrawn == {}
    return out


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory, downloads: Path) -> Iterator[webdriver.Chrome]:
    if not CHROMIUM or not DRIVER:
        pytest.skip("CHROMIUM IS MISSING: the review site is not tried in a browser (apt-get install chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(DRIVER, env={**os.environ, "SE_OFFLINE": "true"}))
    browser.set_page_load_timeout(120)
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium: webdriver.Chrome, site: Path) -> Iterator[webdriver.Chrome]:
    """The browser on the index, its storage empty; nothing may be left in its console when the test ends."""
    chromium.get((site / "index.html").as_uri())
    chromium.execute_script("localStorage.clear()")
    chromium.refresh()
    chromium.get_log("browser")
    yield chromium
    left = [entry for entry in chromium.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]
    assert left == []


def screenshot(browser: webdriver.Chrome, name: str) -> None:
    """Keep what the browser shows, as test output."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    assert browser.save_screenshot(str(SCREENS / f"{name}.png"))
