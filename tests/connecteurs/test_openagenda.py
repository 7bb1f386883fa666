"""What OpenAgenda teaches beyond the samples: the addresses of an agenda, its key, its pages, and what is proposed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from werkzeug import Request
from werkzeug.test import EnvironBuilder

from agregateur.connecting.openagenda import unmarked
from agregateur.contract import Document, Link, Page, Record, Rejected, Repair, Said, Withdrawn
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest.statuses import says_full, status_word
from connecteurs.openagenda import OpenAgenda
from tests.connecteurs.apis.base import World
from tests.connecteurs.apis.openagenda import API, KEY, UID, event
from tests.connecteurs.samples import Answers, records

EXPORT = f"https://openagenda.com/agendas/{UID}/events.v2.json"
BY_API = f"https://api.openagenda.com/v2/agendas/{UID}/events"
PAGE = "https://openagenda.com/ville-de-gap"


@dataclass
class Site:
    """OpenAgenda's two hosts as a `fetch`: the API of the local server, and the page of the agenda."""

    world: World
    page: bytes = f'<!DOCTYPE html><html><a href="/agendas/{UID}/contribute">Ajouter</a></html>'.encode()
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        assert json is None
        self.asked.append((url, headers or {}))
        parts = urlsplit(url)
        if not parts.path.startswith(("/v2/", "/agendas/")):
            return Document(url=url, content=self.page)
        request = Request(
            EnvironBuilder(
                parts.path, query_string=parts.query, headers=dict(headers or {}).items()
            ).get_environ()
        )
        response = API.respond(request, self.world)
        if response.status_code != 200:
            raise HttpStatus(f"{response.status_code}", url=url, status=response.status_code)
        return Document(url=url, content=response.get_data())

    def pages(self) -> list[str]:
        """What was asked for, but the notes of what was removed."""
        return [url for url, _ in self.asked if "removed=1" not in url]

    def addresses(self) -> list[str]:
        return [url.partition("?")[0] for url in self.pages()]


def read(value: Any, url: str = "https://partenaire.example/agenda.json", **options: Any) -> list[Said]:
    return list(OpenAgenda(url=url, **options).collect(Answers(json.dumps(value).encode(), {}), {}))


def one(**changes: Any) -> Record:
    (record,) = records(read({"events": [{**event(1), **changes}], "total": 1, "after": None}))
    return record


@pytest.mark.parametrize(
    "url",
    [
        EXPORT,
        f"https://openagenda.com/agendas/{UID}",
        f"https://openagenda.com/fr/agendas/{UID}?relative%5B0%5D=current&oaq=1",
        f"https://www.openagenda.com/agendas/{UID}/events/4120",
        f"https://openagenda.com/agendas/{UID}/embeds/8131954/events",
        f"https://openagenda.com/agendas/{UID}/events.json",
        BY_API,
        f"https://api.openagenda.com/v2/agendas/{UID}",
    ],
)
def test_an_agenda_by_its_number_is_read_with_and_without_a_key(url):
    open_to_all, with_key = Site(World(items=3)), Site(World(items=3))
    assert len(records(OpenAgenda(url=url).collect(open_to_all, {}))) == 3
    assert len(records(OpenAgenda(url=url, key=KEY).collect(with_key, {}))) == 3
    assert open_to_all.addresses() == [EXPORT] and not open_to_all.asked[0][1]
    assert with_key.addresses() == [BY_API] and with_key.asked[0][1] == {"key": KEY}


@pytest.mark.parametrize(
    "url",
    [PAGE, f"{PAGE}/", "https://openagenda.com/fr/ville-de-gap?size=3", f"{PAGE}/events/concert?lang=fr"],
)
def test_an_agenda_by_its_name_is_found_first(url):
    open_to_all, with_key = Site(World(items=3)), Site(World(items=3))
    assert len(records(OpenAgenda(url=url).collect(open_to_all, {}))) == 3
    assert open_to_all.addresses() == [url.partition("?")[0], EXPORT]
    assert len(records(OpenAgenda(url=url, key=KEY).collect(with_key, {}))) == 3
    assert with_key.addresses() == ["https://api.openagenda.com/v2/agendas", BY_API]
    assert parse_qs(urlsplit(with_key.asked[0][0]).query) == {"slug[]": ["ville-de-gap"]}


