"""The weight of each piece of evidence, in logits.

A piece's key is its code, with a level after a slash where it has several. Weights were set by hand from what a careful
volunteer would say, then fitted to labelled pairs: ridge regression towards the hand-set value, the sign held.
"""

from __future__ import annotations

BIAS = -3.5
SAME = 1.2
"""From this score on a pair is one event: odds of 3 to 1 by themselves; clusters ask for more."""
DOUBTFUL = -0.3
"""From this score on a human may settle it."""
DISTINCT = -3.0
"""Below this score a pair may not meet in one cluster, whoever links them."""
AGAINST = frozenset(
    {"mark_differs", "opening_differs", "part_of_whole", "other_village", "other_commune", "length_differs"}
)
"""Evidence that makes a pair which is not plausible two events for good."""

WEIGHTS: dict[str, float] = {
    # when
    "same_start": 3.0,
    "same_start/rare": 2.8,
    "same_date": 1.9,
    "near_start": 2.5,
    "near_start/30": 0.8,
    "same_day": 1.9,
    "same_period": 1.9,
    "within_period": 0.5,
    "hour_in_text": 1.6,
    "hour_elsewhere": -1.2,
    "odd_hour": 0.8,
    "default_hour": -2.8,
    "text_hour": 1.1,
    "many_dates": 1.2,
    "some_other_hours": -1.0,
    "few_dates": -2.0,
    "length_differs": -1.0,
    "length_differs/other_title": -2.8,
    "part_of_whole": -5.0,
    "part_of_whole/same_start": -2.0,
    # where
    "same_commune": 1.5,
    "same_commune/small": 2.0,
    "other_village": -4.4,
    "postal_town": -0.6,
    "neighbour_commune/stated": -7.0,
    "neighbour_commune/common": -4.2,
    "town_name": -1.0,
    "other_commune": -8.0,
    "other_commune/weak": -2.6,
    "town_unknown": -0.3,
    "town_unknown/common": -2.2,
    "town_told/other": -4.1,
    "town_told": 1.8,
    "same_venue": 1.1,
    "same_venue/slot": 1.5,
    "same_venue/generic": 1.0,
    "same_venue/generic/slot": 1.8,
    "same_venue/elsewhere": 0.0,
    "venue_in_title": 1.6,
    "other_venue": -3.6,
    "other_venue/generic": -1.7,
    "same_street": 0.1,
    "near_place": 0.9,
    "far_place": -2.0,
    # what
    "title_same/0": 0.0,
    "title_same/common": 1.5,
    "title_same/long": 1.6,
    "other_subject": -0.9,
    "title_same/1": 3.4,
    "title_same/2": 3.9,
    "title_close/1": 2.5,
    "title_close/2": 3.2,
    "title_within/1": 2.0,
    "title_within/2": 2.8,
    "title_within/3": 3.6,
    "title_partly/1": 1.4,
    "title_partly/1/both": -0.9,
    "title_partly/2/both": 1.6,
    "title_partly/2": 1.8,
    "title_far": -3.3,
    "title_far/copied": -1.4,
    "title_vague": -0.3,
    "title_vague/alike": 1.5,
    "title_headline": -1.7,
    "title_generic": -1.2,
    "title_more": -0.7,
    "context_explains": 1.2,
    "subject_in_text/1": 1.6,
    "subject_in_text/2": 2.5,
    "mark_differs": -9.6,
    "mark_on_one": -0.9,
    "mark_on_one/language": -5.4,
    "sort_differs": -3.2,
    "sort_differs/kindred": -0.4,
    "same_sort": 0.9,
    "opening_differs": -6.0,
    # beside
    "same_page": 3.2,
    "same_uid": 3.1,
    "same_image": 1.5,
    "same_contact": 0.4,
    "same_price": 0.3,
    "text_close": 0.9,
    "text_copied": 2.4,
    "same_organizer": 0.0,
    "other_organizer/generic": -2.5,
    "told_again": 2.5,
    "other_organizer": -1.2,
}
