"""What group purchases give to the home page, the search and the commune's sheet."""

from portal.tables import imports
from purchasing.contributions import answers, campaigns
from purchasing.forms.items import ITEMS

imports.offer(ITEMS)

__all__ = ["answers", "campaigns"]
