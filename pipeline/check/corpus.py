"""What only the whole corpus can tell: which convention of the dataset is the one that another cites, which is missing.

A link is resolved when one convention, and one only, bears the cited date and shares with the citing one a party, a
unit, a BOP or a product; one act published several times is one. Nothing is guessed: two candidates make none. An
avenant n° 2 whose n° 1 is not in the dataset is `chaine_incomplete`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pipeline.model import Doubt
from pipeline.reference import normalised


class Known(NamedTuple):
    """What identifies a convention of the dataset among the others."""

    convention_id: str
    type: str
    numero_avenant: int | None
    date_signature: str | None
    marks: frozenset[str]
    """Its parties, units, BOPs and product, normalised."""
    sums: str = ""
    """Its amounts that are not zero, in one order."""
    words: str = ""
    """Title and object of a native text without product, normalised: other words are another act."""

    @property
    def act(self) -> tuple[object, ...]:
        """What two publications of one act have in common, and two acts do not; the id alone without amounts."""
        if not self.sums:
            return (self.convention_id,)
        return self.type, self.numero_avenant, self.date_signature, self.marks, self.sums


class Cited(NamedTuple):
    """A row of `conventions_liees`, to be resolved."""

    convention_id: str
    lien_no: int
    type: str | None
    numero_avenant: int | None
    date: str | None
    relation: str | None


class Link(NamedTuple):
    """A cited convention found in the dataset, and why it is held to be that one (French)."""

    cited: Cited
    convention_id: str
    motif: str


def known(convention_id: str, tables: Mapping[str, Sequence[Mapping[str, Any]]], layer: str | None = None) -> Known:
    """Return what identifies a convention, from its rows and its document's text layer."""
    identity = next(iter(tables.get("conventions", ())), {})
    marks = {
        str(row[c]).casefold() for row in tables.get("parties", ()) for c in ("organisation_id", "sigle") if row.get(c)
    }
    marks |= {str(row[c]) for row in tables.get("unites_operationnelles", ()) for c in ("uo", "bop") if row.get(c)}
    if identity.get("produit"):
        marks.add(str(identity["produit"]).casefold())
    signed = identity.get("date_signature")
    return Known(
        convention_id,
        str(identity.get("type", "autre")),
        identity.get("numero_avenant"),
        str(signed) if signed else None,
        frozenset(marks),
        "|".join(sorted(said for row in tables.get("montants", ()) if (said := _said(row)))),
        "" if identity.get("produit") or layer != "native" else _words(identity),
    )


def cited(convention_id: str, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Cited]:
    """Yield the conventions that one cites."""
    for number, row in enumerate(tables.get("conventions_liees", ()), start=1):
        day = row.get("date")
        yield Cited(
            convention_id,
            number,
            row.get("type"),
            row.get("numero_avenant"),
            str(day) if day else None,
            row.get("relation"),
        )


def resolve(corpus: Iterable[Known], citations: Iterable[Cited]) -> Iterator[Link]:
    """Yield the citations that one convention of the corpus, and one only, answers."""
    by_id: dict[str, Known] = {}
    by_date: dict[str, list[Known]] = {}
    for one in corpus:
        by_id[one.convention_id] = one
        if one.date_signature:
            by_date.setdefault(one.date_signature, []).append(one)
    for citation in citations:
        source = by_id[citation.convention_id]
        answers = [one for one in by_date.get(citation.date or "", ()) if _answers(one, citation, source)]
        if len({one.act for one in answers}) == 1 and len({one.words for one in answers if one.words}) <= 1:
            found = min(answers, key=lambda one: one.convention_id)
            shared = ", ".join(sorted(found.marks & source.marks)[:3])
            motif = f"seule convention du jeu de données signée le {citation.date} qui ait en commun : {shared}"
            if len(answers) > 1:
                motif += f" (publiée {len(answers)} fois)"
            yield Link(citation, found.convention_id, motif)


def incomplete_chains(corpus: Sequence[Known], links: Iterable[Link]) -> Iterator[tuple[str, Doubt]]:
    """Yield, by convention, the avenants whose predecessor is not in the dataset."""
    siblings: dict[str, set[int]] = {}
    parents = {link.cited.convention_id: link.convention_id for link in links if link.cited.relation == "modifie"}
    by_id = {one.convention_id: one for one in corpus}
    for child, parent in parents.items():
        siblings.setdefault(parent, set()).add(by_id[child].numero_avenant or 0)
    for one in corpus:
        number = one.numero_avenant
        if one.type != "avenant" or not number or number < 2:
            continue
        present = siblings.get(parents.get(one.convention_id, ""), set())
        missing = [n for n in range(1, number) if n not in present]
        if missing:
            names = ", ".join(f"n° {n}" for n in missing)
            message = f"Avenant n° {number} : l'avenant {names} n'est pas dans le jeu de données, à vérifier."
            yield one.convention_id, Doubt("chaine_incomplete", "info", message, "conventions", 1, "numero_avenant")


def _words(identity: Mapping[str, Any]) -> str:
    return normalised(" ".join(str(identity[name]) for name in ("intitule", "objet") if identity.get(name)))


def _said(amount: Mapping[str, Any]) -> str:
    """Return what an amount says, '' for a zero."""
    montant = Decimal(str(amount.get("montant") or 0))
    about = (amount.get(name) for name in ("nature", "exercice", "uo"))
    return "/".join((f"{montant:.2f}", *("" if value is None else str(value) for value in about))) if montant else ""


def _answers(one: Known, citation: Cited, source: Known) -> bool:
    if one.convention_id == source.convention_id or not one.marks & source.marks:
        return False
    if citation.type == "avenant" or one.type == "avenant":
        return citation.type == one.type and citation.numero_avenant in (None, one.numero_avenant)
    return citation.type in (None, "autre", one.type)
