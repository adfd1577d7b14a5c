"""Regenerates notices.csv beside this file from the Python package chinesecalendar.

Usage:  pip install chinesecalendar==1.11.0 && python3 generate.py

The output depends only on the version of the package, so running it again must leave the file unchanged.
When a new year is added, raise VERSION and LAST together and run the crate's tests.
"""

import datetime
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants

VERSION = "1.11.0"
FIRST, LAST = 2007, 2026
NEW_YEAR = constants.Holiday.new_years_day.value
CHINESE = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def notice_of(date, name):
    """New Year days that fall in December belong to the notice of the coming year."""
    return date.year + 1 if name == NEW_YEAR and date.month == 12 else date.year


def main():
    found = version("chinesecalendar")
    if found != VERSION:
        raise SystemExit(f"chinesecalendar {VERSION} wanted, {found} installed")
    rows = []
    for kind, days in (("off", constants.holidays), ("work", constants.workdays)):
        for date, name in days.items():
            year = notice_of(date, name)
            if FIRST <= year <= LAST:
                rows.append((year, date, kind, CHINESE[name]))
    rows.sort()
    covered = {row[0] for row in rows}
    if covered != set(range(FIRST, LAST + 1)):
        raise SystemExit(f"years without a notice: {sorted(set(range(FIRST, LAST + 1)) - covered)}")
    if len({row[1] for row in rows}) != len(rows):
        raise SystemExit("a date is listed twice")
    for year, date, kind, _ in rows:
        # A row must say something: a working day listed on Monday to Friday would be a mistake of the source.
        if kind == "work" and date.weekday() < 5:
            raise SystemExit(f"{date} is listed as a working weekend but is a weekday")
        if date.year != year and (date.year, date.month) != (year - 1, 12):
            raise SystemExit(f"{date} does not belong to the notice of {year}")
    text = "notice,date,kind,name\n" + "".join(f"{y},{d.isoformat()},{k},{n}\n" for y, d, k, n in rows)
    Path(__file__).with_name("notices.csv").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(rows)} rows, {FIRST}-{LAST}")


if __name__ == "__main__":
    main()
