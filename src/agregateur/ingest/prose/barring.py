"""What no weight of signs makes an announcement (`attending`), however likely the rest of it sounds."""

from __future__ import annotations

from collections.abc import Sequence

_CALLING = frozenset({"invites", "leads_2", "done", "title_leads_2"})
_HANDED, _KINDS = frozenset({"serves", "title_leads_-1"}), frozenset({"kind_2", "leads_2"})
_GONE = frozenset({"gone", "title_gone"})
_ACTIVITIES = frozenset({"title_leads_1", "title_leads_2"})


def barred(signs: Sequence[str]) -> bool:
    """Whether no weight of signs makes an announcement: of what is cancelled or full; of what was, or is done by a
    service, or are its hours; and where nothing speaks of something to attend but much of something else."""
    told = frozenset(signs)
    dull = "unsigned" in told and not _NO_MEETING.isdisjoint(told)
    called = not _CALLING.isdisjoint(told)
    reported = "past" in told and not called and "held" not in told
    # "Distribution des sacs : rendez-vous samedi de 9h à 12h".
    handed = told >= _HANDED and told.isdisjoint(_KINDS)
    served = not (called or _SERVING.isdisjoint(told)) or handed
    tailed = "title_tail" in told and told.isdisjoint({"leads_2", "invites"})
    # "Le jeudi de 14h à 17h" are mostly the hours of a service, but "Cours de judo : ont lieu le lundi à 17h".
    usual = "habit" in told and (told.isdisjoint(_ACTIVITIES) or told.isdisjoint({"verbless", "held"}))
    # "« Le 12 janvier, à 9h30, je me suis garée… »": a memory.
    # "Concert : le chœur recrute", then "répétitions tous les lundis".
    sought = told >= {"title_seeks", "title_leads_2", "repeat"}
    recalled = "quoted" in told and "invites" not in told
    return (
        "told_alone" in told
        or recalled
        or sought
        or dull
        or reported
        or served
        or tailed
        or usual
        or not _GONE.isdisjoint(told)
    )


_SERVING = frozenset({"serves", "practical"})
_NO_MEETING = frozenset({"held", "past", "title_leads_-1", "title_serves", "title_practical"})
