"""YesWiki: the forms of its Bazar (agendas, directories, news) and their entries, through the API or as a saved file.

Format: YesWiki/yeswiki, tools/bazar/controllers/ApiController.php (`?api/forms`, `?api/forms/{id}/entries`) and, in
older wikis, tools/bazar/handlers/page/json.php (`{page}/json&demand=forms`, `demand=entries&id=`). An answer holds all
the entries of a form, keyed by their page, or null; nothing says that an entry was deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

from agregateur.connecting import fields as shared
from agregateur.connecting.checks import check_word
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said
from agregateur.errors import FetchError, HttpStatus, ParseError
from agregateur.text import decode, is_web_page
from connecteurs.yeswiki.copies import read_all
from connecteurs.yeswiki.documents import entries_of, forms_of
from connecteurs.yeswiki.entry import Reader
from connecteurs.yeswiki.fields import form_of, lists_of, with_lists
from connecteurs.yeswiki.forms import Form
from connecteurs.yeswiki.pages import marks, shown_forms, wiki_of
from connecteurs.yeswiki.places import Place, place_of

As = Literal["auto", "event", "actor", "article"]


@dataclass(frozen=True, kw_only=True)
class YesWiki:
    """A YesWiki at `url`: its home page, a page that shows a form, `?api/forms`, or the entries of one form."""

    kind: ClassVar[str] = "yeswiki"
    label: ClassVar[str] = "YesWiki (Bazar)"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "actor", "article"})
    facts: ClassVar[Facts] = Facts(
        richness=70,
        dates="exact, with the rules of repeated events",
        places="postal address and point, when the form asks for them",
        deletions="absence from the list",
        stanza="""
- id: tiers-lieu-la-fabrique
  name: Tiers-lieu La Fabrique
  kind: yeswiki
  url: https://lafabrique.example/?PagePrincipale
  options: {forms: [2]}
