"""What IT support gives to the home page, the search and the commune’s sheet: one file a subject."""

from itsupport.contributions import audits, equipment, mails, orders, rounds, tickets

__all__ = ["audits", "equipment", "mails", "orders", "rounds", "tickets"]
