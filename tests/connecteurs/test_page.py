"""What pages teach beyond the samples: lists and the pages of their events over real HTTP, faults, and recognition."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.contract import Document, Link, Record, Rejected, Repair, Said
from agregateur.contract import Page as WebPage
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, Reading, read
from connecteurs.page import Page
from connecteurs.page.hints import is_too_deep
from connecteurs.page.listing import MAX_DETAILS, MAX_PAGES, TRIES
from tests.connecteurs.samples import records

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
URL = "https://partenaire.example/agenda/"


def html(*things: object, body: str = "", head: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in things)
    return f"<!DOCTYPE html><html><head>{scripts}{head}</head><body>{body}</body></html>"


def event(name: str, start: str = "2026-12-05", **more: object) -> dict[str, object]:
    return {"@type": "Event", "name": name, "startDate": start, **more}


def links(*paths: str) -> str:
    return "".join(f'<a href="{path}">x</a>' for path in paths)


class Site:
    """A site of pages by path; asked for in `asked`."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = {f"https://partenaire.example{path}": page for path, page in pages.items()}
        self.asked: list[str] = []

    def __call__(self, url: str, **_: object) -> Document:
        self.asked.append(url)
        if url not in self.pages:
            raise HttpStatus(f"{url} answers 404", url=url, status=404)
        return Document(url=url, content=self.pages[url].encode())

    def read(self, known: Mapping[str, str] | None = None, url: str = URL, **options: str) -> list[Said]:
        self.asked.clear()
        return list(Page(url=url, **options).collect(self, known or {}))


def one(text: str) -> Record:
    (record,) = records(Site({"/agenda/": text}).read(details="none"))
    return record


@pytest.fixture
def run(httpserver: HTTPServer) -> Callable[..., Reading]:
    def running(
        pages: Mapping[str, str | Response], known: Mapping[str, str] | None = None, **options: str
    ) -> Reading:
        def handle(request: Request) -> Response:
            found = pages.get(request.path, Response("perdu", status=404))
            asked.append(request.path)
            return found if isinstance(found, Response) else Response(found, content_type="text/html")

        asked: list[str] = []
        httpserver.clear()
        httpserver.expect_request(re.compile("^/")).respond_with_handler(handle)
        done = read(
            Job(
                kind="page",
                url=httpserver.url_for("/agenda/"),
                options=options,
                policy=FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0),
                now=NOW,
                known=known or {},
            )
        )
        running.asked = asked  # type: ignore[attr-defined]
        return done

    return running


def _titles(reading: Reading) -> list[str]:
    return [group.records[0].title for group in reading.groups]


THREE = {
    "/agenda/": html([event(name, url=f"/e/{name}") for name in "abc"]),
    **{f"/e/{name}": html(event(name, "2026-12-05T20:30", description=f"Page de {name}")) for name in "abc"},
}


def test_each_page_of_an_event_is_asked_once_and_completes_the_list(run):
    done = run(THREE)
    assert done.error is None and done.complete
    assert run.asked == ["/agenda/", "/e/a", "/e/b", "/e/c"]
    assert [group.records[0].description for group in done.groups] == ["Page de a", "Page de b", "Page de c"]
    assert {group.records[0].start for group in done.groups} == {datetime(2026, 12, 5, 20, 30)}


def test_a_page_that_fails_leaves_what_the_list_says_and_the_others(run):
    done = run({**THREE, "/e/b": Response("panne", status=500)})
    assert _titles(done) == ["a", "b", "c"]
    assert done.groups[1].records[0].start == date(2026, 12, 5)
    assert [(one.uid.rpartition("/")[2], one.code, one.detail) for one in done.rejected] == [
        ("b", "detail_unread", "500")
    ]
    assert done.error is not None and done.error.code == "http_status" and not done.complete


def test_an_identity_does_not_depend_on_whether_the_page_was_read(run):
    pages = {**THREE, "/e/b": html(event("b", **{"@id": "https://partenaire.example/#un-autre-nom"}))}
    known = {group.key: group.digest for group in run(pages).groups}
    assert {group.key for group in run({**pages, "/e/b": Response("panne", status=500)}).groups} == set(known)


def test_a_page_that_is_not_there_is_told_and_is_no_failure(run):
    done = run({path: page for path, page in THREE.items() if path != "/e/b"})
    assert done.error is None and done.complete
    assert _titles(done) == ["a", "b", "c"] and [one.detail for one in done.rejected] == ["404"]


