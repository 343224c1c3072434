"""Rules kept as data: loads `rules/*.yml`, composes patterns from named atoms, compiles each once.

A family file holds::

    family: montants
    note: what the family is for
    rules:
      - id: montants.en_chiffres          # unique over all files
        note: why it exists, where it was seen, what it must not take
        pattern: '(?P<valeur>{nombre})\\s?{euro}'   # `{name}` is an atom of rules/atoms.yml
        flags: [ignorecase]               # ignorecase (i) | multiline (m) | dotall (s); verbose (x) is always on
        data: {role: plafond}             # anything the code that uses the rule wants to know
        examples: ["sur l'UO : <valeur>160 000</valeur>€ en AE"]
        counter_examples: ["2 870 véhicules"]

White space in patterns is insignificant (verbose): write ``\\s`` or ``[ ]``. A literal brace of a quantifier is
written as usual (``\\d{4}``): only ``{name}`` with a letter first is an atom; ``{e<=1}`` (fuzzy) is left alone.
An example marks the groups it expects, `<m>…</m>` marks the whole match; every tagged name must be found exactly
there and nowhere else in that example. A counter-example matches nowhere. A rule with `tokens` instead of `pattern`
is a list of spaCy Matcher token patterns; its examples mark `<m>` only.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import regex
import yaml

from pipeline.errors import RuleError
from pipeline.extract.compiled import Kept
from pipeline.extract.questions import Listener, Question
from pipeline.extract.rules import Patterns, Rule, RuleSource, Stretch

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML was built with it: eight times faster, and a run with one document is mostly start-up."""
_TAG = regex.compile(r"<(/?)([a-z][a-z0-9_]*)>")


