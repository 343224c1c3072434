"""Who the parties are, said in the many ways of acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..act import Act
from ..blocks import Block, Cell, Columns, Grid, Space, Text
from ..draws import draw_person
from ..french import capital
from ..scene import Party, chance, weighted
from .naming import (
    FEMININE_STARTS,
    ROLE_NAMES,
    called,
    identifiers,
    named,
    person_name,
    represented,
    state_party,
    where,
)


def write_parties(act: Act) -> list[Block]:
    """Write the block of parties and state parties and representatives, in the order they are printed."""
    form = weighted(act.rng, classic=0.32, label=0.12, caps=0.1, table=0.12, fields=0.12, numbered=0.12, side=0.1)
    worded = any(p.nickname.startswith(("le service", "le donneur")) for p in act.scene.parties)
    unsaid = (
        worded
        or act.scene.kind in ("partenariat", "subvention", "retablissement_credits")
        or act.slots.get("roles_later")
    )
    if unsaid and form in ("label", "caps", "table", "fields"):
        form = "classic"
    if "code_postal_incoherent" in act.flaws:
        _misplace(act)
    for party in act.scene.parties:
        state_party(act, party)
    return [*_FORMS[form](act), *_witness(act)]


def _misplace(act: Act) -> None:
    """Give one address a postal code of another département."""
    party = next(
        (p for p in act.scene.parties if p.with_address and not p.organisation.address.code.startswith("79")), None
    )
    if party:
        address = replace(party.organisation.address, code="79" + party.organisation.address.code[2:])
        party.organisation = replace(party.organisation, address=address)
        act.gold.anomaly("code_postal_incoherent")


def _witness(act: Act) -> list[Block]:
    """Somebody who is present without being a party (and who makes no row)."""
    if not chance(act.rng, 0.06):
        return []
    person = draw_person(act.rng)
    function = act.rng.choice(
        (
            "contrôleur budgétaire en région",
            "chef du service de l'inspection",
            "préfet délégué",
            "conseiller du Gouvernement",
        )
    )
    return [
        Text(f"En présence de {person_name(act, person)}, {function}, qui prend acte des présentes sans y être partie,")
    ]


def _sentence(act: Act, party: Party, *, article: bool = True) -> str:
    place = where(act, party.organisation.address, party.organisation.article == "la") if party.with_address else ""
    return f"{named(act, party, article=article)}{place}{identifiers(act, party)}, {represented(act, party)}"


def _between(act: Act) -> str:
    return act.rng.choice(
        (
            "Entre",
            "ENTRE",
            "Entre :",
            "Entre les soussignés :",
            "ENTRE LES PARTIES SUIVANTES :",
            "La présente convention est conclue entre :",
        )
    )


def _collective(act: Act, role: str) -> str:
    q = act.quote
    several = len(act.scene.having(role)) > 1
    if not several or role == "autre":
        return ""
    return f"ci-après dénommés ensemble {q('les ' + ROLE_NAMES[role] + 's')},"


def _groups(act: Act) -> list[list[Party]]:
    """The parties, those of one role together when they follow one another."""
    groups: list[list[Party]] = []
    for party in act.scene.parties:
        if groups and groups[-1][-1].role == party.role and party.role != "autre":
            groups[-1].append(party)
        else:
            groups.append([party])
    return groups


def _classic(act: Act) -> list[Block]:
    bold, halves = chance(act.rng, 0.3), chance(act.rng, 0.5)
    blocks: list[Block] = [Text(_between(act), bold=bold, keep=True)]
    groups = _groups(act)
    for i, group in enumerate(groups):
        if i:
            blocks.append(Text(act.rng.choice(("Et", "ET", "Et :", "et")), bold=bold, keep=True, before=3))
        several = len(group) > 1
        for party in group:
            blocks.append(Text(_sentence(act, party) + ",", after=3))
            if not several:
                blocks.append(Text(called(act, party) + ",", after=3))
        if several:
            blocks.append(Text(_collective(act, group[0].role), after=3))
        if halves and len(groups) == 2:
            blocks.append(Text(("d'une part,", "d'autre part,")[i], align=act.rng.choice(("left", "right")), after=6))
    return [*blocks, Space(4)]


def _label(act: Act) -> list[Block]:
    blocks: list[Block] = [Text(_between(act), keep=True)]
    for party in act.scene.parties:
        label = act.rng.choice(("Le {r}", "{R}", "Service {r}", "Le service {r} :", "{R} :")).format(
            r=ROLE_NAMES[party.role], R=capital(ROLE_NAMES[party.role])
        )
        blocks.append(Text(label, bold=True, before=4, after=2, keep=True))
        blocks.append(Text(_sentence(act, party) + "."))
    return blocks


def _caps(act: Act) -> list[Block]:
    blocks: list[Block] = [Text(_between(act), keep=True)]
    for i, party in enumerate(act.scene.parties):
        if i:
            blocks.append(Text("ET", keep=True))
        blocks.append(Text(_sentence(act, party) + ",", after=2))
        blocks.append(Text(ROLE_NAMES[party.role].upper() + ",", align=act.rng.choice(("left", "right")), bold=True))
    return blocks


def _table(act: Act) -> list[Block]:
    heads, names, places, people = [], [], [], []
    for party in act.scene.parties:
        heads.append(
            Cell(act.rng.choice(("Le {}", "{}")).format(ROLE_NAMES[party.role]).capitalize(), bold=True, align="center")
        )
        names.append(Cell(named(act, party, article=False)))
        address = party.organisation.address
        places.append(Cell(f"{address.street}\n{address.code} {address.town}" if party.with_address else ""))
        people.append(Cell(represented(act, party)))
    rows = [heads, names, *([places] if any(c.text for c in places) else []), people]
    share = 1 / len(heads)
    grid = Grid(
        tuple(tuple(r) for r in rows),
        (share,) * len(heads),
        header=1,
        rules=act.rng.choice(("full", "full", "none", "horizontal")),
    )
    return [Text("Entre les parties désignées ci-dessous :", keep=True), grid]


def _fields(act: Act) -> list[Block]:
    blocks: list[Block] = [Text(_between(act), keep=True)]
    for party in act.scene.parties:
        role, address = ROLE_NAMES.get(party.role, "partie"), party.organisation.address
        first = act.rng.choice((f"Service {role}", capital(role))) if party.role != "autre" else "Partie"
        lines = [(first, named(act, party, article=False))]
        if party.with_address:
            lines.append(("Adresse", f"{address.street}, {address.code} {address.town}"))
        verb = "Représentée par" if party.organisation.article == "la" else "Représenté par"
        for one in party.representatives:
            who = (
                f"{person_name(act, one.person).rstrip(',')}, "
                if one.person
                else "son "
                if not one.function.startswith(FEMININE_STARTS)
                else "sa "
            )
            lines.append((verb, who + one.function))
        if party.role == "autre" or chance(act.rng, 0.4):
            lines.append(("Ci-après", act.quote(party.nickname or f"le {role}")))
        blocks += [Text(f"{label} : {value}", after=1, align="left") for label, value in lines]
        blocks.append(Space(8))
    return blocks


def _numbered(act: Act) -> list[Block]:
    blocks: list[Block] = [Text(_between(act), keep=True)]
    mark = act.rng.choice(("{}°", "{})", "({})", "{}."))
    count = 0
    for i, group in enumerate(_groups(act)):
        if i:
            blocks.append(Text("Et", keep=True))
        for party in group:
            count += 1
            tail = "" if len(group) > 1 else f", {called(act, party)}"
            blocks.append(Text(_sentence(act, party) + tail + " ;", bullet=mark.format(count), after=3))
        if len(group) > 1:
            blocks.append(Text(_collective(act, group[0].role)))
    return blocks


def _side(act: Act) -> list[Block]:
    if len(act.scene.parties) > 2:
        return _numbered(act)
    columns = []
    for party in act.scene.parties:
        address = party.organisation.address
        lines = [Text(named(act, party), bold=True, align="left", after=2)]
        if party.with_address:
            lines += [
                Text(address.street, align="left", after=1),
                Text(f"{address.code} {address.town}", align="left", after=3),
            ]
        lines += [Text(represented(act, party) + ",", align="left", after=3), Text(called(act, party), align="left")]
        columns.append(tuple(lines))
    return [Text(_between(act), keep=True), Columns(tuple(columns))]


_FORMS: dict[str, Callable[[Act], list[Block]]] = {
    "classic": _classic,
    "label": _label,
    "caps": _caps,
    "table": _table,
    "fields": _fields,
    "numbered": _numbered,
    "side": _side,
}
