"""Publishing on the portal: the dataset and its resources, replaced in place, each write made once.

A write whose answer was lost is looked for before it is made again: a dataset by the mark that it was created with, a
resource by the SHA-1 of its file. Resources that are not ours are never touched.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec
from filelock import FileLock, Timeout

from pipeline.errors import OperationError, UsageError
from pipeline.load.swap import remove
from pipeline.publish.catalogue import Catalogue, load_catalogue
from pipeline.publish.exports import DATABASE, State, export_folder, read_state
from pipeline.publish.package import altered
from pipeline.publish.portal_api import KEY, PortalApi, Sent
from pipeline.publish.portal_dataset import created, updated
from pipeline.publish.portal_pending import Pending
from pipeline.publish.portal_resources import Resources
from pipeline.settings import Settings

PENDING = "publication.json"
_NO_PRODUCER = (
    "l'export ne dit pas qui le publie : donner `producteur` (conventions.toml, ou CONVENTIONS_PRODUCTEUR), "
    "puis exporter de nouveau"
)


class Published(msgspec.Struct, frozen=True):
    """What came of `publish`: the dataset, what was sent (or would be), what was refused, what a person should know."""

    dataset: str
    page: str
    sent: tuple[Sent, ...]
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def publish(
    settings: Settings,
    *,
    dataset: str | None = None,
    organization: str | None = None,
    private: bool = False,
    dry: bool = False,
) -> Published:
    """Publish the last export: update `dataset`, or create one for `organization` unless it was created before.

    A dataset is created `private` for its organisation alone to see, until a person shows it on the portal. The key is
    read in the environment. Raises UsageError when there is no export, producer, key or target, OperationError when the
    portal refuses the dataset or does not answer; what was done until then is found again by the next call.
    """
    if (dataset is None) == (organization is None):
        raise UsageError("il faut --dataset, ou --create avec --organization")
    folder = export_folder(settings).resolve()
    unready = _unready(read_state(folder), folder)
    if unready and not dry:
        raise UsageError(unready)
    catalogue, key = _catalogue(settings, folder), os.environ.get(KEY)
    with _alone(settings) as scratch, PortalApi(settings.portal, key, dry=dry, proxy=settings.proxy) as api:
        if dataset:
            found = updated(api, catalogue, dict(api.read(f"/datasets/{dataset}/")))
        else:
            found = created(api, catalogue, str(organization), private=private)
        resources = Resources(api, catalogue, Pending(settings.data_dir / PENDING, dry=dry), str(found["id"]))
        allowed = frozenset(str(item) for item in api.read("/datasets/extensions/"))
        refused = resources.publish(folder, allowed, scratch)
        notes = [f"n'est plus exporté, à supprimer sur le portail : {title}" for title in resources.left_over(folder)]
    if not key:
        notes.append(f"sans clé ({KEY}), un jeu privé ne se voit pas")
    page = str(found.get("page") or "")
    return Published(str(found["id"]), page, tuple(api.sent), (*filter(None, [unready]), *refused), tuple(notes))


def _unready(state: State | None, folder: Path) -> str | None:
    """Return why an export may not be published. Raises UsageError when there is none."""
    if state is None:
        raise UsageError(f"pas encore d'export dans {folder} : lancer d'abord « conventions export »")
    if not state.producteur:
        return _NO_PRODUCER
    if lost := altered(folder):
        return f"l'export n'est plus ce qu'il était ({', '.join(lost[:3])}) : relancer « conventions export »"
    return None


def _catalogue(settings: Settings, folder: Path) -> Catalogue:
    with contextlib.closing(duckdb.connect(str(folder / DATABASE), read_only=True)) as con:
        return load_catalogue(settings, con)


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[Path]:
    """One publication at a time, with an empty folder to work in. Raises OperationError when another runs."""
    scratch = settings.work_dir / "publication"
    try:
        settings.work_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.work_dir / ".publication.lock").acquire(timeout=0):
            remove(scratch)
            scratch.mkdir()
            yield scratch
            remove(scratch)
    except Timeout:
        raise OperationError(f"une autre publication travaille déjà dans {settings.data_dir}") from None
