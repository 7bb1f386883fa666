"""The pages, read as a visitor reads them."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from agregateur.config import Settings
from agregateur.model import Note, Occurrence, Place
from agregateur.web import french, sentences
from tests.web import factory
from tests.web.conftest import BASE, CONCERT_TITLE, Portal
from tests.web.factory import at, event, whole

BRIANCON = "/communes/05023-briancon"
CONCERT = "/evenements/noel-concert-de-noel-de-l-harmonie"
PAGES = [
    "/",
    "/?lieu=briancon-sur-nowhere",
    "/?lieu=05100",
    BRIANCON,
    f"{BRIANCON}?periode=aujourdhui",
    f"{BRIANCON}?categorie=fetes,marches&q=bal",
    "/communes/38185-grenoble",
    "/epci/240500439",
    "/departements/05",
    CONCERT,
    "/evenements/parti",
    "/evenements/contes-l-heure-du-conte",
    "/acteurs",
    "/acteurs?commune=05023&q=ateliers",
    "/actualites",
    "/sources",
    "/nulle-part",
    "/?foo=1",
]
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Outline(HTMLParser):
    """Checks nesting, and keeps what accessibility asks about."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"an attribute twice in <{tag}>"
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag == "input" and given.get("type") in {"text", "search"}:
            self.fields.append(given["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without a beginning"
        assert self.open.pop() == tag, f"</{tag}> closes something else"


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    found.close()
    assert found.open == [], "left open"
    return found


def text(html: str) -> str:
    """What the page says, with plain spaces."""
    bare = re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).replace("\N{WORD JOINER}", "")
    return " ".join(bare.split())


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed_and_accessible(portal: Portal, path: str, prefix: str) -> None:
    answer = portal.get(prefix + path)
    assert answer.status_code in {200, 404, 410, 422}
    found = outline(answer.text)
    assert f'<html lang="{"en" if prefix else "fr"}">' in answer.text
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(found.headings, found.headings[1:], strict=False)), found.headings
    assert len(found.ids) == len(set(found.ids))
    for landmark in ("header", "nav", "main", "footer"):
        assert landmark in found.tags
    assert found.links[0] == "#contenu"
    assert set(found.fields) <= found.labelled
    assert "script" not in found.tags or 'type="application/ld+json"' in answer.text
    assert not [a for a in found.attributes if a[1] == "style" or a[1].startswith("on") or a[0] == "img"]
    assert "{{" not in answer.text
    assert "{%" not in answer.text


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_link_leads_nowhere(portal: Portal, path: str, prefix: str) -> None:
    found = outline(portal.get(prefix + path).text)
    ours = {link.partition("#")[0] for link in found.links if link.startswith("/")}
    ours |= {
        link.removeprefix("http://portail.test")
        for link in found.links
        if link.startswith("http://portail.test")
    }
    for link in sorted(ours - {"", path, f"/en{path}"})[:40]:
        assert portal.get(link).status_code in {200, 301, 302}, link
    if prefix:
        french_only = [x for x in found.links if x.startswith("/") and not x.startswith("/en/")]
        assert french_only == [path], "only the language link leaves English"


@pytest.mark.parametrize(
    "path", [*PAGES, "/agenda.ics", "/agenda.rss", "/evenements/noel.ics", "/api/v1/events"]
)
def test_head_equals_get(portal: Portal, path: str) -> None:
    got, head = portal.get(path), portal.request("HEAD", path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers == got.headers


def test_headers_of_safety(portal: Portal) -> None:
    for path in ("/", CONCERT, "/agenda.ics", "/api/v1/events", "/static/style.css", "/nulle-part"):
        headers = portal.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy, "default-src 'none' forbids scripts"
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers
        assert "set-cookie" not in headers


def test_front_asks_for_the_commune_first(portal: Portal) -> None:
    html = portal.get("/").text
    assert html.index('name="lieu"') < html.index("Aujourd’hui")
    assert "Votre commune ou code postal" in html
    assert "Jazz au Quattro" in html


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [("Briançon", BRIANCON), ("briancon", BRIANCON), ("05023", BRIANCON), ("gap", "/communes/05061-gap")],
)
def test_a_plain_name_leads_to_its_commune(portal: Portal, typed: str, leads_to: str) -> None:
    answer = portal.get(f"/?lieu={typed}")
    assert (answer.status_code, answer.headers["location"]) == (302, leads_to)


