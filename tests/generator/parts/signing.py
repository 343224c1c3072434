"""Signature blocks: handwritten, dated apart, or stamped by a signing service."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ..act import Act
from ..blocks import Block, Cell, Columns, Grid, Space, Stamp, Text
from ..draws import draw_day
from ..french import MONTHS, Noun, capital
from ..gold import alternatives
from ..scene import Party, Person, Representative, chance, weighted
from .naming import FEMININE_STARTS, ROLE_NAMES

PARIS = ZoneInfo("Europe/Paris")


def draw_signing(act: Act) -> str:
    """Draw how the act is signed and, with it, the latest date of signature (`act.signed`)."""
    form = weighted(act.rng, common=0.42, apart=0.18, stamps=0.2, blank=0.12, today=0.04, month=0.04)
    if form in ("common", "apart", "stamps"):
        act.signed = draw_day(act.rng, act.scene.years[0])
    return form


def write_signing(act: Act, form: str) -> list[Block]:
    """Write place, date and signatures, and state them."""
    act.slots["lieu"] = act.rng.choice(act.scene.parties).organisation.address.short_town
    if form == "apart":
        return _apart(act)
    if form == "stamps":
        return _stamps(act)
    date = act.date(act.signed) if act.signed else None
    head = _made_at(act, form, date)
    act.gold.fix(
        date_signature=act.signed.isoformat() if act.signed else None, lieu_signature=act.slots["lieu"] or None
    )
    if not act.signed:
        act.gold.anomaly("date_signature_absente")
    extra = {} if act.signed else {"date_signature": None}
    return [head, Space(8), *_blocks(act, [_signature(act, p, **extra) for p in act.scene.parties])]


def _made_at(act: Act, form: str, date: str | None) -> Text:
    rng, place = act.rng, act.slots["lieu"]
    copies = rng.choice(("", "", ", en deux exemplaires originaux", ", en autant d'exemplaires que de parties"))
    if form == "today":
        return Text(f"Fait à {place}{copies}, ce jour.", before=8, keep=True)
    if form == "month":
        return Text(
            f"Fait à {place}{copies}, le            {rng.choice(MONTHS)} {act.scene.years[0]}", before=8, keep=True
        )
    if date is None:
        return Text(
            rng.choice(
                (
                    f"Fait à {place}{copies}, le",
                    f"Fait à {place}, le ........................",
                    f"Fait à {place}, le ____ / ____ / ______",
                    f"À {place}, le",
                )
            ),
            before=8,
            keep=True,
        )
    if chance(rng, 0.08):
        act.slots["lieu"] = ""
        return Text(
            f"Fait{copies.replace(',', '', 1)}, le {date}." if copies else f"Fait le {date}.", before=8, keep=True
        )
    return Text(
        rng.choice(
            (
                f"Fait à {place}{copies}, le {date}",
                f"Fait à {place}, le {date}{copies}.",
                f"{place}, le {date}",
                f"Signé à {place} le {date}",
            )
        ),
        before=8,
        keep=True,
    )


def _who(act: Act, party: Party) -> Representative:
    assert party.signatory is not None
    return party.signatory


def _shown_name(act: Act, person: Person) -> str:
    last = person.last.upper() if act.hand.upper_names or chance(act.rng, 0.4) else person.last
    if person.rank and chance(act.rng, 0.6):
        return f"{person.rank} {person.first} {last}"
    if chance(act.rng, 0.05):
        initials = "-".join(f"{part[0]}." for part in person.first.split("-"))
        return f"{initials} {last}"
    return f"{person.first} {last}"


def _signature(act: Act, party: Party, **columns: object) -> list[str]:
    """State a signature and return its lines: for whom, function, name."""
    one = _who(act, party)
    assert one.person is not None
    name, function = _shown_name(act, one.person), one.function.split(",")[0]
    lines = [_for_whom(act, party)]
    if one is not party.representatives[0]:
        act.gold.anomaly("signataire_etranger", optional=True)
        if chance(act.rng, 0.7):
            lines = [_by_delegation(party)]
    row: dict[str, object] = {
        "nom": alternatives(name, one.person.name),
        "role": party.role,
        "electronique": [False, None],
        **columns,
    }
    if chance(act.rng, 0.85):
        lead = ("La " if one.person.feminine else "Le ") if function[0] not in "aeiouyéè" else "L'"
        lines.append(f"{lead}{function}" + line_end(act))
        row["fonction"] = alternatives(function, one.function)
    act.gold.row("signatures", **row)
    return [*lines, name]


def _for_whom(act: Act, party: Party) -> str:
    """'Pour le délégant,', 'Le délégant :' or 'Pour la DGAC'."""
    organisation, rng = party.organisation, act.rng
    if party.role != "autre" and len(act.scene.having(party.role)) == 1 and chance(rng, 0.5):
        role = f"le {ROLE_NAMES[party.role]}"
        return rng.choice((f"Pour {role}", f"Pour {role}", capital(role))) + line_end(act)
    name = organisation.noun
    if party.with_acronym and organisation.acronym:
        name = Noun(organisation.article, organisation.acronym)
    return f"Pour {name.le}" + line_end(act)


def _by_delegation(party: Party) -> str:
    """'Pour la directrice générale et par délégation,'."""
    announced = party.representatives[0]
    function = announced.function if announced.person is None else party.organisation.chief[0]
    head = function.split(",")[0]
    return f"Pour {'la' if head.startswith(FEMININE_STARTS) else 'le'} {head} et par délégation,"


def line_end(act: Act) -> str:
    """How a line of a signature block ends."""
    return act.slots.setdefault("fin_ligne", act.rng.choice((",", ",", "", " :")))


def _blocks(act: Act, signatures: list[list[str]], stamps: list[tuple[str, ...]] | None = None) -> list[Block]:
    form = weighted(act.rng, columns=0.5, stacked=0.28, table=0.15, form=0.07)
    marks = stamps or [()] * len(signatures)
    if form == "stacked":
        found: list[Block] = []
        for lines, stamp in zip(signatures, marks, strict=True):
            found += [Text(line, align="left", after=1, keep=True) for line in lines[:-1]]
            found.append(Space(26))
            found.append(Text(lines[-1], align="left", bold=chance(act.rng, 0.3), after=4, keep=bool(stamp)))
            found += [Stamp(stamp), Space(10)] if stamp else [Space(12)]
        return found
    pairs = list(zip(signatures, marks, strict=True))
    rows = [pairs[i : i + 2] for i in range(0, len(pairs), 2)]
    if form == "form":
        return [_signing_form(row) for row in rows]
    if form == "table":
        return [_table_row(row) for row in rows]
    return [_column_row(row) for row in rows]


def _column_row(row: list[tuple[list[str], tuple[str, ...]]]) -> Columns:
    columns = []
    for lines, stamp in row:
        blocks: list[Text | Space | Stamp] = [Text(line, align="left", after=1) for line in lines[:-1]]
        blocks += [Space(30), Text(lines[-1], align="left", after=4)]
        if stamp:
            blocks.append(Stamp(stamp))
        columns.append(tuple(blocks))
    if len(columns) == 1:
        columns.append(())
    return Columns(tuple(columns))


def _table_row(row: list[tuple[list[str], tuple[str, ...]]]) -> Grid:
    cells = tuple(Cell("\n".join([*lines[:-1], "", lines[-1], *stamp])) for lines, stamp in row)
    shares = (1 / len(cells),) * len(cells)
    return Grid((cells,), shares, rules="full", after=6)


def _signing_form(row: list[tuple[list[str], tuple[str, ...]]]) -> Grid:
    """A form to be signed: a line for each thing to fill in."""
    heads = tuple(Cell(lines[0].rstrip(" ,:"), align="center") for lines, _ in row)
    bodies = tuple(Cell("\n".join(lines[1:-1])) for lines, _ in row)
    names = tuple(Cell("\n".join([lines[-1], *stamp])) for lines, stamp in row)
    rows = [
        (Cell(""), *heads),
        (Cell("Qualité"), *bodies),
        (Cell("Nom"), *names),
        (Cell("Signature"), *(Cell("\n\n") for _ in row)),
    ]
    return Grid(tuple(rows), (0.16, *(0.84 / len(row),) * len(row)), header=1, rules="full", after=6)


def _apart(act: Act) -> list[Block]:
    """Every party dates its own signature."""
    assert act.signed is not None
    days = [act.signed - dt.timedelta(days=act.rng.randint(0, 15)) for _ in act.scene.parties]
    days[act.rng.randrange(len(days))] = act.signed
    places = [p.organisation.address.short_town for p in act.scene.parties]
    signatures = []
    for party, day, place in zip(act.scene.parties, days, places, strict=True):
        lines = _signature(act, party, date_signature=day.isoformat())
        where = act.rng.choice(
            (f"{place}, le {act.date(day)}", f"À {place}, le {act.date(day)}", f"Fait à {place}, le {act.date(day)}")
        )
        signatures.append([*lines[:-1], where, lines[-1]] if chance(act.rng, 0.5) else [where, *lines])
    act.gold.fix(date_signature=act.signed.isoformat(), lieu_signature=alternatives(*places))
    if len(set(days)) > 1:
        act.gold.anomaly("dates_contradictoires", optional=True)
    return [Space(8), *_blocks(act, signatures)]


def _stamps(act: Act) -> list[Block]:
    """Every signature is a stamp with its time."""
    assert act.signed is not None
    rng = act.rng
    form = rng.choice(("numerique", "signe_le", "docusign", "qualite"))
    days = [act.signed - dt.timedelta(days=rng.randint(0, 6)) for _ in act.scene.parties]
    days[-1] = act.signed
    signatures, stamps = [], []
    for party, day in zip(act.scene.parties, days, strict=True):
        moment = dt.datetime(
            day.year, day.month, day.day, rng.randint(8, 18), rng.randint(0, 59), rng.randint(0, 59), tzinfo=PARIS
        )
        timed = form in ("numerique", "docusign") or (form == "signe_le" and chance(rng, 0.6))
        columns: dict[str, object] = {"date_signature": day.isoformat(), "electronique": True}
        columns["horodatage"] = moment.isoformat() if timed and form != "signe_le" else None
        if form == "signe_le" and timed:
            columns["horodatage"] = [moment.replace(second=0).isoformat(), None]
        person = _who(act, party).person
        assert person is not None
        signatures.append(_signature(act, party, **columns))
        stamps.append(_stamp(form, person, moment, timed, _who(act, party).function))
    place = act.slots["lieu"]
    head: list[Block] = []
    if chance(rng, 0.5):
        head.append(Text(f"Fait à {place}", before=8, keep=True))
    else:
        place = ""
    act.gold.fix(date_signature=act.signed.isoformat(), lieu_signature=place or None)
    if len(set(days)) > 1:
        act.gold.anomaly("dates_contradictoires", optional=True)
    return [*head, Space(8), *_blocks(act, signatures, stamps)]


def _stamp(form: str, person: Person, moment: dt.datetime, timed: bool, function: str) -> tuple[str, ...]:
    name = f"{person.first} {person.last.upper()}"
    offset = moment.strftime("%z")
    if form == "numerique":
        return (f"Signature numérique de {name}", f"Date : {moment:%Y.%m.%d %H:%M:%S} {offset[:3]}'{offset[3:]}'")
    if form == "signe_le":
        return (
            "Signé électroniquement par",
            f"{name}",
            f"le {moment:%d/%m/%Y}" + (f" à {moment:%H:%M}" if timed else ""),
        )
    if form == "docusign":
        utc = moment.astimezone(dt.UTC)
        return ("Signé par :", name, f"{utc:%d/%m/%Y} | {utc:%H:%M:%S} UTC")
    return (
        f"Signé électroniquement par : {name}",
        f"Date de signature : {moment:%d/%m/%Y}",
        f"Qualité : {capital(function.split(',')[0])}",
    )
