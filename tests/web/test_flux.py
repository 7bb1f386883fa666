"""« Recevoir l’agenda »: a form that works without script, whose address is its state."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from agregateur import communes
from agregateur.communes import Commune
from agregateur.errors import SelectionError
from agregateur.web.formats import FORMATS
from agregateur.web.subscribing import form
from tests.web.conftest import Portal
from tests.web.factory import Filler
from tests.web.outline import CONCERT, outline, text


def places(typed: str) -> tuple[Commune, ...]:
    known = {"briançon": "05023", "gap": "05061"}
    found = communes.commune(known.get(typed.lower(), ""))
    return (found,) if found else ()


def told(query: str) -> form.Told:
    return form.read(parse_qsl(query, keep_blank_values=True), places)


def said(query: str) -> dict[str, str]:
    """The words of the address to which a form leads."""
    return dict(told(query).query())


BRIANCON = "ici=05023&lieu=Brian%C3%A7on+(05100)"


@pytest.mark.parametrize(
    ("sent", "leads"),
    [
        ("lieu=brian%C3%A7on&etendue=commune", {"commune": "05023"}),
        ("lieu=gap&etendue=territoire", {"commune": "05061"}),
        (f"{BRIANCON}&etendue=voisines", {"commune": "05023", "voisines": "oui"}),
        (f"{BRIANCON}&etendue=epci", {"epci": "240500439", "ici": "05023"}),
        (f"{BRIANCON}&etendue=departement", {"departement": "05", "ici": "05023"}),
        (f"{BRIANCON}&etendue=rayon&km=30", {"autour": "05023", "rayon": "30"}),
        (f"{BRIANCON}&etendue=territoire&km=30", {"ici": "05023"}),
        ("ici=05023&lieu=Gap&etendue=epci", {"epci": "200067825", "ici": "05061"}),
        ("lieu=&etendue=commune", {}),
        ("commune=05023,05061&etendue=garder", {"commune": "05023,05061"}),
        ("commune=05023,05061&etendue=garder&lieu=Gap", {"commune": "05061"}),
    ],
)
def test_a_place_becomes_the_words_of_a_selection(sent: str, leads: dict[str, str]) -> None:
    assert said(sent) == leads


@pytest.mark.parametrize(
    ("sent", "leads"),
    [
        ("quand=toutes&periode=semaine&jours=3", {}),
        ("quand=mois-prochain&du=", {"periode": "mois-prochain"}),
        ("quand=2027-02", {"du": "2027-02-01", "au": "2027-02-28"}),
        ("quand=toutes&du=2027-02-10", {"du": "2027-02-10"}),
        ("quand=2027-02&du=2027-02-10&au=2027-02-12", {"du": "2027-02-10", "au": "2027-02-12"}),
        ("quand=garder&jours=30", {"jours": "30"}),
    ],
)
def test_days_become_the_words_of_a_selection(sent: str, leads: dict[str, str]) -> None:
    assert said(sent) == leads


@pytest.mark.parametrize(
    "address",
    [
        "porte=site&commune=05023&voisines=oui&sauf_categorie=culte,politique",
        "porte=autres&epci=240500439&ici=05023",
        "porte=autres&autour=05023&rayon=20",
        "porte=telephone&commune=05023,05061&categorie=fetes,marches&q=bal",
        "porte=bulletin&departement=05&periode=mois-prochain&texte=moyen&retires=abc",
        "porte=bulletin&inscription=sans&statut=prevu&jours=12",
        "porte=autres&acces=payant,prix-libre&longs=non&regulier=oui&mode=en-ligne&accessibilite=lsf&public=ados",
        "porte=site&source=mjc,office&sauf_structure=act&sauf_categorie=sport&du=2027-01-10",
    ],
)
def test_a_form_sent_as_it_stands_leads_back_to_its_address(portal: Portal, address: str) -> None:
    page = portal.get(f"/flux?{address}").text
    fields = sent(page[page.index('class="choose"') :].partition("</form>")[0])
    answer = portal.request("GET", "/flux?" + fields)
    assert answer.status_code == 302
    kept = address.replace("&retires=abc", "")
    assert sorted(parse_qsl(urlsplit(answer.headers["location"]).query)) == sorted(parse_qsl(kept))


def sent(html: str) -> str:
    """What a browser sends of a form that nobody touched."""
    from html import unescape
    from urllib.parse import urlencode

    pairs = []
    for tag in re.findall("<input[^>]*>", html):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") in {"radio", "checkbox"} and " checked" not in tag:
            continue
        pairs.append((given["name"], unescape(given["value"])))
    for name, lines in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', lines) or re.search('value="([^"]*)"', lines)
        assert chosen
        pairs.append((name, chosen[1]))
    return urlencode(pairs)


def test_doors_are_opened_as_they_are_usually_wanted() -> None:
    assert said("neuf=oui&lieu=gap&etendue=commune&porte=telephone") == {
        "porte": "telephone",
        "commune": "05061",
    }
    town = said("neuf=oui&lieu=gap&etendue=commune&porte=site")
    assert town["sauf_categorie"] == "culte,politique"
    month = said("neuf=oui&lieu=gap&etendue=voisines&porte=bulletin")
    assert (month["periode"], month["sauf_categorie"]) == ("mois-prochain", "culte,politique")
    assert "sauf_categorie" not in said("neuf=oui&categorie=culte&porte=site"), "what was asked for is kept"
    assert "sauf_categorie" not in said("porte=site&etendue=commune"), "what was unticked stays so"


def test_doors_lead_to_one_another_with_the_choice() -> None:
    phone = told("porte=telephone&commune=05023&categorie=fetes")
    assert dict(phone.at("site")) == {"porte": "site", "commune": "05023", "categorie": "fetes"}
    bulletin = told("porte=bulletin&commune=05023&periode=mois-prochain&sauf_categorie=culte&texte=moyen")
    assert dict(bulletin.at("site")) == {"porte": "site", "commune": "05023", "sauf_categorie": "culte"}
    assert dict(bulletin.at("bulletin"))["periode"] == "mois-prochain"


@pytest.mark.parametrize(
    "query",
    [
        "porte=fenetre",
        "etendue=monde",
        "texte=long",
        "ici=99999",
        "quand=2027-13",
        "foo=1",
        "retires=a-b",
        f"km=x&etendue=rayon&{BRIANCON}",
        "categorie=jazz",
        "liste=" + ",".join(f"a{n}" for n in range(300)),
    ],
)
def test_what_no_form_sends_is_refused(query: str) -> None:
    with pytest.raises(SelectionError):
        told(query)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("lieu=xyzzyx&etendue=commune", "lieu"),
        ("lieu=&etendue=voisines", "lieu"),
        ("quand=dates&du=demain&etendue=commune", "du"),
        ("quand=dates&du=2027-02-02&au=2027-02-01&etendue=commune", "au"),
        ("q=!!&etendue=commune", "q"),
    ],
)
def test_what_is_mistyped_is_told_beside_its_field(portal: Portal, query: str, word: str) -> None:
    answer = portal.get(f"/flux?porte=site&{query}")
    assert answer.status_code == 422
    assert f'id="faux-{word}"' in answer.text
    field = re.search(f'<input[^>]* id="{word}"[^>]*>', answer.text)
    assert field is not None
    assert f'aria-describedby="faux-{word}"' in field[0]
    assert 'aria-invalid="true"' in field[0]


def test_a_postcode_of_many_communes_asks_which(portal: Portal) -> None:
    answer = portal.get("/flux?porte=site&lieu=05100&etendue=rayon&km=20&categorie=fetes")
    assert answer.status_code == 200
    [link] = re.findall('<a href="([^"]*ici=05023[^"]*)"', answer.text)
    there = portal.get(link.replace("&amp;", "&"))
    assert dict(parse_qsl(urlsplit(there.headers["location"]).query)) == {
        "porte": "site",
        "autour": "05023",
        "rayon": "20",
        "categorie": "fetes",
    }


def test_the_first_screen_asks_where_and_how(portal: Portal) -> None:
    page = portal.get("/flux").text
    assert tuple(re.findall('name="porte" value="(\\w+)"', page)) == form.DOORS
    assert "Vous recevrez" not in page, "nothing was chosen yet"
    came = portal.get("/flux?commune=05023&categorie=fetes").text
    assert 'value="Briançon (05100)"' in came
    assert "Fêtes" in text(came)
    fields = sent(came[came.index('class="ask"') :].partition("</form>")[0])
    moved = portal.get(f"/flux?{fields}&porte=telephone").headers["location"]
    assert dict(parse_qsl(urlsplit(moved).query)) == {
        "porte": "telephone",
        "commune": "05023",
        "categorie": "fetes",
    }


def test_a_choice_is_told_counted_and_shown(portal: Portal) -> None:
    page = text(portal.get("/flux?porte=telephone&commune=05023").text)
    assert "Tous les rendez-vous à Briançon" in page
    assert "9 rendez-vous à venir" in page
    assert "mer. 9 déc., 7 h Marché du matin Briançon" in page
    assert "Réservé à nos pages" not in page, "what may not leave is not promised"
    begun = text(portal.get("/flux?porte=telephone&commune=05023&du=2026-12-01&au=2026-12-31").text)
    assert re.search("[0-9]+ rendez-vous (?!à venir)", begun), "what is over is not to come"
    nothing = text(portal.get("/flux?porte=telephone&commune=05177").text)
    assert "Aucun rendez-vous ne correspond aujourd’hui." in nothing


def test_who_chooses_a_great_many_knows_where_a_calendar_stops(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = text(portal.get("/flux?porte=telephone&commune=05023").text)
    assert "s’arrête à 1 Mo" not in few
    monkeypatch.setattr("agregateur.web.subscribing.page.MOST_COUNTED", 3)
    many = text(portal.get("/flux?porte=telephone&commune=05023").text)
    assert "Plus de 3 rendez-vous à venir" in many
    assert "s’arrête à 1 Mo" in many


def addresses(html: str) -> list[str]:
    return [
        a.replace("&amp;", "&")
        for a in re.findall('<input type="text" id="adresse-[^"]*" value="([^"]*)"', html)
    ]


def test_a_webmaster_copies_what_each_kind_of_site_takes(portal: Portal) -> None:
    page = portal.get("/flux?porte=site&commune=05023&categorie=fetes").text
    pasted = {id: value for id in ("page-agenda", "fragment") for value in copied(page, id)}
    assert pasted == {
        "page-agenda": "http://portail.test/communes/05023-briancon?categorie=fetes",
        "fragment": "http://portail.test/widget.html?commune=05023&categorie=fetes",
    }
    assert "Nuit du jeu" in portal.get(pasted["fragment"].removeprefix("http://portail.test")).text


def copied(html: str, id: str) -> list[str]:
    return [a.replace("&amp;", "&") for a in re.findall(f'id="{id}" value="([^"]*)"', html)]


def test_formats_that_hold_less_than_what_is_counted_say_so(portal: Portal) -> None:
    page = text(portal.get("/flux?porte=autres&commune=05023").text)
    assert "un lecteur d’actualités (30 rendez-vous au plus, des 60 prochains jours)" in page
    assert "un message (les 30 prochains jours)" in page
    dated = text(portal.get("/en/flux?porte=autres&commune=05023&jours=200").text)
    assert "(30 events at most)" in dated
    assert "30 days" not in dated


def test_french_punctuation_never_begins_a_line(portal: Portal) -> None:
    page = portal.get("/flux?porte=site&commune=05023&q=jazz").text.partition("<main")[2]
    read = re.sub("(?s)<(textarea|select|button).*?</\\1>|<[^>]+>", "", page)
    assert not re.findall(".*« .*|.* [»:;!?].*", read)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("door", form.DOORS)
def test_each_address_of_a_door_gives_the_choice(portal: Portal, door: str, prefix: str) -> None:
    page = portal.get(f"{prefix}/flux?porte={door}&commune=05023&voisines=oui&categorie=fetes").text
    found = addresses(page)
    if door == "autres":
        assert {urlsplit(a).path.rpartition(".")[2] for a in found} == set(FORMATS)
    for address in found:
        assert ("langue=en" in address) == bool(prefix)
        answer = portal.get(address.removeprefix("http://portail.test"))
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/calendar"):
            assert "Nuit du jeu" in answer.text
            assert "Concert" not in answer.text


def test_what_partners_announce_already_is_left_out_in_every_format(portal: Portal) -> None:
    page = portal.get("/flux?porte=autres&commune=05023,05061&etendue=garder&sauf_source=mjc&quand=toutes")
    assert page.status_code == 302
    page = portal.get(page.headers["location"])
    assert "sans ce qu’annonce" in text(page.text) or "sauf" in text(page.text)
    assert "Sans ce qu’annonce : MJC du Briançonnais" in text(page.text)
    for address in addresses(page.text):
        path = address.removeprefix("http://portail.test")
        answer = portal.get(path)
        assert answer.status_code == 200
        if path.partition("?")[0].endswith((".xlsx",)):
            continue
        assert "Jazz au Quattro" in answer.text, path
        assert "Nuit du jeu" not in answer.text, path


def test_a_partner_chooses_itself_by_its_name(portal: Portal) -> None:
    page = portal.get("/flux?porte=site&commune=05023").text
    assert '<option value="mjc">MJC du Briançonnais</option>' in page
    chosen = portal.get("/flux?porte=site&commune=05023&sauf_source=mjc").text
    assert '<option value="mjc">' not in chosen
    assert '<input type="checkbox" name="sauf_source" value="mjc" checked>' in chosen


def test_partners_stand_in_the_order_of_a_dictionary(portal: Portal) -> None:
    def fill(add: Filler) -> None:
        for n, name in enumerate(("Mé", "les Bois", "MJC", "Écrins", "Les Arts")):
            add.source(f"s{n}", name)

    portal.fill(fill)
    page = (
        portal.get("/flux?porte=site&commune=05023").text.partition('id="nous"')[2].partition("</select>")[0]
    )
    found = re.findall(r">(Mé|les Bois|MJC|Écrins|Les Arts)<", page)
    assert found == ["Écrins", "Les Arts", "les Bois", "Mé", "MJC"]
    assert '<span class="aside">: Events (RSS)</span>' in portal.get("/en/flux?porte=site&commune=05023").text


def test_a_structure_is_found_by_its_name(portal: Portal) -> None:
    page = portal.get("/flux?porte=site&qui=miraille").text
    assert 'name="structure" value="act"' in page
    assert "Seulement : Ressourcerie La Miraille" in text(page)
    chosen = portal.get("/flux?porte=site&structure=act").text
    assert '<input type="checkbox" name="structure" value="act" checked>' in chosen
    assert "Aucune structure de ce nom" in text(portal.get("/flux?porte=site&qui=personne").text)
    assert portal.get("/flux?porte=site&structure=personne").status_code == 422


def test_pages_lead_here_with_their_choice(portal: Portal) -> None:
    page = portal.get("/communes/05023-briancon?categorie=fetes&periode=demain").text
    menu = outline(page[page.index("<nav") : page.index("</nav>") + 6]).links
    assert "/flux?commune=05023&categorie=fetes" in menu
    assert "/en/flux?epci=240500439" in portal.get("/en/epci/240500439").text
    assert '<a href="/flux">' in portal.get("/sources").text
    assert '<a href="/flux?commune=05023">' in portal.get("/acteurs?commune=05023&q=ateliers").text
    assert '<a href="/flux?commune=05023">' in portal.get(CONCERT).text
    for ending in FORMATS:
        assert re.search(
            rf'<link rel="alternate" type="[^"]+" title="[^"]*" href="[^"]*agenda\.{ending}\?', page
        )


def test_only_these_pages_may_run_our_script(portal: Portal) -> None:
    answer = portal.get("/flux?porte=site&commune=05023")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    [script] = re.findall('<script src="([^"]+)" defer></script>', answer.text)
    found = portal.get(script)
    assert found.headers["content-type"].startswith("text/javascript")
    assert "script-src" not in portal.get("/communes/05023-briancon").headers["content-security-policy"]


def test_a_hostile_name_stays_a_text(portal: Portal) -> None:
    page = portal.get("/flux?porte=site&lieu=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&etendue=commune").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