def test_a_site_that_fails_again_and_again_is_left_in_peace(run):
    names = [f"n{number}" for number in range(20)]
    done = run(
        {
            "/agenda/": html([event(name, url=f"/e/{name}") for name in names]),
            **{f"/e/{name}": Response("panne", status=503) for name in names},
        }
    )
    assert len(run.asked) == 1 + TRIES
    assert sorted(_titles(done)) == sorted(names) and not done.complete


def test_too_many_requests_midway_are_waited_for(httpserver):
    answers = [Response("doucement", status=429, headers={"Retry-After": "1"})]

    def handle(request: Request) -> Response:
        if request.path == "/e/b" and answers:
            return answers.pop()
        return Response(THREE[request.path], content_type="text/html")

    httpserver.expect_request(re.compile("^/")).respond_with_handler(handle)
    policy = FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0)
    done = read(Job(kind="page", url=httpserver.url_for("/agenda/"), policy=policy, now=NOW))
    assert done.error is None and done.complete and len(done.groups) == 3 and not done.rejected


def test_a_long_wait_ends_the_asking(run):
    busy = Response("doucement", status=429, headers={"Retry-After": "3600"})
    done = run({**THREE, "/e/a": busy})
    assert run.asked == ["/agenda/", "/e/a"]
    assert _titles(done) == ["a", "b", "c"] and done.retry_after == 3600 and not done.complete


def test_a_list_that_cannot_be_had_is_an_error(run):
    done = run({"/agenda/": Response("panne", status=500)})
    assert done.error is not None and done.error.code == "http_status" and not done.groups


def test_following_pages_are_read_and_a_circle_ends(run):
    def page(number: int, following: str) -> str:
        return html(event(f"n{number}"), head=f'<link rel="next" href="{following}">')

    done = run(
        {
            "/agenda/": page(1, "/agenda/page/2/"),
            "/agenda/page/2/": page(2, "/agenda/page/3/"),
            "/agenda/page/3/": page(3, "/agenda/"),
        }
    )
    assert done.complete and _titles(done) == ["n1", "n2", "n3"]
    assert run.asked == ["/agenda/", "/agenda/page/2/", "/agenda/page/3/"]
    assert [one.code for one in done.repairs] == ["paging_loop"]


def test_a_following_page_that_fails_leaves_the_first(run):
    first = html(event("n1"), head='<link rel="next" href="/agenda/page/2/">')
    broken = run({"/agenda/": first, "/agenda/page/2/": Response("panne", status=500)})
    assert _titles(broken) == ["n1"] and broken.error is not None and not broken.complete
    bare = run({"/agenda/": first, "/agenda/page/2/": html(body="plus rien")})
    assert _titles(bare) == ["n1"] and bare.complete


def test_an_event_keeps_its_name_when_it_moves_to_the_first_page():
    following = '<link rel="next" href="page/2/">'
    before = Site({"/agenda/": html(event("a"), head=following), "/agenda/page/2/": html(event("b"))})
    after = Site({"/agenda/": html(event("b"))})
    assert records(before.read())[1].uid == records(after.read())[0].uid


def test_a_calendar_that_names_a_next_month_for_ever_ends():
    class Endless(Site):
        def __call__(self, url: str, **_: object) -> Document:
            self.asked.append(url)
            month = int(url.partition("mois=")[2] or 0)
            text = html(event(f"m{month}"), head=f'<link rel="next" href="?mois={month + 1}">')
            return Document(url=url, content=text.encode())

    site = Endless({})
    assert len(records(site.read())) == len(site.asked) == MAX_PAGES

    class Empty(Endless):
        def __call__(self, url: str, **_: object) -> Document:
            document = super().__call__(url)
            return (
                document
                if len(self.asked) < 3
                else Document(url=url, content=html(head='<a rel="next" href="?x">').encode())
            )

    emptied = Empty({})
    assert len(records(emptied.read())) == 2 and len(emptied.asked) == 3


def test_the_next_article_of_a_blog_is_not_the_next_page():
    site = Site({"/agenda/bal/": html(event("Bal"), head='<link rel="next" href="/agenda/concert/">')})
    site.read(url="https://partenaire.example/agenda/bal/")
    assert site.asked == ["https://partenaire.example/agenda/bal/"]


def test_the_links_of_a_list_without_events_are_tried():
    paths = (
        "conte",
        "/agenda/lecture#reserver",
        "/agenda/lecture",
        "/agenda/page/2/",
        "/agenda/programme.pdf",
        "/autre",
    )
    site = Site(
        {
            "/agenda/": html(body=links(*paths, "https://ailleurs.example/agenda/x", "mailto:a@b.example")),
            "/agenda/conte": html(event("Heure du conte", image="/conte.jpg")),
            "/agenda/lecture": html(),
        }
    )
    said = site.read()
    assert [(one.title, one.uid) for one in records(said)] == [("Heure du conte", f"{URL}conte")]
    assert site.asked[1:] == [f"{URL}conte", f"{URL}lecture"]
    assert not [one for one in said if isinstance(one, Rejected)]


