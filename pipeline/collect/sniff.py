"""What bytes are, whatever their label says."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.collect.messages import Arret

Kind = Literal["pdf", "zip", "html", "bureautique", "image", "texte", "archive", "vide", "inconnu"]

HEAD = 4096
"""How many of the first bytes are looked at."""
PDF_WITHIN = 1024
"""A PDF's header may stand after some foreign bytes, up to this many; not inside an archive that holds a PDF."""

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "bureautique"),
    (b"{\\rtf", "bureautique"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_OFFICE = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/vnd\.|word/document\.xml|xl/workbook\.xml")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")

REASONS: dict[Kind, Arret] = {
    "vide": Arret.VIDE,
    "html": Arret.HTML,
    "bureautique": Arret.BUREAUTIQUE,
    "image": Arret.IMAGE,
    "texte": Arret.TEXTE,
    "archive": Arret.ARCHIVE_AUTRE,
    "inconnu": Arret.INCONNU,
}


def kind_of(head: bytes) -> Kind:
    """Tell what a file is from its first `HEAD` bytes."""
    if not head:
        return "vide"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return "bureautique" if kind == "zip" and _OFFICE.search(head) else kind
    if b"%PDF-" in head[: PDF_WITHIN + 4]:
        return "pdf"
    if _HTML.match(head):
        return "html"
    return "inconnu" if _BINARY.search(head) else "texte"


def is_document(head: bytes, labelled_pdf: bool) -> bool:
    """Tell whether the reader should see these bytes: a PDF, or what is left of one.

    A file that calls itself a PDF and whose bytes say nothing else is a damaged PDF: the reader's to judge, never
    a document lost.
    """
    kind = kind_of(head)
    damaged = kind == "inconnu" or (kind == "texte" and b" obj" in head)
    return kind == "pdf" or (labelled_pdf and damaged)
