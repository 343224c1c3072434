"""Codes cut by narrow cells."""

from __future__ import annotations

import pytest

from pipeline.figures import cut_code


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
