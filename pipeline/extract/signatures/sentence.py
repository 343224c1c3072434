"""Signatories told in one sentence: 'Aline Corbel, pour le délégant. Luc d'Orval, pour le délégataire.'

Each of them is written on lines of their own, for whom first, as a block of signatures would: what reads blocks reads
them then. One such stretch alone proves nothing (a block's own lines may look like it), two in a row do.
"""

from __future__ import annotations

from itertools import islice

import regex

from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import View, ViewBuilder

_RULE, _SIGN = "signatures.phrase", "signatures.phrase_indice"
_LINK = regex.compile(r"[\s,.;–—•-]*(?:\bet\s+)?(?:sign[ée]e?\s*)?(?:\bpar\s+)?:?\s*", regex.IGNORECASE)
"""What may stand between two signatories of one sentence, or of one list."""
_LINE = regex.compile(r"[^\n]+")


def spread(view: View, book: Rulebook) -> View:
    """Return the view with the signatories of a sentence on lines of their own, or the view itself when none is."""
    signs = islice(book[_SIGN].finditer(view.text), 2)
    runs = [run for run in _runs(view.text, book) if len(run) > 1] if len(list(signs)) > 1 else []
    if not runs:
        return view
    builder = ViewBuilder.of(view)
    at = 0
    for run in runs:
        builder.copy(at, run[0].start())
        for match in run:
            _lay_out(builder, match)
        at = run[-1].end()
    builder.copy(at, len(view.text))
    return builder.view()


def _runs(text: str, book: Rulebook) -> list[list[regex.Match[str]]]:
    """Return what the rule finds, those that follow one another together."""
    runs: list[list[regex.Match[str]]] = []
    for match in book[_RULE].finditer(text):
        if runs and _LINK.fullmatch(text, runs[-1][-1].end(), match.start()):
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs


def _lay_out(builder: ViewBuilder, match: regex.Match[str]) -> None:
    builder.add("\n\nPour ")
    for part in ("qui", "nom", "fonction", "date"):
        for line in _LINE.finditer(match.string, *match.span(part)) if match[part] else ():
            builder.copy(*line.span())
            builder.add("\n" if line.end() == match.end(part) else " ")
    builder.add("\n")