def test_an_ambiguous_place_gives_a_choice(portal: Portal) -> None:
    html = portal.get("/?lieu=05100").text
    assert "De quelle commune s’agit-il" in html
    assert 'href="/communes/05023-briancon"' in html
    assert "Montgenèvre" in html
    assert "Nous ne trouvons pas « zzzzqqq »" in portal.get("/?lieu=zzzzqqq").text


def test_commune_addresses_lead_to_today_s(portal: Portal) -> None:
    for path in ("/communes/05023", "/communes/05023-brianson"):
        answer = portal.get(f"{path}?q=bal&utm_source=x")
        assert answer.status_code == 301
        assert answer.headers["location"].startswith(BRIANCON)
    merged = portal.get("/communes/05002")  # Agnières-en-Dévoluy, since 2013 in Dévoluy
    assert merged.headers["location"] == "/communes/05139-devoluy"
    assert portal.get("/communes/99999").status_code == 404
    outside = portal.get("/communes/38185-grenoble")
    assert outside.status_code == 200
    assert "autre territoire" in outside.text


def test_a_commune_s_days(portal: Portal) -> None:
    said = text(portal.get(BRIANCON).text)
    assert "Aujourd’hui mercredi 9 décembre" in said
    assert "Demain jeudi 10 décembre" in said
    assert said.index(CONCERT_TITLE) < said.index("Conférence sur les loups") < said.index("Nuit du jeu")
    assert "Annulé" in said
    assert "N’est plus annoncé" in said
    assert "1 rendez-vous déjà passé" in said
    assert "Loto des aînés" not in said
    assert "Jazz au Quattro" not in said


def test_the_night_belongs_to_the_evening_before(portal: Portal) -> None:
    html = portal.get(BRIANCON).text
    sunday = html[html.index('id="j2026-12-13"') :]
    assert "Bal de minuit" in sunday[: sunday.index("</section>")]
    assert 'id="j2026-12-14"' not in html
    only = portal.get(f"{BRIANCON}?du=2026-12-13&au=2026-12-13").text
    assert "Bal de minuit" in only
    assert "Nuit du jeu" not in only, "its end at four in the morning is Saturday night"


def test_lanes(portal: Portal) -> None:
    html = portal.get(BRIANCON).text
    ongoing = html[html.index('id="en-ce-moment"') :]
    assert "Regards d’altitude" in ongoing[: ongoing.index("</section>")]
    assert "jusqu’au 28\xa0décembre" in ongoing
    weekly = html[html.index('id="toutes-les-semaines"') :]
    lane = weekly[: weekly.index("</section>")]
    assert lane.count("Yoga doux") == 1
    assert "tous les jeudis, 18\xa0h–\u206019\xa0h" in lane
    assert "Prochaines dates : demain, 17 décembre, 24 décembre" in text("<main" + lane)
    assert "Yoga" not in html[: html.index('id="en-ce-moment"')]
    one_day = portal.get(f"{BRIANCON}?periode=demain").text
    assert "Et 1 activité régulière" in one_day


def test_few_events_widen_to_ninety_days_then_to_the_neighbours(portal: Portal) -> None:
    def later(fill: factory.Filler) -> None:
        fill.change = 50
        fill.event(event("loin", "Dans deux mois", at(60), insee="05085"))

    portal.fill(later)
    said = text(portal.get("/communes/05085-montgenevre").text)
    assert "Réunion publique" in said
    assert "Dans deux mois" in said
    beside = said[said.index("Juste à côté") :]
    assert CONCERT_TITLE in beside
    assert "Quattro" not in beside
    assert "Yoga" not in beside, "what comes back every week is no news next door"


