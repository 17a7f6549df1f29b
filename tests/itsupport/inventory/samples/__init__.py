"""Reports of machines that do not exist, in the words of agents that do."""

import json
from pathlib import Path

HERE = Path(__file__).parent
INVENTORIES = (
    "windows11_pc.json",
    "windows10_laptop.xml",
    "debian_server.xml",
    "vm_junk.json",
    "windows_xp_latin1.xml",
)


def sample(name):
    return (HERE / name).read_bytes()


def document(name="windows11_pc.json"):
    """The JSON of a sample, to change."""
    return json.loads(sample(name))


def body(found):
    return json.dumps(found, ensure_ascii=False).encode()


def xml(
    content="<HARDWARE><NAME>PC</NAME></HARDWARE>",
    *,
    deviceid="PC-2026-01-01-00-00-00",
    query="INVENTORY",
):
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><REQUEST><CONTENT>{content}</CONTENT>"
        f"<DEVICEID>{deviceid}</DEVICEID><QUERY>{query}</QUERY></REQUEST>"
    ).encode()
