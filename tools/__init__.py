"""What was made once, by tools that the portal does not need."""