def test_many_all_day_events_are_folded(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for n in range(4):
            to.event(event(f"j{n}", f"Journée {n}", whole(1)))
        to.event(event("soir", "Le soir", at(1)))

    blank.fill(fill)
    html = blank.get(BRIANCON).text
    assert "4 rendez-vous sur la journée" in html
    assert "<details>" in html


def test_a_long_page_is_cut_at_a_day(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for day in (1, 2, 3):
            for n in range(70):
                to.event(event(f"e{day}x{n}", f"Rendez-vous {day}-{n}", at(day, 8 + n % 12, 0)))

    blank.fill(fill)
    html = blank.get(BRIANCON).text
    assert html.count("Rendez-vous 2-") == 70
    assert "Rendez-vous 3-" not in html
    following = re.search(r'href="([^"]*du=2026-12-12)"', html)
    assert following is not None
    assert blank.get(following[1]).text.count("Rendez-vous 3-") == 70


def test_pages_cost_a_fixed_number_of_statements(blank: Portal) -> None:
    def some(count: int) -> int:
        def fill(to: factory.Filler) -> None:
            if count == 3:
                to.source("mjc", "MJC")
            to.change = count
            for n in range(count):
                to.event(
                    event(
                        f"n{count}x{n}",
                        f"Rendez-vous {n}",
                        at(1 + n % 3),
                        insee="05023" if n % 2 else "05061",
                    )
                )

        blank.fill(fill)
        return sum(len(blank.counted(path)[1]) for path in ("/", BRIANCON, "/departements/05", "/sources"))

    assert some(3) + 2 >= some(60)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_event_page_says_it_all(portal: Portal, language: str) -> None:
    html = portal.get(CONCERT if language == "fr" else f"/en{CONCERT}").text
    said = text(html)
    for words in (
        CONCERT_TITLE,
        "MJC-Centre social",
        "35 rue Pasteur",
        "Harmonie de Briançon",
        "Office de tourisme",
    ):
        assert words in said
    assert 'href="tel:0492210000"' in html
    assert 'href="https://office.example/f-12"' in html
    assert "<strong>de fête</strong>" in html
    if language == "fr":
        assert "Gratuit, sans inscription" in said
        assert "même jour et même heure, titres proches" in said
        assert "Aujourd’hui, mercredi 9\xa0décembre, 20\xa0h\xa030–\u206022\xa0h\xa030" in html, (
            "hours are not cut"
        )
    else:
        assert "Free, no booking needed" in said
        assert "same day and hour" in said
    assert html.index("<details") < html.index("Pourquoi" if language == "fr" else "Why these"), "folded"


def test_unknown_evidence_is_told_not_hidden(portal: Portal) -> None:
    note = Note(code="same", values={"a": ["x", "1"], "b": ["y", "2"], "evidence": [{"code": "brand_new"}]})
    (reason,) = sentences.reasons([note], {"x": "La MJC"}, "fr")
    assert (reason.a, reason.b) == ("La MJC", "y")
    assert reason.evidence == ("autre indice (brand_new)",)
    assert sentences.sentence(Note(code="near_place"), "fr") == "autre indice (near_place)"


def test_a_text_nobody_gave_is_quoted_shortly(portal: Portal) -> None:
    html = portal.get("/evenements/quattro-jazz-au-quattro").text
    quoted = re.search(r'<div class="text"><p>(.*?)</p>', html)
    assert quoted is not None
    assert 200 < len(quoted[1]) <= 300
    assert html.count("Texte de l’office") < 60


def test_moved_and_next_dates(portal: Portal) -> None:
    said = text(portal.get("/evenements/contes-l-heure-du-conte").text)
    assert "au lieu du vendredi 18 décembre" in said


def test_an_id_lives_for_ever(portal: Portal) -> None:
    for path in ("/evenements/noel", "/evenements/noel-autre-titre", "/evenements/ancien-titre"):
        answer = portal.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, CONCERT)
    gone = portal.get("/evenements/parti-loto")
    assert gone.status_code == 410
    assert "« Loto des aînés » n’est plus annoncé par MJC du Briançonnais." in text(gone.text)
    assert "Voici ce qui a lieu à Briançon" in gone.text
    assert CONCERT_TITLE in gone.text
    assert portal.get("/evenements/inconnu").status_code == 404


def test_a_source_that_fell_silent_confirms_nothing(portal: Portal) -> None:
    page = "/evenements/yoga-yoga-doux"
    portal.now = factory.NOW + timedelta(days=13)
    assert "Non confirmé" not in portal.get(page).text
    portal.now = factory.NOW + timedelta(days=15)
    assert "Non confirmé depuis le mercredi 9 décembre" in text(portal.get(page).text)


def test_lists_and_sources(portal: Portal) -> None:
    actors = portal.get("/acteurs").text
    assert "Ressourcerie La Miraille" in actors
    assert "Exemple" in actors
    assert "Ressourcerie" in portal.get("/acteurs?q=atelier").text
    assert "Ressourcerie" not in portal.get("/acteurs?commune=05061").text
    assert "Appel à bénévoles" in portal.get("/actualites?q=bénévole").text
    assert portal.get("/actualites?categorie=musique").status_code == 422
    sources = text(portal.get("/sources").text)
    assert "MJC du Briançonnais" in sources
    assert re.search(
        r"MJC du Briançonnais Briançon · \d+ rendez-vous · dernière lecture il y a moins", sources
    )
    assert "Le journal de la vallée en attente" in sources, "a source that could not be read looks fine"
    assert "Exemple" in sources


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(minutes=59), "il y a moins d’une heure"),
        (timedelta(hours=5), "aujourd’hui à 10 h"),
        (timedelta(hours=20), "hier à 10 h"),
        (timedelta(days=2), "le 9 décembre"),
        (timedelta(days=30), "le 9 décembre 2026"),
    ],
)
def test_a_reading_is_told_no_more_precisely_than_needed(portal: Portal, later: timedelta, said: str) -> None:
    portal.now = factory.NOW + later
    assert f"dernière lecture {said} " in text(portal.get("/sources").text)


