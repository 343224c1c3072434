"""From the foot of an act to rows: the signatures, the date and the place of signature, the doubts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.context import Context
from pipeline.extract.dates import parse_date
from pipeline.extract.names import name_found, organisation_found, same_name, word_found
from pipeline.extract.parties.types import Candidate
from pipeline.extract.people import without_article
from pipeline.extract.signatures.gather import Gathered
from pipeline.extract.signatures.types import Item, Signer
from pipeline.extract.signatures.whom import Whom, whom
from pipeline.extract.view import Piece, View, piece
from pipeline.model import Decision, Doubt, Fact, Found, Places, Rejected, Status

SURE, LIKELY = 0.96, 0.92
_UNSEEN = 0.8
"""Confidence in the latest date of signature where another one could not be read."""
_LEFT = "l'autre signataire signe pour l'autre partie"


def decide(ctx: Context, gathered: Gathered) -> Decision:
    """Write the signatures and choose the convention's date: the text's own first, else the latest that is said."""
    signers = [s for s in gathered.signers if not s.block.foreign]
    sides = [whom(signer, gathered.parties, ctx.book) for signer in signers]
    sides = _other_side(signers, sides, gathered.parties)
    announced = [person.nom.text for party in gathered.parties for person in party.people if person.nom]
    facts = [_row(ctx, gathered.view, s, w, announced) for s, w in zip(signers, sides, strict=True)]
    dated = _signing(gathered)
    convention = _dated_above(ctx) | _titled(ctx) | _convention(ctx, gathered, dated)
    rejected = (*_strangers(gathered), *_other_dates(gathered, dated))
    doubts = (*_date_doubts(gathered, dated), *_foreign_doubts(sides))
    return Decision((Fact("conventions", convention), *facts), rejected, doubts)


def _other_side(signers: Sequence[Signer], sides: Sequence[Whom], parties: Sequence[Candidate]) -> list[Whom]:
    """Give the one of two signatories whose side nothing says the side that the other one does not sign for."""
    open_sides = {party.role.role for party in parties if party.role}
    unsaid = [at for at, side in enumerate(sides) if side.role is None and side.foreign is None]
    if len(sides) != len(parties) or len(sides) != len(open_sides) or len(sides) != 2 or len(unsaid) != 1:
        return list(sides)
    (left,) = open_sides - {side.role for side in sides} or (None,)
    deduced = Whom(left, signers[unsaid[0]].names[0], "signatures.autre_partie", _UNSEEN, _LEFT)
    return [deduced if left and at in unsaid else side for at, side in enumerate(sides)]


def _name(view: View, signer: Signer, announced: Sequence[str]) -> Piece:
    """Return the name as printed; 'M.' before a surname is an initial when a name announced has it."""
    name, title = signer.names[0] if signer.person.nom is None else signer.person.nom, signer.person.civilite
    if title is None or title.text not in ("M.", "M") or len(name.text.split()) > 1:
        return name
    if any(known[:1] == "M" and len(known.split()) > 1 and same_name(known, name.text) for known in announced):
        return piece(view, title.start, name.end, strip=" \n") or name
    return name


def _row(ctx: Context, view: View, signer: Signer, side: Whom, announced: Sequence[str]) -> Fact:
    values: dict[str, Found] = {}
    if side.role and side.said:
        status: Status = "deduite" if side.motif else "normalisee"
        values["role"] = Found(side.role, view.places(*side.said.spans), side.rule, status, side.confidence, side.motif)
    name = _name(view, signer, announced)
    places = view.places(*(span for found in signer.names for span in found.spans))
    sure = SURE if signer.person.rule != "personnes.nom_seul" or signer.function or side.role else 0.85
    values["nom"] = name_found(ctx, name.text, places, signer.person.rule, sure)
    if signer.function and signer.function.piece:
        found = (
            without_article(view, signer.function.piece.start, signer.function.piece.end, ctx.book)
            or signer.function.piece
        )
        said = view.places(*found.spans)
        values["fonction"] = organisation_found(ctx, found.text, said, signer.function.rule, _over_pages(ctx, said))
    return Fact("signatures", values | _when(view, signer))


def _over_pages(ctx: Context, places: Places) -> float:
    """Return how sure a function is: the foot or the head of a page may be read into one that runs over a break."""
    pages = {ctx.flow.page_at(at) for start, end in places for at in (start, end - 1)}
    return SURE if len(pages) == 1 else 0.85


def _when(view: View, signer: Signer) -> dict[str, Found]:
    """Say when and how: the stamp's own day before the date written beside the name."""
    values: dict[str, Found] = {}
    block = signer.block
    mark = signer.stamp or block.electronic
    if mark and mark.piece:
        values["electronique"] = Found(True, view.places(*mark.piece.spans), mark.rule, "normalisee", SURE)
    elif block.handwritten and block.handwritten.piece:
        said = view.places(*block.handwritten.piece.spans)
        values["electronique"] = Found(False, said, block.handwritten.rule, "normalisee", SURE)
    moment = block.moment
    if moment and moment.piece and moment.moment:
        places = view.places(*moment.piece.spans)
        values["horodatage"] = Found(moment.moment, places, moment.rule, "normalisee", SURE)
        if "electronique" not in values:
            values["electronique"] = Found(True, places, moment.rule, "deduite", LIKELY, "horodatage d'un cachet")
    for item in (moment, block.dated, block.electronic, block.handwritten):
        if item and item.date and item.piece:
            values["date_signature"] = Found(item.date, view.places(*item.piece.spans), item.rule, "normalisee", SURE)
            break
    return values


