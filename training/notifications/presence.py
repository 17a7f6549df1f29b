"""The mails of presence: to who gives a session, and to who has her certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.mail.notifications import Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerInvited(Notification):
    """To who gives the session: her page, which needs no account, with the letter of the mission.

    `version`: of the link; a new one is a new mail.
    """

    template: ClassVar[str] = "training/mails/trainer_invited"
    label: ClassVar[str] = "lettre de mission et lien du formateur"
    session_id: int
    trainer_id: int
    version: int
    trainer: str
    course: str
    number: str
    halves: tuple[str, ...]
    people: int
    url: str

    @property
    def once(self) -> str:
        return f"{self.session_id}:{self.trainer_id}:{self.version}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Notification):
    """To the person: her certificate is joined. `again`: it replaces the one sent before."""

    template: ClassVar[str] = "training/mails/certificate_issued"
    label: ClassVar[str] = "attestation"
    registration_id: int
    certificate: str
    kind: str
    again: bool
    person: str
    course: str
    number: str
    halves: tuple[str, ...]
    hours: str
    url: str
    check_url: str

    @property
    def once(self) -> str:
        return f"{self.registration_id}:{self.certificate}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRevoked(Notification):
    """To the person: a presence was corrected, these certificates are valid no more and nothing replaces them."""

    template: ClassVar[str] = "training/mails/certificate_revoked"
    label: ClassVar[str] = "attestation révoquée"
    registration_id: int
    certificates: tuple[str, ...]
    person: str
    course: str
    number: str
    halves: tuple[str, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.registration_id}:{','.join(self.certificates)}:{self.to}"
