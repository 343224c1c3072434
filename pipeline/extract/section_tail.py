"""The foot of an act: where its signatures and its annexes begin, in either order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.headings import Heading, annexes
from pipeline.extract.lines import TextLine, first_line, is_title
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.section_cuts import Cut

_LEAST_ANNEX = 25
"""What stands under the name of an annex in a list of annexes is shorter, in characters."""
_ABOVE = 300
"""How far above 'Fait à' a block of signature may stand, in characters."""


def tail_cuts(lines: Sequence[TextLine], book: Rulebook, after: int, length: int) -> list[Cut]:
    """Return the cuts after the last article: signatures and annexes, in either order."""
    fait = first_line(lines, book, "decoupe.fait", after)
    found = _annexes(lines, book, after, fait, length)
    signature = _signature(lines, book, after, fait, found[0].start if found else None)
    cuts = [Cut("annexe", h.start, h) for h in found]
    if signature is not None:
        cuts.append(Cut("signature", signature))
    plural = [x.start for x in lines if x.text.rstrip(" :").casefold() == "annexes" and x.start > (signature or after)]
    cuts += [Cut("hors_texte", start) for start in plural[:1] if not found or start < found[0].start]
    return sorted(cuts, key=lambda cut: cut.start)


def _annexes(lines: Sequence[TextLine], book: Rulebook, after: int, fait: int | None, length: int) -> list[Heading]:
    """Return the headings of the annexes, those of a mere list of annexes left out."""
    found = [h for h in annexes(lines, book) if h.start >= after]
    ends = [*(h.start for h in found[1:]), length]
    kept: list[Heading] = []
    for i, (heading, end) in enumerate(zip(found, ends, strict=False)):
        early = fait is not None and heading.start < fait
        body = (min(end, fait) if early and fait is not None else end) - heading.end
        again = any(other.numero == heading.numero for other in found[i + 1 :])
        if body >= _LEAST_ANNEX or not ((early and not kept) or again):
            kept.append(heading)
    return kept


def _signature(
    lines: Sequence[TextLine], book: Rulebook, after: int, fait: int | None, annex: int | None
) -> int | None:
    """Return where the signatures begin: 'Fait à', or a block of signature (just above it, when columns were mixed)."""
    low = after if fait is None else max(after, fait - _ABOVE)
    for i, line in enumerate(lines):
        if line.start < low or (annex is not None and fait is None and line.start >= annex):
            continue
        if line.start == fait:
            break
        if _signs(lines, i, book):
            k = i - 1
            while k > 0 and book["decoupe.role_seul"].match(lines[k].text):
                k -= 1
            dated = k >= 0 and book["decoupe.date_seule"].match(lines[k].text)
            return lines[k].start if dated and lines[k].start >= after else line.start
    return fait


def _signs(lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    """Tell whether a block of signature opens on line `i`: with its paragraph, or an office above a name anywhere."""
    if lines[i].tabular and book["decoupe.tableau_signataires"].match(lines[i].text):
        return True
    text = lines[i].text.partition("\t")[0]
    if not text[:1].isupper() or not is_title(text.rstrip(" ,:."), 130):
        return False
    named = f"{text}\n{lines[i + 1].text}" if i + 1 < len(lines) else text
    opens = lines[i].opens and book["decoupe.signature"].match(text) is not None
    return opens or book["decoupe.signataire"].match(named) is not None
