"""Full-text search of the bank: one interface over SQLite's FTS5 and PostgreSQL's tsvector.

Both engines keep an index of title, names of tags, text and significance that the database
itself keeps up to date (triggers, a generated column): nothing here writes to it. They stem
English and drop diacritics, and have no stop words, so that a word on its way to another
("an" to "Andropov") finds something. All terms must match; a term is a word, the beginning of
one, or a phrase.
"""

import re
import unicodedata
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BooleanField, Expression, F, FloatField, Func

from apps.evidence.models import EvidenceItemQuerySet

# No more matches than these are ranked and counted: a common word stays fast.
RANKED = 1200
# Ranking weights, such that a hit in the title outweighs any number elsewhere.
_FTS5_RANK = "bm25(1000.0, 30.0, 1.0, 0.5)"
_TS_WEIGHTS = "{0.01, 0.02, 0.2, 1}"
_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"')
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\u201d\u201e", '"'))
_POSSESSIVE = re.compile(r"(?<=\w)['\N{RIGHT SINGLE QUOTATION MARK}]s\b", re.IGNORECASE)
# People type these between the words that matter.
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "was",
        "were",
        "with",
    ]
)
# PostgreSQL cuts its own way at these (addresses, fractions, tags); to a reader they are spaces.
_MARKS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
_MARKS += "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026\u00b7\u00ab\u00bb\u00a0"


@dataclass(frozen=True)
class Term:
    """One word or phrase to find; ``others`` are whole words that count as the same."""

    words: tuple[str, ...]
    is_prefix: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_phrase(self) -> bool:
        """Whether its words must stand side by side."""
        return len(self.words) > 1


def fold(text: str) -> str:
    """Text in small letters without diacritics."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(each for each in letters if not "\u0300" <= each <= "\u036f").lower()


def words_in(text: str) -> list[str]:
    """The words of a text, as typed."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def read_terms(text: str) -> tuple[Term, ...]:
    """What a typed text asks for: phrases in double quotes, words, and the last word begun."""
    text = _POSSESSIVE.sub("", text.translate(_QUOTATION_MARKS))
    terms: list[Term] = []
    end = 0
    for phrase in _PHRASE.finditer(text):
        terms += [Term((word,)) for word in words_in(text[end : phrase.start()])]
        if words := tuple(words_in(phrase[1])):
            terms.append(Term(words))
        end = phrase.end()
    rest = words_in(text[end:])
    # A single letter begins too much to be of use.
    terms += [
        Term((word,), is_prefix=place == len(rest) and len(word) > 1)
        for place, word in enumerate(rest, start=1)
    ]
    telling = [
        term for term in terms if term.is_phrase or term.words[0].lower() not in _SMALL_WORDS
    ]
    return tuple(telling or terms)


class Matches(Func):
    """Whether an item matches all terms; in its title alone if ``in_title``."""

    output_field = BooleanField()

    def __init__(self, terms: tuple[Term, ...], *, in_title: bool = False) -> None:
        super().__init__(F("pk"))
        self.terms = terms
        self.in_title = in_title

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells it from another: Django compares and hashes expressions by this."""
        return (*super().identity, self.terms, self.in_title)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """A list of row numbers that the index gives."""
        pk, params = compiler.compile(self.get_source_expressions()[0])
        words = "SELECT rowid FROM evidence_words WHERE evidence_words MATCH %s"
        query = _fts5_query(self.terms, in_title=self.in_title)
        return f"{pk} IN ({words})", [*params, query]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """A test of the generated column."""
        column = _column(self, compiler, "title_vector" if self.in_title else "search_vector")
        return f"{column} @@ to_tsquery('evidence', %s)", [_ts_query(self.terms)]


class _Rank(Func):
    """How well an item matches, on PostgreSQL; lower is better, as in FTS5."""

    output_field = FloatField()

    def __init__(self, terms: tuple[Term, ...], *, in_title: bool) -> None:
        super().__init__(F("pk"))
        self.terms = terms
        self.in_title = in_title

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """The engine's own rank."""
        # The column of all words is long, and slow to read where only titles are asked for.
        column = _column(self, compiler, "title_vector" if self.in_title else "search_vector")
        rank = f"-ts_rank('{_TS_WEIGHTS}', {column}, to_tsquery('evidence', %s))"
        return rank, [_ts_query(self.terms)]


