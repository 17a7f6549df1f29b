"""The facts that the documents of training show. Importing a module registers its documents."""

from training.reports import convocation, sheets, training_plan

__all__ = ["convocation", "sheets", "training_plan"]
