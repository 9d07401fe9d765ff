"""From sentences to mentions: quantities, periods, places, programmes."""
