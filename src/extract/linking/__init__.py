"""From mentions to what they name: place codes, dates, canonical programmes."""
