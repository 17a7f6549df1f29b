"""The facts that the documents of training show. Importing a module registers its documents."""

from training.reports import (
    attendance,
    convocation,
    costs,
    minutes,
    mission,
    proofs,
    records,
    sheets,
    training_plan,
    yearly,
)

__all__ = [
    "attendance",
    "convocation",
    "costs",
    "minutes",
    "mission",
    "proofs",
    "records",
    "sheets",
    "training_plan",
    "yearly",
]
