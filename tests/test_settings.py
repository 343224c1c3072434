"""Settings: each layer overrides the one before, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.settings import DEFAULT_SOURCE, load_settings


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
    [("jbs = 3", "unknown setting 'jbs'"), ("jobs = 'many'", "setting jobs"), ("jobs = ", "conventions.toml")],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "conventions.toml"
    config.write_text(text)
    with pytest.raises(UsageError, match=message):
        load_settings(config=config, environment={})