def test_a_name_that_nobody_bears_is_told():
    for site, key in ((Site(World(), page=b"<html><body>404</body></html>"), None), (Site(World()), KEY)):
        with pytest.raises(ParseError) as raised:
            list(OpenAgenda(url="https://openagenda.com/nulle-part", key=key).collect(site, {}))
        assert raised.value.code == "agenda_unknown"
        assert len(site.asked) == 1


def test_what_is_over_is_not_asked_for_and_filters_are_kept():
    site = Site(World(items=150))
    url = f"https://openagenda.com/agendas/{UID}?adminLevel4[]=Gap&keyword[]=atelier&size=3&from=20&after[]=9"
    list(OpenAgenda(url=url).collect(site, {}))
    asked = [parse_qs(urlsplit(address).query) for address in site.pages()]
    common = {
        "adminLevel4[]": ["Gap"],
        "keyword[]": ["atelier"],
        "relative[]": ["current", "upcoming"],
        "detailed": ["1"],
        "size": ["100"],
        "longDescriptionFormat": ["HTML"],
        "includeLabels": ["1"],
    }
    assert asked == [common, {**common, "after[]": ["0", "1758472200000", "99"]}]


@pytest.mark.parametrize("when", ["relative[]=passed", "timings[gte]=2026-01-01T00:00:00Z"])
def test_a_period_that_the_operator_chose_is_kept(when):
    site = Site(World(items=1))
    list(OpenAgenda(url=f"{EXPORT}?{when}").collect(site, {}))
    asked = parse_qsl(urlsplit(site.asked[0][0]).query)
    assert tuple(when.split("=")) in asked
    assert ("relative[]", "upcoming") not in asked


def test_a_key_in_the_address_goes_where_keys_belong():
    site = Site(World(items=1))
    said = list(OpenAgenda(url=f"{BY_API}?key={KEY}").collect(site, {}))
    assert site.asked[0][1] == {"key": KEY}
    assert KEY not in site.asked[0][0] and KEY not in repr(said)


