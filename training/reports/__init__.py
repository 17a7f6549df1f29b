"""The facts that the documents of training show. Importing a module registers its documents."""

from training.reports import attendance, convocation, mission, proofs, sheets

__all__ = ["attendance", "convocation", "mission", "proofs", "sheets"]
