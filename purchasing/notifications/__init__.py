"""The mails of group purchases: the town hall's, and the manager's."""
