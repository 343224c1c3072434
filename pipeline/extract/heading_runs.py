"""Which headings number a text: of all that look like one, the run whose numbers rise and that covers most of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.extract.headings import Heading


def sequence(headings: Iterable[Heading], length: int, least: int = 1) -> list[Heading]:
    """Return the headings that number a text in order: of the runs of at least `least`, the one that covers most of it.

    A table of contents and the list in an annex restart the numbers, or write them otherwise; what they cover is short.
    """
    by_style: dict[str, list[Heading]] = {}
    for heading in headings:
        by_style.setdefault(heading.style, []).append(heading)
    _join_first(by_style)
    _join_bare(by_style)
    runs = [run for alike in by_style.values() for run in _runs(alike, length) if len(run[0]) >= least]
    return max(runs, key=lambda pair: (pair[1] - pair[0][0].start, len(pair[0])), default=([], 0))[0]


def _join_first(by_style: dict[str, list[Heading]]) -> None:
    """Give Roman numerals that begin at II, be it read 'I', their first one, read '1'."""
    for style, alike in by_style.items():
        digits = [one for one in by_style.get(style.replace("romain", "chiffres"), ()) if one.start < alike[0].start]
        if style.startswith("romain") and _is_second(alike) and digits and digits[-1].rank == 1:
            by_style[style] = [digits[-1], *alike]


def _is_second(headings: Sequence[Heading]) -> bool:
    """Tell whether Roman numerals begin at II, or at a I that III follows."""
    ranks = [heading.rank for heading in headings[:2]]
    return ranks[0] == 2 or ranks == [1, 3]


def _join_bare(by_style: dict[str, list[Heading]]) -> None:
    """Give numbers with a dash those without in the gaps that they leave: OCR loses a dash ('IV. – DURÉE', 'V. FIN').

    It loses the full stop before the dash as well ('VI - PUBLICITÉ').
    Those at the end count where a full stop still parts number and title.
    """
    for style, alike in by_style.items():
        if style.endswith("-"):
            spoiled = dict.fromkeys((style.removesuffix("-"), style.replace(".-", "-")))
            for one in (one for other in spoiled if other != style for one in by_style.get(other, ())):
                if _fills(alike, one, last=style.endswith(".-")):
                    by_style[style] = alike = sorted([*alike, one], key=lambda heading: heading.start)


def _fills(alike: Sequence[Heading], one: Heading, *, last: bool) -> bool:
    before = [heading for heading in alike if heading.start < one.start]
    after = next((heading for heading in alike if heading.start > one.start), None)
    if not before or before[-1].rank != one.rank - 1:
        return False
    return last if after is None else after.rank == one.rank + 1


def _runs(headings: Sequence[Heading], length: int) -> list[tuple[list[Heading], int]]:
    """Split headings into runs of rising numbers, each with the offset where what it numbers ends."""
    runs: list[list[Heading]] = []
    for read, after in zip(headings, [*headings[1:], None], strict=True):
        heading = _settled(read, runs[-1][-1].rank if runs else 0, after)
        if not runs or (heading.rank <= runs[-1][-1].rank and heading.rank == 1) or heading.numero == "unique":
            runs.append([heading])
        elif _follows(runs[-1][-1], heading):
            runs[-1].append(heading)
    return list(zip(runs, [*(run[0].start for run in runs[1:]), length], strict=True))


def _settled(heading: Heading, before: int, after: Heading | None) -> Heading:
    """Give a spoiled number the value that follows the one before: a Roman one said twice has lost a stroke."""
    short = heading.style.startswith("romain") and heading.rank == before and after and after.rank == before + 2
    if not (heading.unsure or short) or heading.rank > before:
        return heading
    return replace(heading, rank=before + 1, numero=str(before + 1))


def _follows(before: Heading, heading: Heading) -> bool:
    if heading.rank == before.rank:
        return heading.numero != before.numero and " " in heading.numero
    return 0 < heading.rank - before.rank <= 3
