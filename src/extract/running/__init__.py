"""From a folder of articles to an output folder."""
