"""Money that parties give one another: participations, instalments, grants and plans of financing."""

from __future__ import annotations

from ..act import Act, Section
from ..blocks import Block, Cell, Grid, Text
from ..french import MoneyStyle, Noun, capital, euros_in_words, in_words
from ..gold import alternatives
from ..lexicon import load
from ..scene import Party, chance


def names_of(party: Party, *more: str) -> list[str]:
    """How a funder may be named."""
    organisation = party.organisation
    nickname = Noun.parse(party.nickname).name
    return list(dict.fromkeys(n for n in (organisation.name, organisation.acronym, nickname, *more) if n))


def style_of(act: Act) -> MoneyStyle:
    """Sums that a party pays are written in euros, whatever the tables' unit."""
    style = act.money
    return style if style.unit == 1 else MoneyStyle(thousands=style.thousands)


def write_participation(act: Act, payer: Party) -> tuple[Section, int]:
    """The sum that a party pays, in words and figures; states it as a contribution."""
    value = act.rng.randint(8, 400) * 1000 + (act.rng.randint(1, 999) if chance(act.rng, 0.2) else 0)
    words = value + 10_000 if "montant_lettres_chiffres" in act.flaws else value
    if words != value:
        act.gold.anomaly("montant_lettres_chiffres")
    text = style_of(act).full(value)
    state(act, text, value, ["contribution", "plafond", "total"], names_of(payer))
    clause = act.pick("participation", montant=text, lettres=euros_in_words(words))
    return Section("montant", act.title("montant_contrat"), [act.para(clause)]), value


def state(act: Act, text: str, value: int, role: object, funder: list[str] | None, **columns: object) -> None:
    """State an amount that no nature is said of."""
    years = act.scene.years
    uo = act.only_unit()
    row: dict[str, object] = {
        "nature": None,
        "exercice": None if len(years) > 1 else [None, years[0]],
        "uo": [uo, None] if uo else None,
        "role": role,
    }
    if funder is not None:
        row["financeur"] = [*funder, None] if "versement" in str(role) else funder
    act.gold.amount(text, value, **{**row, **columns})


def write_instalments(act: Act, payer: Party, total: int) -> Section:
    """The instalments of a sum with their conditions; states each of them."""
    rng = act.rng
    shares = rng.choice(((60, 40), (30, 40, 30), (50, 50), (80, 20), (25, 25, 50)))
    conditions = [
        load("clauses")["versement_conditions"][0],
        *rng.sample(load("clauses")["versement_conditions"][1:], len(shares) - 1),
    ]
    blocks: list[Block] = [act.para(act.pick("versements", n=in_words(len(shares))), keep=True)]
    mark, paid = rng.choice(("–", "-", "{i}°", "{i})")), 0
    for i, (share, condition) in enumerate(zip(shares, conditions, strict=True), 1):
        value = total - paid if i == len(shares) else total * share // 100
        paid += value
        text = style_of(act).full(value)
        said = rng.choice(("{m}, soit {s} %, {c} ;", "{m} {c} ;", "{s} % de la somme, soit {m}, {c} ;")).format(
            m=text, s=share, c=condition
        )
        short = condition.removesuffix(" de la convention")
        state(act, text, value, "versement", names_of(payer), condition=alternatives(condition, short))
        blocks.append(Text(said, bullet=mark.format(i=i), after=2, align="left"))
    return Section("versements", act.title("versements"), blocks)


def write_grant(act: Act, giver: Party) -> tuple[Section, int]:
    """A grant with its ceiling and the base it is a share of."""
    share = act.rng.choice((40, 50, 60, 80))
    base = act.rng.randint(4, 160) * 5000
    value = base * share // 100
    style = style_of(act)
    text, base_text = style.full(value), style.full(base)
    state(
        act,
        text,
        value,
        ["plafond", "contribution", "total"],
        [*names_of(giver, "État", "l'État")],
        financeur=[*names_of(giver, "État"), None],
    )
    state(act, base_text, base, ["estimation", "total", "plafond"], None)
    clause = act.pick(
        "subvention_montant", lettres=euros_in_words(value), montant=text, part=str(share), assiette=base_text
    )
    return Section("montant", act.title("montant_contrat"), [act.para(clause)]), value


def write_plan(act: Act) -> Section:
    """The cost and who bears it; states contributions, tranches and totals."""
    blocks = _tranches(act) if chance(act.rng, 0.3) else _shares(act)
    return Section("plan", act.title("plan"), [act.para(act.pick("plan_intro"), keep=True), *blocks])


def _tranches(act: Act) -> list[Block]:
    """Funders in rows, a firm and an optional tranche in columns."""
    rng, parties = act.rng, act.scene.parties
    style = style_of(act)
    heads = ("Financeur", "Montant total", "Tranche ferme", "Tranche optionnelle")
    rows = [tuple(Cell(h, align="center") for h in heads)]
    sums = [0, 0, 0]
    for party in parties:
        firm, option = rng.randint(4, 80) * 1000, rng.randint(2, 40) * 1000
        values = (firm + option, firm, option)
        sums = [a + b for a, b in zip(sums, values, strict=True)]
        for value in values:
            state(act, style.figures(value), value, "contribution", names_of(party), exercice=None)
        rows.append((Cell(capital(party.nickname)), *(Cell(style.figures(v), align="right") for v in values)))
    for value in sums:
        state(act, style.figures(value), value, ["total", "estimation", "plafond"], None, exercice=None)
    rows.append((Cell("Total", bold=True), *(Cell(style.figures(v), align="right", bold=True) for v in sums)))
    return [Grid(tuple(rows), (0.4, 0.2, 0.2, 0.2), header=1, rules=rng.choice(("full", "horizontal", "none")))]


def _shares(act: Act) -> list[Block]:
    rng, parties = act.rng, act.scene.parties
    shares = {2: (60, 40), 3: (50, 30, 20), 4: (40, 35, 15, 10)}[len(parties)]
    total = rng.randint(10, 200) * 10_000
    style = style_of(act)
    head = [
        rng.choice(("Financeur", "Partenaire", "Contributeur")),
        "Part",
        rng.choice(("Montant (€ HT)", "Contribution", "Montant HT")),
    ]
    order = rng.choice(((0, 1, 2), (0, 2, 1)))
    rows = [tuple(Cell(head[i], align="center") for i in order)]
    for party, share in zip(parties, shares, strict=True):
        value = total * share // 100
        text = style.figures(value)
        state(act, text, value, "contribution", names_of(party), exercice=None)
        nickname = capital(party.nickname)
        cells = (Cell(nickname), Cell(f"{share} %", align="right"), Cell(text, align="right"))
        rows.append(tuple(cells[i] for i in order))
    text = style.figures(total)
    state(act, text, total, ["total", "estimation"], None, exercice=None)
    cells = (Cell("Total", bold=True), Cell("100 %", align="right"), Cell(text, bold=True, align="right"))
    rows.append(tuple(cells[i] for i in order))
    blocks: list[Block] = [
        Grid(
            tuple(rows),
            (0.45, 0.2, 0.3),
            header=1,
            rules=rng.choice(("full", "horizontal", "none")),
            shaded=chance(rng, 0.3),
        )
    ]
    if chance(rng, 0.25):
        taxed = style.full(total * 12 // 10)
        state(act, taxed, total * 12 // 10, ["estimation", "total"], None, exercice=None)
        blocks.append(act.para(f"Le coût total de {style.full(total)} hors taxes correspond à {taxed} TTC."))
    return blocks
