"""Candidates become rows: what is left out and why, what is one fact, which role, how sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from pipeline.extract.amounts.marks import Units
from pipeline.extract.amounts.merge import Row, merged, told_again
from pipeline.extract.amounts.numbers import spoken
from pipeline.extract.amounts.roles import role_of
from pipeline.extract.amounts.totals import Verdict, balances, over_years, part_numbers, verdicts
from pipeline.extract.amounts.types import CONFUSED, NEGATIVE, UNREAD, Candidate
from pipeline.model import Decision, Doubt, Fact, Found, Rejected

TABLE = "montants"
_TOLD = "cité hors des stipulations : rappel, non un montant de la convention"
_COLUMNS = ("nature", "exercice", "uo", "financeur", "condition", "effet")
_SURE, _UNSURE = 0.98, 0.6
_HUGE = Decimal(10**11)
"""Euros that no programme of the State's budget holds."""
OUTSIDE = frozenset({"partenariat", "subvention"})
"""Conventions in which not every sum is drawn on the State's credits."""


def decide(
    candidates: Sequence[Candidate],
    units: Units,
    kind: str | None = None,
    year_of_act: Callable[[], Found | None] = lambda: None,
) -> Decision:
    """Return the rows of `montants`, the sums left out and the doubts.

    `kind` is the convention's type, `year_of_act` tells the only budget year it is made for.
    """
    candidates = list(map(_plausible, candidates))
    live = [c for c in candidates if c.motif is None and c.level == "stipule"]
    live, spoken_otherwise = _with_best_figures(live)
    live = [_with_single_unit(c, units, kind) for c in live]
    live = [over_years(c, live) for c in _with_year(live, year_of_act)]
    rows = merged(live)
    rows, extra = _echoes_joined(rows, [c for c in candidates if c.motif is None and c.level == "rappel"], kind)
    sums = verdicts(rows)
    facts = tuple(_fact(row, rows, sums.get(i), _confirmed(i, rows, sums)) for i, row in enumerate(rows))
    lost = [c for c in candidates if c.motif is not None]
    rejected = [_rejected(c, c.motif or _TOLD) for c in (*lost, *extra)]
    rejected += [_rejected_words(c, other) for c, other in spoken_otherwise]
    doubts = (*_word_doubts(rows, spoken_otherwise), *_lost(lost))
    return Decision(facts, tuple(dict.fromkeys(rejected)), doubts, balances(rows, sums))


def _plausible(candidate: Candidate) -> Candidate:
    """Leave out a sum that no budget holds: two numbers were read as one, and where they part nobody knows."""
    value = candidate.montant.value
    huge = isinstance(value, Decimal) and value >= _HUGE
    return replace(candidate, motif=UNREAD) if huge and candidate.motif is None else candidate


def _with_best_figures(live: list[Candidate]) -> tuple[list[Candidate], list[tuple[Candidate, Found]]]:
    """Where words and figures disagree, keep the sum that the rest of the document supports best, else the words.

    Words are what holds between two amounts written for one sum (Code civil, art. 1376); never sure, and said.
    """
    chosen, disagreements = [], []
    for candidate in live:
        if candidate.words is None:
            chosen.append(candidate)
            continue
        figures = candidate.montant
        by_figures = _support(candidate, figures, live) > _support(candidate, candidate.words, live)
        kept, other = (figures, candidate.words) if by_figures else (candidate.words, figures)
        motif = "les lettres et les chiffres disent deux sommes, à vérifier"
        candidate = replace(candidate, montant=replace_found(kept, _UNSURE, motif))
        disagreements.append((candidate, other))
        chosen.append(candidate)
    return chosen, disagreements


def _support(candidate: Candidate, said: Found, live: Sequence[Candidate]) -> int:
    """Count how often the rest of the document says a sum: as such, or as what its parts add up to."""
    others = [c for c in live if c.order != candidate.order and c.total is None]
    alike = [c for c in others if c.said("nature") == candidate.said("nature")]
    paid = [c for c in others if str(c.said("role")) == "versement"]
    parts = [
        [c for c in alike if c.said("exercice") is not None or c.said("uo") is not None],
        [c for c in paid if c.said("nature") in (None, candidate.said("nature"))],
        [c for c in alike if c.said("financeur") is not None and c.said("financeur") == candidate.said("financeur")],
    ]
    added = sum(len(p) > 1 and sum(c.value for c in p) == said.value for p in parts)
    return added + sum(c.value == said.value for c in live if c.order != candidate.order)


