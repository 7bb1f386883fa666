"""From the entries of a form to records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from agregateur.connecting.fields import Item
from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import moment_of, text_of, texts_of
from agregateur.contract import Kind, Record, Rejected, When
from agregateur.text import identifier, web_address
from connecteurs.yeswiki.dates import dates
from connecteurs.yeswiki.forms import ROLES, Field, Form
from connecteurs.yeswiki.markup import is_html, plain
from connecteurs.yeswiki.places import Place

_ORGANIZERS = re.compile(r"\b(?:organis|porteu|structure|acteur|association)")
_LIST_KEY = re.compile(r"(?:liste|checkbox|radio)(?!fiche)[A-Z_]")


@dataclass(frozen=True)
class Reader:
    """Turns the entries of one form into records. `kind` None: each entry tells by what it has."""

    form: Form
    place: Place
    fields: Mapping[str, str]
    kind: Kind | None

    def read(self, entry: Mapping[str, Any]) -> Record | Rejected:
        uid = id_of(entry)
        hidden = {one.name for one in self.form.fields if one.hidden}
        stated = {key: one for key, one in entry.items() if key not in hidden}
        item = Item({**stated, **dates(stated, self.form, self.fields), **_point(stated)}, self.fields)
        title = item.said("title", "bf_titre", "title")
        if not title:
            return Rejected(uid, "no_title", uid or trace(stated))
        if not uid:
            return Rejected("", "no_uid", title[:80])
        # '1' is what BAZ_ETAT_VALIDATION gives a published entry; others wait for a moderator.
        status = text_of(entry.get("statut_fiche"))
        if status is not None and status != "1":
            return Rejected(uid, "private", f"statut_fiche {status}")
        start, end = item.dates(("@start",), ("@end",))
        kind = self.kind or ("event" if start else "actor" if self._placed(stated) else "article")
        if kind == "event" and start is None:
            bad = next((repair.detail for repair in item.repairs if repair.code == "bad_start"), None)
            return Rejected(uid, "bad_start" if bad else "no_start", about(title, bad))
        if kind != "event":
            start = end = None
        return self._record(item, uid, title, kind, start, end)

    def _record(
        self, item: Item, uid: str, title: str, kind: Kind, start: When | None, end: When | None
    ) -> Record:
        latitude, longitude = item.point(*self._points)
        description, markup = self._description(item)
        place, city = self._text(item, "venue"), self._text(item, "city")
        postcode = self._text(item, "postcode")
        placed = bool(city or postcode or "venue" in self.fields)
        stated = text_of(item.value.get("url")) or ""
        # Entries say where they are, also those that a wiki takes over from another: their files are there too.
        there = stated.endswith(uid) and web_address("", stated)
        wiki = Place(base=stated.removesuffix(uid), asked="home") if there else self.place
        page = web_address(wiki.base, stated) or (f"{wiki.base}{quote(uid, safe='')}" if wiki.base else None)
        url = _web(wiki, item.said("url") or "") or page
        files = [_file(wiki, name) for name in self._named(item, "fichier", "file")]
        links = [*(_web(wiki, site) for site in self._sites(item)), *files, page]
        lists = self._lists(item)
        return Record(
            uid=uid,
            kind=kind,
            title=title,
            description=description,
            markup=markup,
            summary=_plain(self._text(item, "summary", mapped=False)),
            start=start,
            end=end,
            published=moment_of(item.value.get("date_creation_fiche") or item.value.get("created_at")),
            updated=moment_of(item.value.get("date_maj_fiche") or item.value.get("updated_at")),
            venue=place if placed else None,
            location=None if placed else place,
            street=self._text(item, "street"),
            postcode=postcode,
            city=city or next(iter(lists.get("city", ())), None),
            insee=self._text(item, "insee"),
            latitude=latitude,
            longitude=longitude,
            categories=item.listed("category") if "category" in self.fields else lists.get("", ()),
            audience=lists.get("audience", ()),
            accessibility=lists.get("accessibility", ()),
            price=self._text(item, "price") or ", ".join(lists.get("price", ())) or None,
            registration=self._text(item, "registration", mapped=False),
            organizer=self._organizer(item, kind),
            telephone=self._text(item, "telephone", mapped=False),
            email=self._email(item),
            url=url,
            links=tuple(dict.fromkeys(link for link in links if link and link != url)),
            image=_file(wiki, self._image(item)),
            repairs=tuple(item.repairs),
        )

    @cached_property
    def _points(self) -> tuple[tuple[str, str], ...]:
        pairs = [("@latitude", "@longitude")]
        for one in self.form.fields:
            if one.latitude and one.longitude:
                pairs += [
                    (f"{one.name}.{one.latitude}", f"{one.name}.{one.longitude}"),
                    (one.latitude, one.longitude),
                ]
            if one.type == "map":
                pairs.append((f"{one.name}.latitude", f"{one.name}.longitude"))
        for within in ("geolocation.", "bf_geolocation.", ""):
            pairs += [
                (f"{within}bf_latitude", f"{within}bf_longitude"),
                (f"{within}latitude", f"{within}longitude"),
            ]
        return tuple(dict.fromkeys(pairs))

    @cached_property
    def _keys(self) -> dict[str, tuple[str, ...]]:
        """Keys by role: those of the form, or the usual names when its fields are not known."""
        return {
            role: self.form.keys(role) if self.form.fields else usual for role, (usual, _) in ROLES.items()
        }

    def _text(self, item: Item, role: str, *, mapped: bool = True) -> str | None:
        return item.said(role if mapped else "", *self._keys[role])

    def _placed(self, entry: Mapping[str, Any]) -> bool:
        keys = ("bf_adresse", "bf_ville", "bf_code_postal", "geolocation", "carte_google", "bf_latitude")
        return self.form.placed or any(key in entry for key in keys)

    def _description(self, item: Item) -> tuple[str | None, bool]:
        if "description" in self.fields:
            key = self.fields["description"]
            text = item.said("description")
        else:
            summaries = self._keys["summary"]
            longs = [one.name for one in self.form.fields if one.type in {"textelong", "textarea"}]
            keys = ["bf_description", *(name for name in longs if name not in summaries), "description"]
            key = next((name for name in keys if text_of(item.value.get(name))), "")
            text = text_of(item.value.get(key))
        if not text:
            return None, False
        syntax = next((one.syntax for one in self.form.fields if one.name == key), "")
        if syntax == "html" or (not syntax.startswith(("wiki", "nohtml")) and is_html(text)):
            return text, True
        return (text if syntax == "nohtml" else plain(text)) or None, False

    def _lists(self, item: Item) -> dict[str, tuple[str, ...]]:
        """Words of the lists by role; categories under the empty one."""
        found: dict[str, list[str]] = {}
        known = self.form.fields
        listed = (
            [one for one in known if one.is_list and not one.hidden]
            if known
            else list(_unknown_lists(item.value))
        )
        for one in listed:
            found.setdefault(self.form.role_of(one), []).extend(_chosen(one, item.value.get(one.name)))
        return {role: tuple(dict.fromkeys(words)) for role, words in found.items()}

    def _organizer(self, item: Item, kind: Kind) -> str | None:
        if stated := self._text(item, "organizer"):
            return stated if kind == "event" or "organizer" in self.fields else None
        for one in self.form.fields:
            if kind == "event" and one.of_entries and _ORGANIZERS.search(one.said):
                return ", ".join(_chosen(one, item.value.get(one.name))) or None
        return None

    def _email(self, item: Item) -> str | None:
        """Only when the form says that the address is for everybody: many keep it for a contact form."""
        for one in self.form.fields:
            stated = text_of(item.value.get(one.name)) or ""
            if (one.type.startswith("champs_mail") or one.type == "email") and "@" in stated:
                return stated
        return None

    def _sites(self, item: Item) -> Iterator[str]:
        keys = [
            one.name for one in self.form.fields if one.type.startswith("lien_internet") or one.type == "url"
        ]
        for key in ["bf_site_internet", "bf_url", *keys]:
            yield text_of(item.value.get(key)) or ""

    def _image(self, item: Item) -> str:
        stated = item.said("image") if "image" in self.fields else next(self._named(item, "image"), None)
        return stated or ""

    def _named(self, item: Item, *types: str) -> Iterator[str]:
        keys = [one.name for one in self.form.fields if one.type in types]
        for key in dict.fromkeys([*keys, "imagebf_image" if "image" in types else "fichierfichier"]):
            if name := text_of(item.value.get(key)):
                yield name


def _file(wiki: Place, name: str) -> str | None:
    """The address of an attached file, or of one that is elsewhere."""
    if re.match(r"https?://", name):
        return web_address(name, name)
    return web_address(wiki.root, f"files/{quote(name, safe='')}") if name and wiki.root else None


def _web(wiki: Place, address: str) -> str | None:
    """`address` made absolute; `www.example.fr` is taken for one."""
    if re.match(r"www\.[\w.-]+\.[a-z]{2,}(/|$)", address):
        address = f"https://{address}"
    return web_address(wiki.base, address)


def id_of(entry: Mapping[str, Any]) -> str:
    return identifier(text_of(entry.get("id_fiche")) or text_of(entry.get("tag")) or "")


def _plain(text: str | None) -> str | None:
    return (plain(text) or None) if text else None


def _point(entry: Mapping[str, Any]) -> dict[str, str]:
    """`carte_google`, the former name of geolocation: `latitude|longitude`."""
    north, _, east = (text_of(entry.get("carte_google")) or "").partition("|")
    return {"@latitude": north, "@longitude": east} if north and east else {}


def _unknown_lists(entry: Mapping[str, Any]) -> Iterator[Field]:
    """The lists of an entry whose form is not known, by the names YesWiki gives them."""
    for key in entry:
        if found := _LIST_KEY.match(key):
            yield Field(name=key, type="liste", linked=key[found.end() - 1 :])


def _chosen(listed: Field, value: Any) -> Iterator[str]:
    """Labels of the chosen values; a number that nothing names says nothing to anyone."""
    if isinstance(value, dict):
        # As a form posts checkboxes: the chosen ones are its keys.
        value = [key for key, chosen in value.items() if chosen not in (0, "0", "", None, False)]
    for one in texts_of(value, split=r"\s*,\s*"):
        word = listed.options.get(one, one)
        if not word.isdigit():
            yield word
