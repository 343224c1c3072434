"""Who the parties are, said in the many ways of acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..act import Act
from ..blocks import Block, Cell, Columns, Grid, Space, Text
from ..french import Noun, capital
from ..gold import alternatives
from ..scene import Address, Party, Person, Representative, chance, draw_person, weighted

ROLE_NAMES = {"delegant": "délégant", "delegataire": "délégataire"}


def write_parties(act: Act) -> list[Block]:
    """Write the block of parties and state parties and representatives, in the order they are printed."""
    form = weighted(
        act.rng, classic=0.32, label=0.12, caps=0.1, table=0.12, fields=0.12, numbered=0.12, side=0.1
    )  # fmt: skip
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
        _state(act, party)
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


# -- truth


def _state(act: Act, party: Party) -> None:
    org = party.organisation
    sigle = org.acronym if party.with_acronym else None
    names = [org.name]
    if sigle:
        names += [f"{org.name} ({sigle})", f"{sigle} – {org.name}", f"{sigle} ({org.name})"]
    if party.ministry:
        names += [f"{party.ministry} – {n}" for n in names] + [f"{party.ministry}, {n}" for n in names[:1]]
    row: dict[str, object] = {"role": party.role, "organisation": alternatives(*names)}
    row["sigle"] = alternatives(sigle, sigle.split()[0]) if sigle else None
    row.update(
        _address_columns(org.address) if party.with_address else dict.fromkeys(("adresse", "code_postal", "commune"))
    )
    act.gold.row("parties", **row)
    for one in party.representatives:
        act.gold.row("representants", **_representative(one))


def _address_columns(address: Address) -> dict[str, object]:
    return {
        "adresse": alternatives(address.street, f"{address.street}, {address.code} {address.town}"),
        "code_postal": address.code,
        "commune": alternatives(address.short_town, address.town),
    }


def _representative(one: Representative) -> dict[str, object]:
    function = alternatives(one.function, one.function.split(",")[0])
    if one.person is None:
        return {"nom": None, "fonction": function}
    person = one.person
    if person.rank:
        rank = person.rank.split(" ", 1)[-1] if person.rank.startswith(("le ", "la ")) else person.rank[2:]
        return {
            "nom": person.name,
            "fonction": alternatives(one.function, one.function.split(",")[0], f"{rank}, {one.function}"),
        }
    names = [person.name]
    if person.born:
        names += [f"{person.name}, née {person.born}", f"{person.name} née {person.born}"]
    civility = ["Mme", "Madame"] if person.feminine else ["M.", "Monsieur"]
    return {"nom": alternatives(*names), "civilite": civility, "fonction": function}


# -- pieces of phrase


def named(act: Act, party: Party, *, article: bool = True) -> str:
    """The organisation's name with its acronym, in one of the usual orders."""
    org = party.organisation
    full = org.noun.le if article else org.name
    if party.ministry:
        tail = f" ({org.acronym})" if party.with_acronym and org.acronym else ""
        return capital(("le " if article else "") + f"{party.ministry} – {org.name}{tail}")
    if not party.with_acronym or not org.acronym:
        return capital(full)
    if chance(act.rng, 0.14):
        return f"{org.acronym} – {org.name}"
    return capital(f"{full} ({org.acronym})")


def where(act: Act, address: Address, feminine: bool) -> str:
    """An address in a phrase, with its own leading separator."""
    code = address.code if not chance(act.rng, 0.1) else f"{address.code[:2]} {address.code[2:]}"
    town = f"{code} {address.town}"
    e = "e" if feminine else ""
    return act.rng.choice((
        f", {address.street}, {town}", f", {address.street}, {town}", f", sis{e} {address.street}, {town}",
        f", dont le siège est situé {address.street}, {town}", f" – {address.street} – {town}",
        f", ayant ses bureaux {address.street} à {address.town} ({code})", f", domicilié{e} {address.street} – {town}",
    ))  # fmt: skip


def person_name(act: Act, person: Person) -> str:
    """Civility and name, as this act writes them."""
    last = person.last.upper() if act.hand.upper_names else person.last
    born = f", née {person.born}," if person.born else ""
    if person.rank:
        return f"{person.rank} {person.first} {last}"
    civility = ("Mme", "Madame") if person.feminine else ("M.", "Monsieur")
    return f"{civility[0 if act.slots.get('civilite') != 'long' else 1]} {person.first} {last}{born}"


