"""One group of records in, one clean item out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agregateur.config import Defaults, Stanza
from agregateur.contract import Record, Repair
from agregateur.ingest.grouping import Group
from agregateur.ingest.normalise import clean, clean_all
from agregateur.ingest.recurrence import expand
from agregateur.model import Expansion, Item, Place, from_json, to_json
from agregateur.text import printable

PARIS = ZoneInfo("Europe/Paris")
DAY = datetime(2026, 12, 5, 20, 30, tzinfo=PARIS)
OUR = ("agenda.example", "https://agenda.example/portail")
WINDOW = (DAY - timedelta(days=31), DAY + timedelta(days=396))
MJC = Stanza(id="mjc", name="MJC", url="https://mjc.example/a.ics", shown_url="https://mjc.example/a.ics")


def cleaned(*records: Record, stanza: Stanza = MJC, uid: str = "1") -> Item:
    kind = records[0].kind
    dates: Expansion | None = (
        expand(records, zone=stanza.timezone, window=WINDOW) if kind == "event" else None
    )
    return clean(uid, kind, records, dates, stanza, our=OUR)


def codes(item: Item) -> set[str]:
    return {repair.code for repair in item.repairs}


def test_many_groups_are_cleaned_as_one_by_one() -> None:
    told = {"a": "ANNULÉ : Loto", "b": "", "c": "Concert &amp; bal"}
    groups = [
        Group(uid, "event", "", (record := Record(uid=uid, title=title, start=DAY),), _dates(record))
        for uid, title in told.items()
    ]
    items = clean_all(groups, MJC, our=OUR)
    assert items == [cleaned(*group.records, uid=group.key) for group in groups]
    assert [item.status for item in items] == ["cancelled", "confirmed", "confirmed"]
    assert [codes(item) for item in items] == [{"mark_in_title"}, {"title_missing"}, set()]


def _dates(*records: Record) -> Expansion:
    return expand(records, zone=MJC.timezone, window=WINDOW)


def test_a_whole_record() -> None:
    item = cleaned(
        Record(
            uid="1",
            title="ANNULÉ - Concert de No&euml;l &amp;#039;nuit&amp;#039; ",
            description="<p onclick=x>Entrée libre, <script>a</script>tél. 04.92.21.25.76 ou mjc@ex.example</p>",
            markup=True,
            location="Salle Dum'Art, 12 rue Pasteur, 05100 Briançon, France",
            start=DAY,
            duration=timedelta(hours=2),
            categories=("Festival", "Concerts"),
            organizer="MJC du Briançonnais",
            url="https://mjc.example/concert",
            image="https://mjc.example/a.jpg",
            links=("https://mjc.example/concert", "https://mjc.example/b", "ftp://x"),
        ),
        stanza=Stanza(
            id="mjc", name="MJC", url="u", shown_url="u", licence="CC-BY-SA-4.0", republication="complet"
        ),
    )
    assert (item.title, item.status, item.occurrences[0].status) == (
        "Concert de Noël 'nuit'",
        "cancelled",
        "cancelled",
    )
    assert item.text == "Entrée libre, tél. 04.92.21.25.76 ou mjc@ex.example"
    assert item.place.venue == "Salle Dum'Art" and item.place.street == "12 rue Pasteur"
    assert (item.place.postcode, item.place.city, item.place.country) == ("05100", "Briançon", "FR")
    assert item.categories == ("musique",) and item.words == ("Festival", "Concerts")
    assert (item.acces, item.organizer) == ("gratuit", "MJC du Briançonnais")
    assert (item.contact.telephone, item.contact.email) == ("04 92 21 25 76", "mjc@ex.example")
    assert item.links == ("https://mjc.example/b",) and item.image == "https://mjc.example/a.jpg"
    assert (item.licence, item.republication, item.timezone) == ("CC-BY-SA-4.0", "complet", "Europe/Paris")
    assert codes(item) == {"mark_in_title"} and not item.echo
    assert from_json(Item, to_json(item)) == item


def test_a_mark_in_an_override_concerns_its_date_alone() -> None:
    series = Record(
        uid="1", title="Yoga", start=DAY, end=DAY + timedelta(hours=1), rrule=("FREQ=WEEKLY;COUNT=3",)
    )
    second = DAY + timedelta(days=7)
    gone = Record(uid="1", title="ANNULÉ : Yoga", recurrence_id=second, start=second)
    other = Record(uid="1", title="Yoga en plein air", location="Parc", recurrence_id=DAY, start=DAY)
    item = cleaned(series, gone, other)
    assert (item.title, item.status) == ("Yoga", "confirmed")
    assert [(one.status, one.title, one.venue) for one in item.occurrences] == [
        ("confirmed", "Yoga en plein air", "Parc"),
        ("cancelled", None, None),
        ("confirmed", None, None),
    ]


def test_a_cancelled_series_is_cancelled_on_every_date() -> None:
    series = Record(uid="1", title="Yoga", status="CANCELLED", start=DAY, rrule=("FREQ=WEEKLY;COUNT=3",))
    item = cleaned(series)
    assert item.status == "cancelled" and {one.status for one in item.occurrences} == {"cancelled"}


def test_all_dates_cancelled_one_by_one_cancel_the_event() -> None:
    series = Record(uid="1", title="Yoga", start=DAY, rrule=("FREQ=WEEKLY;COUNT=2",))
    gone = [
        Record(uid="1", title="Yoga", status="CANCELLED", recurrence_id=slot, start=slot)
        for slot in (DAY, DAY + timedelta(days=7))
    ]
    assert cleaned(series, *gone).status == "cancelled"


def test_overrides_without_their_series_speak_for_themselves() -> None:
    first = Record(uid="1", title="ANNULÉ Atelier", recurrence_id=DAY, start=DAY)
    later = DAY + timedelta(days=7)
    second = Record(uid="1", title="Atelier", recurrence_id=later, start=later)
    for records in ((first, second), (second, first)):
        item = cleaned(*records)
        assert (item.title, item.status) == ("Atelier", "confirmed")
        assert [one.status for one in item.occurrences] == ["cancelled", "confirmed"]


def test_a_stated_status_goes_before_a_mark_unless_it_says_nothing() -> None:
    assert cleaned(Record(uid="1", title="Annulé : bal", status="CONFIRMED", start=DAY)).status == "cancelled"
    assert cleaned(Record(uid="1", title="Bal", status="EventPostponed", start=DAY)).status == "postponed"
    odd = cleaned(Record(uid="1", title="Bal", status="NEEDS-ACTION", start=DAY))
    assert odd.status == "confirmed" and "status_unknown" in codes(odd)
    full = cleaned(Record(uid="1", title="[COMPLET] Bal", start=DAY))
    assert full.sold_out and full.status == "confirmed" and full.title == "Bal"
    told = cleaned(Record(uid="1", title="Bal", status="Complet !", start=DAY))
    assert told.sold_out and told.status == "confirmed" and not codes(told)
    assert not cleaned(Record(uid="1", title="Bal", status="Confirmé", start=DAY)).sold_out


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("LOTO DES POMPIERS", "LOTO DES POMPIERS"),
        ("Fête de l&#039;été", "Fête de l'été"),
        ("CafÃ© concert", "Café concert"),
        ("Ch\u00e2teau &amp; \u00c2ge d'or", "Château & Âge d'or"),
        ("<b>Bal</b> des <i>pompiers</i>", "Bal des pompiers"),
        ("Bal\x00 du\u202814\r\njuillet\u00a0!", "Bal du 14 juillet !"),
        ("2 < 3", "2 < 3"),
        ("R&D; et AT&T", "R&D; et AT&T"),
        (r"Bal\, loto\; et jeux\n20 h", "Bal, loto; et jeux 20 h"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; Bal", "alert(1) Bal"),
    ],
)
def test_titles_are_readable(title: str, expected: str) -> None:
    assert cleaned(Record(uid="1", title=title, start=DAY)).title == expected


def test_a_missing_title_is_made_up_for_and_noted() -> None:
    told = cleaned(Record(uid="1", description="Grand bal.\nEntrée libre", start=DAY))
    assert told.title == "Grand bal." and "title_missing" in codes(told)
    assert cleaned(Record(uid="1", location="Salle du Lac", start=DAY)).title == "Salle du Lac"
    assert cleaned(Record(uid="1", start=DAY)).title == "MJC"
    assert len(cleaned(Record(uid="1", title="mot " * 500, start=DAY)).title) <= 300


def test_a_description_escaped_twice_has_no_backslashes() -> None:
    told = cleaned(
        Record(uid="1", title="Bal", description=r"Bal\, buvette.\n\nEntrée libre.\r\nÀ 20 h", start=DAY)
    )
    assert told.text == "Bal, buvette.\n\nEntrée libre.\nÀ 20 h"
    kept = cleaned(Record(uid="1", title="Bal", description=r"Fichier C:\nouveau", start=DAY))
    assert kept.text == r"Fichier C:\nouveau"


def test_places() -> None:
    usual = Stanza(
        id="a", name="A", url="u", shown_url="u", default=Defaults(venue="MJC", category="ateliers")
    )
    assert cleaned(Record(uid="1", title="x", start=DAY), stanza=usual).place == Place(venue="MJC")
    assert cleaned(Record(uid="1", title="x", start=DAY), stanza=usual).categories == ("ateliers",)
    assert cleaned(Record(uid="1", title="x", start=DAY, location="Parc"), stanza=usual).place.venue == "Parc"
    # A room alone is one of the source's own house.
    for said, venue in (
        ("Hall", "MJC, Hall"),
        ("Salle 2", "MJC, Salle 2"),
        ("Salle polyvalente",) * 2,
        ("Hall, Gap", "Hall"),
    ):
        assert (
            cleaned(Record(uid="1", title="x", start=DAY, location=said), stanza=usual).place.venue == venue
        )
    eaten = cleaned(
        Record(uid="1", title="x", start=DAY, postcode="5100", insee="5023", city="BRIANÇON CEDEX")
    )
    assert (eaten.place.postcode, eaten.place.insee, eaten.place.city) == ("05100", "05023", "BRIANÇON")
    point = cleaned(Record(uid="1", title="x", start=DAY, latitude=44.9, longitude=6.6)).place
    assert (point.latitude, point.longitude) == (44.9, 6.6)
    for lat, lon in ((0.0, 0.0), (91.0, 6.0), (float("nan"), 6.0)):
        bad = cleaned(Record(uid="1", title="x", start=DAY, latitude=lat, longitude=lon))
        assert bad.place.latitude is None and "point_dropped" in codes(bad)


def test_who_organises_is_no_place_where_the_text_tells_one() -> None:
    told = "Sortie VTT. Lieu : salle des fêtes, 05100 Névache."
    found = cleaned(Record(uid="1", title="x", start=DAY, location="Vélo-club", description=told))
    assert (found.place.venue, found.place.city) == ("salle des fêtes", "Névache")
    assert "place_from_text" in codes(found)
    finer = Record(uid="1", title="x", start=DAY, venue="Vélo-club", city="Embrun", description=told)
    assert cleaned(finer).place.venue == "Vélo-club"


def test_rooms_on_the_net_have_no_place() -> None:
    zoom = cleaned(Record(uid="1", title="x", start=DAY, location="https://us02web.zoom.us/j/1?pwd=x"))
    assert zoom.place == Place(text="En ligne") and zoom.online == "https://us02web.zoom.us/j/1?pwd=x"
    stated = cleaned(Record(uid="1", title="x", start=DAY, venue="Zoom", attendance="online"))
    assert stated.place == Place(text="En ligne")
    both = cleaned(
        Record(uid="1", title="x", start=DAY, online="https://meet.example/a", location="Mairie, Gap")
    )
    assert both.place.city == "Gap" and both.online == "https://meet.example/a"


def test_addresses_that_may_not_be_shown_are_dropped_and_noted() -> None:
    for url in (
        "javascript:alert(1)",
        "/relative",
        "https://ex.example/" + "a" * 2000,
        "https://a b.example",
        "ftp://x.example",
    ):
        item = cleaned(Record(uid="1", title="x", start=DAY, url=url, image=url))
        assert item.url is None and item.image is None and "address_dropped" in codes(item)
    assert cleaned(Record(uid="1", title="x", start=DAY, organizer="mailto:a@b.example")).organizer is None
    assert (
        cleaned(Record(uid="1", title="x", start=DAY, organizer="mailto:a@b.example")).contact.email
        == "a@b.example"
    )


@pytest.mark.parametrize(
    ("record", "uid", "echo"),
    [
        (Record(uid="1", title="x", start=DAY), "k7f3@agenda.example", True),
        (Record(uid="1", title="x", start=DAY), "k7f3@agenda.example.org", False),
        (
            Record(uid="1", title="x", start=DAY, url="http://agenda.example/portail/evenements/k7-bal"),
            "1",
            True,
        ),
        (Record(uid="1", title="x", start=DAY, links=("https://www.agenda.example/portail",)), "1", True),
        (Record(uid="1", title="x", start=DAY, url="https://agenda.example/portailler"), "1", False),
        (Record(uid="1", title="x", start=DAY, carried=("k7f3@agenda.example",)), "1", True),
        (
            Record(
                uid="1", title="x", start=DAY, url="https://mjc.example/?u=https://agenda.example/portail"
            ),
            "1",
            False,
        ),
    ],
)
def test_echoes(record: Record, uid: str, echo: bool) -> None:
    assert cleaned(record, uid=uid).echo is echo


def test_articles_and_actors() -> None:
    news = cleaned(
        Record(
            uid="1", kind="article", title="Le printemps arrive", published=datetime(2026, 3, 1, tzinfo=UTC)
        )
    )
    assert (news.genre, news.categories, news.occurrences, news.acces) == ("annonce", (), (), None)
    actor = cleaned(
        Record(uid="1", kind="actor", title="MJC", categories=("Éducation populaire",), city="Briançon")
    )
    assert (actor.words, actor.genre, actor.place.city) == (("Éducation populaire",), None, "Briançon")


def test_repairs_of_the_connector_and_of_the_dates_are_kept() -> None:
    noted = Record(
        uid="1", title="x", start=DAY, end=DAY - timedelta(hours=1), repairs=(Repair(code="zone_guessed"),)
    )
    assert "zone_guessed" in codes(cleaned(noted))
    with pytest.raises(ValueError, match="no record"):
        clean("1", "event", [], None, MJC, our=OUR)


texts = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "ANNULÉ",
            "&amp;",
            "&#39;",
            "Ã©",
            "<b>",
            "\x00",
            "\u2028",
            " - ",
            "Bal",
            "Gap",
            "05000",
            ",",
            "\n",
            "€",
        ]
    ),
    max_size=10,
).map("".join)


@given(
    title=texts,
    description=texts,
    location=texts,
    price=texts,
    organizer=texts,
    words=st.lists(texts, max_size=3),
)
def test_cleaning_what_is_clean_changes_nothing(
    title: str, description: str, location: str, price: str, organizer: str, words: list[str]
) -> None:
    item = cleaned(
        Record(
            uid="1", title=title, description=description, location=location, price=price, organizer=organizer,
            categories=tuple(words), start=DAY,
        )
    )  # fmt: skip
    assume("title_missing" not in codes(item))
    place = item.place
    again = cleaned(
        Record(
            uid="1", title=item.title, description=item.description, markup=True, location=place.text,
            status=item.status, price=item.price, organizer=item.organizer, categories=item.words, start=DAY,
        )
    )  # fmt: skip
    assert again.title == item.title
    assert (again.description, again.text, again.price, again.words) == (
        item.description,
        item.text,
        item.price,
        item.words,
    )
    assert again.place.text == place.text and again.organizer == item.organizer
    written = to_json(item)
    for value in (
        item.title,
        place.text or "",
        place.venue or "",
        place.city or "",
        item.price or "",
        *item.words,
    ):
        assert printable(value) == value and "\n" not in value
    assert from_json(Item, written) == item


@given(st.dates(min_value=date(2026, 12, 1), max_value=date(2027, 6, 1)))
def test_dates_are_those_of_the_expansion(day: date) -> None:
    item = cleaned(Record(uid="1", title="Foire", start=day))
    assert item.first == day and item.occurrences[0].start == day and not item.endless
