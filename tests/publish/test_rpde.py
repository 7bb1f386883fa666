"""OpenActive data and RPDE pages: by the rules, and by OpenActive's own validator."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given

from agregateur.model import Event, Member, Occurrence, Place, Rule
from agregateur.publish import rpde
from agregateur.publish.leaving import Credit, may_leave
from agregateur.publish.rpde import ICAL, About
from tests.publish import openactive
from tests.publish.portal import BASE, PORTAL
from tests.publish.strategies import events
from tests.publish.test_ical import concert, weekly
from tests.web.factory import at, event, whole

ABOUT = About(
    base_url=BASE,
    portal=PORTAL,
    credits={"mjc": Credit(name="MJC", home="https://mjc.example/", licence="CC-BY-SA-4.0")},
    labels={"musique": "Concerts et musique"},
    access={"boucle": "Boucle magnétique"},
)
NOT_OURS = re.compile(r".*\.(activity|organizer(\.id)?|offers)")
"""What OpenActive requires of sports, and who announces an event here need not say."""


def full() -> Event:
    return event(
        "bal", "Bal", at(0), at(1), status="cancelled", acces="gratuit", price="Entrée libre", organizer="Les Amis",
        text="Un bal.", description="<p>Un bal.</p>", image="https://mjc.example/a.jpg", image_credit="Anne",
        language="fr", accessibilite=("boucle",), inscription="obligatoire", public=("familles",), sold_out=True,
        online="https://visio.example/x",
        place=Place(venue="MJC", street="35 rue Pasteur", city="Briançon", postcode="05100", latitude=44.9,
                    longitude=6.6),
    )  # fmt: skip


def test_an_event_says_all_that_may_leave() -> None:
    said = rpde.data(full(), ABOUT, commune="Briançon", departement="Hautes-Alpes")
    identifiers = {(one["propertyID"], one["value"]) for one in said["identifier"]}
    assert identifiers == {("uid", f"bal@{PORTAL}"), ("insee", "05023"), ("record", "bal@mjc")}
    assert said["@id"] == f"{BASE}/evenements/bal" and said["url"] == f"{BASE}/evenements/bal-bal"
    assert said["eventStatus"] == "https://schema.org/EventCancelled"
    assert said["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 44.9, "longitude": 6.6}
    assert said["isAccessibleForFree"] is True
    assert said["offers"] == [
        {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "description": "Entrée libre",
            "openBookingInAdvance": "https://openactive.io/Required",
        }
    ]
    assert said["accessibilityInformation"] == "Boucle magnétique"
    assert said["category"][0]["prefLabel"] == "Concerts et musique"
    assert said["image"] == [
        {"@type": "ImageObject", "url": "https://mjc.example/a.jpg", "schema:creditText": "Anne"}
    ]
    assert said["schema:isBasedOn"] == [
        {
            "@type": "schema:CreativeWork",
            "schema:url": "https://mjc.example/bal",
            "schema:creditText": "MJC",
            "schema:license": "https://creativecommons.org/licenses/by-sa/4.0/",
        }
    ]
    assert (said["description"], said["beta:formattedDescription"]) == ("Un bal.", "<p>Un bal.</p>")
    assert said["remainingAttendeeCapacity"] == 0 and len(said["subEvent"]) == 2


def test_dates_are_moments_in_utc_or_days() -> None:
    [one] = [rpde.data(event("e", "E", at(0, 20, 30, hours=2)), ABOUT)]
    assert (one["startDate"], one["endDate"], one["duration"]) == (
        "2026-12-09T19:30:00Z", "2026-12-09T21:30:00Z", "PT2H",
    )  # fmt: skip
    days = rpde.data(event("e", "E", whole(0, 3)), ABOUT)
    assert (days["startDate"], days["endDate"], days["duration"]) == ("2026-12-09", "2026-12-11", "P3D")


def test_a_date_says_what_it_does_not_share() -> None:
    start = datetime(2026, 12, 9, 18, tzinfo=UTC)
    moved = Occurrence(
        start=start + timedelta(days=8), slot=start + timedelta(days=7), title="Autre", venue="Là"
    )
    off = Occurrence(start=start + timedelta(days=14), status="cancelled")
    said = rpde.data(event("e", "E", Occurrence(start=start), moved, off), ABOUT)["subEvent"]
    assert said[0] == {"@type": "Event", "startDate": "2026-12-09T18:00:00Z"}
    assert said[1]["schema:previousStartDate"] == "2026-12-16T18:00:00Z"
    assert (said[1]["name"], said[1]["location"]) == ("Autre", {"@type": "Place", "name": "Là"})
    assert said[2]["eventStatus"] == "https://schema.org/EventCancelled"


def test_what_has_no_end_says_its_rule() -> None:
    rule = Rule(
        start=date(2026, 12, 9), end=date(2026, 12, 10), rrule="FREQ=WEEKLY", exdates=(date(2026, 12, 16),)
    )
    said = rpde.data(event("e", "E", whole(0), endless=True, rule=rule), ABOUT)
    assert {name.removeprefix(ICAL): said[name] for name in said if name.startswith(ICAL)} == {
        "tzid": "Europe/Paris",
        "rrule": "FREQ=WEEKLY",
        "dtstart": "20261209",
        "dtend": "20261210",
        "exdate": ["20261216"],
    }


def test_records_kept_to_our_pages_are_not_named() -> None:
    members = (
        Member(source="mjc", uid="a", republication="complet"),
        Member(source="x", uid="b", republication="portail"),
    )
    said = json.dumps(rpde.data(event("e", "E", at(0), members=members), ABOUT))
    assert '"a"' in said and '"b"' not in said


@given(event=events())
def test_any_event_becomes_data(event: Event) -> None:
    out = may_leave(event)
    if out is None:
        return
    item = rpde.updated("x@y", 3, rpde.data(out, ABOUT))
    page = json.loads(
        rpde.page([item], following=f"{BASE}/agenda.rpde?afterChangeNumber=3", licence=f"{BASE}/sources")
    )
    [read] = page["items"]
    assert (read["state"], read["kind"], read["modified"]) == ("updated", "Event", 3)
    for one in (read["data"], *read["data"].get("subEvent", [])):
        for name in ("startDate", "endDate"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", one.get(name, "2026-12-09"))
    assert None not in read["data"].values() and "" not in read["data"].values()


def test_what_is_deleted_has_no_data() -> None:
    assert rpde.deleted("x@y", 3) == {"state": "deleted", "kind": "Event", "id": "x@y", "modified": 3}


def test_openactive_s_validator_finds_nothing_else() -> None:
    listed = [one for one in map(may_leave, (concert(), weekly(), full())) if one is not None]
    assert len(listed) == 3
    said = [rpde.data(one, ABOUT, commune="Briançon", departement="Hautes-Alpes") for one in listed]
    found = [
        (type, path) for severity, type, path in openactive.run("data", given=said) if severity == "failure"
    ]
    assert found, "it looks at what it is given"
    wrong = [(type, path) for type, path in found if not re.search(r"schema:|ical#|beta:", path)]
    assert all(NOT_OURS.fullmatch(path) for _, path in wrong), wrong