def test_links_that_lead_to_no_event_are_not_followed_for_long():
    site = Site(
        {"/agenda/": html(body=links(*(f"p{n}" for n in range(50))))}
        | {f"/agenda/p{n}": html() for n in range(50)}
    )
    with pytest.raises(ParseError) as raised:
        site.read()
    assert raised.value.code == "no_structured_events" and len(site.asked) == 1 + TRIES


def test_links_that_lead_nowhere_are_not_followed_for_long():
    site = Site({"/agenda/": html(body=links(*(f"p{n}" for n in range(50))))})
    with pytest.raises(ParseError, match="no event"):
        site.read()
    assert len(site.asked) == 1 + TRIES


def test_no_more_pages_are_asked_than_allowed():
    count = MAX_DETAILS + 50
    site = Site(
        {"/agenda/": html([event(f"e{n}", url=f"/e/{n}") for n in range(count)])}
        | {f"/e/{n}": html(event(f"e{n}", description="x")) for n in range(count)}
    )
    assert len(records(site.read())) == count
    assert len(site.asked) == 1 + MAX_DETAILS


def test_a_whole_address_in_the_place_of_a_name():
    record = one(html(event("a", location={"@type": "Place", "name": "Salle des fêtes, 05000 Gap"})))
    assert record.location == "Salle des fêtes, 05000 Gap" and record.venue is None
    assert one(html(event("a", location={"@type": "Place", "name": "Salle 12"}))).venue == "Salle 12"


def test_only_pages_of_the_same_site_are_asked():
    site = Site(
        {
            "/agenda/": html(
                [event("a", url="http://169.254.169.254/a"), event("b", url="https://ailleurs.example/b")]
            )
        }
    )
    assert len(records(site.read())) == 2 and len(site.asked) == 1


def test_an_event_of_which_the_list_says_enough_is_not_asked_for():
    site = Site({"/agenda/": html(event("a", url="/e/a", description="Tout", location="Gap"))})
    assert records(site.read())[0].title == "a" and site.asked == [URL]
    assert site.read(details="/e/*") and site.asked == [URL]
    named = Site(
        {"/agenda/": html(event("a", url="/e/a", description="Tout", location="Gap"), body=links("/e/a"))}
    )
    named.read(details="/e/*")
    assert named.asked == [URL, "https://partenaire.example/e/a"]


def test_a_page_whose_list_tells_when_it_changed_is_asked_when_it_did():
    def site(modified: str) -> Site:
        return Site(
            {
                "/agenda/": html(event("a", url="/e/a", dateModified=modified)),
                "/e/a": html(event("a", description="Tout")),
            }
        )

    first = site("2026-11-20T10:00:00Z")
    (record,) = records(first.read())
    assert record.description == "Tout" and len(first.asked) == 2
    known = {record.uid: record.digest or ""}
    assert not records(first.read(known)) and first.asked == [URL]
    changed = site("2026-11-21T10:00:00Z")
    assert records(changed.read(known)) and len(changed.asked) == 2
    # A page that failed is asked again, whatever the list says.
    failed = Site({"/agenda/": first.pages[URL]})
    (poor,) = records(failed.read())
    first.read({poor.uid: poor.digest or ""})
    assert len(first.asked) == 2


@pytest.mark.parametrize("details", [".evt a", "article.evt", "/e/*", "https://partenaire.example/e/*"])
def test_the_option_chooses_the_pages(details):
    body = '<article class="evt"><a href="/e/7">Nocturne</a></article><a href="/actu/1">Actu</a>'
    site = Site(
        {"/agenda/": html(body=body), "/e/7": html(event("Nocturne")), "/actu/1": html(event("Actu"))}
    )
    assert [one.title for one in records(site.read(details=details))] == ["Nocturne"]


@pytest.mark.parametrize("details", ["a[", "::", "///>> {", ">"])
def test_a_wrong_selector_is_named(details):
    if details.startswith("/"):
        assert Page(url=URL, details=details)
    else:
        with pytest.raises(ValueError, match="option details"):
            Page(url=URL, details=details)


