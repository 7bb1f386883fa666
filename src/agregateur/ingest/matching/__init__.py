"""Which records are one thing: what is looked at, what speaks for and against, what they say together."""
