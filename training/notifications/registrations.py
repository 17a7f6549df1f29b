"""The mails of a registration: to the person, and to the mayor who agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationMail(Notification):
    """What every mail of a registration says. `seq` is the line of the log that it tells.

    `until`: the end of an offer or of a held seat; `before`: the half days as they were; `other`: a colleague's name.
    """

    registration_id: int
    seq: int
    person: str
    commune: str
    course: str
    number: str
    halves: tuple[str, ...]
    url: str
    before: tuple[str, ...] = ()
    until: datetime | None = None
    cancel_until: datetime | None = None
    late: bool = False
    reason: str = ""
    other: str = ""

    @property
    def once(self) -> str:
        return f"{self.registration_id}:{self.seq}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationReceived(RegistrationMail):
    """To the person: registered, the mayor is asked."""

    template: ClassVar[str] = "training/mails/registration_received"
    label: ClassVar[str] = "inscription reçue, attend le maire"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToApprove:
    """One registration that awaits the mayor. `link`: of the page where she answers; empty for a shared address."""

    person: str
    course: str
    number: str
    halves: tuple[str, ...]
    until: datetime | None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(Notification):
    """To the mayor: all that awaits her. `again`: nothing is new, she is reminded; `until`: the first seat to be lost.

    `registration_id` and `seq`: the first line of the logs that it tells.
    """

    template: ClassVar[str] = "training/mails/approval_asked"
    label: ClassVar[str] = "inscriptions à valider par le maire"
    registration_id: int
    seq: int
    commune: str
    again: bool
    until: datetime | None
    lines: tuple[ToApprove, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.registration_id}:{self.seq}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationConfirmed(RegistrationMail):
    """To the person: the seat is hers; the invitation of her calendar comes with it."""

    template: ClassVar[str] = "training/mails/registration_confirmed"
    label: ClassVar[str] = "convocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnWaitingList(RegistrationMail):
    """To the person: her rank. `agreed`: the mayor said yes meanwhile."""

    template: ClassVar[str] = "training/mails/on_waiting_list"
    label: ClassVar[str] = "liste d’attente"
    position: int
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRefused(RegistrationMail):
    """To the person: the mayor said no, and why."""

    template: ClassVar[str] = "training/mails/registration_refused"
    label: ClassVar[str] = "inscription refusée par le maire"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLapsed(RegistrationMail):
    """To the person: the mayor did not answer in time, the seat is given back, the rank is kept."""

    template: ClassVar[str] = "training/mails/hold_lapsed"
    label: ClassVar[str] = "place tenue rendue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOffered(RegistrationMail):
    """To the person: a seat is free for her, until an hour that the subject says."""

    template: ClassVar[str] = "training/mails/seat_offered"
    label: ClassVar[str] = "place proposée"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferExpired(RegistrationMail):
    """To the person: the hour has come, the seat goes to the next."""

    template: ClassVar[str] = "training/mails/offer_expired"
    label: ClassVar[str] = "place proposée, délai passé"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDeclined(RegistrationMail):
    """To the person: she left the seat."""

    template: ClassVar[str] = "training/mails/offer_declined"
    label: ClassVar[str] = "place déclinée"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationCancelled(RegistrationMail):
    """To the person: she comes no more."""

    template: ClassVar[str] = "training/mails/registration_cancelled"
    label: ClassVar[str] = "désistement noté"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGiven(RegistrationMail):
    """To who gave her seat to a colleague."""

    template: ClassVar[str] = "training/mails/seat_given"
    label: ClassVar[str] = "place cédée à un collègue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatReceived(RegistrationMail):
    """To who received a colleague's seat."""

    template: ClassVar[str] = "training/mails/seat_received"
    label: ClassVar[str] = "place reçue d’un collègue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapOffered(RegistrationMail):
    """To the person: somebody of another commune would change places with her, until an hour that the subject says.

    `other`: that commune; `before`: the half days that would be hers; `reason`: the kilometres that each would save.
    """

    template: ClassVar[str] = "training/mails/swap_offered"
    label: ClassVar[str] = "échange proposé"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapClosed(RegistrationMail):
    """To the person: the swap will not take place, and why; her seat stays."""

    template: ClassVar[str] = "training/mails/swap_closed"
    label: ClassVar[str] = "échange sans suite"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwappedOut(RegistrationMail):
    """To the person: she comes no more to this session, which her calendar takes back. `before`: where she goes."""

    template: ClassVar[str] = "training/mails/swapped_out"
    label: ClassVar[str] = "place échangée"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwappedIn(RegistrationMail):
    """To the person: the convocation to the other session."""

    template: ClassVar[str] = "training/mails/swapped_in"
    label: ClassVar[str] = "convocation après un échange"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(RegistrationMail):
    """To all who came, or waited: the session does not take place, and why. `before`: other dates of the course."""

    template: ClassVar[str] = "training/mails/session_cancelled"
    label: ClassVar[str] = "session annulée"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSeatLeft(RegistrationMail):
    """To who still waited as the session began: there was no seat, and why. `before`: other dates of the course."""

    template: ClassVar[str] = "training/mails/no_seat_left"
    label: ClassVar[str] = "session commencée, sans place"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMoved(RegistrationMail):
    """To all who come, or wait: the new dates, and those that they replace."""

    template: ClassVar[str] = "training/mails/session_moved"
    label: ClassVar[str] = "dates changées"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanged(RegistrationMail):
    """To all who come: the new room."""

    template: ClassVar[str] = "training/mails/room_changed"
    label: ClassVar[str] = "salle changée"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarInvitation(Notification):
    """To the person's calendar: a half day besides the one that came with the words."""

    template: ClassVar[str] = "training/mails/calendar_invitation"
    label: ClassVar[str] = "invitation d’agenda"
    uid: str
    stamp: str
    cancelled: bool
    person: str
    course: str
    number: str
    half: str
    url: str

    @property
    def once(self) -> str:
        return f"{self.uid}:{self.stamp}"
