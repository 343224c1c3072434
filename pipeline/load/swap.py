"""Publishing in one instant: files are written aside, forced to disk, then put in place by one rename.

The database is the commit point: the Parquet folder is switched just before it, so that a run which dies between
the two is one whose database is still the old one, and which the next run makes again.
"""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

from pipeline.durable import sync

_KEPT_VERSIONS = 2


def sync_tree(folder: Path) -> None:
    """Force a folder of files to disk."""
    for path in folder.iterdir():
        sync(path)
    sync(folder)


def log_of(database: Path) -> Path:
    """Return where a session that writes to a database leaves what the file has not: whoever opens it replays that."""
    return database.with_name(f"{database.name}.wal")


def swap_file(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`. Whoever has `target` open keeps what it opened."""
    sync(new)
    # The old database's log, if a writer left one, must not be replayed into the new one.
    log_of(target).unlink(missing_ok=True)
    new.replace(target)
    sync(target.parent)


def swap_folder(new: Path, link: Path, version: str, trash: Path, *, stale: float = 0.0) -> None:
    """Make `link` point to `new`, which moves among the versions kept beside it.

    `link` is a symbolic link into `.<link>/<version>`: that is what makes the switch of a whole folder one rename.
    A version that is already there is kept as it is, unless its files are no longer what they were. `trash` is a
    folder on the same disk, deleted by the caller.
    Of the versions made before `stale` (POSIX seconds) none is kept: something in them must no longer be read.
    """
    versions = link.with_name(f".{link.name}")
    versions.mkdir(exist_ok=True)
    place = versions / version
    sync_tree(new)
    if place.exists() and not _holds(place, new):
        place.replace(trash / "abime")
    if not place.exists():
        new.replace(place)
        sync(versions)
    if link.is_dir() and not link.is_symlink():
        link.replace(trash / "ancien")
    pointer = trash / "pointeur"
    pointer.symlink_to(Path(versions.name) / version)
    pointer.replace(link)
    place.touch()
    sync(link.parent)
    _forget_old(place, trash, stale)


def _holds(place: Path, new: Path) -> bool:
    """Tell whether a folder holds every file of another, byte for byte."""
    try:
        files = [path for path in new.rglob("*") if path.is_file()]
        return all(filecmp.cmp(path, place / path.relative_to(new), shallow=False) for path in files)
    except OSError:
        return False


def _forget_old(current: Path, trash: Path, stale: float) -> None:
    """Drop all but the latest versions: a reader half-way through the previous one may finish, unless it is stale.

    The current one stays whatever the dates say. One that was made later than it, by a clock that has been set right
    since, is not kept: nothing tells whether it is stale.
    """
    now = _made(current)
    others = sorted((path for path in current.parent.iterdir() if path != current), key=_made)
    kept = [folder for folder in others[1 - _KEPT_VERSIONS :] if stale <= _made(folder) <= now]
    for folder in (folder for folder in others if folder not in kept):
        # Renamed before it is deleted: a version is whole or absent, whenever the machine stops.
        folder.replace(trash / f"version-{folder.name}")


def _made(folder: Path) -> float:
    return folder.stat().st_mtime


def remove(folder: Path) -> None:
    """Delete a working folder, whatever is in it."""
    shutil.rmtree(folder, ignore_errors=True)
