"""Addresses of curation: the workspace, imports, duplicates, reports and suggestions."""

app_name = "curation"

# Readers: report a fact, suggest an item
letters: list[object] = []

# The workspace
workspace: list[object] = []

# Pasted notes and extracts
notes: list[object] = []

# Spreadsheets and exports
sheets: list[object] = []

urlpatterns = [*letters, *workspace, *notes, *sheets]
