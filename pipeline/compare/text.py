"""A difference as lines for the terminal, in French."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pipeline.compare.changes import Change, Difference, DocumentChanges

_WIDEST = 60
_SIGNS = {"gagne": "+", "perdu": "-", "change": "~"}
_GONE = {"gagne": " : nouveau document", "perdu": " : document disparu", "change": ""}


def difference_lines(difference: Difference) -> Iterator[str]:
    """Yield what changed, document by document, then the totals."""
    for document in difference.documents:
        yield from _document(document)
    values = difference.values
    yield (
        f"{len(difference.documents)} documents changent sur {difference.compared} : {values['gagne']} valeurs gagnées,"
        f" {values['perdu']} perdues, {values['change']} changées"
    )
    for nature, moved in difference.moved.items():
        yield (
            f"montants {nature} (hors lignes de total) : + {euros(moved.gained)} − {euros(moved.lost)}"
            f" = {euros(moved.net)}"
        )


def euros(amount: Decimal) -> str:
    """Return an amount as French prints it: `1 250 000,00 €`."""
    return f"{amount:,.2f} €".replace(",", "\u202f").replace(".", ",").replace("-", "−")


def _document(document: DocumentChanges) -> Iterator[str]:
    yield f"{document.fichier} ({document.document_id[:16]}){_GONE[document.kind]}"
    for change in document.changes:
        yield f"  {_change(change)}"
    for nature, moved in document.moved.items():
        yield f"  montants {nature} : + {euros(moved.gained)} − {euros(moved.lost)}"


def _change(change: Change) -> str:
    where = f"{_SIGNS[change.kind]} {change.table}"
    if change.convention and change.convention > 1:
        where += f" (convention {change.convention})"
    if change.column is None:
        whole = change.after if change.kind == "gagne" else change.before
        return f"{where} : ligne {_short(', '.join(f'{key} {value}' for key, value in whole.items()), 2 * _WIDEST)}"
    named = f" [{change.row}]" if change.row else ""
    before, after = _around(change.before, change.after)
    return f"{where}.{change.column}{named} : {_short(before)} → {_short(after)}"


def _around(before: Any, after: Any) -> tuple[Any, Any]:
    """Return two texts from a little before the place where they part, so that the difference shows."""
    if not (isinstance(before, str) and isinstance(after, str)):
        return before, after
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    if max(len(before), len(after)) <= _WIDEST or at < _WIDEST // 2:
        return before, after
    start = at - _WIDEST // 3
    return f"…{before[start:]}", f"…{after[start:]}"


def _short(value: Any, widest: int = _WIDEST) -> str:
    text = "–" if value is None else " ".join(str(value).split())
    return text if len(text) <= widest else f"{text[:widest]}…"