def test_a_page_of_five_megabytes(run):
    big = html(
        [event(f"e{n}", description="x" * 900, location="Gap") for n in range(4_000)],
        body="<p>é</p>" * 100_000,
    )
    assert len(big) > 5_000_000 - 1_000_000
    done = run({"/agenda/": big})
    assert done.complete and len(done.groups) == 4_000
    assert done.seconds < 20


@pytest.mark.parametrize(
    "repeated",
    [
        "class=", 'class="vevent" ', "itemtype=", "typeof='", "<script ", "<script>", "<!--", "<style>", "Event ",
        '<script type="application/ld+json">{"@type":"Event",' + '"\\' * 400_000,
        '<script type="application/ld+json">{"@type":"Event",' + "/*" * 400_000,
        '<script type="application/ld+json">' + "[" * 900 + '{"@type":"Event"}' + "]" * 900 + "</script>",
    ],
)  # fmt: skip
def test_no_pattern_looks_again_and_again(repeated):
    content = ("<html><body>Event " + repeated * (1_000_000 // len(repeated) + 1)).encode()
    started = time.process_time()
    Page.recognise(URL, Document(url=URL, content=content))
    with contextlib.suppress(ParseError):
        list(Page(url=URL, details="none").collect(lambda url, **_: Document(url=url, content=content), {}))
    # A tenth of a second as a rule; what grows with the square takes minutes.
    assert time.process_time() - started < 8


def test_deep_json_ld_is_told_and_spoils_nothing(run):
    deep = '<script type="application/ld+json">' + '{"a":[' * 100_000 + "</script>"
    done = run({"/agenda/": html(event("a", description="x", location="y"), head=deep)})
    assert _titles(done) == ["a"] and [one.code for one in done.repairs] == ["bad_jsonld"]
    alone = run({"/agenda/": f"<html><head>{deep}</head></html>"})
    assert alone.error is not None and alone.error.code == "no_structured_events"


def test_deep_things_and_deep_elements_end():
    nested: dict[str, object] = event("a")
    for _ in range(150):
        nested = {"@type": "WebPage", "mainEntity": nested}
    assert one(html(nested)).title == "a"
    scopes = '<div itemscope itemtype="https://schema.org/Event">' * 2_000
    with pytest.raises(ParseError, match="no event"):
        Site({"/agenda/": f"<html><body>{links()}<p>x</p></body></html>"}).read()
    said = Site({"/agenda/": f"<html><body>{scopes}</body></html>"}).read()
    assert {type(one) for one in said} == {Rejected}


def test_h_events_that_cannot_be_read_are_told():
    deep = "<div>" * 3_000 + '<p class="h-event"><b class="p-name">a</b></p>'
    said = Site({"/agenda/": html(event("b"), body=deep)}).read()
    assert [one.title for one in records(said)] == ["b"]
    assert [one.code for one in said if isinstance(one, Repair)] == ["microformats_unread"]


def test_one_event_in_two_syntaxes_is_one():
    body = (
        '<p itemscope itemtype="https://schema.org/Event"><b itemprop="name">Bal</b>'
        '<time itemprop="startDate" datetime="2026-12-05T21:00">'
    )
    record = one(html(event("Bal", "2026-12-05T21:00:00+01:00", url="/bal"), body=body))
    assert record.uid == "https://partenaire.example/bal"


def test_things_that_share_one_address_are_told_apart():
    same = [
        event("Bal", url="/agenda/"),
        event("Loto", url="/agenda/"),
        event("Loto", "2026-12-12", url="/agenda/"),
    ]
    bal, loto = records(Site({"/agenda/": html(same)}).read())
    assert bal.uid != loto.uid
    assert [start for start, _ in loto.timings] == [date(2026, 12, 5), date(2026, 12, 12)]


@pytest.mark.parametrize(
    ("stated", "read_as"),
    [
        ("2026-12-05", date(2026, 12, 5)),
        ("2026-12-05T20:30", datetime(2026, 12, 5, 20, 30)),
        ("2026-12-05T20:30:00Z", datetime(2026, 12, 5, 20, 30, tzinfo=UTC)),
        ("2026-12-5T20:30+1:00", datetime.fromisoformat("2026-12-05T20:30+01:00")),
        ("2026-12-5T20:30-3.5:00", datetime.fromisoformat("2026-12-05T20:30-03:30")),
        ("20261205T193000Z", datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
        ("2026-12-5", date(2026, 12, 5)),
    ],
)
def test_dates(stated, read_as):
    assert one(html(event("a", stated))).start == read_as


@pytest.mark.parametrize(
    "stated", ["2026-13-05", "2026-12-05T20:30+99:00", "0000-00-00", "2026-2-30T10:00", "bientôt"]
)
def test_bad_dates(stated):
    (said,) = Site({"/agenda/": html(event("a", stated))}).read()
    assert isinstance(said, Rejected) and said.code == "bad_start"


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><rss version="2.0"><channel><title><![CDATA[<p class="h-event"><b class="dt-start">]]>',
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION:<html><body itemtype='https://schema.org/Event'>\nEND:VEVENT\nEND:VCALENDAR",
        json.dumps([event("a")]),
        html({"@type": "Organization", "name": "Event"}),
        html(body="<p>Prochain Event : class h-event</p>"),
        html(body='<p class="h-event">sans date</p>'),
    ],
)
def test_what_is_no_page_of_events_is_not_taken(content):
    assert Page.recognise(URL, Document(url=URL, content=content.encode())) == 0


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([event("a", **{"@context": "https://schema.org"})]),
        html(event("a")),
        html(body='<p itemscope itemtype="https://schema.org/Event"><b itemprop="name">a</b></p>'),
        html(body='<p vocab="https://schema.org/" typeof="Festival"></p>'),
        html(body='<p class="agenda vevent"><abbr class="dtstart" title="2026-12-05"></abbr></p>'),
    ],
)
def test_a_page_of_events_is_recognised(content):
    assert Page.recognise(URL, Document(url=URL, content=content.encode())) >= 50