def _with_single_unit(candidate: Candidate, units: Units, kind: str | None) -> Candidate:
    """Give a sum the convention's only unit, unless others than the State bring it."""
    single = units.single
    if single is None or candidate.said("uo") is not None or "uo" in candidate.several:
        return candidate
    if kind in OUTSIDE and candidate.said("nature") is None:
        return candidate
    place = units.known[single][:1]
    uo = Found(single, place, "montants.uo_unique", "deduite", 0.95, "seule UO de la convention")
    return replace(candidate, columns={**candidate.columns, "uo": uo})


def _with_year(live: list[Candidate], year_of_act: Callable[[], Found | None]) -> list[Candidate]:
    """Give the sums the year that the act as a whole is made for, where none of them has one."""
    dated = any(c.said("exercice") is not None for c in live)
    year = None if dated else year_of_act()
    return live if year is None else [replace(c, columns={**c.columns, "exercice": year}) for c in live]


def _echoes_joined(rows: list[Row], told: Sequence[Candidate], kind: str | None) -> tuple[list[Row], list[Candidate]]:
    """Join to the rows what the preamble tells again, and sums told without nature beside their AE and CP."""
    left = []
    for candidate in told:
        fitting = [r for r in rows if r.value == candidate.value and _echo(r, candidate)]
        for row in fitting:
            row.echoes.append(candidate)
        if not fitting:
            left.append(candidate)
    kept = []
    for row in rows:
        twins = [] if kind in OUTSIDE else _natured_twins(row, rows)
        for twin in twins:
            twin.echoes.extend(row.members)
        if not twins:
            kept.append(row)
    return kept, left


def _echo(row: Row, candidate: Candidate) -> bool:
    nature = candidate.said("nature")
    if str(candidate.said("role")) in ("estimation", "versement"):
        return False
    return (nature is None or nature == row.said("nature")) and told_again(
        row, replace(candidate, columns={k: v for k, v in candidate.columns.items() if k != "nature"})
    )


def _natured_twins(row: Row, rows: Sequence[Row]) -> list[Row]:
    """Return the AE row and the CP row that say with a nature what this row says without one."""
    if row.said("nature") is not None or str(row.said("role")) in ("estimation", "versement"):
        return []
    twins = [r for r in rows if r.said("nature") is not None and all(told_again(r, m) for m in row.members)]
    if row.said("financeur") is None:
        twins = [r for r in twins if r.said("financeur") is None]
    by_nature = {nature: [r for r in twins if r.said("nature") == nature] for nature in ("AE", "CP")}
    best = [_widest(found) for found in by_nature.values() if found]
    return best if len(best) == 2 else []


def _widest(rows: Sequence[Row]) -> Row:
    """Of rows of one nature and value, the total first, then the one said of no single year."""
    return max(rows, key=lambda r: (r.total is not None, r.said("exercice") is None))


def _confirmed(index: int, rows: Sequence[Row], sums: dict[int, Verdict]) -> bool:
    """Tell whether an addition that comes out right confirms this row, as the total or as a part."""
    if index in sums and sums[index].agrees:
        return True
    orders = {m.order for m in rows[index].members}
    return any(v.agrees and orders & set(v.parts) for v in sums.values())


def _fact(row: Row, rows: Sequence[Row], verdict: Verdict | None, confirmed: bool) -> Fact:
    confidence, motif = _trust(row, confirmed)
    role = role_of(row, rows, verdict)
    role = replace_found(role, min(role.confidence, max(confidence, 0.5)), role.motif)
    values = {"montant": _amount(row, confidence, motif), "role": role}
    for column in _COLUMNS:
        found = row.found(column)
        if found is None and column == "exercice" and verdict and verdict.agrees and not row.sums_several(column):
            found = _year_of_parts(rows, verdict)
        if found is not None:
            values[column] = replace_found(found, min(found.confidence, max(confidence, 0.5)), found.motif)
    if verdict:
        values["parts"] = Found(part_numbers(row, rows, verdict), (), "montants.parts", "deduite")
    order = ("nature", "montant", "exercice", "uo", "role", "financeur", "condition", "effet", "parts")
    return Fact(TABLE, {column: values[column] for column in order if column in values})