class Among(Func):
    """Whether a row's number is one of many, sent as one value."""

    output_field = BooleanField()

    def __init__(self, field: str, numbers: list[int]) -> None:
        super().__init__(F(field))
        self.numbers = numbers

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells it from another: Django compares and hashes expressions by this."""
        return (*super().identity, tuple(self.numbers))

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """A list read from JSON."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, str(self.numbers)]  # noqa: S608  # nosec B608  # a column that Django names

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """An array."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = ANY(%s)", [*params, self.numbers]


def count_matches(items: EvidenceItemQuerySet, terms: tuple[Term, ...], limit: int) -> int:
    """How many of the items match, counted up to a limit."""
    return len(_find(items, terms, limit))


def first_matches(items: EvidenceItemQuerySet, terms: tuple[Term, ...], limit: int) -> list[int]:
    """Numbers of items that match, any of them where more than the limit do."""
    return [row[0] for row in _find(items, terms, limit)]


def best_matches(items: EvidenceItemQuerySet, terms: tuple[Term, ...], limit: int) -> list[int]:
    """Numbers of items that match, best first; one more than the limit says there are more.

    Those with every word in the title come first. Of very many matches only some are looked at.
    """
    if connections[items.db].vendor == "sqlite" and not _is_common(items.db, terms, limit):
        # One question is enough where few match: the weights put title hits first by themselves.
        best = _ranked(items, terms, limit)
        if len(best) <= limit:
            return best
    best = _ranked(items, terms, limit, in_title=True)
    if len(best) <= limit:
        seen = set(best)
        best += [each for each in _ranked(items, terms, limit) if each not in seen]
    return best[: limit + 1]


def _is_common(database: str, terms: tuple[Term, ...], limit: int) -> bool:
    """Whether more than the limit have a word, over all items; several words rarely meet so often.

    The index alone answers: it counts on to the limit, and reads no item.
    """
    if len(terms) != 1:
        return False
    sql = "SELECT 1 FROM evidence_words WHERE evidence_words MATCH %s LIMIT 1 OFFSET %s"
    with connections[database].cursor() as cursor:
        cursor.execute(sql, [_fts5_query(terms), limit])
        return cursor.fetchone() is not None


def _ranked(
    items: EvidenceItemQuerySet, terms: tuple[Term, ...], limit: int, *, in_title: bool = False
) -> list[int]:
    found = _find(items, terms, limit + 1, in_title=in_title, is_ranked=True)
    return [row[0] for row in sorted(found, key=_by_rank)]


# Of a row of number, year, place in it and rank: best first, of equals the earlier in time.
_by_rank = itemgetter(3, 1, 2, 0)


def _find(
    items: EvidenceItemQuerySet,
    terms: tuple[Term, ...],
    limit: int,
    *,
    in_title: bool = False,
    is_ranked: bool = False,
) -> list[tuple[Any, ...]]:
    """Rows of number, first year, place in it and rank (when asked for), in no order."""
    if not terms:
        return []
    items = items.select_related(None).prefetch_related(None).order_by()
    connection = connections[items.db]
    if connection.vendor == "postgresql":
        # The limit inside, the rank outside: only what is found is ranked.
        found = items.filter(Matches(terms, in_title=in_title))
        if not is_ranked:
            return list(found.values_list("id")[:limit])
        rows = found.annotate(rank=_Rank(terms, in_title=in_title))
        return list(rows.values_list("id", "year_from", "in_year", "rank")[:limit])
    columns = ("id", "year_from", "in_year") if is_ranked else ("id",)
    try:
        rows_sql, params = items.values(*columns).query.get_compiler(items.db).as_sql()
    except EmptyResultSet:
        return []
    shown = ", ".join([*(f"item.{name}" for name in columns), *(["words.rank"] * is_ranked)])
    # CROSS JOIN makes SQLite ask the index first, once, and not for each item.
    sql = (
        f"SELECT {shown} FROM evidence_words words CROSS JOIN ({rows_sql}) item"  # noqa: S608  # nosec B608  # made of names in this file
        " WHERE item.id = words.rowid AND words.evidence_words MATCH %s LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, _fts5_query(terms, in_title=in_title), limit])
        return list(cursor.fetchall())


def _column(expression: Expression, compiler: Any, name: str) -> str:
    """A column that Django does not know of, in the table of the expression's only source."""
    alias = expression.get_source_expressions()[0].alias
    return f"{compiler.quote_name_unless_alias(alias)}.{name}"


def _fts5_query(terms: tuple[Term, ...], *, in_title: bool = False) -> str:
    """Terms in FTS5's language. Words hold letters and figures only, and each is quoted."""
    parts = []
    for term in terms:
        part = f'"{" ".join(term.words)}"' + "*" * term.is_prefix
        either = [part, *(f'"{word}"' for word in term.others)]
        parts.append(f"({' OR '.join(either)})")
    query = " AND ".join(parts)
    return f"title : ({query})" if in_title else query


def _ts_query(terms: tuple[Term, ...]) -> str:
    """Terms in PostgreSQL's language; see above."""
    parts = []
    for term in terms:
        words = [f"'{fold(word)}'" for word in term.words]
        part = " <-> ".join(words) + ":*" * term.is_prefix
        either = [f"({part})", *(f"'{fold(word)}'" for word in term.others)]
        parts.append(f"({' | '.join(either)})")
    return " & ".join(parts)


