"""The facts that the documents of IT support show. Importing a module registers its documents."""

from itsupport.reports import erasure, labels, orders

__all__ = ["erasure", "labels", "orders"]
