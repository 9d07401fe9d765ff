"""From an output folder to what a person wants to see of it."""
