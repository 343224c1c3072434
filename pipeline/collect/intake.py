"""From bytes just written to what they are: a document in the store, an archive opened, or a refusal."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.collect.messages import Arret
from pipeline.collect.records import Body, Member
from pipeline.collect.sniff import REASONS, is_document, kind_of
from pipeline.collect.store import CHUNK, Draft, Store
from pipeline.collect.types import CollectOptions, Resource
from pipeline.errors import LimitError, SourceError

_END = struct.Struct("<4s4H2LH")
_END_MAGIC, _ZIP64_MAGIC = b"PK\x05\x06", b"PK\x06\x07"
_ENTRY_SIZE = 1024
"""Generous size of one entry in an archive's directory, name included."""
_NAMELESS = "sans nom"
"""What a member without a name is called; Python 3.11 fails when it is asked whether that is a folder."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip


def take(draft: Draft, resource: Resource, store: Store, options: CollectOptions, *, partial: bool = False) -> Body:
    """Decide on a finished draft; `partial` says that only its beginning was asked for.

    Raises OperationError when the store cannot keep it.
    """
    kind = kind_of(draft.head)
    if kind == "zip":
        draft.flush()
        return _archive(draft, resource, store, options)
    if is_document(draft.head, resource.labelled_pdf):
        return Body(store.keep(draft))
    return Body(draft.digests(), REASONS[kind](), partial=partial)


def _archive(draft: Draft, resource: Resource, store: Store, options: CollectOptions) -> Body:
    """Open an archive; its members' names are labels and never become paths."""
    try:
        _check_directory(draft.path, options)
        with zipfile.ZipFile(draft.path) as archive:
            members = tuple(_members(archive, resource, store, options))
    except LimitError as error:
        return Body(draft.digests(), Arret.ZIP_LIMITE(str(error)), ())
    except _BROKEN as error:
        return Body(draft.digests(), Arret.ZIP_ILLISIBLE(str(error)), ())
    documents = sum(member.arret is None for member in members)
    if not documents and not any(member.nom.lower().endswith(".pdf") for member in members):
        return Body(draft.digests(), Arret.ZIP_SANS_PDF(f"{len(members)} fichiers"), ())
    return Body(draft.digests(), Arret.ZIP_OUVERT(f"{documents} PDF sur {len(members)} fichiers"), members)


def _check_directory(path: Path, options: CollectOptions) -> None:
    """Bound the archive's directory before it is loaded. Raises LimitError, or BadZipFile without an end record."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 0xFFFF - _END.size - 20))
        tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if at < 0 or len(tail) < at + _END.size:
        raise zipfile.BadZipFile("fin d'archive absente")
    _, _, _, _, count, size, _, _ = _END.unpack_from(tail, at)
    if tail[max(0, at - 20) : at].startswith(_ZIP64_MAGIC):
        raise LimitError("format zip64")
    if count > options.zip_members or size > options.zip_members * _ENTRY_SIZE:
        raise LimitError(f"{count} fichiers, {options.zip_members} permis")


def _members(archive: zipfile.ZipFile, resource: Resource, store: Store, options: CollectOptions) -> Iterator[Member]:
    left, seen = options.zip_total, Counter[str]()
    for info in archive.infolist():
        named = info.filename or _NAMELESS
        if named.endswith("/") or named.startswith("__MACOSX/"):
            continue
        seen[named] += 1
        name = named if seen[named] == 1 else f"{named}#{seen[named]}"
        with store.draft() as draft:
            try:
                store.fill(draft, _unpacked(archive, info, min(left, options.max_body), options.zip_ratio))
                member = _member(name, draft, resource, store)
            except SourceError as error:
                member = Member(name, draft.digests(), str(error))
        left -= draft.taille
        yield member


def _member(name: str, draft: Draft, resource: Resource, store: Store) -> Member:
    if is_document(draft.head, name.lower().endswith(".pdf")):
        return Member(name, store.keep(draft))
    kind = kind_of(draft.head)
    return Member(name, draft.digests(), Arret.ARCHIVE_AUTRE("ZIP dans un ZIP") if kind == "zip" else REASONS[kind]())


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, ratio: float) -> Iterator[bytes]:
    """Yield a member's bytes. Raises SourceError when they are protected, damaged or beyond the limits."""
    if info.flag_bits & 1:
        raise SourceError(Arret.ZIP_CHIFFRE())
    if info.file_size > limit or info.file_size > ratio * max(info.compress_size, 1):
        raise SourceError(Arret.ZIP_LIMITE(f"{info.file_size} octets, {info.compress_size} comprimés"))
    try:
        with archive.open(info) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except _BROKEN as error:
        raise SourceError(Arret.ZIP_ILLISIBLE(str(error))) from error
