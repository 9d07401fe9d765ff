"""Rules as data: finding the files, reading them, running their examples."""
