"""Questions asked from two places or more: one module per side of a campaign."""
