"""Addresses in a letter that speak of its one reader: whoever follows them is counted as that reader, changes what it
is subscribed to, or ends its subscription. They never leave the mailbox.

A mail tool's link is known by a long word that nobody could guess (MailPoet, Brevo, Mailchimp, Mailjet and
phpList write one for each reader), or by the name of a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from agregateur.text import fold

# Marks of campaigns: they say nothing of the reader, or can be left out without harm.
_MARKS = re.compile(
    r"(?:utm|mc|mtm|pk|at|ns|hsa?)_.*|_hs(?:enc|mi)|fbclid|gclid|msclkid|mkt_tok|xtor|trk|vero_id|sc_.*|ck_subscriber_id"
)
_READER = frozenset({
    "e", "email", "mail", "subid", "sub", "subscriber", "subscriber_id", "subscriberid", "token", "key", "nk", "hash",
    "sig", "auth", "recipient", "contact", "contactid", "uid", "userid", "user", "uniqid", "eid",
})  # fmt: skip
_LEAVING = re.compile(
    r"unsub|desinscri|desabonn|opt-?out|signoff|sigrequest|mailman/options|preferences|manage.?subscription"
)
# What a link says when it leads to the subscription; and when it leads to the letter on the web.
LEAVING_WORDS = re.compile(
    r"desinscri|desabonn|unsubscri|ne plus recevoir|opt[ -]?out|"
    r"(?:mes|vos|your) (?:preferences|abonnements|coordonnees)"
)
ONLINE_WORDS = re.compile(
    r"version (?:en ligne|web|navigateur)|(?:dans|avec) (?:votre|le|un|mon) navigateur|"
    r"(?:lire|voir|consulter).{0,20} en ligne|"
    r"(?:view|read|see|open).{0,30} (?:browser|online)|(?:online|web) version"
)
# Places whose long words name a public thing.
_PUBLIC = (
    "docs.google.com", "drive.google.com", "calendar.google.com", "forms.gle", "goo.gl", "forms.office.com",
    "youtube.com", "youtu.be", "vimeo.com", "facebook.com", "fb.me", "instagram.com", "framaforms.org", "framadate.org",
    "helloasso.com", "openstreetmap.org", "google.com/maps", "google.fr/maps", "mailchi.mp", "campaign-archive.com",
)  # fmt: skip
_ARCHIVES = ("mailchi.mp", "campaign-archive.com")
"""Mailchimp's pages of letters, public but for the reader's `e`."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]+")
_CASE = re.compile(r"[a-z][A-Z]")
_TURN = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_LONGEST = 2_000
_ANY = re.compile(r"https?://[^\s<>\"]+")


class Personal:
    """`own`: the reader's addresses; `leaving`: addresses of its subscription, from the header."""

    def __init__(self, own: Collection[str], leaving: Collection[str]) -> None:
        self._own = [address.lower() for address in own]
        self._leaving = {address.lower() for address in leaving}

    def public(self, address: str) -> str | None:
        """`address` without marks of campaigns; None when it speaks of the reader, or leads to no page or person."""
        address = address.strip()
        plain = unquote(address).lower()
        if len(address) > _LONGEST or self.is_about_reader(plain) or address.lower() in self._leaving:
            return None
        if plain.startswith(("mailto:", "tel:")):
            return None if "?" in plain or LEAVING_WORDS.search(fold(plain)) else address
        try:
            parts = urlsplit(address)
            pairs = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError:
            return None
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            return None
        if _LEAVING.search(fold(unquote(parts.path + "?" + parts.query))):
            return None
        host = parts.hostname.removeprefix("www.")
        archive = host.endswith(_ARCHIVES)
        kept = [
            (name, value)
            for name, value in pairs
            if not _MARKS.fullmatch(name.lower()) and not (archive and name == "e")
        ]
        if any(name.lower() in _READER for name, _ in kept):
            return None
        if not any(f"{host}{parts.path}".startswith(one) or host.endswith(f".{one}") for one in _PUBLIC):
            words = [*host.split("."), *parts.path.split("/"), parts.fragment, *(value for _, value in kept)]
            if any(map(is_secret, words)):
                return None
        query = parts.query if len(kept) == len(pairs) else urlencode(kept)
        return urlunsplit(parts._replace(query=query))

    def is_about_reader(self, plain: str) -> bool:
        """Whether a text in lower case holds an address of the reader, in any usual spelling."""
        spelt = plain.replace("--at--", "@").replace("=40", "@").replace("%40", "@")
        return any(address in spelt or address.replace("@", "=") in spelt for address in self._own)

    def masked(self, text: str) -> str:
        """`text` without the reader's addresses."""
        for address in self._own:
            text = re.sub(re.escape(address), "…", text, flags=re.IGNORECASE)
        return text

    def without_links(self, text: str) -> str:
        """Plain text without the lines and addresses that speak of the reader."""
        lines = []
        for line in text.split("\n"):
            found = _ANY.findall(line)
            said = fold(line)
            if found and (LEAVING_WORDS.search(said) or ONLINE_WORDS.search(said)):
                continue
            lines.append(_ANY.sub(lambda link: self.public(link[0].rstrip(".,;)")) or "", line))
        return self.masked("\n".join(lines))


def is_secret(word: str) -> bool:
    """Whether a part of an address is a long word that nobody could guess."""
    word = unquote(word)
    if _UUID.search(word):
        return True
    for piece in _WORD.findall(word):
        # `festival2026` turns once, `20261205T2030` twice; what was drawn by lot does so again and again.
        if len(piece) >= 10 and (len(_TURN.findall(piece)) >= 3 or len(_CASE.findall(piece)) >= 3):
            return True
    return len(word) >= 60 and "-" not in word and "_" not in word and "." not in word
