"""Questions asked from two places or more: one file a subject."""
