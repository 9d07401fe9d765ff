"""From a quantity and its sentence to a fact: topic, indicator, role, direction, status."""
