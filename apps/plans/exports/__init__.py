"""Plans as files for use outside the app."""
