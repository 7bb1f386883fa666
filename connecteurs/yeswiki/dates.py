"""The dates of an entry, as YesWiki writes and reads them (tools/bazar/fields/DateField.php, IcalFormatter.php)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from agregateur.connecting.values import at, clock_of, text_of, when_of
from connecteurs.yeswiki.forms import Form


def dates(entry: Mapping[str, Any], form: Form, fields: Mapping[str, str]) -> dict[str, Any]:
    """The form's start and end under `@start` and `@end`, and those that `fields` maps under their own keys; what is no
    date stays as it is.

    An end that is a day beside a start with an hour lasts to the end of that day (IcalFormatter::getICALData).
    """
    found: dict[str, Any] = {}
    for name in ("start", "end", "start_date", "end_date"):
        if (key := fields.get(name)) and (value := at(entry, key)) not in (None, ""):
            found[key] = _when(entry, key, value)
    for ours, key in (("@start", form.start), ("@end", form.end)):
        if key and (value := entry.get(key)) not in (None, "", "0000-00-00"):
            found[ours] = _when(entry, key, value)
    start, end = found.get("@start"), found.get("@end")
    if isinstance(start, datetime) and isinstance(end, date) and not isinstance(end, datetime):
        later = datetime.combine(end + timedelta(days=1), time(), start.tzinfo)
        found["@end"] = later if end > start.date() else None
    return found


def _when(entry: Mapping[str, Any], key: str, value: Any) -> Any:
    """A day, a moment with its offset, or in older wikis a day beside `{key}_hour` and `{key}_minutes`, unless
    `{key}_allday`. `+00:00` is no offset: YesWiki writes it where it lost its own, and reads the hour as local
    (DateService::getDateTimeWithRightTimeZone)."""
    when = when_of(value) if isinstance(value, str) else None
    if when is None:
        return value
    if isinstance(when, datetime):
        return when.replace(tzinfo=None) if when.tzinfo and when.utcoffset() == timedelta(0) else when
    hour = text_of(entry.get(f"{key}_hour"))
    if text_of(entry.get(f"{key}_allday")) != "0" or hour is None:
        return when
    clock = clock_of(f"{hour}:{(text_of(entry.get(f'{key}_minutes')) or '00').zfill(2)}")
    return datetime.combine(when, clock) if clock else when
