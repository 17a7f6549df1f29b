"""Starting, stopping and checking the portal on one machine."""
