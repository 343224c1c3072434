"""Amounts held against one another: totals against their parts, what is paid against what is committed.

Which amounts are parts of which is found in the document (`montants.parts`, `balances`); whether they add up is asked
here, of the values as they stand once corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from pipeline.check.view import Convention
from pipeline.extract.amounts.numbers import spoken
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Doubt, Proof

TABLE = "montants"
_UNSURE = 0.6
"""How sure a total is, at most, that its parts do not make."""


def totals(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """Every total is what its parts add up to."""
    rows = convention.table(TABLE)
    for number, made in wrong_totals(convention).items():
        row = rows[number - 1]
        about = " ".join(str(row[name]) for name in ("nature", "exercice", "uo") if name in row)
        message = (
            f"Total imprimé {spoken(row['montant'])}{f' ({about})' if about else ''}, "
            f"mais ses parts font {spoken(made)}, à vérifier."
        )
        yield Doubt("total_incoherent", "avertissement", message, TABLE, number, "montant")


def payments(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """No unit pays more than it commits over the convention's life."""
    for balance in convention.rows.balances:
        ae, cp = _sum(convention, balance.ae), _sum(convention, balance.cp)
        if balance.ae and balance.cp and cp > ae:
            of = f" de l'UO {balance.uo}" if balance.uo else ""
            message = f"Les CP{of} ({spoken(cp)}) dépassent les AE ({spoken(ae)}), à vérifier."
            yield Doubt("ae_cp_incoherents", "avertissement", message, TABLE, min(balance.ae + balance.cp), "montant")


def both_natures(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """A délégation that gives AE gives CP, and the reverse: a whole column may have been missed."""
    natures = {row.get("nature") for row in convention.table(TABLE)}
    for given, missing in (("AE", "CP"), ("CP", "AE")):
        if convention.type == "delegation_gestion" and natures == {given}:
            message = f"Tous les montants sont en {given}, aucun n'est en {missing}, à vérifier."
            yield Doubt("ae_cp_incoherents", "avertissement", message, TABLE, None, "nature")


def wrong_totals(convention: Convention) -> dict[int, Decimal]:
    """Return what the parts make, by the number of the total that says otherwise."""
    added = (
        (number, row["montant"], _sum(convention, row["parts"]))
        for number, row in enumerate(convention.table(TABLE), start=1)
        if row.get("parts")
    )
    return {number: made for number, printed, made in added if made != printed}


def weighed(convention: Convention) -> tuple[Proof, ...]:
    """Return a convention's proofs, those of the totals that their parts do not make less sure.

    An amount that was doubtful for another reason keeps its own; so does one that a person gave.
    """
    wrong = wrong_totals(convention)
    surest = {
        number: max((p.confidence for p in convention.proofs(TABLE, number, "montant")), default=0.0)
        for number in wrong
    }
    lowered = {number: made for number, made in wrong.items() if surest[number] > _UNSURE}
    return tuple(
        _less_sure(proof, lowered[proof.row]) if proof.table == TABLE and proof.row in lowered else proof
        for proof in convention.rows.proofs
    )


def _less_sure(proof: Proof, made: Decimal) -> Proof:
    if proof.column == "role" or proof.status == "corrigee":
        return proof
    motif = f"ses parts font {spoken(made)}, à vérifier" if proof.column == "montant" else proof.motif
    return msgspec.structs.replace(proof, motif=motif, confidence=min(proof.confidence, _UNSURE))


def _sum(convention: Convention, numbers: Sequence[int]) -> Decimal:
    rows = convention.table(TABLE)
    return sum((rows[number - 1]["montant"] for number in numbers), Decimal(0))
