"""What wikis teach beyond the samples: over real HTTP, where their forms are found and what becomes of faults; then
addresses, forms, dates and markup one by one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.contract import Document, Link, Page, Record, Rejected, Said
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest import recurrence
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, Limits, Reading, read
from connecteurs.yeswiki import YesWiki
from connecteurs.yeswiki.fields import form_of, lists_of
from connecteurs.yeswiki.forms import Form
from connecteurs.yeswiki.markup import plain
from connecteurs.yeswiki.pages import shown_forms
from connecteurs.yeswiki.places import place_of
from connecteurs.yeswiki.series import Repetition, told
from tests.connecteurs.apis.base import MANY, ROOM, USUAL
from tests.connecteurs.samples import Answers, records

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)

AGENDA = "texte***bf_titre***Titre***\nlistedatedeb***bf_date_debut_evenement***Début***\n" + (
    "listedatefin***bf_date_fin_evenement***Fin***\ntexte***bf_ville***Ville***\n"
    "liste***ListeType***Type*** *** *** *** ***"
)
ANNUAIRE = "titre***{{bf_nom}}***Titre***\ntexte***bf_nom***Nom***\n" + (
    "texte***bf_ville***Ville***\nmap***bf_latitude***bf_longitude***"
)
BLOG = (
    "texte***bf_titre***Titre***\ntextelong***bf_chapeau***Résumé***\ntextelong***bf_description***Billet***"
)
LIENS = "texte***bf_titre***Titre***\nlien_internet***bf_url***Lien***"
PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><title>Pays</title><link rel="stylesheet" '
    'href="themes/margot/styles/margot.css"><script src="tools/bazar/libs/bazar.js"></script></head>'
    '<body class="yeswiki-body"><div class="yeswiki-page-widget page">%s</div></body></html>'
)


def form(number: str, label: str, template: str) -> dict[str, Any]:
    rows = [(line.split("***") + [""] * 16)[:16] for line in template.splitlines()]
    return {"bn_id_nature": number, "bn_label_nature": label, "bn_template": template, "template": rows}


def entry(number: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id_fiche": name,
        "id_typeannonce": number,
        "bf_titre": f"Fiche {name}",
        "statut_fiche": "1",
        **more,
    }


def event(
    name: str, start: str = "2026-12-05T20:30:00+01:00", number: str = "2", **more: Any
) -> dict[str, Any]:
    return entry(number, name, bf_date_debut_evenement=start, bf_date_fin_evenement=start[:10], **more)


@dataclass
class Wiki:
    """A wiki as YesWiki serves it: by the API, or as before it (`legacy`), where an unknown page is a page."""

    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Response] = field(default_factory=dict)
    """Answers that stand in for the entries of a form, or for `forms`."""
    legacy: bool = False
    asked: list[str] = field(default_factory=list)

    def respond(self, request: Request) -> Response:
        query = request.query_string.decode()
        self.asked.append(f"{request.path}?{query}")
        if self.legacy:
            query = query.removeprefix("wiki=") if request.path.endswith("wakka.php") else "PagePrincipale"
            if found := re.match(r"\w+/json&demand=(\w+)(?:&id=(\w+))?$", query):
                return self._give(found[1], found[2] or "")
            return self._page(query)
        if query == "api/entries":
            return _json({one["id_fiche"]: one for some in self.entries.values() for one in some})
        if query == "api/lists":
            return self._give("lists", "")
        if found := re.match(r"api/forms(?:/(\w+)(/entries(?:/json)?)?)?$", query):
            return self._give("entries" if found[2] else "forms", found[1] or "")
        return self._page(query)

    def _give(self, what: str, number: str) -> Response:
        if fault := self.faults.get(number if what == "entries" else what):
            return fault
        if what == "lists":
            return _json({"ListeType": {"titre_liste": "Type", "label": {"1": "Concert"}}})
        if what == "forms":
            some = {key: one for key, one in self.forms.items() if number in ("", key)}
            return _json(list(some.values()) if self.legacy else some.get(number, some) or None)
        return _json({one["id_fiche"]: one for one in self.entries.get(number, [])} or None)

    def _page(self, query: str) -> Response:
        shown = self.pages.get(re.split("[&/]", query)[0], "Cette page n'existe pas.")
        return Response(PAGE % shown, content_type="text/html; charset=utf-8")


def _json(value: Any) -> Response:
    return Response(json.dumps(value), content_type="application/json")


def country() -> Wiki:
    """A wiki with an agenda, a directory, news, links, and a form of inscriptions."""
    return Wiki(
        forms={
            "2": form("2", "Agenda", AGENDA),
            "1": form("1", "Annuaire", ANNUAIRE),
            "3": form("3", "Blog-actu", BLOG),
            "4": form("4", "Ressources", LIENS),
            "5": form("5", "Inscription aux ateliers", AGENDA),
        },
        entries={
            "2": [event("BalTrad", listeListeType="1"), event("LotO")],
            "1": [entry("1", "LaFabrique", bf_ville="Embrun")],
            "3": [entry("3", "NouveauSite", bf_description="Il est en ligne.")],
            "4": [entry("4", "FramaSoft", bf_url="https://framasoft.org")],
            "5": [event("MarieDupont", number="5")],
        },
    )


@pytest.fixture
def run(httpserver: HTTPServer) -> Iterator[Callable[..., Reading]]:
    def running(
        wiki: Wiki, path: str = "/?PagePrincipale", limits: Limits = USUAL, **changes: Any
    ) -> Reading:
        httpserver.clear()
        httpserver.expect_request(re.compile("^/")).respond_with_handler(wiki.respond)
        job = Job(
            kind="yeswiki",
            url=httpserver.url_for("").rstrip("/") + path,
            options=changes.pop("options", {}),
            policy=FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0),
            now=NOW,
            **changes,
        )
        return read(job, limits=limits)

    yield running
    httpserver.clear()


def kinds(reading: Reading) -> dict[str, str]:
    return {group.key: group.kind for group in reading.groups}


CHOSEN = {"BalTrad": "event", "LotO": "event", "LaFabrique": "actor", "NouveauSite": "article"}


class TestOverHttp:
    @pytest.mark.parametrize("path", ["/", "", "/?", "/?PagePrincipale", "/?api/forms", "/?PageInconnue"])
    def test_what_looks_like_an_agenda_a_directory_or_news_is_read(self, run, path):
        done = run(country(), path)
        assert done.error is None and done.complete
        assert kinds(done) == CHOSEN

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/wakka.php",
            "/wakka.php?wiki=PagePrincipale",
            "/wakka.php?wiki=BazaR/json&demand=forms",
            "/?Agenda",
        ],
    )
    def test_a_wiki_older_than_the_api_is_read(self, run, path):
        wiki = country()
        wiki.legacy = True
        done = run(wiki, path)
        assert done.error is None and done.complete
        assert kinds(done) == CHOSEN

    @pytest.mark.parametrize(
        "path",
        [
            "/?api/forms/2/entries",
            "/?api/forms/2/entries/json",
            "/?api/forms/2",
            "/?Agenda",
            "/?Liste&vue=agenda",
        ],
    )
    def test_one_form_is_read(self, run, path):
        wiki = country()
        wiki.pages = {
            "Agenda": '<a class="bazar-entry" data-id_typeannonce="2" href="?BalTrad">Bal</a>',
            "Liste": '<div data-params="{&quot;idtypeannonce&quot;:[&quot;2&quot;]}"></div>',
        }
        done = run(wiki, path)
        assert done.error is None and done.complete
        assert kinds(done) == {"BalTrad": "event", "LotO": "event"}

    def test_the_entries_of_one_form_of_an_old_wiki_are_read(self, run):
        wiki = country()
        wiki.legacy = True
        done = run(wiki, "/wakka.php?wiki=BazaR/json&demand=entries&id=2")
        assert done.complete and set(kinds(done)) == {"BalTrad", "LotO"}

    def test_forms_are_chosen_by_their_numbers(self, run):
        done = run(country(), options={"forms": [4, "1"]})
        assert kinds(done) == {"FramaSoft": "article", "LaFabrique": "actor"}

    def test_what_entries_are_may_be_said(self, run):
        done = run(country(), options={"forms": [1, 2], "as": "article"})
        assert set(kinds(done).values()) == {"article"}

    def test_a_page_that_shows_inscriptions_gives_none(self, run):
        wiki = country()
        wiki.pages = {
            "Venir": '<div class="BAZ_cadre_fiche id5"></div><div class="BAZ_cadre_fiche id2"></div>'
        }
        assert set(kinds(run(wiki, "/?Venir"))) == {"BalTrad", "LotO"}
        assert set(kinds(run(wiki, "/?api/forms/5"))) == {"MarieDupont"}

    def test_all_entries_at_once_are_those_of_public_forms(self, run):
        assert kinds(run(country(), "/?api/entries")) == CHOSEN
        assert kinds(run(country(), "/?api/entries", options={"forms": [4]})) == {"FramaSoft": "article"}

    def test_labels_are_found_where_the_wiki_keeps_them(self, run):
        done = run(country(), "/?api/forms/2/entries")
        (ball,) = [group.records[0] for group in done.groups if group.key == "BalTrad"]
        assert ball.categories == ("Concert",)

    def test_what_is_known_is_unchanged_and_what_is_gone_is_absent(self, run):
        wiki = country()
        first = run(wiki)
        wiki.entries["2"].pop()
        again = run(wiki, known={group.key: group.digest for group in first.groups})
        assert again.complete and not again.groups
        assert set(again.unchanged) == set(CHOSEN) - {"LotO"}

    @pytest.mark.parametrize(
        ("fault", "code"),
        [
            (Response("panne", status=500), "http_status"),
            (Response("réservé", status=403), "http_status"),
            (Response('{"BalTrad": {"id_fiche": "Bal', content_type="application/json"), "truncated"),
            (Response('{"error": "no"}', content_type="application/json"), "not_bazar"),
            (Response(PAGE % "Connexion", content_type="text/html"), "html_instead"),
        ],
    )
    def test_a_form_that_fails_leaves_the_others_as_a_part(self, run, fault, code):
        wiki = country()
        wiki.faults = {"2": fault}
        done = run(wiki)
        assert done.error is not None and done.error.code == code
        assert not done.complete
        assert set(kinds(done)) == {"LaFabrique", "NouveauSite"}
        assert ("form_failed", f"2 Agenda: {code}") in {(one.code, one.detail) for one in done.repairs}

    def test_a_server_that_asks_to_wait_is_asked_again(self, run):
        wiki = country()
        wiki.faults = {"1": Response("trop de demandes", status=429, headers={"Retry-After": "1"})}
        respond = wiki.respond

        def later(request: Request) -> Response:
            answer = respond(request)
            if answer.status_code == 429:
                wiki.faults.clear()
            return answer

        wiki.respond = later  # type: ignore[method-assign]
        done = run(wiki)
        assert done.error is None and done.complete and kinds(done) == CHOSEN

    def test_a_form_that_is_not_there_is_told_and_the_others_are_read(self, run):
        done = run(country(), options={"forms": [1, 77]})
        assert done.error is not None and done.error.code == "form_missing"
        assert "77" in done.error.message and "2 Agenda" in done.error.message
        assert not done.complete and set(kinds(done)) == {"LaFabrique"}

    def test_no_form_at_all_is_no_empty_agenda(self, run):
        for wiki in (Wiki(), Wiki(forms={"4": form("4", "Ressources", LIENS)})):
            done = run(wiki)
            assert done.error is not None and done.error.code == "no_form"
            assert not done.complete

    def test_an_empty_form_is_an_empty_list(self, run):
        wiki = country()
        wiki.entries = {}
        done = run(wiki)
        assert done.error is None and done.complete and not done.groups

    def test_a_wiki_that_is_down_is_asked_once(self, run):
        wiki = country()
        wiki.faults = {"forms": Response("panne", status=502)}
        done = run(wiki)
        assert done.error is not None and done.error.code == "http_status"
        assert wiki.asked == ["/?api/forms"]

    def test_entries_whose_form_is_kept_secret_are_read(self, run):
        wiki = country()
        wiki.faults = {"forms": Response("non", status=403)}
        done = run(wiki, "/?api/forms/2/entries")
        assert done.complete and set(kinds(done)) == {"BalTrad", "LotO"}
        assert [one.code for one in done.repairs] == ["form_unread"]

    def test_a_page_that_is_no_wikis_is_refused(self, run):
        done = run(Wiki(faults={}), "/autre/page")
        assert done.error is not None
        assert not done.complete

    @pytest.mark.slow
    def test_many_entries_fit_in_bounded_memory(self, run):
        numbers = [str(number) for number in range(10, 14)]
        wiki = Wiki(
            forms={number: form(number, f"Agenda {number}", AGENDA) for number in numbers},
            entries={
                number: [
                    event(f"Fiche{number}x{n}", number=number, bf_ville="Gap", bf_description="Texte " * 20)
                    for n in range(MANY // 4)
                ]
                for number in numbers
            },
        )
        done = run(wiki, max_items_paged=100_000, limits=ROOM)
        assert done.error is None and done.complete
        assert len(done.groups) == MANY


URL = "https://wiki.example/?api/forms/2/entries"


def said(entries: Any, stated: dict[str, Any] | None = None, url: str = URL, **options: Any) -> list[Said]:
    listed = {one["id_fiche"]: one for one in entries} if isinstance(entries, list) else entries
    form_answer = json.dumps(stated or form("2", "Agenda", AGENDA)).encode()
    lists = json.dumps({"ListeType": {"label": {"1": "Concert", "2": "Bal"}}}).encode()
    answers = Answers(
        json.dumps(listed).encode(),
        {"https://wiki.example/?api/forms/2": form_answer, "https://wiki.example/?api/lists": lists},
    )
    return list(YesWiki(url=url, **options).collect(answers, {}))


def one(stated: dict[str, Any], template: str = "", **options: Any) -> Record:
    made = form("2", "Agenda", AGENDA + "\n" + template) if template else None
    (record,) = records(said([event("FichE", **stated)], made, **options))
    return record


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-12-05", "2026-12-06", (date(2026, 12, 5), date(2026, 12, 7))),
        ("2026-12-05", "", (date(2026, 12, 5), None)),
        ("2026-12-05", "2026-12-04", (date(2026, 12, 5), None)),
        ("2026-12-05T20:30:00+01:00", "2026-12-05", (datetime(2026, 12, 5, 19, 30, tzinfo=UTC), None)),
        (
            "2026-12-05T20:30:00+01:00",
            "2026-12-06",
            (datetime(2026, 12, 5, 19, 30, tzinfo=UTC), datetime(2026, 12, 6, 23, tzinfo=UTC)),
        ),
        (
            "2026-12-05T20:30:00+00:00",
            "2026-12-05T22:00:00+00:00",
            (datetime(2026, 12, 5, 20, 30), datetime(2026, 12, 5, 22)),
        ),
        ("2026-12-05 20:30:00", "0000-00-00", (datetime(2026, 12, 5, 20, 30), None)),
    ],
)
def test_dates_are_read_as_yeswiki_writes_them(start, end, expected):
    (record,) = records(said([entry("2", "F", bf_date_debut_evenement=start, bf_date_fin_evenement=end)]))
    assert (record.start, record.end) == expected


@pytest.mark.parametrize("start", ["", None, "0000-00-00", [], {"a": 1}])
def test_an_agenda_entry_without_a_date_is_refused(start):
    (refused,) = said([entry("2", "F", bf_date_debut_evenement=start)])
    assert isinstance(refused, Rejected) and refused.code in {"no_start", "bad_start"}


@pytest.mark.parametrize(
    ("stated", "point"),
    [
        ({"bf_latitude": "44.5", "bf_longitude": "6.1"}, (44.5, 6.1)),
        ({"geolocation": {"bf_latitude": 44.5, "bf_longitude": 6.1}}, (44.5, 6.1)),
        ({"bf_geolocation": {"latitude": "44.5", "longitude": "6.1"}}, (44.5, 6.1)),
        ({"carte_google": "44.5|6.1"}, (44.5, 6.1)),
        ({"carte_google": "|"}, (None, None)),
        ({"geolocation": "Array", "bf_latitude": "", "bf_longitude": ""}, (None, None)),
    ],
)
def test_points_are_found_where_versions_put_them(stated, point):
    record = one(stated)
    assert (record.latitude, record.longitude) == point
    assert not record.repairs


@pytest.mark.parametrize("status", ["0", "2", 0])
def test_what_awaits_a_moderator_stays_out(status):
    assert said([event("F", statut_fiche=status)]) == [Rejected("F", "private", f"statut_fiche {status}")]


def test_what_the_form_keeps_from_the_public_stays_out():
    template = "\n".join(
        [
            "champs_mail***bf_mail***Courriel*** *** *** ***form*** ***0***",
            "texte***bf_tel***Téléphone*** *** *** *** *** *** *** ***+***+",
            "texte***bf_organisateur***Organisateur*** *** *** *** *** *** *** ***@admins***+",
        ]
    )
    record = one({"bf_mail": "a@b.example", "bf_tel": "0492", "bf_organisateur": "Marie"}, template)
    assert (record.email, record.telephone, record.organizer) == (None, None, None)
    shown = "champs_mail***bf_mail***Courriel*** *** *** *** *** ***0***\ntexte***bf_tel***Téléphone***"
    record = one({"bf_mail": "a@b.example", "bf_tel": "0492"}, shown)
    assert (record.email, record.telephone) == ("a@b.example", "0492")


def test_an_entry_says_where_it_is_and_its_files_are_there():
    away = "https://autre.example/wiki/?FichE"
    record = one({"url": away, "imagebf_image": "FichE_été.jpg", "fichierfichier": "FichE_a b.pdf"})
    assert record.url == away
    assert record.image == "https://autre.example/wiki/files/FichE_%C3%A9t%C3%A9.jpg"
    assert record.links == ("https://autre.example/wiki/files/FichE_a%20b.pdf",)


@pytest.mark.parametrize("value", ["1,2", ["1", "2"], {"1": "1", "2": 1, "3": 0}])
def test_chosen_values_are_told_by_their_labels(value):
    assert one({"listeListeType": value}).categories == ("Concert", "Bal")


def test_fields_win_over_what_the_form_tells():
    fields = {"start": "bf_quand", "title": "bf_nom", "organizer": "bf_qui", "category": "bf_genre"}
    stated = {"bf_quand": "2026-12-24", "bf_nom": "Veillée", "bf_qui": "MJC", "bf_genre": "conte, musique"}
    record = one(stated, fields=fields)
    assert (record.start, record.title, record.organizer) == (date(2026, 12, 24), "Veillée", "MJC")
    assert record.categories == ("conte", "musique")


@pytest.mark.parametrize(
    ("label", "template", "kind", "public"),
    [
        ("Agenda", AGENDA, "event", True),
        ("Agenda", "texte***bf_titre***T***\njour***bf_jour***Date de l'événement***", "event", True),
        ("Offres", "texte***bf_titre***T***\njour***bf_date***Date limite***", "article", False),
        ("Annonces", "texte***bf_titre***T***\njour***bf_date***Date de publication***", "article", True),
        ("Annuaire", ANNUAIRE, "actor", True),
        ("Blog", BLOG, "article", True),
        ("Ressources", LIENS, "article", False),
        ("Inscriptions", AGENDA, "event", False),
        ("Comptes-rendus de réunion", AGENDA, "event", False),
        ("Contact", ANNUAIRE, "actor", False),
    ],
)
def test_a_form_tells_what_its_entries_are(label, template, kind, public):
    made = form_of(form("9", label, template))
    assert (made.kind, made.public) == (kind, public)


def test_a_form_is_read_from_its_template_alone_and_from_its_fields_alone():
    whole = form("2", "Agenda", AGENDA)
    bare = {key: value for key, value in whole.items() if key != "template"}
    fields = {
        "bn_id_nature": 2,
        "prepared": [
            {"id": "bf_titre", "propertyname": "bf_titre", "type": "text"},
            {"id": "bf_date_debut_evenement", "type": "listedatedeb", "label": "Début"},
            {"id": "listeListeType", "type": "liste", "values": {"label": {"1": "Concert"}}},
            {"required": False, "label": ""},
            "oups",
        ],
    }
    assert form_of(bare) == form_of(whole)
    assert form_of(fields).start == "bf_date_debut_evenement"
    assert form_of(fields).fields[2].options == {"1": "Concert"}


def test_two_fields_may_take_their_words_from_one_list():
    rows = "liste***ListeTheme***Thème*** *** *** ***un\nliste***ListeTheme***Autre thème*** *** *** ***deux"
    options = {"type": "liste", "linkedObjectName": "ListeTheme", "options": {"1": "Musique", "2": "Danse"}}
    for names in (("listeListeThemeun", "listeListeThemedeux"), ("un", "deux")):
        prepared = [{**options, "propertyname": name, "label": name} for name in names]
        made = form_of({**form("2", "Agenda", rows), "prepared": prepared})
        assert [one.name for one in made.fields] == list(names)
        assert all(one.options for one in made.fields)


@pytest.mark.parametrize(
    ("acl", "hidden"), [("*", False), ("", False), ("+,*", False), ("+", True), ("@admins", True)]
)
def test_who_may_read_a_field(acl, hidden):
    field = {"propertyname": "bf_tel", "type": "text", "read_acl": acl.replace(",", "\n")}
    assert form_of({"prepared": [field]}).fields[0].hidden is hidden


@pytest.mark.parametrize(
    "value", [{}, {"template": None, "prepared": 3}, {"template": [[], [1, 2, 3], "x", None]}]
)
def test_a_form_in_any_state_is_no_fault(value):
    assert isinstance(form_of(value), Form)


def test_lists_of_both_ages_are_read():
    value = {
        "ListeA": {"titre_liste": "A", "label": {"1": "Un", "2": ""}},
        "ListeB": {
            "title": "B",
            "nodes": [{"id": "x", "label": "X", "children": [{"id": "y", "label": "Y"}]}],
        },
        "ListeC": None,
    }
    assert lists_of(value) == {"ListeA": {"1": "Un"}, "ListeB": {"x": "X", "y": "Y"}}


# --- repeated events -----------------------------------------------------------------------------------------


def weekly(**more: Any) -> dict[str, Any]:
    return {
        "isRecurrent": "1",
        "repetition": "w",
        "step": "1",
        "nbmax": "3",
        "days": ["sat"],
        "limitdate": "",
        **more,
    }


def dates_of(stated: list[dict[str, Any]]) -> list[list[str]]:
    """The days of each record of a reading."""
    window = (NOW - timedelta(days=4000), NOW + timedelta(days=8000))
    return [
        [
            occurrence.day.isoformat()
            for occurrence in recurrence.expand((r,), zone="Europe/Paris", window=window).occurrences
        ]
        for r in records(said(stated))
    ]


def copy(name: str, start: str, parent: str = "FetE", **more: Any) -> dict[str, Any]:
    data = json.dumps({"recurrentParentId": parent}, separators=(",", ":"))
    return event(name, start, bf_titre="Fiche FetE", bf_date_fin_evenement_data=data, **more)


SATURDAYS = ["2026-12-05", "2026-12-12", "2026-12-19", "2026-12-26"]


def test_copies_and_rule_give_the_same_dates_once():
    parent = event("FetE", "2026-12-05", bf_date_fin_evenement_data=weekly())
    copies = [copy(f"FetE{n}", day) for n, day in enumerate(SATURDAYS[1:])]
    assert dates_of([parent]) == dates_of([parent, *copies]) == dates_of([*copies, parent]) == [SATURDAYS]
    (record,) = records(said([parent, *copies]))
    assert record.rrule == ("FREQ=WEEKLY;BYDAY=SA;UNTIL=20261226",)


def test_a_copy_that_was_deleted_does_not_happen_and_one_that_was_changed_stands_alone():
    parent = event("FetE", "2026-12-05", bf_date_fin_evenement_data=weekly())
    moved = copy("FetE2", SATURDAYS[2], bf_ville="Gap")
    assert dates_of([parent, moved, copy("FetE3", SATURDAYS[3])]) == [
        [SATURDAYS[0], SATURDAYS[3]],
        [SATURDAYS[2]],
    ]


def test_copies_without_their_parent_stand_alone():
    assert dates_of([copy("FetE1", SATURDAYS[1]), copy("FetE2", SATURDAYS[2])]) == [
        [SATURDAYS[1]],
        [SATURDAYS[2]],
    ]


def test_copies_of_a_refused_parent_stand_alone():
    parent = event("FetE", "2026-12-05", bf_date_fin_evenement_data=weekly(), statut_fiche="0")
    assert dates_of([parent, copy("FetE1", SATURDAYS[1])]) == [[SATURDAYS[1]]]


def test_a_copy_of_a_copy_of_itself_is_no_circle():
    assert dates_of([copy("FetE", SATURDAYS[0])]) == [[SATURDAYS[0]]]


@pytest.mark.parametrize("data", ["Array", "{", "[]", [], {"isRecurrent": "0"}, {"isRecurrent": ""}, 7, None])
def test_what_says_no_repetition_is_one_date(data):
    assert dates_of([event("FetE", "2026-12-05", bf_date_fin_evenement_data=data)]) == [["2026-12-05"]]


def test_a_repetition_that_is_not_understood_is_told():
    record = one({"bf_date_fin_evenement_data": {"isRecurrent": "1", "repetition": "lunaire"}})
    assert [repair.code for repair in record.repairs] == ["bad_rule"]
    assert not record.rrule


def test_the_hour_of_a_series_stays_through_the_change_of_clocks():
    start, data = "2026-10-17T20:00:00+02:00", weekly()
    (record,) = records(said([event("FetE", start, bf_date_fin_evenement_data=data)]))
    assert record.start == datetime(2026, 10, 17, 20, tzinfo=ZoneInfo("Europe/Paris"))
    window = (NOW - timedelta(days=60), NOW + timedelta(days=60))
    found = recurrence.expand((record,), zone="Europe/Paris", window=window).occurrences
    assert [f"{o.start:%m-%d %H:%M}" for o in found] == [
        "10-17 20:00",
        "10-24 20:00",
        "10-31 20:00",
        "11-07 20:00",
    ]


def test_an_offset_that_is_not_french_stays_as_it_is():
    (record,) = records(
        said([event("FetE", "2026-12-05T20:00:00+04:00", bf_date_fin_evenement_data=weekly())])
    )
    assert isinstance(record.start, datetime) and record.start.utcoffset() == timedelta(hours=4)
    assert record.rrule == ("FREQ=WEEKLY;BYDAY=SA;UNTIL=20261226T160000Z",)


@pytest.mark.parametrize(
    ("start", "data", "expected"),
    [
        ("2026-12-05", {"repetition": "d", "step": 2, "nbmax": 3}, ["12-05", "12-07", "12-09", "12-11"]),
        (
            "2026-12-05",
            {"repetition": "d", "nbmax": 9, "limitdate": "2026-12-08"},
            ["12-05", "12-06", "12-07"],
        ),
        (
            "2026-12-05",
            {"repetition": "d", "nbmax": 3, "except": ["2026-12-06"]},
            ["12-05", "12-07", "12-08"],
        ),
        # The day of the start is none of those that are ticked: the next one is in the next week.
        (
            "2026-12-02",
            {"repetition": "w", "nbmax": 3, "days": ["fri", "mon"]},
            ["12-02", "12-07", "12-11", "12-14"],
        ),
        (
            "2026-12-07",
            {"repetition": "w", "step": 2, "nbmax": 3, "days": ["mon", "fri"]},
            ["12-07", "12-11", "12-21", "12-25"],
        ),
        ("2026-12-05", {"repetition": "w", "nbmax": 1, "days": []}, ["12-05", "12-12"]),
        (
            "2026-09-30",
            {"repetition": "m", "nbmax": 2, "whenInMonth": "lastOfMonth", "days": ["wed"]},
            ["09-30", "10-28", "11-25"],
        ),
        (
            "2026-10-05",
            {"repetition": "m", "nbmax": 2, "whenInMonth": "nthOfMonth", "nth": "15"},
            ["10-05", "11-15", "12-15"],
        ),
        (
            "2026-10-31",
            {"repetition": "m", "nbmax": 1, "whenInMonth": "nthOfMonth", "nth": "31"},
            ["10-31", "12-31"],
        ),
        (
            "2026-10-01",
            {"repetition": "m", "nbmax": 1, "whenInMonth": "fisrtOfMonth", "days": ["thu"]},
            ["10-01", "11-05"],
        ),
    ],
)
def test_dates_are_those_that_yeswiki_computes(start, data, expected):
    found = dates_of([event("FetE", start, bf_date_fin_evenement_data={"isRecurrent": "1", **data})])
    assert found == [[f"2026-{day}" for day in expected]]


def test_a_yearly_day_that_is_not_in_every_year_waits_for_it():
    data = {
        "isRecurrent": "1",
        "repetition": "y",
        "nbmax": 2,
        "whenInMonth": "nthOfMonth",
        "nth": 29,
        "month": "feb",
    }
    assert dates_of([event("FetE", "2024-02-29", bf_date_fin_evenement_data=data)]) == [
        ["2024-02-29", "2028-02-29", "2032-02-29"]
    ]


_DAYS = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), max_size=4)
_DATA = st.fixed_dictionaries(
    {
        "repetition": st.sampled_from("dwmy"),
        "step": st.integers(1, 5),
        "nbmax": st.integers(1, 40),
        "days": _DAYS,
        "whenInMonth": st.sampled_from(["", "nthOfMonth", "fisrtOfMonth", "thirdOfMonth", "lastOfMonth"]),
        "nth": st.integers(0, 32),
        "month": st.sampled_from(["", "jan", "feb", "dec"]),
        "limitdate": st.sampled_from(["", "2027-06-01", "2040-01-01", "jamais"]),
    }
)


@given(data=_DATA, start=st.dates(date(2020, 1, 1), date(2030, 12, 31)), skipped=st.integers(0, 10))
def test_the_rule_gives_exactly_the_dates(data, start, skipped):
    repetition = Repetition({"isRecurrent": "1", **data}, start)
    days = sorted(repetition.days_told(timedelta()))
    stated = {*days[:1], *days[1 + skipped % max(1, len(days)) :]}
    rrule, rdate, exdate = told(start, stated, repetition)
    record = Record(uid="x", start=start, rrule=rrule, rdate=rdate, exdate=exdate)
    window = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
    found = recurrence.expand((record,), zone="Europe/Paris", window=window)
    assert {occurrence.day for occurrence in found.occurrences} == stated
    assert not found.repairs


# --- addresses, pages, markup ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "base", "asked", "number", "legacy"),
    [
        ("https://w.example", "https://w.example/?", "home", "", False),
        ("https://w.example/?", "https://w.example/?", "home", "", False),
        ("https://w.example/sous/?PagePrincipale", "https://w.example/sous/?", "home", "", False),
        ("https://w.example/?Agenda&vue=x#y", "https://w.example/?", "page", "", False),
        ("https://w.example/Agenda", "https://w.example/?", "page", "", False),
        ("https://w.example/?utm_source=x", "https://w.example/?", "home", "", False),
        ("https://w.example/?api/forms", "https://w.example/?", "forms", "", False),
        ("https://w.example/?api/forms/12", "https://w.example/?", "forms", "12", False),
        ("https://w.example/api/forms/12/entries", "https://w.example/", "entries", "12", False),
        (
            "https://w.example/?api/forms/12/entries/json&query=a",
            "https://w.example/?",
            "entries",
            "12",
            False,
        ),
        ("https://w.example/?api/entries", "https://w.example/?", "entries", "", False),
        ("https://w.example/wakka.php", "https://w.example/wakka.php?wiki=", "home", "", False),
        ("https://w.example/wakka.php?wiki=Agenda", "https://w.example/wakka.php?wiki=", "page", "", False),
        (
            "https://w.example/wakka.php?wiki=BazaR/json&demand=forms",
            "https://w.example/wakka.php?wiki=",
            "forms",
            "",
            True,
        ),
        ("https://w.example/?BazaR/json&demand=entries&form=3", "https://w.example/?", "entries", "3", True),
        ("https://w.example/BazaR/json?demand=entries&id=3", "https://w.example/", "entries", "3", True),
        ("file:///srv/fiches.json", "", "file", "", False),
        ("", "", "file", "", False),
    ],
)
def test_addresses_of_a_wiki(url, base, asked, number, legacy):
    place = place_of(url)
    assert (place.base, place.asked, place.form, place.legacy) == (base, asked, number, legacy)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<div class="BAZ_cadre_fiche id7">', ("7",)),
        ('<a class="bazar-entry" data-id_typeannonce="2"></a><a data-id_typeannonce=\'2\'></a>', ("2",)),
        ('<div data-params=\'{"idtypeannonce":["3","5"],"pagination":10}\'>', ("3", "5")),
        ('<div data-params="{&quot;idtypeannonce&quot;:&quot;8&quot;}">', ("8",)),
        (
            '<div data-params="{&quot;idtypeannonce&quot;:[&quot;8&quot;],&quot;externalModeActivated&quot;:true}">',
            (),
        ),
        ('<link href="https://w.example/?BazaR/rss&amp;id=4">', ("4",)),
        ("<p>Rien</p>", ()),
    ],
)
def test_the_forms_that_a_page_shows(source, shown):
    assert shown_forms(source) == shown


def test_a_wiki_is_proposed_by_its_pages_and_by_those_that_frame_them():
    source = PAGE % '<a class="bazar-entry" data-id_typeannonce="2"></a>'
    page = Page(url="https://w.example/?Agenda", source=source)
    assert list(YesWiki.propose(page))[:2] == [
        "https://w.example/?api/forms/2/entries",
        "https://w.example/?api/forms",
    ]
    frame = Link(url="https://w.example/?BazaR/bazariframe&id=2&template=calendar", rel="frame")
    other = Page(url="https://mairie.example/agenda", links=(frame,), source="<iframe>")
    assert next(iter(YesWiki.propose(other))) == "https://w.example/?api/forms/2/entries"
    assert not list(YesWiki.propose(Page(url="https://mairie.example/", source="<p>Fait avec YesWiki ?</p>")))


def test_a_page_in_a_folder_leads_to_its_wiki():
    source = PAGE.replace('src="tools', 'src="https://w.example/pays/tools') % ""
    assert "https://w.example/pays/?api/forms" in YesWiki.propose(
        Page(url="https://w.example/pays/Agenda", source=source)
    )


@pytest.mark.parametrize(
    ("url", "content", "least", "most"),
    [
        ("https://w.example/?api/forms", None, 50, 100),
        ("https://w.example/wakka.php?wiki=BazaR/json&demand=entries&id=1", None, 50, 100),
        ("https://w.example/", None, 0, 0),
        ("https://w.example/x", json.dumps({"2": form("2", "Agenda", AGENDA)}), 90, 100),
        ("https://w.example/x", json.dumps([entry("2", "F")]), 90, 100),
        ("https://w.example/x", json.dumps({"data": [{"id": 1, "name": "Lieu"}]}), 0, 0),
        ("https://w.example/", PAGE % "Bonjour", 50, 60),
        ("https://w.example/", "<!DOCTYPE html><html><body>Bonjour</body></html>", 0, 0),
        ("https://w.example/api/forms/3/entries", '{"data": []}', 0, 0),
    ],
)
def test_recognition(url, content, least, most):
    document = Document(url=url, content=content.encode()) if content is not None else None
    assert least <= YesWiki.recognise(url, document) <= most


@pytest.mark.parametrize(
    ("wiki", "text"),
    [
        ("======Titre======\nTexte", "Titre\n\nTexte"),
        ("==Petit==\r\n\r\n\r\n\r\nTexte", "Petit\n\nTexte"),
        ("**gras** et //italique// et __souligné__", "gras et italique et souligné"),
        (
            "https://a.example//b et http://c.example/__d__/",
            "https://a.example//b et http://c.example/__d__/",
        ),
        ("[[https://a.example Notre site]]", "Notre site (https://a.example)"),
        ("[[https://a.example]]", "https://a.example"),
        ("[[PageContact nous écrire]] [[BacASable]]", "nous écrire BacASable"),
        ("[[mailto:a@b.example écrire]]", "écrire (a@b.example)"),
        ("[le site](https://a.example) ![x](y.png)", "le site (https://a.example) x"),
        ('""<p>Un</p><p>Deux &amp; trois</p>""', "Un\nDeux & trois"),
        ('{{bazarliste id="2"}}Texte{{attach file="a.jpg"}}', "Texte"),
        ('{{button link="https://a.example/i" text="Venir"}}', "Venir (https://a.example/i)"),
        ("%%(php) 1 < 2 %%", "1 < 2"),
        ("le 12 @@13@@ décembre", "le 12 décembre"),
        ("a---b\n----\nc", "a\nb\n\nc"),
        ("2 ** 3 et 5 // 2", "2 ** 3 et 5 // 2"),
        ("mot_clef__interne__ a", "mot_clef__interne__ a"),
        ("", ""),
    ],
)
def test_markup_is_read_as_text(wiki, text):
    assert plain(wiki) == text


@given(st.text(alphabet='=*/_#@[]{}()"%-!a1 \n<>', max_size=300))
def test_any_markup_ends(text):
    plain(text)


@pytest.mark.parametrize("piece", ['""', "[[", "{{", "**a", "//a", "@@a", "[a](", "<b", "\n", "=", "%%"])
def test_long_markup_takes_no_time(piece):
    before = time.process_time()
    plain(piece * 20_000)
    assert time.process_time() - before < 3


@pytest.mark.parametrize(
    ("options", "named"),
    [({"forms": ("",)}, "forms"), ({"as_": "lieu"}, "as"), ({"fields": {"date": "x"}}, "fields")],
)
def test_options_are_checked(options, named):
    with pytest.raises(ValueError, match=named):
        YesWiki(url=URL, **options)


def test_a_page_of_another_software_is_refused_as_it_is():
    page = b"<!DOCTYPE html><html><body>Bonjour</body></html>"
    with pytest.raises(ParseError) as raised:
        list(YesWiki(url="https://mairie.example/agenda").collect(Answers(page, {}), {}))
    assert raised.value.code == "html_instead"


def test_a_wiki_that_cannot_be_fetched_is_the_fetchers_affair():
    def fetch(url: str, **_: Any) -> Document:
        raise HttpStatus("gone", url=url, status=503)

    with pytest.raises(HttpStatus):
        list(YesWiki(url="https://wiki.example/").collect(fetch, {}))


def test_an_entry_that_says_it_stands_at_no_web_address_stands_in_its_wiki():
    entry = {"id_fiche": "Bal", "bf_titre": "Bal", "id_typeannonce": "2", "url": "javascript:alert(1)//Bal"}
    connector = YesWiki(url="https://wiki.example/?api/forms/2/entries", as_="article")
    (record,) = records(connector.collect(Answers(json.dumps({"Bal": entry}).encode(), {}), {}))
    assert record.url == "https://wiki.example/?Bal"
