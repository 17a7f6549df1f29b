"""The one document of the cellar: the proof that a job goes from the web to a PDF."""

from __future__ import annotations

from dataclasses import dataclass

from portal.documents.registry import report


@dataclass(frozen=True, slots=True)
class SelfCheck:
    title: str
    number: int


@report("documents.self_check", title="Vérification du portail")
def self_check(subject_id: int, commune_id: int) -> SelfCheck:
    """`subject_id` numbers the check, so that each one is a document of its own."""
    return SelfCheck(title="Vérification du portail", number=subject_id)
