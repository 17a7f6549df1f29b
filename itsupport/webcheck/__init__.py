"""What the domain and the site of a commune prove for the audit grid. Pure: nothing is fetched here."""

from itsupport.webcheck.judging import judge
from itsupport.webcheck.seen import Certificate, Page, WebSeen

__all__ = ["Certificate", "Page", "WebSeen", "judge"]