def _year_of_parts(rows: Sequence[Row], verdict: Verdict) -> Found | None:
    """Return the year that all the parts of a total share, in a convention that knows no other."""
    if len({row.said("exercice") for row in rows if row.said("nature") is not None} - {None}) != 1:
        return None
    parts = [row for row in rows if any(m.order in verdict.parts for m in row.members)]
    years = [row.found("exercice") for row in parts]
    said = [year for year in years if year is not None]
    if not said or len(said) < len(parts) or len({year.value for year in said}) > 1:
        return None
    return Found(
        said[0].value, said[0].places, said[0].rule, "deduite", 0.9, "année de tous les montants qu'il totalise"
    )


def _trust(row: Row, confirmed: bool) -> tuple[float, str | None]:
    """Return how sure an amount is: said several times or added up right raises it; a wrong sum is for the checks."""
    best = max((m.montant for m in row.members), key=lambda f: f.confidence)
    if best.confidence <= _UNSURE:
        return best.confidence, best.motif
    if confirmed or len({m.group for m in row.members}) > 1:
        return max(_SURE, best.confidence), None
    return best.confidence, best.motif


def _amount(row: Row, confidence: float, motif: str | None) -> Found:
    told = [*row.members, *row.echoes]
    places = tuple(dict.fromkeys(place for m in told for place in m.montant.places))
    first = row.members[0].montant
    return Found(first.value, places, first.rule, first.status, confidence, motif)


def replace_found(found: Found, confidence: float, motif: str | None) -> Found:
    """Return a value with another confidence and motif."""
    return Found(found.value, found.places, found.rule, found.status, confidence, motif)


def _rejected(candidate: Candidate, motif: str) -> Rejected:
    found = candidate.montant
    return Rejected(TABLE, "montant", str(found.value), found.places, found.rule, motif)


def _rejected_words(candidate: Candidate, other: Found) -> Rejected:
    motif = f"les lettres et les chiffres disent deux sommes ; {spoken(candidate.value)} retenu, à vérifier"
    return Rejected(TABLE, "montant", str(other.value), other.places, other.rule, motif)


def _lost(left_out: Sequence[Candidate]) -> Iterator[Doubt]:
    """Say that a table, or a cell of one, could not be read: its amounts are missing, not absent."""
    if any(c.motif == CONFUSED for c in left_out):
        message = "Un tableau de montants n'a pu être lu ligne à ligne : montants manquants, à vérifier sur la page."
        yield Doubt("lecture_incertaine", "avertissement", message, TABLE)
    for shown in dict.fromkeys(str(c.montant.value) for c in left_out if c.motif == UNREAD):
        message = f"« {shown} », dans un tableau de montants, ne se lit pas comme un nombre : à relever sur la page."
        yield Doubt("lecture_incertaine", "avertissement", message, TABLE)
    for shown in dict.fromkeys(str(c.montant.value) for c in left_out if c.motif == NEGATIVE):
        message = f"« {shown} », dans un tableau de montants, est négatif ou retranché : à relever sur la page."
        yield Doubt("lecture_incertaine", "avertissement", message, TABLE)


def _word_doubts(rows: Sequence[Row], disagreements: Sequence[tuple[Candidate, Found]]) -> Iterator[Doubt]:
    for order in dict.fromkeys(c.order for c, _ in disagreements):
        candidate, other = next((c, o) for c, o in disagreements if c.order == order)
        number = next((i for i, r in enumerate(rows, 1) if any(m.order == order for m in r.members)), None)
        message = (
            f"Les lettres et les chiffres disent deux sommes : {spoken(candidate.value)} retenu, "
            f"{spoken(other.value)} aussi écrit, à vérifier."  # type: ignore[arg-type]
        )
        yield Doubt("montant_lettres_chiffres", "avertissement", message, TABLE, number, "montant")
