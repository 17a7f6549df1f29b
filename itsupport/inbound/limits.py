"""What a received message may cost. Beyond each bound the message is still read: the rest is cut or kept whole."""

TEXT_CHARACTERS = 500_000
"""Of `.text`, `.reply_text`; four bytes a character are decoded at most."""
HTML_CHARACTERS = 500_000
"""Of the HTML read, and of `.html`."""
HTML_TAGS = 40_000
"""Of the HTML read: beyond, it is shown as plain text."""
HTML_ENTITIES = 100_000
"""Of the HTML read: beyond, the same."""
HTML_DEPTH = 400
"""Elements open one inside the other: beyond, the same."""
SUBJECT_CHARACTERS = 1_000
NAME_CHARACTERS = 200
ADDRESS_CHARACTERS = 254
"""The longest address that SMTP carries (RFC 5321, erratum 1690)."""
ADDRESSES = 200
IDENTIFIER_CHARACTERS = 500
"""Of a Message-ID; a longer one is not one."""
REFERENCES = 100
"""The last ones are kept: they are the nearest."""
HEADERS = 1_000
HEADER_BYTES = 16_384
"""Of one header, folds included."""
BLOCK_BYTES = 262_144
"""Of all headers of one part."""
DEPTH = 20
"""Multiparts one inside the other; a deeper one is kept as a file."""
PARTS = 500
"""Of the whole message; the last one holds all that follows."""
FILE_NAME_BYTES = 180
"""In UTF-8: file systems stop at 255."""
