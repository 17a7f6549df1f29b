"""Mails of the territory: invitations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInvitation(Notification):
    """To a person, when the team opens the portal to her. The link serves once, for seven days."""

    template = "communes/mails/account_invitation"
    label = "invitation"
    invitation_id: int
    first_name: str
    url: str
    expires_at: datetime

    @property
    def once(self) -> str:
        return str(self.invitation_id)