def test_the_choice_made_is_told(portal: Portal) -> None:
    for query, says in (
        ("?q=bal&categorie=fetes", "« bal » · Fêtes, bals et jeux"),
        ("?du=2026-12-12", "à partir du samedi 12 décembre"),
        ("?du=2026-12-12&jours=3&categorie=fetes", "Fêtes, bals et jeux · du 12 au 14 décembre"),
        ("?periode=mois-prochain", "le mois prochain"),
        ("?commune=05061&departement=05", "Gap · Hautes-Alpes"),
    ):
        assert f"Votre choix : {says} Tout afficher" in text(portal.get(f"/{query}").text)
    for query in ("", "?periode=weekend", "?jours=7"):
        assert "Votre choix" not in portal.get(f"/{query}").text, "a tab shows it"


def test_the_small_hours_name_both_days(portal: Portal) -> None:
    assert (
        "Bal de minuit Dans la nuit de dimanche à lundi".lower() in text(portal.get("/?jours=7").text).lower()
    )


def test_a_next_date_that_differs_says_so(portal: Portal) -> None:
    usual = at(0, 17)
    moved = Occurrence(start=at(1, 18).start, end=at(1, 18).end, slot=usual.start, venue="Salle du Prorel")
    off = Occurrence(start=at(2).start, end=at(2).end, status="cancelled")

    def fill(fill: factory.Filler) -> None:
        fill.change = 80
        fill.event(event("bouge", "Chorale", moved, at(30)))
        fill.event(event("relache", "Ciné-club", off))
        fill.event(event("visio", "En visio", at(1), insee=None, place=Place(), online="https://v.example/"))
        fill.event(event("flou", "Quelque part", at(1), insee=None, place=Place()))

    portal.fill(fill)
    said = text(portal.get("/evenements/bouge-chorale").text)
    assert "au lieu du mercredi 9 décembre" in said
    assert "lieu : Salle du Prorel" in said
    assert "Annulé" in text(portal.get("/evenements/relache-cine-club").text)
    assert "Lieu non précisé" in portal.get("/evenements/flou-quelque-part").text
    assert "En visio En ligne" in text(portal.get("/?periode=demain").text)


