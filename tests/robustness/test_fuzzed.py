"""Several hundred broken copies of the samples, and whatever a property test thinks of: never a crash of ours."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.read.guard import Guard, Item, Limits, Outcome
from tests.robustness import hostile
from tests.robustness.desk import NATIVE, SAMPLE
from tests.robustness.fuzzed import broken, copies, examined

COPIES = 100
"""Of each document; a good half of them is still read, in whole or in part."""
LIMITS = Limits(memory=1024 << 20, cpu=20, wall=60.0)


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(2, LIMITS, preload=("tests.robustness.fuzzed",)) as guard:
        yield guard


@pytest.fixture(scope="module")
def sound() -> dict[str, bytes]:
    """Documents to break: compressed ones, whose text is lost at once, and one that is plain, whose text changes."""
    found = {name: (SAMPLE / name).read_bytes() for name in NATIVE if name != "fichier-endommage.pdf"}
    return {**found, "en-clair": hostile.written(pageCompression=0)}


def check(outcome: Outcome[str]) -> str:
    """Return what came of a file: read, refused with a reason, or a limit that was met. Never a fault of ours."""
    assert outcome.trace == "", outcome.trace
    assert outcome.error is None or outcome.limit, f"{outcome.key}: {outcome.error}"
    return outcome.result or str(outcome.error)


def test_broken_copies_cost_themselves(guard: Guard, sound: dict[str, bytes]) -> None:
    items = (
        Item(f"{name}/{number}", (data,))
        for name, whole in sound.items()
        for number, data in enumerate(copies(whole, COPIES, name))
    )
    outcomes = Counter(check(outcome) for outcome in guard.map(examined, items))
    print(f"\n{outcomes.total()} copies abîmées : {dict(outcomes)}")
    assert outcomes.total() == COPIES * len(sound)
    assert min(outcomes["illisible"], outcomes["extrait"]) >= 20, "all alike: nothing was tested"


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from(("en-clair", *NATIVE[:2])), seeds=st.lists(st.integers(0, 2**32), min_size=1, max_size=4))
def test_whatever_is_done_to_a_document(guard: Guard, sound: dict[str, bytes], start: str, seeds: list[int]) -> None:
    data = sound[start]
    for seed in seeds:
        data = broken(data, random.Random(seed)) or data
    check(guard.run(examined, Item("a", (data,))))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), text=st.text(max_size=60))
def test_whatever_a_page_says(guard: Guard, content: bytes, text: str) -> None:
    shown = hostile.shown(text.encode("cp1252", "replace").translate(None, b"()\\"))
    data = hostile.one_page(hostile.stream(shown + b"\n" + content))
    check(guard.run(examined, Item("a", (data,))))
