"""Where a YesWiki answers: from any of its addresses to those of its forms, its lists and its entries.

The API is described in tools/bazar/controllers/ApiController.php, the older `{page}/json&demand=…` in
tools/bazar/handlers/page/json.php (YesWiki/yeswiki). A wiki's addresses begin with its base: `https://wiki.example/?`,
`https://wiki.example/wakka.php?wiki=` in older ones, `https://wiki.example/` where the web server rewrites them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

Asked = Literal["home", "page", "forms", "entries", "file"]

_API = re.compile(r"(?P<base>https?://[^?#]+?(?:\?(?:wiki=)?|/))api/(?P<what>forms|entries)(?P<rest>[^#]*)")
_LEGACY = re.compile(
    r"(?P<base>https?://[^?#]+?(?:\?(?:wiki=)?|/))(?P<page>[^?=&/#]+)/json[?&](?P<query>[^#]*)"
)
_PAGE = re.compile(r"(?P<base>https?://[^?#]+\?(?:wiki=)?)(?P<page>[^?=&/#]*)(?=[&/#]|$)")
_HOMES = {"", "PagePrincipale", "AccueilYeswiki", "index.php", "wakka.php"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """What an address of a wiki asks for. `base` is empty when the address is no wiki's (a saved file)."""

    base: str
    asked: Asked
    page: str = "PagePrincipale"
    form: str = ""
    legacy: bool = False

    @property
    def root(self) -> str:
        """The folder of the wiki, where `files/` is."""
        return self.base.partition("?")[0].rpartition("/")[0] + "/" if self.base else ""

    def forms(self, form: str = "") -> str:
        if self.legacy:
            return f"{self.base}{self.page}/json&demand=forms" + (f"&id={quote(form)}" if form else "")
        return f"{self.base}api/forms" + (f"/{quote(form)}" if form else "")

    def entries(self, form: str) -> str:
        if self.legacy:
            return f"{self.base}{self.page}/json&demand=entries&id={quote(form)}"
        return f"{self.base}api/forms/{quote(form)}/entries"

    def lists(self) -> str:
        return f"{self.base}{self.page}/json&demand=lists" if self.legacy else f"{self.base}api/lists"

    def older(self) -> tuple[Place, ...]:
        """The same wiki, asked as versions before the API answer: by its own base, then by `wakka.php?wiki=`."""
        old = replace(self, legacy=True)
        wakka = replace(old, base=f"{self.root}wakka.php?wiki=")
        return (old,) if old.base == wakka.base else (old, wakka)


def place_of(url: str) -> Place:
    """What `url` asks for, and of which wiki."""
    if found := _API.match(url):
        rest = found["rest"]
        form = re.match(r"/([\w-]+)", rest) if found["what"] == "forms" else None
        entries = found["what"] == "entries" or "/entries" in rest
        return Place(
            base=found["base"], asked="entries" if entries else "forms", form=form[1] if form else ""
        )
    if (found := _LEGACY.match(url)) and "demand=" in found["query"]:
        form = re.search(r"(?:^|&)(?:id|form)=([\w-]+)", found["query"])
        return Place(
            base=found["base"],
            asked="forms" if "demand=forms" in found["query"] else "entries",
            page=found["page"],
            form=form[1] if form else "",
            legacy=True,
        )
    if found := _PAGE.match(url):
        return Place(base=found["base"], asked="home" if found["page"] in _HOMES else "page")
    if not re.match(r"https?://", url):
        return Place(base="", asked="file")
    address = re.split(r"[?#]", url, maxsplit=1)[0]
    folder, _, last = address.partition("://")[2].rpartition("/")
    root = f"{address.partition('://')[0]}://{folder or last}/"
    if last == "wakka.php":
        return Place(base=f"{root}wakka.php?wiki=", asked="home")
    return Place(base=f"{root}?", asked="home" if last in _HOMES or not folder else "page")