def test_english_pages_say_which_words_are_french(portal: Portal) -> None:
    assert f'lang="fr">{CONCERT_TITLE}</a>' in portal.get("/en/").text
    assert f'<h1 lang="fr">{CONCERT_TITLE}</h1>' in portal.get(f"/en{CONCERT}").text
    assert f"<h1>{CONCERT_TITLE}</h1>" in portal.get(CONCERT).text


def test_the_footer_holds_the_legal_notice(portal: Portal) -> None:
    bare = portal.get("/").text
    assert "Accessibilité : non conforme" in bare
    assert "Mentions légales : à compléter" in bare
    named = Settings(
        base_url=BASE,
        publisher="Association <Les Crêtes>",
        publisher_address="1 place de l’Exemple, Gap",
        publisher_phone="04 92 00 00 00",
        director="Camille Exemple",
        hosting="Un hébergeur, Lyon",
    )
    whole_notice = Portal(portal.database, settings=named).get("/").text
    assert "Publié par Association &lt;Les Crêtes&gt;, 1 place de l’Exemple, Gap" in whole_notice
    assert "Camille Exemple" in whole_notice
    assert "Un hébergeur, Lyon" in whole_notice
    assert "à compléter" not in whole_notice


def test_wrong_words_get_a_helpful_page(portal: Portal) -> None:
    for query, says in (
        ("?comune=05023", "« comune »"),
        ("?categorie=jazz", "« jazz »"),
        ("?du=demain", "2026-12-31"),
        ("?du=2026-12-12&au=2026-12-01", "vient avant"),
        ("?source=personne", "« personne »"),
    ):
        answer = portal.get(BRIANCON + query)
        assert answer.status_code == 422
        assert says in text(answer.text)
        assert 'lang="fr"' in answer.text
    assert portal.get(f"{BRIANCON}?utm_source=lettre&fbclid=1&_=2&ver=6.1").status_code == 200
    assert portal.get(f"{BRIANCON}?q=&categorie=").status_code == 200, "a form sends its empty fields"


def test_accept_language_changes_nothing(portal: Portal) -> None:
    assert portal.get("/", accept_language="en").text == portal.get("/").text
    assert "What’s on near you?" in portal.get("/en/").text


def test_a_page_not_modified_is_304(portal: Portal) -> None:
    first = portal.get(BRIANCON)
    again = portal.get(BRIANCON, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    portal.now = factory.NOW + timedelta(days=1)
    assert portal.get(BRIANCON, if_none_match=first.headers["etag"]).status_code == 200


def test_a_fault_is_a_page_too(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agregateur.web.lists.directory.sources", lambda _: 1 / 0)
    answer = portal.get("/sources")
    assert answer.status_code == 500
    assert "pas votre faute" in answer.text
    assert "ZeroDivision" not in answer.text


def test_small_words_before_names() -> None:
    pairs = {
        "Gap": ("de Gap", "à Gap"),
        "Embrun": ("d’Embrun", "à Embrun"),
        "Le Monêtier-les-Bains": ("du Monêtier-les-Bains", "au Monêtier-les-Bains"),
        "Les Orres": ("des Orres", "aux Orres"),
        "La Roche-de-Rame": ("de La Roche-de-Rame", "à La Roche-de-Rame"),
        "L'Argentière-la-Bessée": ("de L'Argentière-la-Bessée", "à L'Argentière-la-Bessée"),
    }
    for name, said in pairs.items():
        assert (french.of_place(name, "fr"), french.at_place(name, "fr")) == said
