"""The named service or project that a convention pays for, and its id when beta.gouv.fr knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.extract.context import Context
from pipeline.extract.lines import flat
from pipeline.extract.purpose import object_article
from pipeline.extract.title import Title
from pipeline.model import Found, Places, Rejected
from pipeline.reference import normalised

_GROUPS = ("cite", "cite2", "nom")
_RULES = ("identite.produit_nomme", "identite.produit", "identite.produit_apposition", "identite.produit_phase")
_CAPITAL_WITHIN = regex.compile(r"\p{L}I+\p{Ll}")
_EDGES = " .,;:-–'\""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that could be the product's, where it stands, and what it is worth there."""

    name: str
    start: int
    end: int
    rule: str
    weight: float


def product_candidates(ctx: Context, title: Title | None) -> tuple[Mention, ...]:
    """Return the names met in the title, the article 'Objet', the visas and the preamble."""
    found: list[Mention] = []
    if title:
        found += _quoted(ctx, title)
        found += _by_rules(ctx, title.start, title.end, 3)
    article = object_article(ctx)
    if article:
        found += _by_rules(ctx, *article.body, 3)
    amends = title is not None and ctx.book["identite.avenant"].search(title.text) is not None
    for section in ctx.of_kind("visas", "preambule"):
        told = _by_rules(ctx, section.start, section.end, 1)
        found += [_of_amended(ctx, one) for one in told] if amends and not found else told
    return tuple(found)


def _of_amended(ctx: Context, mention: Mention) -> Mention:
    """Weigh a name as the title would, where a visa says that the convention amended is about it."""
    visa = max(ctx.text.rfind(mark, 0, mention.start) for mark in (";", "\n\n", "Vu ", "VU "))
    about = ctx.book["identite.visa_modifie"].search(ctx.text, max(visa, 0), mention.start)
    return replace(mention, weight=3) if about else mention


def decide_product(ctx: Context, found: Sequence[Mention]) -> tuple[dict[str, Found], list[Rejected]]:
    """Choose the name that title and object support best; name and id are two columns."""
    groups: dict[str, list[Mention]] = {}
    for mention in found:
        groups.setdefault(normalised(mention.name), []).append(mention)
    ranked = sorted(groups.values(), key=lambda g: (-_support(ctx, g), g[0].start))
    if not ranked or max(m.weight for m in ranked[0]) < 3:
        return {}, [_lost(g[0], "nommé hors du titre et de l'objet") for g in ranked]
    best = ranked[0]
    alone = len(ranked) == 1 or _support(ctx, best) >= 1.5 * _support(ctx, ranked[1])
    sure = 0.92 if alone and _support(ctx, best) >= 4 else 0.8
    motif = None if sure > 0.9 else "nom proposé d'après peu de mentions, ou d'autres noms sont possibles"
    name = best[0].name
    if ctx.scanned and sure > 0.9 and _misread(ctx, name):
        sure, motif = 0.8, "nom lu de plusieurs façons, ou une majuscule au milieu d'un mot, sur une page numérisée"
    places: Places = tuple((m.start, m.end) for m in best)
    values = {"produit": Found(name, places, best[0].rule, "exacte", sure, motif)}
    if known := _known(ctx, best[0], sure):
        values["produit_id"] = known
    return values, [_lost(g[0], "un autre nom est mieux soutenu par le titre et l'objet") for g in ranked[1:]]


def _misread(ctx: Context, name: str) -> bool:
    """Tell whether a scan has the name in other letters as well (I for l, a blank lost), or I where l is meant."""
    if _CAPITAL_WITHIN.search(name):
        return True
    letters = normalised(name).replace(" ", "")
    spelt = " ?".join("[il1]" if letter in "il1" else letter for letter in letters)
    said = normalised(ctx.text)
    return len({match[0] for match in regex.finditer(rf"(?<![a-z\d]){spelt}(?![a-z\d])", said)}) > 1


def _known(ctx: Context, mention: Mention, sure: float) -> Found | None:
    """Return the product's id: its name, or the full name that the text gives with that acronym, is in the list."""
    where = (mention.start, mention.end)
    names = [(mention.name, where), *_full_names(ctx, mention.name)]
    for name, place in names:
        if entry := ctx.reference.produit(name).found:
            reason = f"« {name} » figure sous ce nom dans la liste des produits"
            return Found(entry.produit_id, (place,), "reference.produits", "deduite", sure, reason)
    return None


def _full_names(ctx: Context, acronym: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the full names that the text gives before an acronym in parentheses ('Fiche Locale Unique (FLU)')."""
    if not acronym.isupper():
        return
    for match in regex.finditer(rf"\s*\(\s*{regex.escape(acronym)}\s*\)", ctx.text):
        words = list(regex.finditer(r"[\p{L}'-]+", ctx.text, pos=max(0, match.start() - 90), endpos=match.start()))
        for first in words[-len(acronym) - 3 :]:
            yield flat(ctx.text[first.start() : match.start()]), (first.start(), match.start())


def _support(ctx: Context, group: Sequence[Mention]) -> float:
    """Weigh a name: its best mentions, and how often the text says it again."""
    again = len(regex.findall(regex.escape(group[0].name), ctx.text, flags=regex.IGNORECASE))
    known = 1.0 if ctx.reference.produit(group[0].name).found else 0.0
    return sum(m.weight for m in group) + min(again, 8) / 4 + known


def _quoted(ctx: Context, title: Title) -> Iterator[Mention]:
    for match in ctx.book["identite.titre_cite"].finditer(ctx.text, title.start, title.end):
        before = ctx.text[max(title.start, match.start() - 30) : match.end("avant")].rstrip()
        group = "cite" if match["cite"] else "cite2"
        if not ctx.book["identite.pas_produit"].search(before):
            yield _mention(match[group], *match.span(group), "identite.titre_cite", 4)


def _by_rules(ctx: Context, start: int, end: int, weight: float) -> Iterator[Mention]:
    for rule_id in _RULES:
        for match in ctx.book[rule_id].finditer(ctx.text, start, end):
            groups = match.groupdict()
            group = next((g for g in _GROUPS if groups.get(g)), None)
            if group is None or _ordinary(ctx, groups[group]) or (group == "nom" and match[0].isupper()):
                continue  # in a text in capitals, a capital tells no name
            # The row of a form ends with its line: the next one begins with a label, in capitals too.
            name = groups[group].partition("\n")[0] if "\t" in match[0] else groups[group]
            yield _mention(name, *match.span(group), rule_id, weight)


def _mention(name: str, start: int, end: int, rule: str, weight: float) -> Mention:
    lead = len(name) - len(name.lstrip(_EDGES))
    bare = name.strip(_EDGES)
    return Mention(flat(bare), start + lead, start + lead + len(bare), rule, weight)


def _ordinary(ctx: Context, name: str) -> bool:
    """Tell a party, a role or a service of the State from a product's name."""
    plain = normalised(name)
    if len(plain) < 2 or ctx.book["identite.nom_commun"].match(name.strip(_EDGES)):
        return True
    return ctx.reference.organisation(name).found is not None


def _lost(mention: Mention, motif: str) -> Rejected:
    return Rejected("conventions", "produit", mention.name, ((mention.start, mention.end),), mention.rule, motif, 0.2)
