"""Content packs: evidence as data files, read strictly and loaded without losing edits."""
