"""Faults of an accessible PDF (PDF/UA-1), named by their checkpoint in the Matterhorn protocol 1.1.

Read from the file itself, without the library that wrote it: what a second pair of eyes would look at,
beside the validator of the test that calls it.
"""

import io
import itertools
import re

import pypdf
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

PAINTS = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"S",
    b"s",
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"sh",
    b"Do",
}
HEADING = re.compile(r"/H([1-6])$")
MAY_BE_EMPTY = {"/TD", "/TH", "/NonStruct"}
PARENTS = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TFoot": {"/Table"},
    "/LI": {"/L"},
    "/Lbl": {"/LI", "/Note", "/P"},
    "/LBody": {"/LI"},
}


def faults_of(pdf):
    """One line a fault; an empty list for a sound document."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    tree = list(_walk(root.get("/StructTreeRoot")))
    pages = [fault for page in reader.pages for fault in [*_content(page), *_notes(page)]]
    return [
        *_catalogue(root),
        *_metadata(root),
        *_tags(tree),
        *_headings(tree),
        *pages,
        *_fonts(reader),
    ]


def _catalogue(root):
    mark, view = root.get("/MarkInfo", {}), root.get("/ViewerPreferences", {})
    if not mark.get("/Marked"):
        yield "ISO 14289-1 7.1: the file does not say that it is tagged"
    if mark.get("/Suspects"):
        yield "06/26: the file says itself that its tags are suspect"
    if not view.get("/DisplayDocTitle"):
        yield "07-001, 07-002: the window shows the name of the file, not the title"
    if not str(root.get("/Lang", "")).startswith("fr"):
        yield "11-006: the document does not say that it is in French"


def _metadata(root):
    if "/Metadata" not in root:
        yield "06-001: no XMP metadata"
        return
    xmp = root["/Metadata"].get_data().decode()
    if not re.search(r"pdfuaid:part(>|=\")1", xmp):
        yield "06-002: the metadata do not say PDF/UA-1"
    if not re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+<", xmp, re.DOTALL):
        yield "06-003: no title in the metadata"


def _walk(node, parent=""):
    """Each tag of the structure tree with its parent's name and its children, in reading order."""
    if node is None:
        return
    node = node.get_object()
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    name = str(node.get("/S", ""))
    if name:
        yield name, parent, node, kids
    for kid in kids:
        inner = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(inner, DictionaryObject) and "/S" in inner:
            yield from _walk(inner, name)


def _tags(tree):
    if not tree:
        yield "01-005: no structure tree"
    known = {node.get("/ID") for name, _, node, _ in tree if name == "/TH"}
    for name, parent, node, kids in tree:
        if not kids and name not in MAY_BE_EMPTY:
            yield f"an empty tag: {name}"
        if name in PARENTS and parent not in PARENTS[name]:
            yield f"09-004: {name} inside {parent}"
        if name == "/Figure" and not (node.get("/Alt") or node.get("/ActualText")):
            yield "13-004: a figure without a text beside it"
        if name == "/TH" and not (node.get("/ID") or _attribute(node, "/Scope")):
            yield "15-003: a heading of a table that no cell can name"
        if name == "/TD" and not set(_attribute(node, "/Headers") or [""]) <= known:
            yield "15-003: a cell that names no heading of its table"
        if name == "/Link" and not any(_is_annotation(kid) for kid in kids):
            yield "28-011: a link that leads nowhere"


def _attribute(node, name):
    given = node.get("/A", [])
    given = given if isinstance(given, list) else [given]
    return next((one.get_object()[name] for one in given if name in one.get_object()), None)


def _is_annotation(kid):
    inner = kid.get_object()
    return isinstance(inner, DictionaryObject) and inner.get("/Type") == "/OBJR"


def _headings(tree):
    levels = [int(found[1]) for name, *_ in tree if (found := HEADING.match(name))]
    if levels and levels[0] != 1:
        yield f"14-002: the first heading is of level {levels[0]}"
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"14-003: from a heading of level {before} to one of level {after}"


def _content(page):
    """Everything painted is either tagged or declared decoration."""
    depth = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator in {b"BDC", b"BMC"}:
            known = operands[0] == "/Artifact" or "/MCID" in (operands[1:] or [{}])[0]
            depth.append(known or any(depth))
        elif operator == b"EMC":
            depth.pop()
        elif operator in PAINTS and not any(depth):
            yield f"01-003, 01-004: painted outside of any tag, page {page.page_number + 1}: {operator}"


def _notes(page):
    for note in (one.get_object() for one in page.get("/Annots", [])):
        if note["/Subtype"] != "/Link":
            continue
        if "/StructParent" not in note:
            yield f"28-011: a link without its tag, page {page.page_number + 1}"
        if not note.get("/Contents"):
            yield f"28-012: a link without a description, page {page.page_number + 1}"
    if "/Annots" in page and page.get("/Tabs") != "/S":
        yield "28-008: the tabulation does not follow the structure"


def _fonts(reader):
    for page in reader.pages:
        named = page["/Resources"].get("/Font", {}).values()
        for font in (one.get_object() for one in named):
            [inner] = font.get("/DescendantFonts", [font])
            descriptor = inner.get_object()["/FontDescriptor"].get_object()
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
                yield f"31-009: a font that does not travel with the file: {font['/BaseFont']}"
            if "/ToUnicode" not in font:
                yield f"31-027: letters that cannot be copied: {font['/BaseFont']}"