def _signing(gathered: Gathered) -> Item | None:
    """Return what gives the convention's date: the closing sentence, else the latest date of the block."""
    closing = [item for item in gathered.items if item.kind == "fait"]
    written = [item for item in closing if item.date]
    if len(closing) == 1 and written and not any(item.kind == "lieu_date" and item.date for item in gathered.items):
        return written[0]
    dates = _dates(gathered)
    said = [item for item in dates if item.kind in ("fait", "lieu_date")]
    latest = max(said or dates, key=lambda item: item.date or dt.date.min, default=None)
    if latest is not None and (latest.place or not closing):
        return latest
    place = next((item.place for item in (*closing, *gathered.items) if item.place), None)
    return replace(latest, place=place) if latest else next((i for i in (*closing, *gathered.items) if i.place), None)


def _dates(gathered: Gathered) -> list[Item]:
    kinds = ("fait", "lieu_date", "date", "horodatage", "electronique", "manuscrite")
    return [item for item in gathered.items if item.kind in kinds and item.date and item.piece]


def _convention(ctx: Context, gathered: Gathered, dated: Item | None) -> dict[str, Found]:
    values: dict[str, Found] = {}
    view = gathered.view
    if dated and dated.date and dated.piece:
        places = view.places(*dated.piece.spans)
        motif = _not_the_latest(ctx, gathered, dated)
        sure = _UNSEEN if motif else SURE
        values["date_signature"] = Found(dated.date, places, dated.rule, "normalisee", sure, motif)
    if dated and dated.place:
        town, places = dated.place.text, view.places(*dated.place.spans)
        values["lieu_signature"] = word_found(
            ctx, town, places, "signatures.lieu", SURE, ctx.reference.towns.is_known(town)
        )
    return values


def _not_the_latest(ctx: Context, gathered: Gathered, chosen: Item) -> str | None:
    """Return why a later date of signature than the one read may stand there, None when nothing says so."""
    signers = [signer.block for signer in gathered.signers if not signer.block.foreign]
    if ctx.scanned and _some_unread(gathered, chosen, len(signers)):
        return "d'autres dates de signature n'ont pu être lues sur la page numérisée"
    own = [block.dated for block in signers]
    if chosen.kind == "date" and None in own and any(item and item.date == chosen.date for item in own):
        return "aucune date n'a été lue pour un autre signataire"
    return None


