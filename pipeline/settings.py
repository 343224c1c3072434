"""All settings, built in one place: defaults < `conventions.toml` < environment < flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: rules and data live beside the package."""
DEFAULT_SOURCE = "datagouv:5b5ec5c188ee3842dbe6ba19"
"""The dataset `conventions-de-partenariat` of DINUM's programme beta.gouv.fr."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told. Paths are absolute once `load_settings` has made them."""

    sources: tuple[str, ...] = (DEFAULT_SOURCE,)
    data_dir: Path = field(default=ROOT / "data")
    db: Path | None = None
    """The DuckDB file; None is `<data_dir>/public/conventions.duckdb`."""
    rules_dir: Path = field(default=ROOT / "rules")
    portal: str = "https://www.data.gouv.fr"
    """Root of the portal: a local server can stand in."""
    proxy: str | None = None
    """`http://[user:password@]host:port` through which documents are asked for; no other variable names one."""
    only: str | None = None
    """A document's id (or its beginning) or file name: the run works on that one alone."""
    limit: int | None = None
    """At most so many documents."""
    jobs: int = 0
    """Worker processes; 0 is one for each processor."""
    cluster: str | None = None
    """Address of a Dask scheduler (`tcp://…`, `tls://…`): its workers read and extract instead of this machine."""
    store: str | None = None
    """What all machines of the cluster see: a folder or an fsspec URL; None is the data folder."""
    ocr: bool = True
    document_seconds: float = 900.0
    """Wall time one document may take."""
    document_memory_mib: int = 2048
    """Address space one document may take."""
    strict: bool = False
    producteur: str = ""
    """Who publishes the dataset: its exports name it, and nothing is put on the portal without it."""
    page: str = ""
    """Address of the dataset's page, or of the team's: the exports give it."""

    @property
    def target(self) -> Path:
        """Where the dataset is published."""
        return self.db or self.data_dir / "public" / "conventions.duckdb"

    @property
    def work_dir(self) -> Path:
        """Caches and the lock: disposable."""
        return self.data_dir / "work"

    @property
    def corrections_dir(self) -> Path:
        """What people corrected: read at every run, written by `conventions correct`."""
        return self.data_dir / "corrections"

    @property
    def workers(self) -> int:
        """How many worker processes to use."""
        return self.jobs or os.cpu_count() or 1


_ENVIRONMENT = {
    "CONVENTIONS_PORTAL": "portal",
    "CONVENTIONS_PROXY": "proxy",
    "CONVENTIONS_DATA_DIR": "data_dir",
    "CONVENTIONS_DB": "db",
    "CONVENTIONS_JOBS": "jobs",
    "CONVENTIONS_CLUSTER": "cluster",
    "CONVENTIONS_STORE": "store",
    "CONVENTIONS_PRODUCTEUR": "producteur",
    "CONVENTIONS_PAGE": "page",
}


def load_settings(
    flags: Mapping[str, Any] | None = None,
    *,
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings: each layer overrides the one before; a flag that is None says nothing.

    `config` is `conventions.toml` of the current folder when it is there. Raises UsageError for an unknown key or a
    value of the wrong type, naming it.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    path = config or Path("conventions.toml")
    if config or path.is_file():
        values.update(_from_file(path))
    values.update({key: environment[name] for name, key in _ENVIRONMENT.items() if environment.get(name)})
    values.update({key: value for key, value in (flags or {}).items() if value is not None})
    return replace(Settings(), **{key: _typed(key, value) for key, value in values.items()})


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error


def _typed(key: str, value: Any) -> Any:
    known = {f.name: f.type for f in fields(Settings)}
    if key not in known:
        raise UsageError(f"unknown setting {key!r} (known: {', '.join(known)})")
    kind = str(known[key])
    try:
        if "Path" in kind:
            return Path(value).expanduser().absolute()
        if kind.startswith("int"):
            return int(value)
        if kind.startswith("float"):
            return float(value)
        if kind.startswith("tuple"):
            return (value,) if isinstance(value, str) else tuple(map(str, value))
    except (TypeError, ValueError) as error:
        raise UsageError(f"setting {key}: {value!r} is not usable ({error})") from error
    return value
