"""Scanned pages: `bare` is Tesseract on each page's image and nothing else, `first` the `read` stage without the
second reader, `ours` the whole of it.

python -m benchmarks.scans bare|first|ours FILE.pdf...
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"


def bare(files: list[str]) -> None:
    """Recognise each page, rendered at the resolution that `ReadOptions` asks for, with the model loaded once."""
    import pypdfium2
    import tesserocr

    from pipeline.read.options import ReadOptions
    from pipeline.read.tessdata import LANGUAGE, tessdata

    options, mode = ReadOptions(), tesserocr.PSM.SINGLE_COLUMN
    with tesserocr.PyTessBaseAPI(path=str(tessdata()), lang=LANGUAGE, psm=mode) as engine:
        for file in files:
            for page in pypdfium2.PdfDocument(file):
                engine.SetImage(page.render(scale=options.dpi / 72, grayscale=True).to_pil())
                engine.SetSourceResolution(options.dpi)
                engine.GetUTF8Text()


def first(files: list[str]) -> None:
    """Read as we do, but believe the first reader."""
    from pipeline.read import ocr_page

    ocr_page.confirm = lambda words, *_: list(words)
    ocr_page.lost_words = lambda *_: []
    ours(files)


def ours(files: list[str]) -> None:
    from pipeline.read.reader import read_document

    for file in files:
        read_document(Path(file).read_bytes())


if __name__ == "__main__":
    {"bare": bare, "first": first, "ours": ours}[sys.argv[1]](sys.argv[2:])
