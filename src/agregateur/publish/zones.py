"""The time zones that our calendars may name: France's, as constant VTIMEZONE components (RFC 5545 3.6.5).

The rules are today's: Europe/Paris changes on the last Sundays of March and October (directive 2000/84/EC, since
1996), Saint-Pierre-et-Miquelon follows North America (since 2007), nothing else of France changes its clocks. Times in
any other zone are written in UTC.
"""

from __future__ import annotations


def _component(tzid: str, *observances: str) -> str:
    return "\r\n".join(
        [
            "BEGIN:VTIMEZONE",
            f"TZID:{tzid}",
            *(o.replace("\n", "\r\n") for o in observances),
            "END:VTIMEZONE",
            "",
        ]
    )


def _fixed(tzid: str, offset: str, name: str) -> str:
    return _component(
        tzid,
        "BEGIN:STANDARD\nDTSTART:19700101T000000\n"
        f"TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nTZNAME:{name}\nEND:STANDARD",
    )


_FIXED = {
    "America/Cayenne": "-0300",
    "America/Guadeloupe": "-0400",
    "America/Marigot": "-0400",
    "America/Martinique": "-0400",
    "America/St_Barthelemy": "-0400",
    "Indian/Kerguelen": "+0500",
    "Indian/Mayotte": "+0300",
    "Indian/Reunion": "+0400",
    "Pacific/Gambier": "-0900",
    "Pacific/Marquesas": "-0930",
    "Pacific/Noumea": "+1100",
    "Pacific/Tahiti": "-1000",
    "Pacific/Wallis": "+1200",
}

VTIMEZONES: dict[str, str] = {
    "Europe/Paris": _component(
        "Europe/Paris",
        "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"
        "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\nEND:DAYLIGHT",
        "BEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\n"
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\nEND:STANDARD",
    ),
    "America/Miquelon": _component(
        "America/Miquelon",
        "BEGIN:DAYLIGHT\nDTSTART:20070311T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\n"
        "TZOFFSETFROM:-0300\nTZOFFSETTO:-0200\nTZNAME:-02\nEND:DAYLIGHT",
        "BEGIN:STANDARD\nDTSTART:20071104T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\n"
        "TZOFFSETFROM:-0200\nTZOFFSETTO:-0300\nTZNAME:-03\nEND:STANDARD",
    ),
    **{tzid: _fixed(tzid, offset, offset) for tzid, offset in _FIXED.items()},
}
"""VTIMEZONE text (CRLF) by TZID."""
