"""What a town hall finds on its pages."""
