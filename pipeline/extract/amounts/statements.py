"""Sums of the running text, each with what its sentence, its list and its heading say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.attach import Chain, Statement, Tied, tie
from pipeline.extract.amounts.forms import told_by_form
from pipeline.extract.amounts.marks import Axis
from pipeline.extract.amounts.mentions import Mention
from pipeline.extract.amounts.passages import Passage, passages, statements
from pipeline.extract.amounts.sense import Cue, Sense
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.taxes import UNTAXED, told_untaxed
from pipeline.extract.amounts.told import (
    carried_role,
    inherited,
    lead_role,
    told_after,
    told_again,
    told_alike,
    told_yearly,
)
from pipeline.extract.amounts.types import NO_WORD, Candidate, Level, words
from pipeline.extract.context import Section
from pipeline.extract.rules import Rule
from pipeline.extract.superseded import MOTIF, is_superseded
from pipeline.model import Found, Status

TOLD_ONLY = frozenset({"titre", "parties", "visas", "preambule", "hors_texte"})
_BY_HEADING = "aucun mot de la phrase n'en fait un montant ; son article traite de financement, à vérifier"
_LIKELY = 0.8
_SAID: tuple[Axis, ...] = ("nature", "exercice", "uo")
"""What tells two sums of a statement apart."""
_AGAIN = "la même somme, redite entre parenthèses"
_NEXT_ITEM = regex.compile(r"[,;)]")
"""What parts two equal sums that a list gives, each in parentheses ('en 2024 (20 €), en 2025 (20 €)')."""
_DIRECTLY = regex.compile(r"\s*(?:en|de|d')?\s*(?:pour\s+(?:le|la|les|l')\s*(?:\p{Lu}[\p{L}-]*)?)?\s*,?\s*")
_GOES_ON = regex.compile(
    r"(?:\b(?:soit|et|puis|ou|dont|correspond(?:ant)?|équivau?t|représent\p{L}+)|[,(])\s*(?:de|d'|à)?\s*$"
    r"|(?:\bet|,)\s+(?:(?:la|le|les|une?|puis)\s|l'\s?)(?:[\p{L}'-]+\s+){0,4}\s*$"
    r"|,\s+(?:et\s+)?(?:celles?|ceux|celui)\s+(?:d[eu]s?\s|d')[^.;:,\d]{2,60}\s(?:à|de)\s*$"
)
"""What leads from a sum to one that is the same, or of the same kind ('apporte 2 € et la région 3 €')."""
_UNQUOTED = str.maketrans("«»", "  ")
_AS_PRINTED = regex.compile(r"\d+(?:[ .]\d{3})*(?:,\d\d)?\s?(?:€|euros?|EUR)")
_PART = regex.compile(
    r"(?i:tranche|lot|phase|volet|étape|axe)\s+(?:n°\s*|de\s+|d')?"
    r"(?!(?i:[snl]'|(?:est|sont|sera|se|ne|a|ont|en|et|à|qui|pour|par|dont|du|des|la|le)\b))(?:\p{L}+|\d+)"
)
_ABOUT_IT = regex.compile(r"\s*(?:elles?|ils?|cette|ce|ces|celle-ci|celui-ci)\b", regex.IGNORECASE)
_TO_NEXT = regex.compile(
    r",?\s+(?:puis|et|soit)\s*(?:\p{L}+\s+){0,3}$|,?\s+et\s+(?:le\s+|du\s+)?(?:solde|reste|reliquat)\b.*$"
)


def statement_candidates(reader: SumReader) -> Iterator[Candidate]:
    """Yield every sum of the running text (what is in no table), those to leave out included, in order."""
    for passage in passages(reader.ctx, reader.tables.spans()):
        sums = reader.sums(passage.start, passage.end)
        if sums:
            yield from _of_passage(reader, passage, sums)


def _of_passage(reader: SumReader, passage: Passage, sums: Sequence[Mention]) -> Iterator[Candidate]:
    text, book = reader.ctx.text, reader.ctx.book
    statement = Statement(text, passage.start, passage.end, sums, reader.marks(passage.start, passage.end))
    tied = tie(statement, book, inherited(reader, passage))
    told_after(reader, passage, tied)
    told_alike(reader, passage, tied)
    told_again(reader, passage, tied)
    told_yearly(reader, passage, tied)
    told_by_form(reader, passage, tied)
    untaxed = told_untaxed(statement, tied, book)
    sense = Sense(text, passage.start, passage.end, sums, book)
    lead, carried = lead_role(reader, passage), carried_role(reader, passage)
    level = level_of(reader, passage.section, passage.start)
    claimed = book["montants.titre_emis"].search(text, passage.start, passage.end) is not None
    for index, one in enumerate(tied):
        role = _role(sense, statement, index, lead, book["montants.dont"]) or carried
        columns = columns_of(one, role)
        if condition := condition_of(reader, statement, index, role):
            columns["condition"] = condition
        against = sense.motif(index)
        motif = against.motif if against else said_outside(reader, passage, index + 1 == len(tied))
        motif = _AGAIN if motif is None and _again_aside(statement, tied, index) else motif
        motif = motif or (MOTIF if is_superseded(reader.ctx, one.mention.start) else None)
        mention = one.mention
        if motif is None and not (role or one.values("nature") or one.total):
            if _by_heading(reader, passage, one):
                mention = replace(mention, confidence=min(mention.confidence, _LIKELY), motif=_BY_HEADING)
            else:
                motif = NO_WORD
        alike = index > 0 and all(one.values(axis) == tied[index - 1].values(axis) for axis in _SAID)
        doubt = UNTAXED if index in untaxed else None
        if doubt := doubt or sense.doubt(index, dated=len(one.values("exercice")) == 1, alike=alike):
            mention = replace(mention, confidence=min(mention.confidence, _LIKELY), motif=doubt)
        rule = against.rule.id if against else mention.rule
        base = Candidate(
            montant_of(mention, text, rule), columns, passage.group, section_start(passage.section),
            one.mention.start, "phrase", label_of(statement, passage, index), total_of(one), several_of(one),
            level, motif, words_of(one.mention), again=claimed,
        )  # fmt: skip
        yield from by_nature(base, one)


def _by_heading(reader: SumReader, passage: Passage, one: Tied) -> bool:
    """Tell whether an article on money, or the year at the head of an item, makes an amount of a sum without a word.

    Not of one in letters alone: it may be the end of a longer one that a page cut in two.
    """
    if one.mention.rule == "montants.lettres":
        return False
    if passage.item and one.values("exercice"):
        return True
    section, rule = passage.section, reader.ctx.book["montants.titre_finances"]
    heading = section.heading if section and section.kind in ("article", "annexe") else None
    return heading is not None and rule.search(reader.ctx.text[slice(*heading)]) is not None


def _again_aside(statement: Statement, tied: Sequence[Tied], index: int) -> bool:
    """Tell a sum that the parentheses after it say again in another form ('1 150 000 € en AE (1,15 M€)')."""
    if not index or tied[index].values("nature"):
        return False
    before, again = statement.sums[index - 1], statement.sums[index]
    between = statement.text[before.end : again.start].rstrip()
    return before.value == again.value and between.endswith("(") and not _NEXT_ITEM.search(between)


def said_outside(reader: SumReader, passage: Passage, last: bool) -> str | None:
    """Return why the sentence, past its semicolon, leaves its last sum out ('… ; elle n'entre pas dans le plan')."""
    rule = reader.ctx.book["montants.hors_convention"]
    text = reader.ctx.text
    if not last or text[passage.end - 1] != ";":
        return None
    after = next(statements(text, passage.end, min(len(text), passage.end + 200)), None)
    goes_on = after is not None and _ABOUT_IT.match(text, *after)
    return str(rule.data["motif"]) if after and goes_on and rule.search(text[slice(*after)]) else None


def _role(sense: Sense, statement: Statement, index: int, lead: Cue | None, parting: Rule) -> Cue | None:
    """Return what the sum's own words say it is, else those of the sum it goes on from, else what introduces it."""
    own = sense.role(index)
    for at in range(index, 0, -1):
        if (own is not None and own.role != "octroi") or not _restated(statement, at, parting):
            break
        before = sense.role(at - 1)
        if own is None or (before is not None and before.role == "versement"):
            own = before  # 'un premier appel de 2 €, le reliquat de 1 €': both are paid
    if own is None or (own.role == "octroi" and lead is not None):
        return lead or own
    return own


def by_nature(base: Candidate, one: Tied) -> Iterator[Candidate]:
    """Yield a sum once for each nature it is given in ('60 000 € en AE et en CP' is two amounts), and for each year."""
    for year in one.marks["exercice"] if one.each else ():
        columns = {**base.columns, "exercice": found_of((year,))}
        yield from by_nature(replace(base, columns=columns), replace(one, each=False))
    if one.each:
        return
    natures = one.marks.get("nature", ())
    for value in dict.fromkeys(mark.value for mark in natures):
        marks = tuple(m for m in natures if m.value == value)
        yield replace(base, columns={**base.columns, "nature": found_of(marks)})
    if not natures:
        yield base


def columns_of(one: Tied, role: Cue | None) -> dict[str, Found]:
    """Return the columns that a statement gives a sum: those said of it with one value only."""
    axes: tuple[Axis, ...] = ("exercice", "uo", "financeur")
    columns: dict[str, Found] = {axis: found_of(one.marks[axis]) for axis in axes if len(one.values(axis)) == 1}
    if role is not None and role.role:
        columns["role"] = Found(role.role, ((role.start, role.end),), role.rule.id, "normalisee")
    return columns


def total_of(one: Tied) -> Found | None:
    """Return the role 'total' where the statement says that the sum adds up others."""
    return Found("total", (one.total,), "montants.total", "normalisee") if one.total else None


def found_of(chain: Chain) -> Found:
    """Return the value of marks that agree, with all their places."""
    status: Status = "deduite" if any(m.status == "deduite" for m in chain) else chain[0].status
    return Found(chain[0].value, tuple(m.place for m in chain), chain[0].rule, status)


def montant_of(mention: Mention, text: str, rule: str) -> Found:
    """Return the amount in euros with its place (figures, unit and words)."""
    shown = text[mention.start : mention.end]
    status: Status = "exacte" if _AS_PRINTED.fullmatch(shown) else "normalisee"
    place = ((mention.start, mention.end),)
    return Found(mention.value, place, rule, status, mention.confidence, mention.motif)


def words_of(mention: Mention) -> Found | None:
    """Return the sum said in words when it is not the one in figures."""
    if mention.words is None or not mention.disagrees:
        return None
    return Found(mention.words.value, ((mention.words.start, mention.words.end),), mention.words.rule, "normalisee")


def condition_of(reader: SumReader, statement: Statement, index: int, role: Cue | None) -> Found | None:
    """Return when or on what condition a sum is due: right after it, or for a payment at the head of the statement."""
    book, text = reader.ctx.book, reader.ctx.text
    mention, limit = statement.sums[index], statement.gap(index + 1)[1]
    paid = role is not None and role.role == "versement"
    known = book["montants.condition"].search(text, mention.end, limit)
    if known is None and _coordinated(reader, statement, index):
        return condition_of(reader, statement, index + 1, role)
    if known and (paid or _DIRECTLY.fullmatch(statement.link(mention.end, known.start()))):
        return _condition(text, *known.span("condition"), "montants.condition")
    if not paid:
        return None
    rest = book["montants.condition_reste"].search(text[mention.end : limit])
    if rest:
        start, end = rest.span("condition")
        return _condition(text, mention.end + start, mention.end + end, "montants.condition_reste")
    head = book["montants.condition"].match(text, statement.start, statement.sums[0].start)
    return _condition(text, *head.span("condition"), "montants.condition") if head else None


def _coordinated(reader: SumReader, statement: Statement, index: int) -> bool:
    """Tell whether nothing but 'et' parts a sum from the next one: what is said after both is said of both."""
    if index + 1 >= len(statement.sums):
        return False
    link = statement.link(statement.sums[index].end, statement.sums[index + 1].start)
    return reader.ctx.book["montants.coordination"].fullmatch(link) is not None


def _condition(text: str, start: int, end: int, rule: str) -> Found:
    """Return a condition, the words that lead to the next sum cut off."""
    if cut := _TO_NEXT.search(text, start, end):
        end = cut.start()
    return Found(" ".join(text[start:end].split()), ((start, end),), rule)


def label_of(statement: Statement, passage: Passage, index: int) -> frozenset[str]:
    """Return the words of an item that say what its sum is for; empty for a sentence of its own."""
    text = statement.text
    start, end = statement.gap(index)[0], statement.gap(index + 1)[1]
    if passage.item or passage.leads:
        mention = statement.sums[index]
        return words(f"{statement.link(start, mention.start)} {statement.link(mention.end, end)}")
    named = _PART.search(text, start, end)
    return words(named[0]) if named else frozenset()


def level_of(reader: SumReader, section: Section | None, at: int, table: bool = False) -> Level:
    """Tell whether a place sets amounts or only tells of some.

    An article called 'Exposé' is a preamble with a number. A table in the preamble sets them, so does the preamble of
    an act without articles, and what follows a table of credits under a heading not seen. A report on what was
    carried out, annexed to the act, sets nothing.
    """
    if section is not None and _reports(reader, section):
        return "rappel"
    if section is None or (section.kind not in TOLD_ONLY and (table or not _exposes(reader, section))):
        return "stipule"
    if section.kind == "preambule" and (table or not any(True for _ in reader.ctx.of_kind("article"))):
        return "stipule"
    if section.kind == "preambule" and reader.once("préambule", 0, len(reader.ctx.text), partial(_told_of, reader)):
        return "stipule"
    tabled = any(section.start <= start <= at and reader.credits(start, end) for start, end in reader.tables.spans())
    return "stipule" if tabled else "rappel"


def _told_of(reader: SumReader, start: int, end: int) -> bool:
    """Tell whether an article says that the preamble's sums are the act's ('l'enveloppe mentionnée au préambule')."""
    return reader.ctx.book["montants.renvoi_preambule"].search(reader.ctx.text, start, end) is not None


def _exposes(reader: SumReader, section: Section) -> bool:
    """Tell whether a numbered article is the act's preamble by its title ('Exposé', 'Contexte')."""
    title = section.intitule if section.kind == "article" else None
    return title is not None and reader.ctx.book["decoupe.preambule"].stands_in(title)


def _reports(reader: SumReader, section: Section) -> bool:
    """Tell whether a section reports by its title on what was carried out ('Exécution de la convention précédente')."""
    title = section.intitule if section.kind in ("annexe", "article") else None
    return title is not None and reader.ctx.book["decoupe.titre_bilan"].stands_in(title)


def section_start(section: Section | None) -> int:
    """Return where a section begins, 0 for a text without sections."""
    return section.start if section else 0


def several_of(one: Tied) -> frozenset[str]:
    """Return the columns for which a sum is said of several values at once."""
    axes: tuple[Axis, ...] = ("exercice", "uo", "financeur")
    return frozenset(axis for axis in axes if len(one.values(axis)) > 1 and not (one.each and axis == "exercice"))


def _restated(statement: Statement, index: int, parting: Rule) -> bool:
    """'620 000 € HT, soit 744 000 € TTC': the second sum is what the first one is, or a part of it (`parting`)."""
    if _GOES_ON.search(statement.link(*statement.gap(index)).translate(_UNQUOTED)):
        return True
    return parting.search(statement.text, *statement.gap(index)) is not None
