"""`/api/v1`: what the pages show, as JSON for programs, with the words of the pages.

    /events /actors /articles           lists {"items", "next", "change"}; `updated_since` follows their changes
    /events/{id} /actors/{id} …         one item, by any id it ever had
    /communes /sources /categories      what the words of an address may say

The lines are those of `agregateur export` (`publish.export`), with their rights, of what may leave only.
"""

from agregateur.web.api.events import event, events
from agregateur.web.api.reference import categories, sources
from agregateur.web.api.simple import actor, actors, article, articles
from agregateur.web.api.territory import communes

ROUTES = (
    ("/api/v1/events", events),
    ("/api/v1/events/{id}", event),
    ("/api/v1/actors", actors),
    ("/api/v1/actors/{id}", actor),
    ("/api/v1/articles", articles),
    ("/api/v1/articles/{id}", article),
    ("/api/v1/communes", communes),
    ("/api/v1/sources", sources),
    ("/api/v1/categories", categories),
)
"""(path, handler) of every address."""

__all__ = ["ROUTES"]
