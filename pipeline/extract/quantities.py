"""Small numbers in words, as durations and delays use them ('vingt-quatre', 'quatre-vingt-dix', '3')."""

from __future__ import annotations

from text_to_num import text2num


def number_word(text: str) -> int | None:
    """Return the whole number that `text` is, in figures or French words, or None."""
    text = " ".join(text.lower().split())
    if text == "une":
        return 1
    try:
        return int(text) if text.isdecimal() else int(text2num(text, "fr"))
    except ValueError:
        return None
