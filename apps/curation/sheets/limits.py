"""How large a spreadsheet may be, and the one exception that says why a file is refused."""

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
# What a cell of Excel can hold.
MOST_IN_CELL = 32_767


class SheetError(Exception):
    """Why a file cannot be read, in a sentence for the person who sent it."""


def check_cell(text: str, row: int) -> None:
    """Refuse a cell that is longer than any spreadsheet's."""
    if len(text) > MOST_IN_CELL:
        raise SheetError(f"Row {row} holds a cell of more than {MOST_IN_CELL:,} characters.")


def too_many_rows() -> SheetError:
    """More rows than one import takes."""
    return SheetError(
        f"The file has more than {MOST_ROWS:,} rows under its header. Split it into several files."
    )


def too_many_columns(row: int) -> SheetError:
    """More columns than one import takes."""
    return SheetError(f"Row {row} has text beyond column {MOST_COLUMNS}.")
