"""From stated values to base units."""
