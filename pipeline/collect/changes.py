"""What happened since the last pass, resource by resource, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pipeline.collect.judge import stands
from pipeline.collect.messages import Arret
from pipeline.collect.records import Entry
from pipeline.collect.sniff import REASONS
from pipeline.collect.types import Change, ChangeKind, Resource


class Transition(msgspec.Struct, frozen=True):
    """A resource's state before the pass (None when unknown) and after it."""

    before: Entry | None
    after: Entry


_Named = tuple[ChangeKind, str]
_NO_DOCUMENT = (*(reason.value for reason in REASONS.values()), Arret.ZIP_SANS_PDF.value)
"""What was obtained and is nothing to read: said once, unlike what could not be obtained."""


def named(transitions: Sequence[Transition], others: Iterable[Entry] = ()) -> tuple[Change, ...]:
    """Name what happened to each resource; `others` are entries that the pass did not touch."""
    holders = _holders(transitions, others)
    return tuple(_change(transition, holders) for transition in transitions)


def _change(transition: Transition, holders: dict[str, list[Entry]]) -> Change:
    before, entry = transition.before, transition.after
    kind, message = _named(transition, holders)
    return Change(
        kind=kind,
        source=entry.resource.source,
        cle=entry.resource.cle,
        message=f"{entry.resource.titre or entry.resource.fichier} : {message}",
        document_id=entry.document_id,
        again=kind == "refuse" and before is not None and (before.arret, before.retire_le) == (entry.arret, None),
    )


def _named(transition: Transition, holders: dict[str, list[Entry]]) -> _Named:
    before, entry = transition.before, transition.after
    if entry.retire_le:
        return "retire", entry.arret or ""
    if entry.etape == "annonce":
        return ("refuse" if (entry.arret or "").startswith(_NO_DOCUMENT) else "echec"), entry.arret or ""
    if stands(entry):
        return "echec", entry.arret or ""
    if before is None:
        return _newcomer(entry, holders)
    return _known(entry, before)


def _newcomer(entry: Entry, holders: dict[str, list[Entry]]) -> _Named:
    """Tell a new document from one that another resource stands for (`double`), or stood for until now or before."""
    others = holders.get(entry.document_id or "", [])
    others = others[: others.index(entry)] if entry in others else others
    living = [other for other in others if not other.retire_le]
    if living:
        return "double", f"mêmes octets que {living[0].resource.cle}"
    left = [other.resource for other in others if other.retire_le == entry.annonce_le]
    if left and _where(left[0]) == _where(entry.resource):
        return "renomme", f"s'appelait {left[0].titre or left[0].fichier}"
    if left:
        return "deplace", f"était {left[0].cle}"
    if others:
        return "revenu", f"mêmes octets que {others[0].resource.cle}, retiré naguère"
    return "nouveau", entry.arret or "collecté"


def _known(entry: Entry, before: Entry) -> _Named:
    now, then = entry.resource, before.resource
    if before.retire_le:
        return "revenu", "de nouveau annoncé"
    if entry.document_id != before.document_id:
        return ("remplace", "nouveaux octets") if before.document_id else ("nouveau", entry.arret or "collecté")
    if (now.titre, now.fichier) != (then.titre, then.fichier):
        return "renomme", f"s'appelait {then.titre or then.fichier}"
    if now.archive and not then.archive:
        return "archive", "jeu de données archivé"
    return "inchange", entry.arret or "inchangé"


def _holders(transitions: Sequence[Transition], others: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Group, by document, those who stand for it or ever stood for it last: the known ones first."""
    known = [t.after for t in transitions if t.before]
    new = [t.after for t in transitions if t.before is None]
    holders: dict[str, list[Entry]] = {}
    for entry in (*others, *known, *new):
        if entry.document_id:
            holders.setdefault(entry.document_id, []).append(entry)
    return holders


def _where(resource: Resource) -> tuple[str, str | None, str]:
    """Return what a move changes and a change of name does not: source, dataset, folder."""
    folder = "" if resource.jeu_de_donnees_id else resource.cle.rpartition("/")[0]
    return resource.source, resource.jeu_de_donnees_id, folder
