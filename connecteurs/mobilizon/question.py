"""What is asked of the API, in GraphQL. Only what instances have known since version 2 (2021), since one unknown field
refuses the whole question."""

from __future__ import annotations

from typing import Any

PER_PAGE = 50
"""Events a page; an instance refuses to give 100 (lib/graphql/resolvers/event.ex)."""

_EVENT = """
    uuid url local title description language beginsOn endsOn status visibility draft category onlineAddress
    insertedAt updatedAt
    picture { url }
    physicalAddress { description geom street postalCode locality country }
    attributedTo { name preferredUsername }
    organizerActor { name preferredUsername }
    tags { title }
    options { timezone isOnline showStartTime showEndTime }
"""
_GROUP = f"""
query Group($group: String!, $page: Int, $limit: Int) {{
  group(preferredUsername: $group) {{
    organizedEvents(page: $page, limit: $limit) {{ total elements {{ {_EVENT} }} }}
  }}
}}"""
_AROUND = f"""
query Around($location: String, $radius: Float, $page: Int, $limit: Int) {{
  searchEvents(location: $location, radius: $radius, page: $page, limit: $limit) {{
    total elements {{ ... on Event {{ {_EVENT} }} }}
  }}
}}"""
_ALL = f"""
query All($page: Int, $limit: Int) {{
  events(orderBy: BEGINS_ON, direction: ASC, page: $page, limit: $limit) {{ total elements {{ {_EVENT} }} }}
}}"""


def ask(page: int, *, group: str | None, location: str, radius: int) -> dict[str, Any]:
    """The body of the request for one page, from 1: of a group, else around a place, else of the whole instance."""
    variables: dict[str, Any] = {"page": page, "limit": PER_PAGE}
    if group:
        return {"query": _GROUP, "variables": {**variables, "group": group}}
    if location:
        return {"query": _AROUND, "variables": {**variables, "location": location, "radius": float(radius)}}
    return {"query": _ALL, "variables": variables}
