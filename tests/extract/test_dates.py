"""Dates: every form of the genre, OCR's confusions, and nothing guessed."""

import datetime as dt

import pytest

from pipeline.extract.dates import add_months, last_day, parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("14 octobre 2004", "2004-10-14"),
        ("quinze mai deux mille vingt-trois", "2023-05-15"),
        ("premier février deux mille vingt et un", "2021-02-01"),
        ("1er mars 2021", "2021-03-01"),
        ("ler août 2001", "2001-08-01"),
        ("1° août 2001", "2001-08-01"),
        ("1e juillet 2016", "2016-07-01"),
        ("7 novembre 201 2", "2012-11-07"),
        ("l4 octobre 2004", "2004-10-14"),
        ("3 févr. 2023", "2023-02-03"),
        ("7 MARS 2022", "2022-03-07"),
        ("27/O2/2020", "2020-02-27"),
        ("15-7-2024", "2024-07-15"),
        ("2024.07.12", "2024-07-12"),
        ("26\nmars  2020", "2020-03-26"),
    ],
)
def test_forms(text: str, iso: str) -> None:
    assert parse_date(text) == dt.date.fromisoformat(iso)


@pytest.mark.parametrize(
    "text", ["août 2015", "2020", "6 mois", "31 février 2020", "le", "le juillet 2016", "", "32/01/2020", "mars"]
)
def test_a_missing_part_or_no_such_day_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_periods() -> None:
    assert add_months(dt.date(2020, 1, 31), 1) == dt.date(2020, 2, 29)
    assert last_day(dt.date(2022, 5, 19), 6) == dt.date(2022, 11, 18)
    assert last_day(dt.date(2023, 1, 1), 12) == dt.date(2023, 12, 31)
