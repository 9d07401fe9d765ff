"""An output as a page to look at: one HTML file, or a folder, that opens from disk without a network."""