def test_what_a_home_page_proposes():
    home = "https://www.partenaire.example/"
    found = list(
        Page.propose(
            WebPage(
                url=home,
                source=html(event("a")),
                links=(
                    Link(url="https://partenaire.example/vie/agenda", text="Tous les rendez-vous"),
                    Link(url="https://partenaire.example/p?id=4", text="Événements à venir"),
                    Link(url="https://partenaire.example/p?id=4#haut", text="Agenda"),
                    Link(
                        url="https://partenaire.example/agenda.rss",
                        rel="alternate",
                        type="application/rss+xml",
                    ),
                    Link(url="https://ailleurs.example/agenda", text="Agenda"),
                    Link(url="https://partenaire.example/contact", text="Nous écrire"),
                ),
            )
        )
    )
    assert found == [home, "https://partenaire.example/vie/agenda", "https://partenaire.example/p?id=4"]
    assert not list(Page.propose(WebPage(url=home, source=html(), links=())))


def test_a_page_that_is_nested_without_end_is_refused_before_a_tree_is_made_of_it() -> None:
    deep = "<!DOCTYPE html><html><body>" + '<div itemscope itemtype="https://schema.org/Event">' * 100_000
    with pytest.raises(ParseError) as raised:
        list(
            Page(url="https://partenaire.example/x").collect(
                lambda url, **_: Document(url=url, content=deep.encode()), {}
            )
        )
    assert raised.value.code == "too_deep"


def test_what_may_be_left_open_is_not_deep() -> None:
    assert not is_too_deep("<p>un<li>deux<br>" * 50_000)
    assert not is_too_deep("<div><span>un</span></div>" * 50_000)


def test_the_pages_that_a_bare_list_names_are_read_wherever_they_stand() -> None:
    """Google's "carousel": an ItemList of addresses, which are not below the list's own."""
    items = [
        {"@type": "ListItem", "url": "https://partenaire.example/spectacle/1"},
        {"item": {"@id": "/spectacle/2"}},
    ]
    home = html(
        {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items},
        body=links("/contact"),
    )
    pages = {URL: home}
    for n in (1, 2):
        pages[f"https://partenaire.example/spectacle/{n}"] = html(event(f"Pièce {n}", f"2026-12-0{n}"))

    def fetch(url: str, **_: object) -> Document:
        return Document(url=url, content=pages[url].encode())

    found = records(Page(url=URL).collect(fetch, {}))
    assert [(one.title, one.start) for one in found] == [
        ("Pièce 1", date(2026, 12, 1)),
        ("Pièce 2", date(2026, 12, 2)),
    ]
    assert Page.recognise(URL, fetch(URL)) >= 50
    assert Page.recognise("https://ailleurs.example/", fetch(URL)) < 50


def test_what_has_no_place_left_is_full() -> None:
    gone, left = (
        {"@type": "Offer", "availability": f"https://schema.org/{word}"} for word in ("SoldOut", "InStock")
    )
    assert one(html(event("Bal", offers=gone))).status == "complet"
    assert one(html(event("Bal", offers=[gone, left]))).status is None
    assert one(html(event("Bal", offers=gone, eventStatus="EventCancelled"))).status == "EventCancelled"
