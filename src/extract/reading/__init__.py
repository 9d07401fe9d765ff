"""From files to texts of record."""
