"""Which of our columns a file's columns are: guessed by name, then chosen by a person."""

import re
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One of our columns: its field, its name in our files, other names, and an example."""

    field: str
    label: str
    synonyms: tuple[str, ...] = ()
    example: str = ""


COLUMNS = (
    Column("key", "key", ("id", "uuid", "ref", "reference"), "len-example-decree"),
    Column(
        "title",
        "claim",
        ("title", "heading", "fact", "card", "item"),
        "Example: one decree put all banks under the state",
    ),
    Column(
        "text",
        "detail",
        ("details", "text", "evidence", "description", "notes", "content"),
        "Dates, names, numbers, place.",
    ),
    Column(
        "significance",
        "why it matters",
        ("significance", "importance", "why", "analysis", "so what"),
        "What it shows in a comparison.",
    ),
    Column("years", "years", ("year", "date", "dates", "when", "period"), "1917-18"),
    Column("year_from", "first year", ("year from", "from", "start", "start year", "from year")),
    Column("year_to", "last year", ("year to", "to", "end", "end year", "to year")),
    Column("date_note", "date as shown", ("date note", "date shown", "shown date"), "Dec 1917"),
    Column("leaders", "leaders", ("leader", "ruler", "rulers", "who", "person"), "LEN"),
    Column("themes", "themes", ("theme", "topics", "tags", "main theme"), "economy; government"),
    Column("aspects", "aspects", ("aspect", "subtheme", "sub-theme", "subthemes")),
    Column("kind", "kind", ("type", "kind of evidence"), "policy"),
    Column("standing", "standing", ("certainty", "reliability", "settled"), "settled"),
    Column("source_key", "source key", ("source keys", "source id")),
    Column("source_author", "source author", ("author", "authors"), "A. Historian"),
    Column("source_title", "source title", ("source", "sources", "book"), "An Example Book"),
    Column("source_year", "source year", ("published", "year published"), "1999"),
    Column("source_kind", "source kind", ("source type", "type of source"), "book"),
    Column("locator", "locator", ("page", "pages", "chapter", "where in it"), "ch. 3"),
    Column("rivals", "rivals", ("rival", "rival items", "disputed by")),
    Column("status", "status", ("state",), "draft"),
)
BY_FIELD = {column.field: column for column in COLUMNS}
# First and last year are more exact, and no spreadsheet takes them for a date.
EXPORTED = tuple(column for column in COLUMNS if column.field != "years")
TEMPLATE = tuple(column for column in COLUMNS if column.field not in ("year_from", "year_to"))


def even(text: str) -> str:
    """A name without what people write differently: case, spaces, hyphens, underscores."""
    return re.sub(r"[\W_]+", "", text).casefold()


_NAMES = {
    **{even(name): each.field for each in COLUMNS for name in each.synonyms},
    **{even(each.field): each.field for each in COLUMNS},
    **{even(each.label): each.field for each in COLUMNS},
}


def guess_columns(header: list[str]) -> dict[int, str]:
    """Our field for the number of each column whose name says it; our own names come first."""
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    exact = {even(each.label): each.field for each in COLUMNS}
    for names in (exact, _NAMES):
        for number, name in enumerate(header):
            field = names.get(even(name))
            if field and number not in chosen and field not in taken:
                chosen[number] = field
                taken.add(field)
    if {"year_from", "year_to"} <= taken:
        # Of two ways to say the same, the more exact one.
        chosen = {number: field for number, field in chosen.items() if field != "years"}
    return chosen


def repeated_names(header: list[str]) -> list[str]:
    """Column names that stand more than once in a header."""
    counts = Counter(even(name) for name in header if name)
    return list(dict.fromkeys(name for name in header if name and counts[even(name)] > 1))


def faults_of(columns: dict[int, str], header: list[str]) -> list[str]:
    """Why a choice of columns cannot be used, as sentences; none when it can."""
    faults = []
    for field, number in Counter(columns.values()).items():
        if number > 1:
            names = [name_of(header, at) for at, each in columns.items() if each == field]
            faults.append(f"Two columns are chosen for {BY_FIELD[field].label}: {_list(names)}.")
    chosen = set(columns.values())
    needed = (("title", {"title"}), ("years", {"years", "year_from"}), ("themes", {"themes"}))
    missing = [BY_FIELD[name].label for name, any_of in needed if not chosen & any_of]
    if missing:
        faults.append(f"No column is chosen for {_list(missing)}.")
    return faults


def name_of(header: list[str], number: int) -> str:
    """What a column is called in messages."""
    name = header[number] if number < len(header) else ""
    return name or f"column {number + 1}"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
