"""python -m bench.inventory: time and memory to read, keep and match reports as large as the largest seen.

Each document is read in a process of its own, so that its memory is its own. No service is needed.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import time
import zlib
from datetime import date
from typing import TYPE_CHECKING

from itsupport.inventory import digest, facts, read
from itsupport.inventory.evidence import Seen, evidence
from itsupport.inventory.matching import KnownMachine, match

if TYPE_CHECKING:
    from collections.abc import Callable

    from itsupport.inventory import Inventory

PROGRAM = {
    "name": "Programme",
    "version": "1.2.3",
    "publisher": "Éditeur de logiciels SARL",
    "comments": "Un programme comme il y en a tant sur un poste de mairie",
    "folder": "C:\\Program Files\\Programme",
    "uninstall_string": "MsiExec.exe /I{3FB35C6C-0000-4E3E-9B4B-1B1B1B1B1B1B}",
}
XML_PROGRAMS, JSON_PROGRAMS, MACHINES = 1_110, 4_920, 600


def xml_report() -> bytes:
    """367 kB, as the agent of Debian sends for a server with 860 packages."""
    row = "".join(f"<{name.upper()}>{value}</{name.upper()}>" for name, value in PROGRAM.items())
    rows = "".join(
        f"<SOFTWARES>{row.replace('Programme<', f'Programme {number}<', 1)}</SOFTWARES>"
        for number in range(XML_PROGRAMS)
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><REQUEST><CONTENT><HARDWARE><NAME>PC</NAME></HARDWARE>"
        f"{rows}</CONTENT><DEVICEID>PC-2026-01-01-00-00-00</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>"
    ).encode()


def json_report() -> bytes:
    """1.4 MB, as the largest example that GLPI publishes."""
    rows = [{**PROGRAM, "name": f"Programme {number}"} for number in range(JSON_PROGRAMS)]
    content = {"hardware": {"name": "PC"}, "softwares": rows}
    return json.dumps({"action": "inventory", "deviceid": "PC", "content": content}).encode()


def weigh(name: str, report: Callable[[], bytes]) -> None:
    """One line: sizes, milliseconds of processor, memory that was added at the highest."""
    document = report()
    wire = zlib.compress(document)
    del document
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found, reading = timed(lambda: read(wire))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    kept, keeping = timed(lambda: facts(found))
    _, hashing = timed(lambda: digest(found))
    print(
        f"{name}: {len(report()):,} B, {len(wire):,} on the wire: read {reading:.0f} ms and {peak / 1000:.1f} MB,"
        f" facts {keeping:.0f} ms ({len(json.dumps(kept)):,} B), digest {hashing:.0f} ms"
    )


def park() -> None:
    """One report against 600 known machines, and the evidence of 30."""
    found = read(xml_report())
    known = [
        KnownMachine(
            key=str(number),
            deviceid=f"PC{number}",
            manufacturer="Dell Inc.",
            serial=f"5XK2{number:05}",
            uuid=f"7e1c2a90-5b3d-11ee-9c44-{number:012x}",
            name=f"PC{number}",
            macs=(f"a0:b3:cc:00:{number // 256:02x}:{number % 256:02x}",),
        )
        for number in range(MACHINES)
    ]
    match(found, known)
    _, matching = timed(lambda: match(found, known))
    seen = [
        Seen(name=f"PC{number}", inventory=found, seen_on=date(2026, 11, 20))
        for number in range(30)
    ]
    _, proving = timed(lambda: evidence(seen, date(2026, 11, 26)))
    print(f"match among {MACHINES}: {matching:.0f} ms; evidence of 30 machines: {proving:.0f} ms")


def timed(call: Callable[[], Inventory]) -> tuple[Inventory, float]:
    """What the call gives, and the milliseconds of processor that it took."""
    start = time.process_time()
    found = call()
    return found, (time.process_time() - start) * 1000


def main() -> None:
    """Each measure in a fresh process."""
    fresh = multiprocessing.get_context("fork")
    for target, arguments in (
        (weigh, ("XML", xml_report)),
        (weigh, ("JSON", json_report)),
        (park, ()),
    ):
        child = fresh.Process(target=target, args=arguments)
        child.start()
        child.join()


if __name__ == "__main__":
    main()
