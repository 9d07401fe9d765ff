"""Quantities, places and programmes out of raw news text, each cited to the character."""
