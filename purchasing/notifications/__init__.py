"""The mails of group purchases: the town hall's, and the manager's."""

from purchasing.notifications import reminders

__all__ = ["reminders"]
