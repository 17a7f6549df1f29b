"""The documents of group purchases. Importing a module registers its documents."""

from purchasing.reports import answers, campaigns, framework, needs

__all__ = ["answers", "campaigns", "framework", "needs"]
