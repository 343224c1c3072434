"""All settings, built in one place: defaults < `conventions.toml` < environment < flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec

from pipeline.errors import UsageError

PACKAGE = Path(__file__).resolve().parent
"""The program's code and what it is made of."""
ROOT = PACKAGE.parent
"""The checkout: rules and data live beside the package, unless it is installed elsewhere."""
INSTALLED = (PACKAGE / "rules").is_dir()
"""Whether the package is one that `pip install` made: its rules lie in it (`setup.py`)."""
RULES = (PACKAGE if INSTALLED else ROOT) / "rules"
"""The rules that come with the program."""
SAMPLE = ROOT / "data" / "sample"
"""The invented documents that come with a checkout."""
DEFAULT_SOURCE = "datagouv:5b5ec5c188ee3842dbe6ba19"
"""The dataset `conventions-de-partenariat` of DINUM's programme beta.gouv.fr."""

_DAY = 86_400
_TIB_IN_MIB = 1 << 20

Url = Annotated[str, msgspec.Meta(pattern=r"^https?://\S+$")]
Text = Annotated[str, msgspec.Meta(min_length=1)]


def _usual_data() -> Path:
    """Return the data folder of a checkout; for an installed package, `data` of the current folder."""
    return Path("data").absolute() if INSTALLED else ROOT / "data"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told. Paths are absolute once `load_settings` has made them."""

    sources: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)] = (DEFAULT_SOURCE,)
    data_dir: Path = field(default_factory=_usual_data)
    db: Path | None = None
    """The DuckDB file; None is `<data_dir>/public/conventions.duckdb`."""
    rules_dir: Path = field(default=RULES)
    portal: Url = "https://www.data.gouv.fr"
    """Root of the portal: a local server can stand in."""
    proxy: Url | None = None
    """`http://[user:password@]host:port` through which documents are asked for; no other variable names one."""
    only: Text | None = None
    """A document's id (or its beginning) or file name: the run works on that one alone."""
    limit: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """At most so many documents."""
    jobs: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Worker processes; 0 is one for each processor."""
    cluster: Text | None = None
    """Address of a Dask scheduler (`tcp://…`, `tls://…`): its workers read and extract instead of this machine."""
    store: Text | None = None
    """What all machines of the cluster see: a folder or an fsspec URL; None is the data folder."""
    ocr: bool = True
    document_seconds: Annotated[float, msgspec.Meta(ge=1, le=_DAY)] = 900.0
    """Wall time one document may take."""
    document_memory_mib: Annotated[int, msgspec.Meta(ge=256, le=_TIB_IN_MIB)] = 2048
    """Address space one document may take."""
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
    value that cannot be, naming it.
    """
    environment = os.environ if environment is None else environment
    path = config or Path("conventions.toml")
    values = _usable(_from_file(path), str(path)) if config or path.is_file() else {}
    for name, key in _ENVIRONMENT.items():
        if environment.get(name):
            values |= _usable({key: environment[name]}, name, strict=False)
    values |= _usable({key: value for key, value in (flags or {}).items() if value is not None}, "")
    return replace(Settings(), **values)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} : {error}") from error


def _usable(values: Mapping[str, Any], where: str, *, strict: bool = True) -> dict[str, Any]:
    """Return settings as `Settings` holds them; `strict` False takes numbers written as text."""
    before = f"{where} : " if where else ""
    found = {}
    for key, value in values.items():
        if key not in _kinds():
            raise UsageError(f"{before}réglage inconnu {key!r} (connus : {', '.join(_kinds())})")
        said = (value,) if key == "sources" and isinstance(value, str) else value
        try:
            found[key] = msgspec.convert(said, _kinds()[key], strict=strict, dec_hook=_path)
        except msgspec.ValidationError as error:
            shown = "" if key == "proxy" else f" {value!r}"  # An address may hold a password.
            raise UsageError(f"{before}réglage {key} :{shown} ne convient pas ({error})") from None
    return found


@cache
def _kinds() -> dict[str, Any]:
    """Return what each setting may be."""
    return get_type_hints(Settings, include_extras=True)


def _path(kind: type, value: object) -> Path:
    """Return a path made absolute, from the current folder. Raises ValueError for what names none."""
    if not (isinstance(value, str | Path) and str(value)):
        raise ValueError("Expected the path of a file or folder")
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as error:
        raise ValueError(str(error)) from None
