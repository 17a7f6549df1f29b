"""The documents of training: one file a subject."""

from training.reports import sheets

__all__ = ["sheets"]
