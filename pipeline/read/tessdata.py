"""Where Tesseract's French data lies on this machine; light enough to be asked by a run that reads nothing."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.errors import SourceError

LANGUAGE = "fra"
_TESSDATA = (
    "usr/share/tesseract-ocr/*/tessdata",
    "usr/share/tessdata",
    "usr/share/tesseract/tessdata",
    "usr/local/share/tessdata",
    "opt/homebrew/share/tessdata",
    "opt/local/share/tessdata",
)


_INSTALL = (
    "reconnaissance de caractères indisponible : Tesseract ou ses données françaises manquent "
    "(Debian, Ubuntu : apt install tesseract-ocr tesseract-ocr-fra ; macOS : brew install tesseract-lang)"
)


class TesseractMissing(SourceError):  # noqa: N818 - a state of the machine, named as such
    """Scans cannot be read on this machine yet: to be tried again on the next run, never cached."""

    def __init__(self, message: str = _INSTALL) -> None:
        super().__init__(message)


def tessdata() -> Path | None:
    """Return the folder that holds Tesseract's French data (TESSDATA_PREFIX first), or None."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(prefix), Path(prefix) / "tessdata"] if prefix else []
    for pattern in _TESSDATA:
        folders += sorted(Path("/").glob(pattern), reverse=True)
    return next((folder for folder in folders if (folder / f"{LANGUAGE}.traineddata").is_file()), None)


def tessdata_stamp() -> str:
    """Return what tells one installation of the French data from another, or from none."""
    folder = tessdata()
    return "absent" if folder is None else f"{LANGUAGE} {(folder / f'{LANGUAGE}.traineddata').stat().st_size}"
