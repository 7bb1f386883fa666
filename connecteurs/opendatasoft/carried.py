"""From the rows of OpenAgenda's shape to records: the national dataset `evenements-publics-openagenda`, and those that
towns and regions make of their own agendas.

Texts have one column a language (`title_fr`); lists and choices are JSON within a text, or lists in v2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agregateur.connecting import openagenda
from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import moment_of, number_of, spoken, text_of, texts_of
from agregateur.contract import Record, Rejected, Repair
from agregateur.text import identifier
from connecteurs.opendatasoft.columns import point_in

END, START = "lastdate_end", "firstdate_begin"


def shaped(row: Any) -> bool:
    """Whether a row is of OpenAgenda's shape."""
    if not isinstance(row, Mapping):
        return False
    titled = any(isinstance(name, str) and name.startswith("title_") for name in row)
    return titled and bool({START, "timings", "originagenda_uid", "daterange_fr"} & row.keys())


def read(row: Mapping[str, Any]) -> Record | Rejected:
    uid = identifier(text_of(row.get("uid")) or text_of(row.get("slug")) or "")
    title = _told(row, "title")
    if not title:
        return Rejected(uid, "no_title", trace(row) or uid)
    if not uid:
        return Rejected("", "no_uid", title[:80])
    repairs: list[Repair] = []
    timings = _timings(row, repairs)
    if not timings:
        return Rejected(uid, "no_start", about(title, _told(row, "daterange")))
    status = openagenda.code_of(row.get("status"))
    attendance = openagenda.ATTENDANCE.get(openagenda.code_of(row.get("attendancemode")))
    venue, postcode = text_of(row.get("location_name")), text_of(row.get("location_postalcode"))
    city = text_of(row.get("location_city"))
    long, conditions = _told(row, "longdescription"), _told(row, "conditions")
    html = bool(long and long.startswith("<"))
    tickets, telephone, email = openagenda.tools(row.get("registration"))
    number = openagenda.permalink(text_of(row.get("originagenda_uid")), uid)
    page = openagenda.address_of(text_of(row.get("canonicalurl"))) or number
    links = dict.fromkeys([number, *tickets, *openagenda.enriched(row.get("links"))])
    latitude, longitude = _point(row.get("location_coordinates"), repairs)
    return Record(
        uid=uid,
        title=title,
        description=long if html or not long else openagenda.unmarked(long),
        markup=html,
        summary=_told(row, "description"),
        language=_language(row),
        timings=timings,
        status=openagenda.STATUSES.get(status) if status else None,
        updated=moment_of(row.get("updatedat")),
        venue=venue,
        street=openagenda.street_of(text_of(row.get("location_address")), postcode, city, venue),
        postcode=postcode,
        city=city,
        country=text_of(row.get("location_countrycode")),
        insee=text_of(row.get("location_insee")),
        latitude=latitude,
        longitude=longitude,
        online=openagenda.address_of(text_of(row.get("onlineaccesslink")))
        if attendance != "offline"
        else None,
        attendance=attendance,
        categories=tuple(dict.fromkeys(_words(row.get("category")) + _words(row.get("keywords_fr")))),
        age_min=number_of(row.get("age_min")),
        age_max=number_of(row.get("age_max")),
        accessibility=openagenda.accessible(row.get("accessibility")),
        price=conditions,
        registration=conditions,
        organizer=text_of(row.get("contributor_organization")),
        telephone=telephone,
        email=email,
        url=page,
        links=tuple(link for link in links if link and link != page),
        carried=openagenda.carried_as(uid),
        image=openagenda.address_of(text_of(row.get("image")) or text_of(row.get("originalimage"))),
        image_credit=text_of(row.get("imagecredits")),
        repairs=tuple(repairs),
    )


def _told(row: Mapping[str, Any], name: str) -> str | None:
    """A text in French, else in any language it is told in."""
    languages = {key.rpartition("_")[2]: said for key, said in row.items() if key.startswith(f"{name}_")}
    return spoken(languages)


def _language(row: Mapping[str, Any]) -> str | None:
    told = [key.rpartition("_")[2] for key, said in row.items() if key.startswith("title_") and text_of(said)]
    return "fr" if "fr" in told else "en" if "en" in told else told[0] if told else None


def _timings(row: Mapping[str, Any], repairs: list[Repair]) -> openagenda.Timings:
    """The dates listed one by one; without a list, the first and the last, which the dataset has in columns."""
    if found := openagenda.timings_of(row.get("timings"), repairs):
        return found
    ends = [
        {"begin": row.get(f"{which}_begin"), "end": row.get(f"{which}_end")}
        for which in ("firstdate", "lastdate")
    ]
    found = openagenda.timings_of([one for one in ends if one["begin"]], repairs)
    if len(found) > 1:
        repairs.append(Repair(code="timings_short", detail=(_told(row, "daterange") or "")[:80]))
    return found


def _words(value: Any) -> tuple[str, ...]:
    return texts_of(value, r"\s*;\s*")


def _point(value: Any, repairs: list[Repair]) -> tuple[float | None, float | None]:
    found = point_in(value)
    if found is None and value:
        repairs.append(Repair(code="bad_point", detail=str(value)[:80]))
    return found or (None, None)
