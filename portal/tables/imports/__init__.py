"""Tables in: a file is read whole, shown line by line beside what is known, then kept whole or not at all."""

from portal.tables.imports.comparing import compare, read_file
from portal.tables.imports.fields import Field, trimmed
from portal.tables.imports.keeping import keep, pack, rehearse, unpack
from portal.tables.imports.register import Known, Line, Preview, Register, find, offer, offered

__all__ = [
    "Field",
    "Known",
    "Line",
    "Preview",
    "Register",
    "compare",
    "find",
    "keep",
    "offer",
    "offered",
    "pack",
    "read_file",
    "rehearse",
    "trimmed",
    "unpack",
]
