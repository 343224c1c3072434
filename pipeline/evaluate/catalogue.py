"""The rule catalogue (docs/regles.md): what each rule is for, and what it did on the annotated documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pipeline.evaluate.verdicts import Verdict
from pipeline.extract.rulebook import Rulebook, marked
from pipeline.extract.rules import Rule


class Usage(msgspec.Struct):
    """What one rule did. A value that two rules made counts for both."""

    matches: int = 0
    """Times that its pattern was recognised."""
    documents: int = 0
    """Documents in which it was."""
    values: int = 0
    """Values it made that were retained."""
    rejected: int = 0
    """Candidates it made that lost."""
    wins: int = 0
    """Of its values that the annotation judges, those that are right."""
    losses: int = 0
    """Those that are wrong."""


Usages = Mapping[str, Usage]


def count_verdicts(usages: Mapping[str, Usage], verdicts: Iterable[Verdict]) -> None:
    """Add wins and losses: the right and the wrong values that each rule gave."""
    for verdict in verdicts:
        if not verdict.whole and verdict.given is not None:
            for rule in verdict.rules:
                if rule in usages:
                    usages[rule].wins += verdict.kind == "juste"
                    usages[rule].losses += verdict.wrong


def catalogue(book: Rulebook, usages: Usages, reference: str) -> Iterator[str]:
    """Yield the lines of the catalogue, in Markdown."""
    yield from _HEAD.format(reference=reference).splitlines()
    families: dict[str, list[Rule]] = defaultdict(list)
    for rule in book:
        families[rule.family].append(rule)
    for family, rules in sorted(families.items()):
        yield from ("", f"## {family}", "")
        yield from _table(rules, usages)
        for rule in rules:
            yield from _rule(rule)
    yield from _of_code(book, usages)
    yield from _silent(book, usages)


def _table(rules: Iterable[Rule], usages: Usages) -> Iterator[str]:
    yield "| règle | rencontres | documents | valeurs | justes | fausses | écartées |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for rule in rules:
        yield _line(f"[`{rule.id}`](#{_anchor(rule.id)})", usages.get(rule.id, Usage()))


def _line(name: str, usage: Usage) -> str:
    counts = (usage.matches, usage.documents, usage.values, usage.wins, usage.losses, usage.rejected)
    return f"| {name} | {' | '.join(str(count) if count else '·' for count in counts)} |"


def _rule(rule: Rule) -> Iterator[str]:
    yield from ("", f"### {rule.id}", "", " ".join(rule.source.note.split()), "")
    yield from (f"- reconnaît {_example(example)}" for example in rule.source.examples)
    yield from (f"- laisse {_code(text)}" for text in rule.source.counter_examples)


def _example(example: str) -> str:
    """Show an example, what is recognised in it between guillemets."""
    text, marks = marked(example)
    start, end = min(mark[1] for mark in marks), max(mark[2] for mark in marks)
    return _code(f"{text[:start]}«{text[start:end]}»{text[end:]}")


def _code(text: str) -> str:
    """Return text as Markdown code on one line, whatever it holds."""
    shown = " ⏎ ".join(part.strip() if i else part for i, part in enumerate(text.split("\n")))
    fence = "``" if "`" in shown else "`"
    return f"{fence}{shown.strip()}{fence}"


def _of_code(book: Rulebook, usages: Usages) -> Iterator[str]:
    known = {rule.id for rule in book}
    rest = {name: usage for name, usage in usages.items() if name not in known}
    yield from (
        "",
        "## Règles sans motif",
        "",
        "Des valeurs que le programme déduit d'autres, sans motif qui lui soit propre.",
        "",
    )
    yield "| règle | rencontres | documents | valeurs | justes | fausses | écartées |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    yield from (_line(f"`{name}`", usage) for name, usage in sorted(rest.items()))


def _silent(book: Rulebook, usages: Usages) -> Iterator[str]:
    silent = [rule.id for rule in book if not usages.get(rule.id, Usage()).matches]
    yield from ("", "## Sans rencontre sur ce corpus", "")
    yield "Ces règles n'ont rien reconnu dans ces documents ; leurs exemples disent ce qu'elles attendent."
    yield ""
    yield ", ".join(f"`{name}`" for name in silent) or "Aucune."


def _anchor(rule_id: str) -> str:
    return rule_id.replace(".", "").casefold()


_HEAD = """# Catalogue des règles

<!-- Engendré par « make qualite » : ne pas modifier à la main. -->

Mesuré sur : {reference}.

- **rencontres**, **documents** : combien de fois le motif a été reconnu, et dans combien de documents ;
- **valeurs** : combien de valeurs publiées la règle a données ; **écartées** : combien de ses candidats ont perdu ;
- **justes**, **fausses** : parmi ces valeurs, celles que l'annotation confirme ou infirme (une valeur que deux règles
  prouvent compte pour les deux).

Une règle sans valeur sert aux autres : elle ouvre une zone, donne un rôle, écarte un candidat. Ce qui est reconnu dans
un exemple est entre « guillemets »."""
