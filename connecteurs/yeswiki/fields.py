"""How a form states its fields, and where their words are.

A form states its fields twice: `template`, the rows its author wrote (`type***name***label…`,
FormManager::parseTemplate), and `prepared`, what YesWiki makes of them (the fields' jsonSerialize): names of
properties, labels, the options of lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from agregateur.connecting.values import text_of
from connecteurs.yeswiki.forms import LISTS, OF_ENTRIES, Field, Form


def form_of(value: Mapping[str, Any]) -> Form:
    """A form as its wiki states it."""
    prepared = value.get("prepared")
    stated = list(prepared.values()) if isinstance(prepared, dict) else prepared
    made = [_prepared(one) for one in stated if isinstance(one, dict)] if isinstance(stated, list) else []
    fields = {one.name: one for one in made if one is not None}
    for row in _rows(value):
        # A list is called after its type, or by a name of its own: only `prepared` tells which.
        same = [name for name in fields if name == row.name or (row.linked and name == row.short)]
        if not same and row.linked:
            same = [name for name, one in fields.items() if one.linked == row.linked]
        for name in same:
            one = fields[name]
            fields[name] = replace(
                one,
                syntax=one.syntax or row.syntax,
                hidden=one.hidden or row.hidden,
                type=row.type or one.type,
            )
        if not same and not (row.linked and any(made)):
            fields[row.name] = row
    return Form(
        id=text_of(value.get("bn_id_nature")) or "",
        label=text_of(value.get("bn_label_nature")) or "",
        fields=tuple(fields.values()),
    )


def with_lists(form: Form, lists: Mapping[str, Mapping[str, str]]) -> Form:
    """`form` with the labels of `lists` where its own lists have none."""
    return replace(
        form,
        fields=tuple(
            replace(one, options=lists.get(one.linked, {})) if one.is_list and not one.options else one
            for one in form.fields
        ),
    )


def lists_of(value: Any) -> dict[str, dict[str, str]]:
    """Labels by list: `{ListeX: {label: {id: label}}}`, or since 2024 `{ListeX: {nodes: [{id, label, children}]}}`."""
    found: dict[str, dict[str, str]] = {}
    for name, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, dict):
            found[str(name)] = _labels(one.get("label")) or dict(_nodes(one.get("nodes")))
    return found


def _rows(value: Mapping[str, Any]) -> Iterator[Field]:
    template = value.get("template")
    if isinstance(template, list):
        rows: Iterable[Any] = template
    else:
        raw = text_of(value.get("bn_template")) or ""
        rows = [line.split("***") for line in raw.splitlines() if not line.lstrip().startswith("#")]
    for row in rows:
        if not isinstance(row, list) or len(row) < 3:
            continue
        cells = [text_of(cell) or "" for cell in row] + [""] * 16
        kind, name = cells[0], cells[1]
        if kind in LISTS | OF_ENTRIES:
            key = f"{kind}{name}{cells[6]}"
        elif kind in {"image", "fichier"}:
            key = f"{kind}{name}"
        else:
            key = (
                "bf_titre" if kind == "titre" else "geolocation" if kind in {"map", "carte_google"} else name
            )
        form_only = kind.startswith("champs_mail") and cells[6] == "form"
        placed = kind in {"map", "carte_google"}
        yield Field(
            name=key,
            type=kind,
            label=cells[2],
            linked=name if kind in LISTS | OF_ENTRIES else "",
            short=cells[6] if kind in LISTS | OF_ENTRIES else "",
            syntax=cells[7] if kind == "textelong" else "",
            hidden=form_only or not _open(cells[11]) or kind == "mot_de_passe",
            latitude=name if placed else "",
            longitude=cells[2] if placed else "",
        )


def _prepared(value: Mapping[str, Any]) -> Field | None:
    name = text_of(value.get("propertyname")) or text_of(value.get("id"))
    if not name:
        return None
    values = value.get("values")
    return Field(
        name=name,
        type=text_of(value.get("type")) or "",
        label=text_of(value.get("label")) or "",
        options=_labels(value.get("options"))
        or _labels(values.get("label") if isinstance(values, dict) else None),
        linked=text_of(value.get("linkedObjectName")) or "",
        syntax=text_of(value.get("syntax")) or "",
        hidden=value.get("showContactForm") == "form" or not _open(text_of(value.get("read_acl")) or ""),
        latitude=text_of(value.get("latitudeField")) or "",
        longitude=text_of(value.get("longitudeField")) or "",
    )


def _open(acl: str) -> bool:
    """Whether everybody may read (`*`, or nothing said): `+`, `%`, `@group` and names say who may."""
    return not acl.strip() or "*" in re.split(r"[\s,]+", acl)


def _labels(value: Any) -> dict[str, str]:
    """Labels by value. In a list with levels, a label is written after those above it: `Culture ➤ Théâtre`."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return {}
    words = {str(key): (text_of(one) or "").rpartition("➤")[2].strip() for key, one in value.items()}
    return {key: word for key, word in words.items() if word}


def _nodes(value: Any) -> Iterator[tuple[str, str]]:
    pending = [value]
    while pending:
        for node in nodes if isinstance(nodes := pending.pop(), list) else []:
            if isinstance(node, dict):
                key, label = text_of(node.get("id")), text_of(node.get("label"))
                if key and label:
                    yield key, label
                pending.append(node.get("children"))
