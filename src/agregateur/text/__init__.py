"""Words and characters: decoding, folding, slugs, masking, and the written form of dates.

Everything here is a pure function over text; nothing knows what an event is.
"""

from agregateur.text.addresses import mask_addresses, mask_url, url_path, web_address
from agregateur.text.characters import identifier, one_line, printable, stream_safe, whole
from agregateur.text.decoding import decode, is_web_page
from agregateur.text.folding import fold, holds, slug, words
from agregateur.text.whens import decode_when, encode_when, end_after, read_when, retimed

__all__ = [
    "decode",
    "decode_when",
    "encode_when",
    "end_after",
    "fold",
    "holds",
    "identifier",
    "is_web_page",
    "mask_addresses",
    "mask_url",
    "one_line",
    "printable",
    "read_when",
    "retimed",
    "slug",
    "stream_safe",
    "url_path",
    "web_address",
    "whole",
    "words",
]
