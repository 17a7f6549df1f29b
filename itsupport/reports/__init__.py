"""The facts that the documents of IT support show. Importing a module registers its documents."""

from itsupport.reports import audits, erasure, labels, orders, rounds, yearly

__all__ = ["audits", "erasure", "labels", "orders", "rounds", "yearly"]
