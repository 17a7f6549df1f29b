"""What IT support gives to the home page, the search and the commune’s sheet: one file a subject."""

from itsupport.contributions import rounds, tickets

__all__ = ["rounds", "tickets"]