def _some_unread(gathered: Gathered, chosen: Item, signers: int) -> bool:
    """Tell whether marks of signatories are printed, and not all their dates were read."""
    if chosen.kind == "lieu_date":
        return any(item.kind == "lieu_date" and item.date is None for item in gathered.items)
    own = {item.piece.start for item in _dates(gathered) if item.kind == chosen.kind and item.piece}
    return chosen.kind in ("horodatage", "electronique") and len(own) < signers


def _titled(ctx: Context) -> dict[str, Found]:
    """Return the date that the title gives the act ('Avenant n° 2 du 14 juin 2023'), for one that says no other."""
    row = ctx.facts.get("conventions", ())
    title = row[0].values.get("intitule") if row else None
    if title is None or not title.places:
        return {}
    match = ctx.book["signatures.date_titre"].match(ctx.text, *title.places[0])
    day = parse_date(match["date"]) if match else None
    if match is None or day is None:
        return {}
    motif = "date que porte le titre, aucune autre n'étant dite à la signature"
    return {"date_signature": Found(day, (match.span("date"),), "signatures.date_titre", "deduite", 0.85, motif)}


def _dated_above(ctx: Context) -> dict[str, Found]:
    """Return the place and date that head the act as they do a letter, for one that says no other."""
    row = ctx.facts.get("conventions", ())
    title = row[0].values.get("intitule") if row else None
    end = title.places[0][0] if title is not None and title.places else 0
    body = next((section.start for section in ctx.of_kind("article")), end)
    heading = min((s.start for s in ctx.of_kind("parties", "visas") if s.start >= end), default=end)
    rules = (("signatures.lieu_date", min(heading, body)), ("signatures.conclue_le", body))
    found = ((rule, ctx.book[rule].search(ctx.text, 0, stop)) for rule, stop in rules)
    rule, match = next(((rule, match) for rule, match in found if match), ("", None))
    day = parse_date(match["date"]) if match and match["date"] else None
    if match is None or day is None:
        return {}
    motif = "date portée en tête de l'acte, aucune autre n'étant dite à la signature"
    said = {"date_signature": (day, "date"), "lieu_signature": (match["lieu"], "lieu")}
    return {
        column: Found(value, (match.span(group),), rule, "deduite", 0.85, motif)
        for column, (value, group) in said.items()
        if value
    }


def _strangers(gathered: Gathered) -> Iterator[Rejected]:
    for signer in gathered.signers:
        if signer.block.foreign:
            places = gathered.view.places(*signer.names[0].spans)
            yield Rejected(
                "signatures", "nom", signer.names[0].text, places, "signatures.etranger",
                "vise ou reçoit l'acte sans le signer", 0.2,
            )  # fmt: skip


def _other_dates(gathered: Gathered, chosen: Item | None) -> Iterator[Rejected]:
    for item in _dates(gathered):
        if chosen is not None and item.date != chosen.date and item.piece and item.date:
            motif = (
                "date d'un signataire ; celle du texte l'emporte"
                if chosen.kind == "fait"
                else "moins tardive que la date retenue"
            )
            yield Rejected(
                "conventions", "date_signature", item.date.isoformat(), gathered.view.places(*item.piece.spans),
                item.rule, motif, 0.3,
            )  # fmt: skip


def _date_doubts(gathered: Gathered, chosen: Item | None) -> Iterator[Doubt]:
    stamps = [item.date for item in _dates(gathered) if item.kind == "horodatage" and item.date]
    if chosen and chosen.date and chosen.kind == "fait" and stamps and max(stamps) != chosen.date:
        message = (
            f"L'acte est daté du {chosen.date:%d/%m/%Y} mais le dernier cachet électronique est du "
            f"{max(stamps):%d/%m/%Y}, à vérifier."
        )
        yield Doubt("dates_contradictoires", "info", message, "conventions", 1, "date_signature")


def _foreign_doubts(sides: list[Whom]) -> Iterator[Doubt]:
    for number, side in enumerate(sides, start=1):
        if side.foreign and side.foreign.piece:
            message = f"Signature donnée pour « {side.foreign.piece.text} », qui n'est pas partie à l'acte, à vérifier."
            yield Doubt("signataire_etranger", "avertissement", message, "signatures", number, "role")
