"""What changed between two versions of a dataset: document by document, value by value, and in euros.

Documents answer one another by their bytes, else by the resource they stand for, else by their file name; conventions
by their rank; rows that are the same as such, then by the keys below, the strongest first. What is left over was gained
or lost. Values are compared exactly: a comma moved in a title is a change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import msgspec

from pipeline.compare.dataset import Content, Version
from pipeline.compare.pairing import Keys, Pairs, pair
from pipeline.metadata import Metadata

Kind = Literal["gagne", "perdu", "change"]
Row = Mapping[str, Any]

KEYS: Mapping[str, Keys] = {
    "parties": (("role", "organisation"), ("organisation",), ("organisation_id",)),
    "representants": (("nom", "fonction"), ("nom",), ("fonction",)),
    "signatures": (("nom",), ("fonction",)),
    "unites_operationnelles": (("uo",), ("bop",)),
    "imputations": (("centre_financier", "activite"), ("centre_financier",), ("activite",), ("domaine_fonctionnel",)),
    "montants": (
        ("nature", "montant", "exercice", "uo"), ("nature", "montant"), ("nature", "exercice", "uo", "role"),
        ("montant",), ("nature", "exercice"),
    ),
    "references_juridiques": (("type", "numero"), ("type", "intitule"), ("type", "date")),
    "conventions_liees": (("type", "date"), ("date",), ("type", "numero_avenant")),
    "articles": (("numero",), ("intitule",)),
    "anomalies": (("code", "table_cible", "colonne"), ("code",)),
}  # fmt: skip
"""What makes a row of one version the same as one of the other, the strongest first."""
_DOCUMENT = ("statut", "erreur", "couche_texte", "nb_pages")
_NO_NATURE = "sans nature"


class Change(msgspec.Struct, frozen=True):
    """A value, or a whole row (`column` None: values by column), that was gained, lost or changed."""

    table: str
    kind: Kind
    convention: int | None
    """Rank in the document; None for the document itself."""
    row: str
    """What the row is known by."""
    column: str | None
    before: Any = None
    after: Any = None


class Moved(msgspec.Struct, frozen=True):
    """Euros of one nature that came and went; rows that total others are left out."""

    gained: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)

    def __add__(self, other: Moved) -> Moved:
        return Moved(self.gained + other.gained, self.lost + other.lost)

    @property
    def net(self) -> Decimal:
        """What the sum of the amounts changed by."""
        return self.gained - self.lost


class DocumentChanges(msgspec.Struct, frozen=True):
    """What changed in one document."""

    document_id: str
    """That of the newer version, unless the document is gone."""
    fichier: str
    kind: Kind
    changes: tuple[Change, ...]
    moved: dict[str, Moved]
    """By nature: AE, CP, `sans nature`."""


class Difference(msgspec.Struct, frozen=True):
    """What changed between two versions; `documents` holds only those in which something did."""

    compared: int
    documents: tuple[DocumentChanges, ...]

    def __bool__(self) -> bool:
        return bool(self.documents)

    @property
    def values(self) -> Counter[str]:
        """Number of values gained, lost and changed."""
        total: Counter[str] = Counter()
        for change in (change for document in self.documents for change in document.changes):
            whole = change.after if change.kind == "gagne" else change.before
            total[change.kind] += len(whole) if change.column is None else 1
        return total

    @property
    def moved(self) -> dict[str, Moved]:
        """Euros moved, by nature, over all the documents."""
        total: dict[str, Moved] = {}
        for nature, moved in (item for document in self.documents for item in document.moved.items()):
            total[nature] = total.get(nature, Moved()) + moved
        return dict(sorted(total.items()))


def difference(old: Version, new: Version, metadata: Metadata) -> Difference:
    """Compare two versions of a dataset."""
    columns = compared_columns(metadata)
    before, after = old.documents(), new.documents()
    couples = list(_couples(before, after))
    had_by_couple = old.contents((old_id for old_id, _ in couples if old_id), tuple(columns))
    has_by_couple = new.contents((new_id for _, new_id in couples if new_id), tuple(columns))
    found = []
    for old_id, new_id in couples:
        was, now = (before.get(old_id or ""), after.get(new_id or ""))
        had = next(had_by_couple)[1] if old_id else {}
        has = next(has_by_couple)[1] if new_id else {}
        changes = (*_identity(was, now), *_conventions(had, has, columns))
        if changes or was is None or now is None:
            row = now or was or {}
            kind: Kind = "gagne" if was is None else "perdu" if now is None else "change"
            moved = _moved(had.get("montants", ()), has.get("montants", ()))
            found.append(DocumentChanges(row["document_id"], row["fichier"], kind, changes, moved))
    return Difference(len(couples), tuple(sorted(found, key=lambda d: (d.fichier, d.document_id))))


def compared_columns(metadata: Metadata) -> dict[str, tuple[str, ...]]:
    """Return the columns that are compared, by table: the facts and the doubts, not what numbers or ties rows."""
    tables = [table for table in metadata if table.group == "conventions"] + [metadata.table("anomalies")]
    unseen = {"document_id", "convention_id", "ligne_no", "parts"}
    return {
        table.name: tuple(name for name in table.column_names if name not in {*table.key, *unseen}) for table in tables
    }


def _couples(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[tuple[str | None, str | None]]:
    """Yield (old id, new id): the same bytes, else the same resource, else the same name, else alone.

    A document that its source withdrew answers the one that came in its place, if one did: it was replaced.
    """
    gone = {key: row for key, row in before.items() if key not in after or _withdrawn(row, after[key])}
    come = {key: row for key, row in after.items() if key not in before}
    for document_id in sorted(before.keys() - gone.keys()):
        yield document_id, document_id
    for column in ("ressource_id", "fichier"):
        by_label = {row[column]: key for key, row in come.items() if row.get(column)}
        for key, row in list(gone.items()):
            if (other := by_label.pop(row.get(column), None)) is not None:
                yield key, other
                del gone[key], come[other]
    yield from ((key, key if key in after else None) for key in gone)
    yield from ((None, key) for key in come)


def _withdrawn(was: Row, now: Row) -> bool:
    return now.get("statut") == "retire" != was.get("statut")


def _identity(was: Row | None, now: Row | None) -> Iterator[Change]:
    if was and now:
        yield from _cells("documents", None, "", was, now, _DOCUMENT)


def _conventions(had: Content, has: Content, columns: Mapping[str, Sequence[str]]) -> Iterator[Change]:
    ranks = sorted({_rank(row) or 0 for content in (had, has) for row in content.get("conventions", ())})
    for rank in [*ranks, None]:
        for table, names in columns.items():
            old, new = ([r for r in content.get(table, ()) if _rank(r) == rank] for content in (had, has))
            yield from _rows(table, rank, old, new, names)


def _rank(row: Row) -> int | None:
    convention_id = row.get("convention_id")
    return int(convention_id.rpartition("-")[2]) if convention_id else None


def _rows(
    table: str, rank: int | None, old: Sequence[Row], new: Sequence[Row], names: Sequence[str]
) -> Iterator[Change]:
    before, after = ([{n: row.get(n) for n in names} for row in rows] for rows in (old, new))
    before, after = _without(before, after), _without(after, before)
    found = pair(before, after, KEYS[table]) if table in KEYS else _in_order(before, after)
    for b, a in sorted(found.pairs):
        yield from _cells(table, rank, _named(table, before[b]), before[b], after[a], names)
    for b in sorted(found.wanted):
        yield Change(table, "perdu", rank, _named(table, before[b]), None, before=_filled(before[b]))
    for a in sorted(found.given):
        yield Change(table, "gagne", rank, _named(table, after[a]), None, after=_filled(after[a]))


def _without(rows: Sequence[dict[str, Any]], others: Sequence[Row]) -> list[dict[str, Any]]:
    """Leave out the rows that the others have as they are, one for one."""
    same = Counter(map(repr, rows)) & Counter(map(repr, others))
    left = []
    for row in rows:
        if same[repr(row)]:
            same[repr(row)] -= 1
        else:
            left.append(row)
    return left


def _in_order(before: Sequence[Row], after: Sequence[Row]) -> Pairs:
    n = min(len(before), len(after))
    return Pairs([(i, i) for i in range(n)], set(range(n, len(before))), set(range(n, len(after))))


def _cells(table: str, rank: int | None, named: str, old: Row, new: Row, names: Sequence[str]) -> Iterator[Change]:
    for name in names:
        before, after = old.get(name), new.get(name)
        if before != after:
            kind: Kind = "gagne" if before is None else "perdu" if after is None else "change"
            yield Change(table, kind, rank, named, name, before, after)


def _named(table: str, row: Row) -> str:
    keys = KEYS.get(table, ())
    return " · ".join("–" if row.get(name) is None else str(row[name]) for name in (keys[0] if keys else ()))


def _filled(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _moved(old: Sequence[Row], new: Sequence[Row]) -> dict[str, Moved]:
    before, after = (
        Counter((r["nature"] or _NO_NATURE, r["montant"]) for r in rows if r["role"] != "total") for rows in (old, new)
    )
    moved: dict[str, Moved] = {}
    for (nature, amount), times in (after - before).items():
        moved[nature] = moved.get(nature, Moved()) + Moved(gained=amount * times)
    for (nature, amount), times in (before - after).items():
        moved[nature] = moved.get(nature, Moved()) + Moved(lost=amount * times)
    return dict(sorted(moved.items()))
