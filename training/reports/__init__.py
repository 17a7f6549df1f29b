"""The facts that the documents of training show. Importing a module registers its documents."""

from training.reports import convocation, costs, sheets

__all__ = ["convocation", "costs", "sheets"]
