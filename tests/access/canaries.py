"""Words that no page can say by chance: they mark every text of a commune, and are looked for everywhere.

Three kinds. `zaubrik…`: the commune's own business, behind both walls. `zolkemb…`: its lines of the directory,
which the portal shows to every member, on the pages of the directory. `zuntrel…`: a purchase to which
only the other commune is invited, kept away by the first wall alone since the purchase is no commune's row.
"""

import hashlib
import io
import re
import zipfile

from django.apps import apps
from django.db import models
from pypdf import PdfReader

from communes.models import Commune

OWN, DIRECTORY, PURCHASE = "zaubrik", "zolkemb", "zuntrel"
WORD = re.compile(rf"({OWN}|{DIRECTORY}|{PURCHASE})[0-9a-f]{{7}}")

LENGTH = 14
"""Of a word: a shorter column cannot hold one."""

DIRECTORY_TABLES = {
    "communes.commune",
    "communes.person",
    "communes.position",
    "communes.site",
    "communes.mailbox",
    "communes.absence",
    "accounts.user",
    "training.room",
    "training.question",
    "training.answer",
    "training.practicefile",
    "training.skilloffer",
}
"""Open to read to every member: docs/adr/0001-two-walls.md. So is what town halls ask and answer each other."""

UNTOUCHED = {
    "communes.commune": {"insee", "siren", "postal_codes", "outline", "opening_hours"},
    "communes.invitation": {"token_hash"},
    "accounts.user": {"email", "password"},
    "documents.document": {"kind", "facts", "data_hash", "template_version", "file", "sha256"},
    "journal.entry": {"verb", "subject_type"},
    "mail.outboxemail": {"key", "kind", "message_id", "headers", "attachments"},
    "mail.digestitem": {"key", "kind"},
    "purchasing.needsnapshot": {"sha256"},
    "training.question": {"minutes"},  # given with its state only
    "training.wish": {"reason"},  # given with its state only
    "training.needsanswer": {
        "caller",
        "visa_as",
        "visa_reason",
    },  # given with the answer, the visa only
    "training.practicefile": {"content_type", "sha256", "file"},
    "training.calendaritem": {"uid", "content_hash"},
    "training.presence": {"signature_sha256"},
    "training.certificate": {"number", "code", "sha256"},
    "training.externaltraining": {"content_type", "sha256", "file"},
    "training.obligation": {"close_reason"},  # given with its end only
    "training.registration": {"decided_as"},  # given with its decision only
}
"""Texts that a machine reads: codes, prints, keys. What they hold is nobody's words."""


class Canaries:
    """Each word given, and the cell that it marks."""

    def __init__(self):
        self.cells = {}

    def word(self, cell, kind=OWN):
        print_of = hashlib.sha256(f"{cell}".encode()).hexdigest()[:7]
        word = f"{kind}{print_of}"
        self.cells[word] = cell
        return word

    def mark(self, row):
        """Write a word of its own in every text of the row, without its model's own verbs."""
        label = row._meta.label_lower
        kind = DIRECTORY if label in DIRECTORY_TABLES else OWN
        values = {
            field.attname: self.shaped(field, f"{label}.{field.name} of {row.pk}", kind, row)
            for field in text_fields(row._meta.model)
        }
        if values:
            row._meta.model._base_manager.filter(pk=row.pk).update(**values)
            row.refresh_from_db()

    def shaped(self, field, cell, kind, row):
        word = self.word(cell, kind)
        if isinstance(field, models.EmailField):
            return f"{word}@example.org"
        if isinstance(field, models.URLField):
            return f"https://{word}.example.org/"
        if field.attname.endswith("url"):
            return f"/{word}/"
        if isinstance(field, models.JSONField):
            return told(getattr(row, field.attname), word)
        return word

    def leaks(self, text, *, directory=False, purchase=False):
        """The cells of the foreign commune that a text shows; `directory` where its directory is the subject,

        `purchase` where the first wall, which alone keeps a purchase to those invited, is down.
        """
        allowed = {DIRECTORY} if directory else set()
        allowed |= {PURCHASE} if purchase else set()
        found = {match[0]: match[1] for match in WORD.finditer(text)}
        return sorted(
            self.cells.get(word, word) for word, kind in found.items() if kind not in allowed
        )


def told(value, word):
    """The same JSON, its texts replaced."""
    if isinstance(value, dict):
        return {key: told(one, word) for key, one in value.items()} or {"note": word}
    if isinstance(value, list):
        return [told(one, word) for one in value]
    return word if isinstance(value, str) else value


def text_fields(model):
    """The columns of a table in which a person's words may be: long enough for one."""
    kept = UNTOUCHED.get(model._meta.label_lower, set())
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not (field.max_length and field.max_length < LENGTH)
        and not isinstance(field, models.GeneratedField)
        and field.name not in kept
    ]


def text_of(data):
    """What a file says, in lower case: a PDF's pages, a workbook's or an archive's parts, else its text."""
    if data.startswith(b"%PDF-"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).lower()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(
                f"{name}\n{text_of(archive.read(name))}" for name in archive.namelist()
            )
    return data.decode("utf-8", "replace").lower()


def models_of_a_commune():
    """Each model whose rows belong to a commune, and the way from the row to the commune's id."""
    found = {}
    for model in apps.get_models():
        if model._meta.proxy or model is Commune:
            continue
        names = {field.name: field for field in model._meta.fields}
        commune = names.get("commune")
        if "commune_id" in names or (commune and commune.related_model is Commune):
            found[model] = "commune_id"
    return found
