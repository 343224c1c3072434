"""The title of a convention, and what it tells: its kind, its rank as an amendment, its NOR number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.extract.context import Context
from pipeline.extract.heading_numbers import number_rank
from pipeline.extract.heading_titles import open_ended
from pipeline.extract.lines import TextLine, flat, is_contents, lines_of, names_convention
from pipeline.model import Found, Status
from pipeline.reference import normalised

Place = tuple[int, int]
_LONGEST = 600
"""A title is not longer, in characters."""
_SPACED = regex.compile(r"(?<!\p{L})\p{Lu}(?: \p{Lu}){3,}(?!\p{L})")
_PREFIX = regex.compile(r"(?:texte|n°)\s*(?:n°\s*)?\d+\s*[-–—:]\s*", regex.IGNORECASE)
_RULED = "_ \t\n"
"""What a rule drawn under a title leaves after it, typed or taken for letters on a scan."""
_KINDS = (
    "identite.avenant", "identite.retablissement", "identite.delegation",
    "identite.subvention", "identite.partenariat", "identite.autre",
)  # fmt: skip
_STOPS = ("decoupe.visa", "decoupe.sommaire", "decoupe.article", "decoupe.partie", "decoupe.preambule")
_LETTERS, _DIGITS = str.maketrans("01", "OI"), str.maketrans("OoIl", "0011")
_RANKS = {"second": 2, "un": 1, "unique": 1}


@dataclass(frozen=True, slots=True)
class Title:
    """A title block: its place in the flow and its text on one line."""

    start: int
    end: int
    text: str


def find_title(ctx: Context) -> Title | None:
    """Return the title block: the line that names the convention and those that go on with it."""
    head = next(ctx.of_kind("titre"), None)
    lines = lines_of(ctx.text[: head.end]) if head else ()  # the parties begin where it ends
    first = next((i for i, line in enumerate(lines) if _names(ctx, line)), None)
    if first is None:
        return None
    start = lines[first].start + _prefix(ctx, lines[first])
    last = _last(ctx, lines, first, start)
    end = start + len(ctx.text[start : lines[last].end].rstrip(_RULED))
    return Title(start, end, unspaced(flat(ctx.text[start:end])))


def unspaced(text: str) -> str:
    """Join capitals that were spaced out for show ('C O N V E N T I O N')."""
    return _SPACED.sub(lambda m: m[0].replace(" ", ""), text)


def title_facts(ctx: Context, title: Title | None) -> Iterator[tuple[str, Found]]:
    """Yield the columns that the title gives: intitule, type, numero_avenant, nor."""
    if title:
        sure = 0.95 if len(title.text) < 300 else 0.85
        motif = None if sure > 0.9 else "titre long, à vérifier"
        status: Status = "exacte" if title.text == flat(ctx.text[title.start : title.end]) else "normalisee"
        yield "intitule", Found(title.text, ((title.start, title.end),), "decoupe.titre", status, sure, motif)
    kind = _kind(ctx, title)
    yield "type", kind
    if title and kind.value == "avenant" and (number := _amendment(ctx, title)):
        yield "numero_avenant", number
    if nor := _nor(ctx):
        yield "nor", nor


def _names(ctx: Context, line: TextLine) -> bool:
    return (
        not line.tabular
        and names_convention(line, ctx.book)
        and not line.text.endswith((",", ";"))
        and not is_contents(line.text, ctx.book)
    )


def _prefix(ctx: Context, line: TextLine) -> int:
    """Return the length of what a bulletin prints before the title ('Texte n° 2 – ')."""
    match = _PREFIX.match(line.text)
    return match.end() if match else 0


def _last(ctx: Context, lines: Sequence[TextLine], first: int, start: int) -> int:
    """Return the index of the last line of the title that begins on line `first`."""
    last = first
    said = {normalised(lines[first].text)}
    for i in range(first + 1, len(lines)):
        line = lines[i]
        apart = line.tabular or any(ctx.book[rule].match(line.text) for rule in _STOPS)
        again = len(line.text) > 12 and normalised(line.text) in said
        other = _other_matter(ctx, line) and not open_ended(lines[last].text)
        if apart or again or other or line.end - start > _LONGEST:
            break
        said.add(normalised(line.text))
        last = i
    return last


def _other_matter(ctx: Context, line: TextLine) -> bool:
    """Tell what may stand under a title without being part of it: NOR, letterhead, folio, table of contents."""
    return (
        ctx.book["identite.nor"].search(line.text) is not None
        or ctx.book["decoupe.sous_titre_exclu"].match(line.text) is not None
        or is_contents(line.text, ctx.book)
    )


def _kind(ctx: Context, title: Title | None) -> Found:
    """Return the kind that the title names: before its subject if it does there, else anywhere in it."""
    if title is None:
        return _kind_of_body(ctx, None)
    subject = ctx.book["identite.generalite"].search(ctx.text, title.start, title.end)
    for end in (subject.start() if subject else title.end, title.end):
        printed = ctx.text[title.start : end]
        for rule_id in _KINDS:
            rule = ctx.book[rule_id]
            if match := rule.search(printed):
                if rule_id == "identite.autre" and (named := _delegation_of_body(ctx) or _repaid(ctx, printed)):
                    return named
                place = (title.start + match.start(), title.start + match.end())
                return Found(str(rule.data["type"]), (place,), rule_id, "normalisee", 0.95)
    return _kind_of_body(ctx, title)


def _kind_of_body(ctx: Context, title: Title | None) -> Found:
    """Tell the kind by the names of the parties where the title does not ('CONVENTION relative à l'archivage')."""
    if delegated := _delegation_of_body(ctx):
        return delegated
    for rule_id, kind, sure in (
        ("identite.corps_retablissement", "retablissement_credits", 0.8),
        ("identite.corps_subvention", "subvention", 0.75),
        ("identite.corps_partenariat", "partenariat", 0.7),
    ):
        match = ctx.book[rule_id].search(ctx.text)
        if match:
            return Found(kind, (match.span(),), rule_id, "deduite", sure, "d'après les noms donnés aux parties")
    places = ((title.start, title.end),) if title else ((0, min(40, len(ctx.text))),)
    return Found("autre", places, "decoupe.titre", "deduite", 0.7, "le titre ne dit pas la nature de l'acte")


def _delegation_of_body(ctx: Context) -> Found | None:
    """Tell a délégation under the name of another act ('Protocole d'accord', 'Contrat') by its roles, or its decree."""
    if match := ctx.book["identite.corps_delegation"].search(ctx.text):
        rule, motif, sure = "identite.corps_delegation", "d'après les noms donnés aux parties", 0.85
    elif ctx.book["decoupe.acte_delegation"].search(ctx.text):
        match = ctx.book["identite.corps_decret"].search(ctx.text)
        rule, motif, sure = "identite.corps_decret", "d'après le décret cité", 0.75
    return Found("delegation_gestion", (match.span(),), rule, "deduite", sure, motif) if match else None


def _repaid(ctx: Context, title: str) -> Found | None:
    """Tell credits paid back under a title that only says that money is ('Convention de reversement')."""
    said = ctx.book["identite.titre_reversement"].search(title)
    match = ctx.book["identite.corps_retablissement"].search(ctx.text) if said else None
    motif = "d'après les crédits que le texte rétablit"
    return (
        Found("retablissement_credits", (match.span(),), "identite.corps_retablissement", "deduite", 0.85, motif)
        if match
        else None
    )


def _amendment(ctx: Context, title: Title) -> Found | None:
    match = ctx.book["identite.numero_avenant"].search(ctx.text, title.start, title.end)
    if match is None:
        return None
    word = match["numero"] or match["rang"]
    group = "numero" if match["numero"] else "rang"
    rank = _RANKS.get(word.casefold()) or number_rank(word)
    return Found(rank, (match.span(group),), "identite.numero_avenant", "normalisee", 0.97) if rank else None


def _nor(ctx: Context) -> Found | None:
    visas = next((s.start for s in ctx.of_kind("visas", "preambule", "article")), len(ctx.text))
    match = ctx.book["identite.nor"].search(ctx.text, 0, visas)
    if match is None:
        return None
    joined = "".join(match["nor"].split())
    value = joined[:4].translate(_LETTERS) + joined[4:11].translate(_DIGITS) + joined[11:]
    sure, motif = (0.97, None) if value == joined else (0.92, f"lu « {joined} »")
    return Found(
        value, (match.span("nor"),), "identite.nor", "exacte" if value == match["nor"] else "normalisee", sure, motif
    )
