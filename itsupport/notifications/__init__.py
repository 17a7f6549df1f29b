"""The mails of IT support: the facts each shows, one file a subject."""