_COLUMNS = ("title", "search_names", "text", "significance")


def build_index(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index and fill it; for migrations.

    SQLite loses the triggers when a later migration rebuilds the table of items (Django does
    that for most changes of a column): such a migration calls this again.
    """
    drop_index(editor)
    if editor.connection.vendor == "postgresql":
        _build_ts_vectors(editor)
    else:
        _build_fts5(editor)


def drop_index(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away; for migrations."""
    if editor.connection.vendor == "postgresql":
        # Their indexes go with the columns.
        for column in ("search_vector", "title_vector"):
            editor.execute(f"ALTER TABLE evidence_evidenceitem DROP COLUMN IF EXISTS {column}")
        editor.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS evidence")
        editor.execute("DROP TEXT SEARCH DICTIONARY IF EXISTS evidence_stem")
        return
    for event in ("insert", "update", "delete"):
        editor.execute(f"DROP TRIGGER IF EXISTS evidence_words_{event}")
    editor.execute("DROP TABLE IF EXISTS evidence_words")


def _build_fts5(editor: BaseDatabaseSchemaEditor) -> None:
    """An index that holds no copy of the words, and triggers that tell it what changed."""
    names = ", ".join(_COLUMNS)
    new = ", ".join(f"new.{name}" for name in _COLUMNS)
    old = ", ".join(f"old.{name}" for name in _COLUMNS)
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _COLUMNS)
    add = f"INSERT INTO evidence_words(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608  # nosec B608  # names of this file
    take = (
        f"INSERT INTO evidence_words(evidence_words, rowid, {names})"  # noqa: S608  # nosec B608  # names of this file
        f" VALUES ('delete', old.id, {old});"
    )
    table = "evidence_evidenceitem"
    for statement in (
        f"CREATE VIRTUAL TABLE evidence_words USING fts5({names}, content='{table}',"
        " content_rowid='id', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')",
        f"INSERT INTO evidence_words(evidence_words, rank) VALUES ('rank', '{_FTS5_RANK}')",  # noqa: S608  # nosec B608  # names of this file
        "INSERT INTO evidence_words(evidence_words) VALUES ('rebuild')",
        f"CREATE TRIGGER evidence_words_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER evidence_words_delete AFTER DELETE ON {table} BEGIN {take} END",
        # Saving an item names every column; the index is written only when its words changed.
        f"CREATE TRIGGER evidence_words_update AFTER UPDATE OF id, {names} ON {table}"
        f" WHEN old.id IS NOT new.id OR {differs} BEGIN {take} {add} END",
    ):
        editor.execute(statement, params=None)


def _build_ts_vectors(editor: BaseDatabaseSchemaEditor) -> None:
    """Generated columns, of all words with weights and of the title alone, each with an index."""

    def vector(column: str) -> str:
        # A tsvector holds 1 MB at most. normalize() and regexp_replace() only where there is need.
        text = f"left({column}, 50000)"
        marks = _MARKS.replace("'", "''")
        bare = (
            f"CASE WHEN octet_length({text}) = length({text}) THEN {text}"
            f" ELSE regexp_replace(normalize({text}, NFD), '[\\u0300-\\u036f]', '', 'g') END"
        )
        spaces = " " * len(_MARKS)
        return f"to_tsvector('evidence'::regconfig, translate({bare}, '{marks}', '{spaces}'))"

    weighted = " || ".join(
        f"setweight({vector(name)}, '{weight}')"
        for name, weight in zip(_COLUMNS, "ABCD", strict=True)
    )
    words = "asciiword, word, asciihword, hword, hword_asciipart, hword_part"
    for statement in (
        # English stems, but no stop words.
        "CREATE TEXT SEARCH DICTIONARY evidence_stem (TEMPLATE = snowball, LANGUAGE = english)",
        "CREATE TEXT SEARCH CONFIGURATION evidence (COPY = pg_catalog.english)",
        f"ALTER TEXT SEARCH CONFIGURATION evidence ALTER MAPPING FOR {words} WITH evidence_stem",
        "ALTER TABLE evidence_evidenceitem"
        f" ADD COLUMN search_vector tsvector GENERATED ALWAYS AS ({weighted}) STORED,"
        f" ADD COLUMN title_vector tsvector GENERATED ALWAYS AS ({vector('title')}) STORED",
        "CREATE INDEX evidence_search ON evidence_evidenceitem USING gin (search_vector)",
        "CREATE INDEX evidence_title_search ON evidence_evidenceitem USING gin (title_vector)",
    ):
        editor.execute(statement, params=None)
