"""libical, as Debian's mail and calendar programs use it: what it finds wrong, what it reads, how it classifies."""

import ctypes
from ctypes.util import find_library

_ical = ctypes.CDLL(find_library("ical"))
_icalss = ctypes.CDLL(find_library("icalss"))
_VEVENT = 4
_STATUSES = {10902: "CONFIRMED", 10905: "CANCELLED"}
CLASSES = {
    11101: "publish new", 11102: "publish update", 11104: "request new", 11105: "request update",
    11106: "request reschedule", 11118: "cancel event", 11124: "malformed", 11125: "obsolete",
    11126: "missequenced", 11127: "unknown",
}  # fmt: skip


class _Time(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


def _function(library, name, result, *arguments):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


_p, _s, _i = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
_parse = _function(_ical, "icalparser_parse_string", _p, _s)
_free = _function(_ical, "icalcomponent_free", None, _p)
_check = _function(_ical, "icalrestriction_check", _i, _p)
_written = _function(_ical, "icalcomponent_as_ical_string", _s, _p)
_first = _function(_ical, "icalcomponent_get_first_component", _p, _p, _i)
_next = _function(_ical, "icalcomponent_get_next_component", _p, _p, _i)
_start = _function(_ical, "icalcomponent_get_dtstart", _Time, _p)
_end = _function(_ical, "icalcomponent_get_dtend", _Time, _p)
_instant = _function(_ical, "icaltime_as_timet_with_zone", ctypes.c_int64, _Time, _p)
_sequence = _function(_ical, "icalcomponent_get_sequence", _i, _p)
_status = _function(_ical, "icalcomponent_get_status", _i, _p)
_texts = {
    name: _function(_ical, f"icalcomponent_get_{name}", _s, _p)
    for name in ("uid", "summary", "location", "description")
}
_classify = _function(_icalss, "icalclassify", _i, _p, _p, _s)
_function(_ical, "icalerror_set_errors_are_fatal", None, _i)(0)


class Parsed:
    """`with Parsed(content) as component`: None when libical reads no calendar in it."""

    def __init__(self, content):
        self.pointer = _parse(content) if content else None

    def __enter__(self):
        return self.pointer

    def __exit__(self, *_):
        if self.pointer:
            _free(self.pointer)


def complaints(content):
    """What libical's parser and its iTIP restrictions find wrong: its own sentences."""
    with Parsed(content) as component:
        if not component:
            return ["no calendar"]
        allowed = _check(component)
        text = _written(component).decode().replace("\r\n ", "")
    lines = [line for line in text.splitlines() if line.startswith("X-LIC-ERROR")]
    return lines if allowed or lines else ["icalrestriction_check says no"]


def events(content):
    """Its events, with instants in seconds since 1970."""
    found = []
    with Parsed(content) as calendar:
        component = _first(calendar, _VEVENT)
        while component:
            texts = {name: (get(component) or b"").decode() for name, get in _texts.items()}
            start, end = _start(component), _end(component)
            found.append(
                {
                    **texts,
                    "sequence": _sequence(component),
                    "starts_at": _instant(start, start.zone),
                    "ends_at": _instant(end, end.zone),
                    "status": _STATUSES.get(_status(component)),
                }
            )
            component = _next(calendar, _VEVENT)
    return found


def classified(content, *, known, address):
    """What a message is to the person at that address whose calendar holds `known` (None: nothing)."""
    with Parsed(content) as message, Parsed(known) as match:
        return CLASSES[_classify(message, match, address.encode())]
