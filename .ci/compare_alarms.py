"""Compares the exported calendar with `tonight --json`: usage: compare_alarms.py PROGRAM"""

import datetime as dt
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zoneinfo

import icalendar
import recurring_ical_events

PROGRAM = os.path.abspath(sys.argv[1])

PLAN = """
bedtime = "22:30"
wake = "06:30"
[[schedule]]
days = ["fri", "sat"]
bedtime = "00:15"
wake = "07:45"
[[step]]
id = "last-caffeine"
title = "Last caffeine"
kind = "cutoff"
substance = "caffeine"
before_bed = "9h"
[[step]]
id = "bath"
title = "Warm bath; not hot, please"
kind = "timer"
duration = "15m"
at = "20:45"
days = ["mon", "wed", "fri", "sun"]
[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "restless-legs"
before_bed = "40m"
[[step]]
id = "rest"
title = "Rest"
kind = "check"
after = "stretch"
[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
"""

ZONES = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "UTC",
]


def winddown(home, zone, *arguments):
    environment = {"HOME": home, "TZ": zone, "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    command = [PROGRAM, *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


def days_to_compare(zone, first):
    """A fortnight, and four days on both sides of every change of clocks within 400 days."""
    here = zoneinfo.ZoneInfo(zone)
    days = {first + dt.timedelta(days=number) for number in range(14)}
    offset = None
    for number in range(400):
        day = first + dt.timedelta(days=number)
        at_noon = dt.datetime.combine(day, dt.time(12), here).utcoffset()
        if offset is not None and at_noon != offset:
            days |= {day + dt.timedelta(days=shift) for shift in range(-4, 5)}
        offset = at_noon
    return sorted(day for day in days if day >= first)


def due(home, zone, day):
    tonight = json.loads(winddown(home, zone, "tonight", "--json", "--date", str(day)))
    return [(step["title"], dt.datetime.fromisoformat(step["due"])) for step in tonight["steps"]]


def check(home, zone):
    text = winddown(home, zone, "export", "--format", "ics")
    assert all(len(line) <= 75 for line in text.split(b"\r\n")), "a line is too long"
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar.walk("VTIMEZONE"), "no time zone"
    # By the rules in the file, not by what Python knows of a zone of this name.
    [written] = calendar.walk("VTIMEZONE")
    by_the_file = written.to_tz(lookup_tzid=False)
    for event in calendar.walk("VEVENT"):
        alarms = event.walk("VALARM")
        assert alarms and all(alarm["TRIGGER"].dt <= dt.timedelta(0) for alarm in alarms), event
    first = json.loads(winddown(home, zone, "tonight", "--json"))["evening"]
    first = dt.date.fromisoformat(first)
    compared = 0
    days = days_to_compare(zone, first)
    for day in days:
        for title, at in due(home, zone, day):
            local = at.replace(tzinfo=None)
            found = recurring_ical_events.of(calendar).between(
                at - dt.timedelta(hours=3), at + dt.timedelta(hours=3)
            )
            starts = [event["DTSTART"].dt for event in found if event["SUMMARY"] == title]
            assert [start.astimezone(dt.timezone.utc) for start in starts] == [
                at.astimezone(dt.timezone.utc)
            ], (zone, day, title, at, starts)
            # A local time that comes twice is either of them.
            in_file = [local.replace(tzinfo=by_the_file, fold=fold) for fold in (0, 1)]
            instants = [one.astimezone(dt.timezone.utc) for one in in_file]
            assert at in instants, (zone, day, title, at, instants)
            compared += 1
    return compared, len(days)


def main():
    for zone in ZONES:
        with tempfile.TemporaryDirectory() as home:
            folder = pathlib.Path(home, ".config/winddown")
            folder.mkdir(parents=True)
            folder.joinpath("config.toml").write_text(PLAN)
            compared, days = check(home, zone)
            print(f"{zone}: {compared} alarms on {days} days")


main()