@pytest.mark.parametrize(("key", "code"), [("perdue", "key_refused"), (None, "key_needed")])
def test_a_refusal_tells_what_to_do(key, code):
    def closed(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        raise HttpStatus("403", url=url, status=403)

    with pytest.raises(ParseError) as raised:
        list(OpenAgenda(url=EXPORT, key=key).collect(closed, {}))
    assert raised.value.code == code and "key" in raised.value.message
    with pytest.raises(HttpStatus):
        list(OpenAgenda(url=f"https://openagenda.com/agendas/{UID + 1}").collect(Site(World()), {}))


@pytest.mark.parametrize("key", ["", "deux mots", "clé"])
def test_a_key_that_no_header_carries_is_a_wrong_option(key):
    with pytest.raises(ValueError, match="option key"):
        OpenAgenda(url=EXPORT, key=key)


def test_a_saved_answer_is_read_whatever_the_address():
    saved = {"events": [event(1), event(2)], "total": 2, "after": None}
    for url in (
        PAGE,
        EXPORT,
        BY_API,
        "file:///srv/agenda.json",
        "https://ville.example/agenda.json",
        "http://[",
    ):
        assert len(records(read(saved, url))) == 2, url


def test_an_event_that_moves_between_two_pages_comes_once():
    pages = [
        {"events": [event(1), event(2)], "total": 3, "after": ["a"]},
        {"events": [{"uid": 10000003, "removed": True}, {"uid": 7, "removed": True}], "total": 2},
        {"events": [event(2), event(3)], "total": 3, "after": None},
    ]
    answers: Iterator[dict[str, Any]] = iter(pages)

    def fetch(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        return Document(url=url, content=_bytes(next(answers)))

    said = list(OpenAgenda(url=EXPORT).collect(fetch, {}))
    assert [record.uid for record in records(said)] == ["10000001", "10000002", "10000003"]
    # Event 3 was removed, and put back since.
    assert said[3:] == [Withdrawn("7")]


def test_what_was_removed_is_asked_for_apart():
    site = Site(World(items=150))
    said = list(OpenAgenda(url=f"{EXPORT}?adminLevel4[]=Gap", key=KEY).collect(site, {}))
    assert said[150:] == [Withdrawn("90000001"), Withdrawn("90000002")]
    (notes,) = [url for url, _ in site.asked if url not in site.pages()]
    assert parse_qs(urlsplit(notes).query) == {"removed": ["1"], "sort": ["updatedAt.desc"], "size": ["100"]}
    assert all(headers == {"key": KEY} for _, headers in site.asked)


def test_a_server_that_does_not_tell_what_was_removed_is_read_all_the_same():
    saved = Answers(_bytes({"events": [event(1)], "total": 1, "after": None}), {})
    said = list(OpenAgenda(url=EXPORT).collect(saved, {}))
    assert len(records(said)) == 1
    assert said[1:] == [Repair(code="deletions_unread", detail="http_status")]


def test_a_note_that_an_event_was_removed_withdraws_it():
    said = read([event(1), {"uid": 7, "removed": True, "updatedAt": "2026-11-20T09:00:00.000Z"}])
    assert said[1] == Withdrawn("7")


@pytest.mark.parametrize(
    ("hidden", "detail"),
    [
        ({"state": 1}, "state 1"),
        ({"state": -1}, "state -1"),
        ({"draft": 1}, "draft"),
        ({"private": True}, "private"),
    ],
)
def test_what_is_not_published_never_comes_out(hidden, detail):
    (said,) = read([{**event(1), **hidden}])
    assert said == Rejected("10000001", "private", detail)


@pytest.mark.parametrize(
    ("status", "read_as"),
    [
        (1, "confirmed"),
        (2, "rescheduled"),
        (3, "moved-online"),
        (4, "postponed"),
        (5, "confirmed"),
        (6, "cancelled"),
        ({"id": 6, "label": {"fr": "Annulé"}}, "cancelled"),
        (None, None),
    ],
)
def test_each_state_is_one_that_the_core_reads(status, read_as):
    record = one(status=status)
    assert status_word(record.status) == read_as
    assert says_full(record.status) == (status == 5)
    assert record.title == "Rencontre n° 1", "nothing that the partner did not write"


def test_labels_of_own_fields_are_categories_and_audience():
    record = one(
        **{
            "types-devenement": [{"id": 9, "label": {"fr": "Lecture", "en": "Reading"}}, 12],
            "type-de-public": {"id": 3, "label": {"fr": "Jeune public"}},
            "thematique": 4,
            "conditions-de-participation": [{"id": 12, "label": {"fr": "Gratuit"}}],
            "organisateur": {"fr": "La Bouillotte"},
            "keywords": ["conte", "veillée"],
        }
    )
    assert record.categories == ("Lecture", "conte", "veillée")
    assert record.audience == ("Jeune public",)
    assert record.organizer == "La Bouillotte"


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("Place Barthelon, 05200 Embrun, France", "Place Barthelon"),
        ("Place Barthelon 05200 Embrun", "Place Barthelon"),
        ("La Manutention, place Barthelon, Embrun", "place Barthelon"),
        ("Place Barthelon", "Place Barthelon"),
        ("Embrun", "Embrun"),
        ("Rue d'Embrun, Chorges", "Rue d'Embrun, Chorges"),
    ],
)
def test_a_street_does_not_repeat_what_has_a_field(address, street):
    place = {"name": "La Manutention", "address": address, "postalCode": "05200", "city": "Embrun"}
    assert one(location=place).street == street