""",
    )

    url: str
    forms: tuple[int | str, ...] = field(
        default=(),
        metadata={
            "about": "numbers of the forms to read (?api/forms lists them); without it, those that the page at url "
            "shows, else those that look like an agenda, a directory or news"
        },
    )
    as_: As = field(
        default="auto",
        metadata={
            "about": "what the entries are; auto: events when their form has dates, actors when it has an address, "
            "else articles"
        },
    )
    fields: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"about": f"{shared.ABOUT}; only where the form does not tell"},
    )

    def __post_init__(self) -> None:
        shared.check_fields(self.fields)
        check_word("as", self.as_, As)
        # bn_id_nature is a whole number (YesWiki: tools/bazar/services/FormManager.php).
        if not all(str(form).strip().isdecimal() for form in self.forms):
            raise ValueError("option forms: a form is named by its number, as in [1, 2]")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """The entries of the chosen forms. A form that fails leaves the others: its fault is raised at the end.

        Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`, `not_json`, `not_bazar`, `no_form`,
        `form_missing`, `too_many_items`).
        """
        yield from tell(self, self._said(fetch), known)

    def _said(self, fetch: Fetch) -> Iterator[Said]:
        place = place_of(self.url)
        value, place, shown = self._first(fetch, place)
        listed = forms_of(value)
        if listed is not None:
            yield from self._walk(fetch, place, [form_of(one) for one in listed], shown)
            return
        entries = entries_of(value, surely=place.asked == "entries")
        if place.asked == "page":
            # A saved file: its address is no wiki's.
            place = place_of("")
        forms: list[Form] = []
        if place.asked == "entries":
            try:
                forms = self._with_lists(
                    fetch, place, forms_of(load_json(fetch(place.forms(place.form)))) or []
                )
            except (FetchError, ParseError) as error:
                yield Repair(code="form_unread", detail=error.code)
        yield from self._entries(place, forms, self._wanted(entries, place, forms))

    def _wanted(self, entries: list[Any], place: Place, forms: list[Form]) -> list[Any]:
        """Of the entries of several forms, those of the forms named by the option, else of those for the public."""
        numbers = {str(one).strip() for one in self.forms}
        if not numbers and not place.form:
            numbers = {form.id for form in forms if form.public}
        if not numbers:
            return entries
        return [
            one
            for one in entries
            if not isinstance(one, dict) or text_of(one.get("id_typeannonce")) in numbers
        ]

    def _first(self, fetch: Fetch, place: Place) -> tuple[Any, Place, tuple[str, ...]]:
        """What the address gives: (forms or entries, the place they come from, the forms that its page shows)."""
        document = None
        try:
            document = fetch(place.forms() if place.asked == "home" else self.url)
            value = load_json(document)
            if place.asked != "home" or value is not None:
                return value, place, ()
            raise ParseError("This wiki has no form.", code="no_form")
        except (FetchError, ParseError) as error:
            if place.asked == "home" and _may_be_older(error):
                return *self._listed(fetch, place.older(), error), ()
            if place.asked != "page" or error.code != "html_instead" or document is None:
                raise
            source, _ = decode(document.content, document.charset)
            if not marks(source):
                raise
            wiki = wiki_of(document.url, source)
            api = replace(wiki, asked="home")
            return *self._listed(fetch, (api, *api.older()), error), shown_forms(source)

    def _listed(self, fetch: Fetch, places: tuple[Place, ...], first: Exception) -> tuple[Any, Place]:
        """The forms of the first of `places` that lists them. Raises the fault of the address that was given."""
        for place in places:
            try:
                value = load_json(fetch(place.forms()))
            except (FetchError, ParseError) as error:
                if not _may_be_older(error):
                    raise
                continue
            if forms_of(value) is not None:
                return value, place
        raise first

    def _walk(self, fetch: Fetch, place: Place, listed: list[Form], shown: tuple[str, ...]) -> Iterator[Said]:
        fault: FetchError | ParseError | None = None
        try:
            chosen = self._chosen(listed, place.form, shown)
        except ParseError as error:
            # What is there is read; the missing form makes the reading a partial one.
            fault, chosen = error, [one for one in listed if one.id in map(str, self.forms)]
            if not chosen:
                raise
        for form in self._labelled(fetch, place, chosen):
            try:
                value = load_json(fetch(place.entries(form.id)))
                entries = entries_of(value, surely=True)
            except (FetchError, ParseError) as error:
                yield Repair(code="form_failed", detail=f"{form.id} {form.label}: {error.code}"[:80])
                fault = fault or error
                continue
            yield from self._entries(place, [form], entries)
        if fault is not None:
            raise fault

    def _chosen(self, listed: list[Form], asked: str, shown: tuple[str, ...]) -> list[Form]:
        """The forms to read, of those that the wiki lists. Raises ParseError (`form_missing`, `no_form`)."""
        names = ", ".join(f"{one.id} {one.label}" for one in listed)
        wanted = tuple(str(one).strip() for one in self.forms) or ((asked,) if asked else ())
        if missing := [one for one in wanted if one not in {form.id for form in listed}]:
            raise ParseError(
                f"The wiki has no form {', '.join(missing)} (option forms). It has: {names}."[:400],
                code="form_missing",
                forms=missing,
            )
        found = [
            one for one in listed if one.id in wanted or (not wanted and one.id in shown and not one.internal)
        ]
        if not found:
            found = [one for one in listed if one.public]
        if not found:
            raise ParseError(
                "No form of this wiki looks like an agenda, a directory or news; name the ones to read in option "
                f"forms: {names}."[:400],
                code="no_form",
            )
        return found

    def _with_lists(self, fetch: Fetch, place: Place, listed: list[dict[str, Any]]) -> list[Form]:
        return self._labelled(fetch, place, [form_of(one) for one in listed])

    def _labelled(self, fetch: Fetch, place: Place, forms: list[Form]) -> list[Form]:
        """`forms` with the labels of their lists, which some wikis keep apart; without them, numbers say nothing."""
        if all(one.options or not one.linked for form in forms for one in form.fields if one.is_list):
            return forms
        try:
            lists = lists_of(load_json(fetch(place.lists())))
        except (FetchError, ParseError):
            return forms
        return [with_lists(form, lists) for form in forms]

    def _entries(self, place: Place, forms: list[Form], entries: list[Any]) -> Iterator[Said]:
        """`entries`, those of each form by themselves."""
        known = {form.id: form for form in forms}
        by_form: dict[str, list[Any]] = {}
        for one in entries:
            name = (text_of(one.get("id_typeannonce")) or "") if isinstance(one, dict) else ""
            by_form.setdefault(name, []).append(one)
        for name, some in by_form.items():
            form = known.get(name) or (forms[0] if len(forms) == 1 and not name else Form(id=name))
            yield from read_all(Reader(form, place, self.fields, self._kind(form, some)), some)

    def _kind(self, form: Form, entries: list[Any]) -> Kind | None:
        if self.as_ != "auto":
            return self.as_
        mapped = "start" in self.fields or "start_date" in self.fields
        if form.fields and (form.kind == "event" or not mapped):
            return form.kind
        if mapped:
            return None
        dated = any(isinstance(one, dict) and "bf_date_debut_evenement" in one for one in entries)
        return "event" if dated else None

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The entries of the forms that a page of a wiki shows, then all its forms; also of the wikis in frames."""
        found: list[str] = []
        if marks(page.source) > 1 or "yeswiki" in page.metas.get("generator", "").lower():
            wiki = wiki_of(page.url, page.source)
            found += [wiki.entries(form) for form in shown_forms(page.source)]
            found += [wiki.forms(), *(old.forms() for old in wiki.older())]
        for link in page.links:
            if link.rel == "frame" and ("iframe" in link.url or "wiki=" in link.url):
                place = place_of(link.url)
                if place.asked in {"page", "home"} and "?" in link.url:
                    found += [place.entries(form) for form in shown_forms(link.url)] + [place.forms()]
        yield from dict.fromkeys(found)

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The wiki, the forms that one of its pages shows, or the form whose entries are listed."""
        place = place_of(url)
        source = decode(document.content, document.charset)[0] if document is not None else ""
        if place.asked in {"page", "home"} and is_web_page(source):
            place = wiki_of(url, source)
            yield from (f"{place.root} {form}" for form in shown_forms(source))
        yield f"{place.root} {place.form}"

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        place = place_of(url)
        named = 0
        if place.asked in {"forms", "entries"}:
            named = 90 if "?" in place.base or place.legacy else 60
        if document is None:
            return named or (60 if "wakka.php" in url or "?PagePrincipale" in url else 0)
        try:
            value = load_json(document)
        except ParseError as error:
            if error.code != "html_instead":
                return 0
            source, _ = decode(document.content, document.charset)
            return 55 if marks(source) > 1 else 0
        if value is None or value == []:
            return named
        try:
            return 95 if forms_of(value) is not None or _sure(entries_of(value, surely=False)) else named
        except ParseError:
            return 0


def _sure(entries: list[Any]) -> bool:
    return any(isinstance(one, dict) and {"id_fiche", "bf_titre"} <= one.keys() for one in entries[:20])


def _may_be_older(error: Exception) -> bool:
    """Whether a fault may be that of a wiki that has no API, or does not open it: it answers a page of its own, or
    refuses; one that is down is asked nothing more."""
    if isinstance(error, HttpStatus):
        return error.values.get("status") in {400, 401, 403, 404, 405}
    return isinstance(error, ParseError) and error.code in {"html_instead", "not_json", "empty", "no_form"}
