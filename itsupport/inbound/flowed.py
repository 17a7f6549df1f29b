"""text/plain; format=flowed (RFC 3676): lines that end with a space go on."""

import re

_DEPTH = re.compile(">*")
_SIGNATURE = "-- "


def unflowed(text: str, *, delsp: bool) -> str:
    """The paragraphs whole, quotations behind « > »; with `delsp` the space that continued a line was not written."""
    found: list[tuple[int, list[str]]] = []
    going_on = False
    for line in text.split("\n"):
        match = _DEPTH.match(line)
        depth = match.end() if match else 0
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != _SIGNATURE
        piece = content[:-1] if flows and delsp else content
        if going_on and found[-1][0] == depth and content != _SIGNATURE:
            found[-1][1].append(piece)
        else:
            found.append((depth, [piece]))
        going_on = flows
    return "\n".join(_line(depth, "".join(pieces)) for depth, pieces in found)


def _line(depth: int, content: str) -> str:
    if content != _SIGNATURE:
        content = content.rstrip(" ")
    return f"{'>' * depth} {content}" if depth else content
