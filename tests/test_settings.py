"""Settings: each layer overrides the one before, and what is wrong is named."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.settings import DEFAULT_SOURCE, ROOT, Settings, load_settings


def test_layers(tmp_path: Path) -> None:
    config = tmp_path / "conventions.toml"
    config.write_text('sources = ["a", "b"]\njobs = 3\nportal = "http://file"\n')
    environment = {"CONVENTIONS_PORTAL": "http://env", "CONVENTIONS_JOBS": "4"}
    settings = load_settings({"jobs": 5, "only": None}, config=config, environment=environment)
    assert settings.sources == ("a", "b")
    assert (settings.portal, settings.jobs, settings.only) == ("http://env", 5, None)


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(environment={})
    assert settings.sources == (DEFAULT_SOURCE,)
    assert settings.target == settings.data_dir / "public" / "conventions.duckdb"


def test_paths_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({"db": "x.duckdb"}, environment={}).target == tmp_path / "x.duckdb"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("jbs = 3", "réglage inconnu 'jbs'"),
        ("jobs = 'many'", "réglage jobs : 'many'"),
        ("jobs = ", "conventions.toml"),
        ("limit = 0", "réglage limit : 0"),
        ("limit = -1", "réglage limit : -1"),
        ("document_seconds = nan", "réglage document_seconds"),
        ("document_seconds = -5", "réglage document_seconds"),
        ("document_memory_mib = 0", "réglage document_memory_mib"),
        ("only = 5", "réglage only : 5"),
        ("ocr = 'oui'", "réglage ocr : 'oui'"),
        ("portal = 'data.gouv.fr'", "réglage portal"),
        ("sources = []", "réglage sources"),
        ("db = ''", "réglage db : ''"),
        ("data_dir = '~nobody-of-that-name/data'", "réglage data_dir"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "conventions.toml"
    config.write_text(text)
    with pytest.raises(UsageError, match=message) as refused:
        load_settings(config=config, environment={})
    assert "\n" not in str(refused.value)


def test_a_number_in_the_environment_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment={"CONVENTIONS_JOBS": "4"}).jobs == 4
    with pytest.raises(UsageError, match="CONVENTIONS_JOBS : réglage jobs : 'deux'"):
        load_settings(environment={"CONVENTIONS_JOBS": "deux"})


def test_a_proxy_s_secret_is_not_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="réglage proxy") as refused:
        load_settings(environment={"CONVENTIONS_PROXY": "socks5://compte:secret@hote:1080"})
    assert "secret" not in str(refused.value)


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "collecte.md").read_text("utf-8")
    shown = tomllib.loads(text.partition("```toml\n")[2].partition("```")[0])
    named = {field.name for field in fields(Settings)}
    assert shown.keys() <= named
    assert all(f"`{name}`" in text for name in named - shown.keys())
