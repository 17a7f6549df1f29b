"""The documents of IT support, one file a subject. Importing a module registers its documents."""

from itsupport.reports import rounds, yearly

__all__ = ["rounds", "yearly"]
