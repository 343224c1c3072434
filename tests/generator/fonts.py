"""The typefaces of the generator: the standard ones that every reader has, and the one that reportlab ships."""

from __future__ import annotations

from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FACES: dict[str, tuple[str, str, str, str]] = {
    "helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
    "times": ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
    "courier": ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"),
    "vera": ("Vera", "Vera-Bold", "Vera-Italic", "Vera-BoldItalic"),
}
"""Family → regular, bold, italic, bold italic."""

_FILES = {"Vera": "Vera.ttf", "Vera-Bold": "VeraBd.ttf", "Vera-Italic": "VeraIt.ttf", "Vera-BoldItalic": "VeraBI.ttf"}
_ALIASES = {0x202F: 0xA0, 0x2009: 0xA0, 0x2011: 0x2D}
"""Characters that real documents hold and the face lacks: drawn with another's glyph, read back as themselves."""
_PLAIN = {"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2011": "-", "\ufb01": "fi", "☐": "-", "−": "–"}


@cache
def register() -> None:
    """Make the embedded faces known to reportlab (once)."""
    for name, file in _FILES.items():
        font = TTFont(name, file)
        for missing, like in _ALIASES.items():
            font.face.charToGlyph.setdefault(missing, font.face.charToGlyph[like])
            font.face.charWidths.setdefault(missing, font.face.charWidths[like])
        pdfmetrics.registerFont(font)


def usable(text: str, family: str) -> str:
    """Replace the characters that a family cannot show by their plain forms."""
    if family == "vera":
        return text.replace("☐", "-")
    for char, plain in _PLAIN.items():
        if char in text:
            text = text.replace(char, plain)
    return text
