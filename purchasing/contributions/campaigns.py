"""What the manager finds on her pages."""
