"""Days and instants of signatures: dates in every form, stamps brought to UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import regex

from pipeline.extract.dates import parse_date

_PARIS = ZoneInfo("Europe/Paris")
_TIME = regex.compile(r"(\d{1,2})\s?[:hH]\s?(\d{2})(?:\s?[:mM]\s?(\d{2}))?(?:[.,]\d+)?")
_OFFSET = regex.compile(r"([+-])\s?(\d{1,2})[:']?(\d{2})?")
_ZONES = {"CEST": 2, "CET": 1, "UTC": 0, "GMT": 0, "Z": 0}


def instant(day: str, rest: str) -> dt.datetime | None:
    """Return the instant of a stamp in UTC, without time zone: `day` as printed, `rest` its time and offset.

    Without an offset the stamp is in legal time of metropolitan France. None when no such day or time exists.
    """
    date, time = parse_date(day), _TIME.search(rest)
    if date is None or time is None:
        return None
    hour, minute, second = (int(part or 0) for part in time.groups())
    try:
        local = dt.datetime(date.year, date.month, date.day, hour, minute, second, tzinfo=_zone(rest[time.end() :]))
        return local.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):  # Overflow: at either end of the calendar UTC falls outside it.
        return None


def _zone(text: str) -> dt.tzinfo:
    if match := _OFFSET.search(text):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if minutes <= 14 * 60:
            return dt.timezone(dt.timedelta(minutes=-minutes if match[1] == "-" else minutes))
    for name, hours in _ZONES.items():
        if name in text.upper():
            return dt.timezone(dt.timedelta(hours=hours))
    return _PARIS