class FamilySource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A family file as written."""

    family: str
    note: str
    rules: tuple[RuleSource, ...]


class Family:
    """The rules of one file, in its order, asked together: whoever listens hears one question for them all."""

    def __init__(self, name: str, rules: tuple[Rule, ...], patterns: Patterns) -> None:
        self.name = name
        self._rules, self._patterns = rules, patterns

    def __iter__(self) -> Iterator[Rule]:
        self._patterns.hear((self.name, "rules", "", 0, 0))
        return iter(self._rules)

    def with_data(self, *keys: str) -> tuple[Rule, ...]:
        """Return the rules that have one of these data, to be asked by `finditer` alone: nobody hears which."""
        return tuple(rule for rule in self._rules if any(rule.source.data.get(key) for key in keys))

    def finditer(
        self, rules: Iterable[Rule], text: str, *, of: Stretch | None = None
    ) -> list[tuple[Rule, regex.Match[str]]]:
        """Return the matches in a text of some rules of the family, in the text's order, then by the rules' ids.

        `of` is as for `Rule.finditer`. Which of the rules are asked may depend on their own patterns and data: those
        that match nothing in the text must make no difference. In which order they stand in their file makes none.
        """
        self._patterns.hear((self.name, "all", text, 0, len(text)))
        found = [(rule, match) for rule in rules for match in rule.unheard(text, 0, len(text), of)]
        return sorted(found, key=_place) if len(found) > 1 else found


class Rulebook:
    """All the rules, by family and by id, and the digest of the files they were read from."""

    def __init__(self, families: Mapping[str, tuple[Rule, ...]], digest: str, patterns: Patterns) -> None:
        self._families = {name: Family(name, rules, patterns) for name, rules in families.items()}
        self._by_id = {rule.id: rule for rules in families.values() for rule in rules}
        self._patterns = patterns
        self.digest = digest

    def get(self, rule_id: str) -> Rule | None:
        """Return a rule by its id, None when there is none."""
        return self._by_id.get(rule_id)

    def __getitem__(self, rule_id: str) -> Rule:
        try:
            return self._by_id[rule_id]
        except KeyError:
            raise RuleError(f"no rule {rule_id!r} under rules/") from None

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._by_id.values())

    @cached_property
    def effect(self) -> str:
        """Digest of what rules do: another note, example, comment or white space between rules leaves it as it is."""
        return hashlib.sha256(repr([(rule.family, rule.bare) for rule in self]).encode()).hexdigest()

    def compile(self) -> None:
        """Work every pattern out at once, and keep what comes of it. Raises RuleError for a pattern that is wrong."""
        compiled = {rule.id: rule.work_out() for rule in self if rule.source.pattern is not None}
        if self._patterns.kept and not self._patterns.ready:
            self._patterns.kept.write(compiled)

    @contextlib.contextmanager
    def heard(self) -> Iterator[Listener]:
        """Give a listener that hears what rules are asked in the while."""
        listener = Listener()
        before = self._patterns.listen(listener)
        try:
            yield listener
        finally:
            self._patterns.listen(before)

    def ask_again(self, questions: tuple[Question, ...]) -> None:
        """Tell whoever listens what was asked before."""
        if self._patterns.listener is not None:
            self._patterns.listener.again[id(questions)] = questions

    def family(self, name: str) -> Family:
        """Return a family of rules. Raises RuleError for an unknown one."""
        try:
            return self._families[name]
        except KeyError:
            raise RuleError(f"no family of rules {name!r} under rules/") from None


def load_rulebook(folder: Path) -> Rulebook:
    """Read every `*.yml` of `folder/patterns`. Raises RuleError for a malformed file, a repeated id, no example."""
    digest = hashlib.sha256()
    atoms: dict[str, str] = {}
    families: dict[str, tuple[Rule, ...]] = {}
    seen: set[str] = set()
    paths = sorted((folder / "patterns").glob("*.yml"))
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for path in paths:
        if path.stem == "atoms":
            atoms.update(_atoms(path))
    patterns = Patterns(atoms, Kept(folder / "patterns", digest.hexdigest()))
    for path in (p for p in paths if p.stem != "atoms"):
        family = _convert(path, FamilySource)
        for rule in family.rules:
            _check(rule, path, seen)
        families[family.family] = tuple(Rule(source, family.family, patterns) for source in family.rules)
    return Rulebook(families, digest.hexdigest(), patterns)


def marked(example: str) -> tuple[str, frozenset[tuple[str, int, int]]]:
    """Split a marked-up example into its plain text and the (name, start, end) it expects.

    Raises RuleError for a tag that is not closed.
    """
    plain, expected, open_at = [], set(), {}
    length = at = 0
    for tag in _TAG.finditer(example):
        plain.append(example[at : tag.start()])
        length += tag.start() - at
        at = tag.end()
        if not tag[1]:
            open_at[tag[2]] = length
        elif tag[2] in open_at:
            expected.add((tag[2], open_at.pop(tag[2]), length))
        else:
            raise RuleError(f"example closes <{tag[2]}> that is not open: {example!r}")
    if open_at:
        raise RuleError(f"example leaves a tag open: {example!r}")
    plain.append(example[at:])
    return "".join(plain), frozenset(expected)


def _place(found: tuple[Rule, regex.Match[str]]) -> tuple[int, int, str]:
    rule, match = found
    return *match.span(), rule.id


def _check(rule: RuleSource, path: Path, seen: set[str]) -> None:
    if rule.id in seen:
        raise RuleError(f"{path.name}: rule {rule.id} stands twice")
    seen.add(rule.id)
    if (rule.pattern is None) == (rule.tokens is None):
        raise RuleError(f"{path.name}: rule {rule.id} needs either a pattern or tokens")
    if not rule.examples or not rule.counter_examples:
        raise RuleError(f"{path.name}: rule {rule.id} has no example or no counter-example")


def _atoms(path: Path) -> dict[str, str]:
    entries = _convert(path, dict[str, dict[str, str]])
    return {name: entry["pattern"] for name, entry in entries.items()}


def _convert(path: Path, type_: type[Any]) -> Any:
    try:
        return msgspec.convert(yaml.load(path.read_text("utf-8"), _LOADER), type_)
    except (msgspec.ValidationError, yaml.YAMLError, KeyError) as error:
        raise RuleError(f"{path.name}: {' '.join(str(error).split())}") from error
