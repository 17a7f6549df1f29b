"""The documents of IT support: the facts of each, one file a subject. Importing a module registers its documents."""

from itsupport.reports import audits

__all__ = ["audits"]
