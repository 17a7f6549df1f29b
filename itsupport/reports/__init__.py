"""The documents of IT support, one file a subject. Importing a module registers its documents."""

from itsupport.reports import rounds

__all__ = ["rounds"]