def test_the_page_is_the_canonical_one():
    assert one().url == "https://openagenda.com/ville-de-gap/events/rencontre-1"
    by_number = f"https://openagenda.com/agendas/{UID}/events/10000001"
    assert one().links == (by_number,)
    assert one(originAgenda={"uid": UID}).url == by_number
    assert one(originAgenda=None).url is None
    (record,) = records(
        OpenAgenda(url=EXPORT).collect(Answers(_bytes([{**event(1), "originAgenda": None}]), {}), {})
    )
    assert record.url == by_number
    assert (
        one(canonicalUrl="https://agenda.gap.example/rencontre").url == "https://agenda.gap.example/rencontre"
    )


def _bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_a_page_proposes_the_agendas_it_shows():
    widget = f'<blockquote class="oa-agenda"><a href="https://openagenda.com/agendas/{UID}?x=1">Agenda</a></blockquote>'
    page = Page(
        url="https://www.gap.example/agenda",
        links=(
            Link(url=f"https://openagenda.com/agendas/{UID}?relative%5B0%5D=current"),
            Link(url="https://openagenda.com/fr/musee-museum", rel="frame"),
            Link(url="https://openagenda.com/agendas/5/events.v2.ics"),
            Link(url="https://openagenda.com/login"),
            Link(url="https://www.gap.example/ville-de-gap"),
            Link(url="http://["),
        ),
        source=f"{widget}<script>var a = 'https:\\/\\/openagenda.com\\/fr\\/agendas\\/888';</script>",
    )
    proposed = list(dict.fromkeys(OpenAgenda.propose(page)))
    assert proposed == [
        EXPORT,
        "https://openagenda.com/musee-museum",
        "https://openagenda.com/agendas/888/events.v2.json",
    ]
    assert all(OpenAgenda.recognise(address, None) >= 50 for address in proposed)


@pytest.mark.parametrize(
    ("url", "sure"),
    [
        (EXPORT, True),
        (PAGE, True),
        (BY_API, True),
        (f"https://openagenda.com/agendas/{UID}/events.v2.ics", False),
        (f"https://openagenda.com/agendas/{UID}/events.v2.rss", False),
        ("https://openagenda.com/", False),
        ("https://openagenda.com/settings/apiKey", False),
        ("https://developers.openagenda.com/lecture", False),
        ("https://ville.example/agendas/12/events", False),
        ("webcal://openagenda.com/agendas/12", False),
    ],
)
def test_addresses_are_recognised(url, sure):
    assert (OpenAgenda.recognise(url, None) >= 50) is sure
    page = Document(url=url, content=b"<!DOCTYPE html><html><body>Agenda</body></html>")
    assert (OpenAgenda.recognise(url, page) >= 50) is sure


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (
            "**Arnaud Dolmen** batteur, **un des *cinq* meilleurs,** ici",
            "Arnaud Dolmen batteur, un des cinq meilleurs, ici",
        ),
        ("### [Corps à corps](https://musee.example/a_b_c)", "Corps à corps (https://musee.example/a_b_c)"),
        ("![](https://cdn.example/a.jpg)Une visite _flash_\n****\nSuite", "Une visite flash\n\nSuite"),
        ("1\\. un\n* deux\n* trois", "1. un\n* deux\n* trois"),
        ("Gratuit* pour les étudiant*e*s, 2*3*4", "Gratuit* pour les étudiant*e*s, 2*3*4"),
        ("voir https://a.example/_b_/c__d__e.html", "voir https://a.example/_b_/c__d__e.html"),
    ],
)
def test_markdown_as_it_is_stored_is_read_without_its_marks(stored: str, read: str) -> None:
    assert unmarked(stored) == read
