"""From the page on which people share a spreadsheet to the address of its data.

Google: `/spreadsheets/d/ID/edit#gid=N` gives `/export?format=csv&gid=N`, `/d/e/KEY/pubhtml` gives `/pub?output=csv`
(support.google.com/docs, "Make Google Docs, Sheets public"). EtherCalc and Framacalc: `/NAME.csv`, a workbook (`=NAME`)
`/=NAME.xlsx` (audreyt/ethercalc, src/main.ls). Nextcloud: `/s/TOKEN/download` (nextcloud/server, files_sharing). Grist:
`/api/docs/ID/download/xlsx` (support.getgrist.com/api). ONLYOFFICE: `filehandler.ashx?action=download`.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from agregateur.errors import ParseError

_GOOGLE_PUBLISHED = re.compile(r"/spreadsheets/(?:u/\d+/)?d/e/(?P<key>[\w-]+)/pub(?:html)?/?")
_GOOGLE = re.compile(r"/spreadsheets/(?:u/\d+/)?d/(?P<id>[\w-]+)(?:/(?:edit|view|htmlview|preview|copy)?.*)?")
_GOOGLE_DATA = re.compile(r"/(?:export|gviz/tq|pub)$")
_CALC_HOST = re.compile(r"(?:^|\.)(?:framacalc\.org|ethercalc\.\w+)$|(?:^|\.)(?:ether)?calc\.")
_CALC = re.compile(r"(?:/_)?/(?P<name>=?[\w%-]+)(?:/(?:view|edit|app))?/?")
_SHARE = re.compile(r"(?P<share>.*/s/[A-Za-z0-9_-]{5,})/?")
_GRIST = re.compile(r"(?P<org>/o/[\w-]+)?(?:/doc)?/(?P<id>(?=[A-Za-z]*\d)[A-Za-z0-9]{10,40})(?:[/~].*)?")
_EDITOR = re.compile(r"(?P<base>.*)/doceditor(?:\.aspx)?", re.I)
_FILE = re.compile(r"\.(?:csv|tsv|ods|xlsx|xlsm|xls)$", re.I)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def data_address(url: str, sheet: str = "") -> str:
    """Where the data of the spreadsheet shared at `url` are; `url` itself when it is no such page.

    A named `sheet` asks for the whole workbook, where there is one. Raises ParseError (`encrypted_sheet`) for a service
    whose documents only a browser can open.
    """
    parts = _parts(url)
    if parts is None:
        return url
    host, path = (parts.hostname or "").lower(), parts.path
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if host == "docs.google.com":
        return _google(parts, asked, sheet) or url
    if "cryptpad" in host or re.match(r"/sheet/(?:#|$)", path):
        raise ParseError(
            "A CryptPad sheet is encrypted and only opens in a browser: export it as CSV or ODS and put the file "
            "where it can be fetched.",
            code="encrypted_sheet",
        )
    if (found := _CALC.fullmatch(path)) and (_CALC_HOST.search(host) or path.startswith("/_/")):
        ending = "xlsx" if found["name"].startswith("=") else "csv"
        return _at(parts, f"/{found['name']}.{ending}")
    if "grist" in host and not path.startswith("/api/") and (found := _GRIST.fullmatch(path)):
        return _at(parts, f"{found['org'] or ''}/api/docs/{found['id']}/download/xlsx")
    if (found := _EDITOR.fullmatch(path)) and "fileid" in asked:
        # DocSpace has /doceditor, the older Workspace /Products/Files/DocEditor.aspx.
        handler = "httphandlers/filehandler.ashx" if path.endswith("x") else "filehandler.ashx"
        kept = {key: asked[key] for key in ("fileid", "share", "doc") if key in asked}
        wanted = {"action": "download"} | kept
        return parts._replace(
            path=f"{found['base']}/{handler}", query=urlencode(wanted), fragment=""
        ).geturl()
    if found := _SHARE.fullmatch(path):
        return _at(parts, f"{found['share']}/download")
    return url


def _at(parts: SplitResult, path: str) -> str:
    return parts._replace(path=path, query="", fragment="").geturl()


def _google(parts: SplitResult, asked: dict[str, str], sheet: str) -> str | None:
    gid = asked.get("gid") or (found[1] if (found := re.search(r"gid=(\d+)", parts.fragment)) else None)
    whole = bool(sheet) and gid is None
    if found := _GOOGLE_PUBLISHED.fullmatch(parts.path):
        if "output" in asked:
            return None
        query = (
            {"output": "xlsx"}
            if whole
            else {"output": "csv"} | ({"gid": gid, "single": "true"} if gid else {})
        )
        return parts._replace(
            path=f"/spreadsheets/d/e/{found['key']}/pub", query=urlencode(query), fragment=""
        ).geturl()
    if _GOOGLE_DATA.search(parts.path) or not (found := _GOOGLE.fullmatch(parts.path)):
        return None
    query = {"format": "xlsx" if whole else "csv", **({"gid": gid} if gid else {})}
    path = f"/spreadsheets/d/{found['id']}/export"
    return parts._replace(path=path, query=urlencode(query), fragment="").geturl()


def likely(url: str) -> int:
    """How surely an address alone is that of a spreadsheet, 0 to 90."""
    parts = _parts(url)
    if parts is None:
        return 70 if _FILE.search(url) else 0
    host = (parts.hostname or "").lower()
    if host == "docs.google.com" and parts.path.startswith("/spreadsheets/"):
        return 90
    if _CALC_HOST.search(host) and (_CALC.fullmatch(parts.path) or _FILE.search(parts.path)):
        return 85
    if "grist" in host and (parts.path.startswith("/api/docs/") or data_address(url) != url):
        return 80
    return 70 if _FILE.search(parts.path) else 0


def is_share(url: str) -> bool:
    """Whether `url` is a page on which Nextcloud shares one file (or a folder: only its answer tells)."""
    parts = _parts(url)
    return bool(parts and _SHARE.fullmatch(parts.path))


def ends_without_line_end(url: str) -> bool:
    """Whether what is served there ends without a line end, though it is whole: Google does so."""
    parts = _parts(url)
    return bool(parts and (parts.hostname or "").endswith(("google.com", "googleusercontent.com")))