def _identifiers(act: Act, party: Party) -> str:
    """A SIRET or a telephone number after the address, sometimes."""
    rng = act.rng
    if not party.with_address or not chance(rng, 0.12):
        return ""
    siret = f"{rng.randint(100, 199)} {rng.randint(0, 999):03d} {rng.randint(0, 999):03d} {rng.randint(10, 999):05d}"
    phone = "0" + " ".join([str(rng.randint(1, 5)), *(f"{rng.randint(0, 99):02d}" for _ in range(4))])
    return rng.choice((f", SIRET n° {siret}", f" (SIRET : {siret})", f", tél. {phone}"))


def represented(act: Act, party: Party) -> str:
    """The phrase that says who represents a party, without leading separator."""
    fem = party.organisation.article == "la"
    e = "e" if fem else ""
    people = party.representatives
    if people[0].person is None:
        own = "son" if not people[0].function.startswith(_FEMININE_STARTS) else "sa"
        if people[0].function[0] in "aeiouyé":
            own = "son"
        return act.rng.choice(
            (f"représenté{e} par {own} {people[0].function}", f"agissant par {own} {people[0].function}")
        )
    parts = [_one(act, p) for p in people if p.person]
    if len(parts) > 1:
        return f"représenté{e} conjointement par {parts[0]}, et par {parts[1]}"
    return act.rng.choice((
        f"représenté{e} par {parts[0]}", f"représenté{e} par {parts[0]}", f"dûment représenté{e} par {parts[0]}",
        f"pris{e} en la personne de {parts[0]}", f"agissant par {parts[0]}", f"ayant pour représentant {parts[0]}",
    ))  # fmt: skip


_FEMININE_STARTS = ("directrice", "secrétaire générale", "préfète", "rectrice", "déléguée", "commissaire générale",
                    "présidente", "cheffe", "première")  # fmt: skip


def _one(act: Act, representative: Representative) -> str:
    assert representative.person is not None
    name = person_name(act, representative.person).rstrip(",")
    joint = act.rng.choice((", ", ", ", ", ", ", agissant en qualité de ", ", en sa qualité de "))
    return f"{name}{joint}{representative.function}"


def called(act: Act, party: Party) -> str:
    """The name that the act gives to a party: 'ci-après …'."""
    q = act.quote
    form = act.rng.choice(("ci-après dénommé{}", "ci-après désigné{}", "dénommé{} ci-après", "ci-après"))
    word = form.format("e" if party.organisation.article == "la" else "")
    if party.role == "autre" or act.slots.get("roles_later"):
        return f"{word} {q(party.nickname)}"
    role = ROLE_NAMES[party.role]
    if party.nickname and not party.nickname.endswith(role):
        return act.rng.choice(
            (f"{word} {q(party.nickname)} ou {q('le ' + role)}", f"{word} {q(party.nickname)}, {role}")
        )
    return f"{word} {q('le ' + role)}"


def _sentence(act: Act, party: Party, *, article: bool = True) -> str:
    place = where(act, party.organisation.address, party.organisation.article == "la") if party.with_address else ""
    return f"{named(act, party, article=article)}{place}{_identifiers(act, party)}, {represented(act, party)}"


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


# -- forms


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
                if not one.function.startswith(_FEMININE_STARTS)
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
    "classic": _classic, "label": _label, "caps": _caps, "table": _table, "fields": _fields, "numbered": _numbered,
    "side": _side,
}  # fmt: skip


OTHER_WORDS = {
    "delegant": ("service prescripteur", "service délégant", "donneur d'ordre"),
    "delegataire": ("service gestionnaire", "service délégataire", "service exécutant"),
}


def collective_noun(parties: list[Party], role: str, nickname: bool, other: str | None = None) -> Noun:
    """How the act calls the party or parties that have a role: the role's word, an acronym, or an `other` word."""
    word = ROLE_NAMES[role]
    if len(parties) > 1:
        return Noun("les", f"{word}s")
    party = parties[0]
    if other:
        party.nickname = f"le {other}"
        return Noun("le", other)
    if nickname and party.organisation.acronym and party.with_acronym:
        party.nickname = Noun(party.organisation.article, party.organisation.acronym).le
        return Noun(party.organisation.article, party.organisation.acronym)
    return Noun("le", word)
