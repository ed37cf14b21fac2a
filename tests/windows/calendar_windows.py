#!/usr/bin/env python3
"""Writes `calendar_windows.csv`: windows of budgets as Python's own time zones have them.

Each line is a zone, a unit of the calendar, an instant, and the first instant of the unit that it is in and the first
one after it. The first instant of a day is searched for, not computed: nothing of keyctl's own rules is repeated here.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

INSTANTS = {
    "UTC": [
        "2026-01-31T23:59:59Z",
        "2028-02-29T12:00:00Z",
        "2026-02-28T23:59:59Z",
        "2026-12-31T23:59:59Z",
        "2027-01-01T00:00:00Z",
        "2026-11-30T00:00:00Z",
    ],
    "Europe/Berlin": [
        "2026-03-28T23:30:00Z",
        "2026-03-29T01:00:00Z",
        "2026-03-29T22:30:00Z",
        "2026-10-24T22:30:00Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "2026-10-25T22:59:59Z",
        "2026-12-31T22:59:59Z",
        "2026-12-31T23:00:00Z",
        "2028-02-29T22:59:59Z",
        "2026-05-31T21:59:59Z",
        "2026-05-31T22:00:00Z",
    ],
    "America/New_York": [
        "2026-03-08T06:59:59Z",
        "2026-03-08T07:00:00Z",
        "2026-03-09T03:59:59Z",
        "2026-11-01T05:30:00Z",
        "2026-11-01T06:30:00Z",
        "2026-11-02T04:59:59Z",
        "2026-11-02T05:00:00Z",
        "2027-01-01T04:59:59Z",
        "2028-02-29T05:00:00Z",
    ],
    "Australia/Lord_Howe": [
        "2026-04-04T14:30:00Z",
        "2026-04-04T15:30:00Z",
        "2026-10-03T15:00:00Z",
        "2026-10-03T16:00:00Z",
        "2026-12-31T12:59:59Z",
        "2026-12-31T13:00:00Z",
        "2028-02-28T13:00:00Z",
    ],
    "America/Sao_Paulo": [
        "2018-11-04T02:59:59Z",
        "2018-11-04T03:00:00Z",
        "2018-11-05T01:59:59Z",
        "2018-02-18T01:30:00Z",
        "2018-02-18T02:30:00Z",
        "2018-02-18T03:00:00Z",
        "2018-12-31T23:59:59Z",
        "2018-10-31T03:00:00Z",
    ],
    "Africa/Cairo": [
        "2026-04-23T21:59:59Z",
        "2026-04-23T22:00:00Z",
        "2026-10-29T20:30:00Z",
        "2026-10-29T21:30:00Z",
        "2026-10-29T22:30:00Z",
    ],
    "America/Havana": [
        "2026-11-01T03:59:59Z",
        "2026-11-01T04:00:00Z",
        "2026-11-01T04:30:00Z",
        "2026-11-01T05:30:00Z",
        "2026-03-08T04:59:59Z",
        "2026-03-08T05:00:00Z",
    ],
    "Asia/Kathmandu": [
        "2026-01-31T18:14:59Z",
        "2026-01-31T18:15:00Z",
    ],
    "Pacific/Kiritimati": [
        "2026-12-31T09:59:59Z",
        "2026-12-31T10:00:00Z",
    ],
}


def first_instant(zone: ZoneInfo, day: date) -> datetime:
    """The first instant whose date in a zone is `day`, or later where the zone skipped it."""
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    before, after = midnight - 26 * 3600, midnight + 26 * 3600
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).date() >= day:
            after = middle
        else:
            before = middle
    return datetime.fromtimestamp(after, UTC)


def days(unit: str, day: date) -> tuple[date, date]:
    """The first day of the unit that a day is in, and the first one after it."""
    if unit == "day":
        return day, day + timedelta(days=1)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def main():
    print("zone,unit,at,start,end")
    for name, instants in INSTANTS.items():
        zone = ZoneInfo(name)
        for text in instants:
            at = datetime.fromisoformat(text)
            for unit in ("day", "week", "month"):
                start, end = (first_instant(zone, day) for day in days(unit, at.astimezone(zone).date()))
                assert start <= at < end, (name, unit, text)
                print(f"{name},{unit},{text},{start:%Y-%m-%dT%H:%M:%SZ},{end:%Y-%m-%dT%H:%M:%SZ}")


if __name__ == "__main__":
    main()
