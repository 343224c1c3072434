"""Codes and numbers cut by narrow cells."""

from __future__ import annotations

import pytest

from pipeline.figures import cut_code, number_end


@pytest.mark.parametrize(
    "lines",
    [
        ("0113-CDL", "M-NUMA"),
        ("0113-", "CDLM", "-NUM", "A"),
        ("0113-07-0", "1"),
        ("011301", "020304"),
        ("DLMN", "UMA0", "75"),
        ("40.02.", "01"),
    ],
)
def test_lines_that_make_one_code(lines: tuple[str, ...]) -> None:
    assert cut_code(lines)


@pytest.mark.parametrize("lines", [("0113-CDLM-NUMA",), ("0113-07", "-01"), ("DINUM", "75007"), ("120 000", "€")])
def test_lines_that_do_not(lines: tuple[str, ...]) -> None:
    assert not cut_code(lines)


@pytest.mark.parametrize(
    ("above", "below", "end"),
    [
        ("18", "400,00", "closed"),
        ("18 400", "000 €", "closed"),
        ("145.000,0", "0", "closed"),
        ("145.000,0", "0 EUR", "closed"),
        ("18", "400", "open"),
        ("145.000,00", "0 EUR", None),
        ("12,4", "3", None),
        ("2024", "000", None),
    ],
)
def test_lines_that_may_make_one_number(above: str, below: str, end: str | None) -> None:
    assert number_end(above, below) == end
