"""« Recevoir l’agenda »: from a choice made on a page to an address that follows it.

form       the address of the page read: a door, a selection, what was mistyped
options    what the form offers, with what is ticked
page       `/flux`: the choice, what it gives, and the door's addresses
bulletin   the list to print, with its ticks
guard      what a request that writes must be
saved      feeds that were given a name: `/flux/{token}`, its formats, and its private link
"""
