"""From a text of record to title, metadata, paragraphs, furniture and sentences."""
