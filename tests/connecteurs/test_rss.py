"""What feeds teach beyond the samples: identity, what is unchanged, slips that must not spoil the whole."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from agregateur.contract import Document, Record, Rejected, Repair, Said, Unchanged
from agregateur.errors import ParseError
from connecteurs.rss import Rss
from connecteurs.rss.document import MAX_ITEMS
from tests.connecteurs.samples import Answers, records

URL = "https://partenaire.example/flux"


def feed(*items: str, attributes: str = 'xmlns:ev="http://purl.org/rss/1.0/modules/event/"') -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {attributes}><channel><title>Flux</title>{inside}</channel></rss>'


def read(
    text: str | bytes, known: dict[str, str] | None = None, charset: str | None = None, **options
) -> list[Said]:
    content = text.encode() if isinstance(text, str) else text
    document = Document(url=URL, content=content, charset=charset)
    return list(Rss(url=URL, **options).collect(lambda url, **_: document, known or {}))


def one(text: str | bytes, **options) -> Record:
    (record,) = records(read(text, **options))
    return record


def test_a_body_that_is_the_path_of_a_feed_is_not_opened(tmp_path):
    path = tmp_path / "flux.xml"
    path.write_text(feed("<title>Secret</title><guid>1</guid>"), "utf-8")
    for body in (str(path), f"file://{path}", f"feed:file://{path}"):
        with pytest.raises(ParseError, match="neither RSS nor Atom"):
            read(body)


def test_only_an_update_time_moved_is_unchanged():
    entry = '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>a</id><title>A</title><updated>%s</updated></entry></feed>'
    first = one(entry % "2026-11-01T08:00:00Z")
    assert read(entry % "2026-11-22T08:00:00Z", {"a": first.digest or ""}) == [Unchanged("a")]
    changed = (entry % "2026-11-22T08:00:00Z").replace(">A<", ">B<")
    assert one(changed).digest != first.digest


def test_what_the_channel_says_of_the_hour_of_the_request_changes_nothing():
    text = feed("<title>A</title><guid>1</guid>")
    later = text.replace(
        "<title>Flux", "<lastBuildDate>Sun, 22 Nov 2026 08:00:00 GMT</lastBuildDate><title>Flux"
    )
    assert one(text).digest == one(later).digest


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_doubles_the_newest_stays_whatever_the_order(order):
    items = [
        f'<title>v{n}</title><guid isPermaLink="false">g</guid><pubDate>Mon, 0{n + 1} Nov 2026 08:00:00 GMT</pubDate>'
        for n in range(3)
    ]
    assert one(feed(*(items[n] for n in order))).title == "v2"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_identity_never_comes_from_the_position(order):
    items = [
        "<title>Bal</title>",
        "<title>Foire</title>",
        "<title>Loto</title><link>https://a.example/loto</link>",
    ]
    found = {r.title: r.uid for r in records(read(feed(*(items[n] for n in order))))}
    assert found == {r.title: r.uid for r in records(read(feed(*items)))}
    assert found["Loto"] == "https://a.example/loto"


def test_items_that_share_one_link_stay_apart():
    page = "<link>https://a.example/agenda</link>"
    found = records(read(feed(f"<title>Bal</title>{page}", f"<title>Foire</title>{page}")))
    assert len({r.uid for r in found}) == 2
    assert {r.url for r in found} == {"https://a.example/agenda"}


@pytest.mark.parametrize("guid", ["12", "/node/12", "évènement 12", "<![CDATA[12]]>"])
def test_a_guid_is_the_same_from_any_address(guid):
    content = feed(
        f"<title>A</title><guid>{guid}</guid>", "<title>B</title><guid>https://a.example/b</guid>"
    ).encode()
    for url in (URL, "http://autre.example/x/y"):
        first, second = records(Rss(url=url).collect(Answers(content, {}), {}))
        assert first.uid == guid.removeprefix("<![CDATA[").removesuffix("]]>")
        assert first.url is None
        assert second.uid == second.url == "https://a.example/b"


def test_a_very_long_guid_names_its_item_alone():
    items = (f'<title>{n}</title><guid isPermaLink="false">{"x" * 5000}{n}</guid>' for n in range(2))
    found = records(read(feed(*items)))
    assert len({r.uid for r in found}) == 2
    assert all(len(r.uid) <= 300 for r in found)


@pytest.mark.parametrize(
    ("start", "end", "read_start", "read_end"),
    [
        ("2026-12-05", "2026-12-05", date(2026, 12, 5), date(2026, 12, 6)),
        ("2026-12-05", "2026-12-07T18:00:00", date(2026, 12, 5), date(2026, 12, 8)),
        ("2026-12-05T20:30:00", "2026-12-05T23:00", datetime(2026, 12, 5, 20, 30), datetime(2026, 12, 5, 23)),
        ("2026-12-05T20:30:00Z", "", datetime(2026, 12, 5, 20, 30, tzinfo=UTC), None),
        ("Sat, 05 Dec 2026 20:30:00", "", datetime(2026, 12, 5, 20, 30), None),
        ("05/12/2026 20h30", "", datetime(2026, 12, 5, 20, 30), None),
    ],
)
def test_dates_of_the_event_module(start, end, read_start, read_end):
    record = one(
        feed(
            f"<title>A</title><guid>1</guid><ev:startdate>{start}</ev:startdate><ev:enddate>{end}</ev:enddate>"
        )
    )
    assert (record.kind, record.start, record.end) == ("event", read_start, read_end)
    assert not record.repairs


@pytest.mark.parametrize(
    "start", ["", "samedi", "2026-02-30", "0001-01-01", "9999-12-31T23:59:59+23:59", "2026-12"]
)
def test_without_a_certain_date_it_is_an_article(start):
    written = f"<pubDate>Sat, 05 Dec 2026 20:30:00 GMT</pubDate><ev:startdate>{start}</ev:startdate>"
    record = one(feed(f"<title>A</title><guid>1</guid>{written}"))
    assert record.kind == "article"
    assert record.start is None
    assert [r.code for r in record.repairs] == (["bad_start"] if start else [])


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("2026-12-04T10:00", False),
        ("bientôt", False),
        ("2026-12-05T22:00Z", False),
        ("2026-12-05T22:00", True),
    ],
)
def test_an_end_that_does_not_fit_is_dropped_and_told(end, kept):
    record = one(
        feed(
            f"<title>A</title><guid>1</guid><ev:startdate>2026-12-05T20:30</ev:startdate><ev:enddate>{end}</ev:enddate>"
        )
    )
    assert (record.end is not None) is kept
    assert [r.code for r in record.repairs] == ([] if kept else ["bad_end"])


@pytest.mark.parametrize(
    "attributes",
    [
        'xmlns:ev="http://purl.org/rss/1.0/modules/event/"',
        'xmlns:ev="https://web.resource.org/rss/1.0/modules/event"',
        'xmlns:ev="http://www.w3.org/2001/XMLSchema-instance"',
        "",
    ],
)
def test_the_event_module_under_any_name_seen(attributes):
    record = one(
        feed("<title>A</title><guid>1</guid><ev:startdate>2026-12-05</ev:startdate>", attributes=attributes)
    )
    assert record.start == date(2026, 12, 5)


def test_local_hours_labelled_utc_are_believed_unless_told():
    text = feed("<title>A</title><guid>1</guid><ev:startdate>2026-12-05T20:30:00+00:00</ev:startdate>")
    assert one(text).start == datetime(2026, 12, 5, 20, 30, tzinfo=UTC)
    assert one(text, times="local").start == datetime(2026, 12, 5, 20, 30)
    assert one(text, times="utc").start == one(text).start
    floating = text.replace("+00:00", "")
    assert one(floating, times="utc").start == datetime(2026, 12, 5, 20, 30, tzinfo=UTC)
    elsewhere = text.replace("+00:00", "+01:00")
    start = one(elsewhere, times="local").start
    assert isinstance(start, datetime) and start.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<?xml version='1.0' encoding='iso-8859-15'?>", "utf-8"),
        ("", "iso-8859-15"),
        ("<?xml version='1.0' encoding='idna'?>", None),
        ("<?xml version='1.0' encoding='utf-8'?>", "iso-8859-1"),
    ],
)
def test_accents_survive_any_label(content, charset):
    text = content + feed("<title>Crèche, goûter, Noël</title><guid>1</guid>")
    assert one(text.encode("iso-8859-15"), charset=charset).title == "Crèche, goûter, Noël"
    assert one(text.encode("utf-8"), charset=charset).title == "Crèche, goûter, Noël"


def test_utf_16_with_its_mark():
    assert one(feed("<title>Névache</title><guid>1</guid>").encode("utf-16")).title == "Névache"


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Jeux & crêpes", "Jeux & crêpes"),
        ("L&rsquo;été &agrave; Gap", "L’été à Gap"),
        ("Bal\x0b du &#0;14", "Bal du 14"),
        ("R&D&nbsp;: &inconnu;", "R&D\xa0: &inconnu;"),
    ],
)
def test_a_slip_of_one_item_spoils_no_other(slip, meant):
    found = records(read(feed(f"<title>{slip}</title><guid>1</guid>", "<title>Sain</title><guid>2</guid>")))
    assert [r.title for r in found] == [meant, "Sain"]


def test_an_item_that_swallows_others_is_told():
    broken = feed("<title>A</title><guid>1</guid>", "<title>B</title><guid>2</guid>").replace(
        "</item><item>", "<item>", 1
    )
    said = read(broken)
    assert {r.title for r in records(said)} == {"A", "B"} or any(
        isinstance(s, Repair | Rejected) for s in said
    )


def test_the_cdata_of_an_item_may_hold_anything():
    inside = "<![CDATA[</rss><item>&nbsp;&amp;<!-- <ev:startdate>2026-12-05</ev:startdate>]]>"
    said = read(
        feed(
            f"<title>A</title><guid>1</guid><description>{inside}</description>",
            "<title>B</title><guid>2</guid>",
        )
    )
    assert [r.title for r in records(said)] == ["A", "B"]
    assert all(r.kind == "article" for r in records(said))
    assert not [s for s in said if isinstance(s, Repair)]


def test_too_many_items_are_refused_before_they_cost():
    started = time.process_time()
    with pytest.raises(ParseError) as raised:
        read("<rss><channel>" + "<item></item>" * (MAX_ITEMS + 1) + "</channel></rss>")
    assert raised.value.code == "too_many_items"
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "piece",
    [
        "<![CDATA[",
        "<!--",
        "<!---->",
        "<!DOCTYPE",
        "<image>http://a",
        "&",
        "<a:b ",
        "<?",
        "</rss",
        "<ev:startdate x",
    ],
)
def test_mending_takes_linear_time(piece):
    started = time.process_time()
    for text in (piece * 20_000, f"<rss>{piece * 20_000}</rss>"):
        try:
            read(text)
        except ParseError:
            continue
    assert time.process_time() - started < 10


def test_options_are_checked():
    with pytest.raises(ValueError, match="items"):
        Rss(url=URL, items="tout")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="times"):
        Rss(url=URL, times="UTC")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "sure"),
    [
        ("https://a.example/feed/", True),
        ("https://a.example/spip.php?page=backend", True),
        ("https://a.example/flux.rss", True),
        ("https://a.example/blog/atom.xml", True),
        ("https://a.example/?feed=rss2", True),
        ("https://a.example/agenda.ics", False),
        ("https://a.example/", False),
        ("http://[", False),
    ],
)
def test_addresses_of_feeds_are_recognised(url, sure):
    assert (Rss.recognise(url, None) >= 50) is sure


def test_a_post_behind_a_password_is_private():
    text = "There is no excerpt because this is a protected post."
    item = f"<title>Protected: Conseil</title><guid>1</guid><description>{text}</description>"
    assert read(feed(item)) == [Rejected("1", "private", "password")]
