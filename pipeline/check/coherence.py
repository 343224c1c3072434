"""Values of one convention held against one another and against the reference lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.check.view import Convention
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Doubt

_CODES = (
    ("centre_financier", "centre financier"),
    ("domaine_fonctionnel", "domaine fonctionnel"),
    ("activite", "activité"),
)
_COST_CENTRE = 10


def programmes_of_blocks(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """The centre financier, the domaine fonctionnel and the activité of one block begin with the same programme."""
    for number, block in enumerate(convention.table("imputations"), start=1):
        programmes = {label: str(block[column])[:4] for column, label in _CODES if column in block}
        if len(set(programmes.values())) > 1:
            said = ", ".join(f"{label} {code}" for label, code in programmes.items())
            message = f"Programmes différents dans un même bloc de références ({said}), à vérifier."
            column = _odd_one(block)
            yield Doubt("programme_incoherent", "erreur", message, "imputations", number, column)


def cost_centres(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """A centre de coût has ten characters; one whose form is doubted already is not doubted twice."""
    doubted = {(d.row, d.column) for d in convention.rows.doubts if d.code == "code_malforme"}
    for number, block in enumerate(convention.table("imputations"), start=1):
        code = str(block.get("centre_cout", ""))
        if len(code) > _COST_CENTRE and (number, "centre_cout") not in doubted:
            message = f"centre de coût {code} : {len(code)} caractères au lieu de dix, à vérifier."
            yield Doubt("code_malforme", "info", message, "imputations", number, "centre_cout")


def known_programmes(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """Every programme of a unit is one of the State's, in the year of the signing."""
    signed = convention.identity.get("date_signature")
    year = signed.year if isinstance(signed, dt.date) else None
    for number, unit in enumerate(convention.table("unites_operationnelles"), start=1):
        code = str(unit.get("programme", ""))
        if code and (wrong := _wrong_programme(convention, code, year)):
            message = f"Le programme {code} {wrong}, à vérifier."
            yield Doubt("programme_inconnu", "avertissement", message, "unites_operationnelles", number, "programme")


def _wrong_programme(convention: Convention, code: str, year: int | None) -> str | None:
    """Return in French what is wrong with a programme in a year, None when nothing is known to be."""
    found = convention.reference.programme(code, year)
    if found is None:
        return "n'est pas dans la liste des programmes budgétaires"
    if year and found.annee_fin and found.annee_fin < year:
        return f"a pris fin en {found.annee_fin}, avant la signature ({year})"
    return None


def order_of_dates(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """An end comes after the beginning and after the signing."""
    row = convention.identity
    end, begin, signed = (row.get(name) for name in ("date_fin", "date_effet", "date_signature"))
    if isinstance(end, dt.date):
        for other, label in ((begin, "la prise d'effet"), (signed, "la signature")):
            if isinstance(other, dt.date) and end < other:
                message = f"La fin ({_fr(end)}) précède {label} ({_fr(other)}), à vérifier."
                yield Doubt("dates_contradictoires", "erreur", message, "conventions", 1, "date_fin")
                return


def years_after_end(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """Credits planned for a year after the convention's end."""
    end = convention.identity.get("date_fin")
    if not isinstance(end, dt.date) or convention.identity.get("tacite_reconduction"):
        return
    for number, amount in enumerate(convention.table("montants"), start=1):
        year = amount.get("exercice")
        if isinstance(year, int) and year > end.year:
            message = f"Crédits prévus pour {year} alors que la convention s'achève le {_fr(end)}, à vérifier."
            yield Doubt("echeance_apres_fin", "info", message, "montants", number, "exercice")
            return


def _odd_one(block: Mapping[str, Any]) -> str | None:
    """Return the column whose programme the two others contradict, when there is one."""
    programmes = {column: str(block[column])[:4] for column, _ in _CODES if column in block}
    for column, code in programmes.items():
        others = {c for name, c in programmes.items() if name != column}
        if len(programmes) == 3 and len(others) == 1 and code not in others:
            return column
    return None


def _fr(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")
