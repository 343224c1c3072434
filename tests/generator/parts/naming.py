"""How an act names its parties, their addresses and who represents them; and what is true of them."""

from __future__ import annotations

from ..act import Act
from ..french import Noun, capital
from ..gold import alternatives
from ..scene import Address, Party, Person, Representative, chance

ROLE_NAMES = {"delegant": "délégant", "delegataire": "délégataire"}
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


def state_party(act: Act, party: Party) -> None:
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
    return act.rng.choice(
        (
            f", {address.street}, {town}",
            f", {address.street}, {town}",
            f", sis{e} {address.street}, {town}",
            f", dont le siège est situé {address.street}, {town}",
            f" – {address.street} – {town}",
            f", ayant ses bureaux {address.street} à {address.town} ({code})",
            f", domicilié{e} {address.street} – {town}",
        )
    )


def person_name(act: Act, person: Person) -> str:
    """Civility and name, as this act writes them."""
    last = person.last.upper() if act.hand.upper_names else person.last
    born = f", née {person.born}," if person.born else ""
    if person.rank:
        return f"{person.rank} {person.first} {last}"
    civility = ("Mme", "Madame") if person.feminine else ("M.", "Monsieur")
    return f"{civility[0 if act.slots.get('civilite') != 'long' else 1]} {person.first} {last}{born}"


def identifiers(act: Act, party: Party) -> str:
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
        own = "son" if not people[0].function.startswith(FEMININE_STARTS) else "sa"
        if people[0].function[0] in "aeiouyé":
            own = "son"
        return act.rng.choice(
            (f"représenté{e} par {own} {people[0].function}", f"agissant par {own} {people[0].function}")
        )
    parts = [_one(act, p) for p in people if p.person]
    if len(parts) > 1:
        return f"représenté{e} conjointement par {parts[0]}, et par {parts[1]}"
    return act.rng.choice(
        (
            f"représenté{e} par {parts[0]}",
            f"représenté{e} par {parts[0]}",
            f"dûment représenté{e} par {parts[0]}",
            f"pris{e} en la personne de {parts[0]}",
            f"agissant par {parts[0]}",
            f"ayant pour représentant {parts[0]}",
        )
    )


FEMININE_STARTS = (
    "directrice",
    "secrétaire générale",
    "préfète",
    "rectrice",
    "déléguée",
    "commissaire générale",
    "présidente",
    "cheffe",
    "première",
)


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
