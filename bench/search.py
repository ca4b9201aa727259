"""Measure the search over 100,000 generated items: python -m bench.search.

It runs on the database that DATABASE_URL names (a throw-away one: it is filled), else on SQLite
in VAR_DIR. Ours is the first page of a search as the bank and the panel ask for it, filters and
all. The floor is one raw full-text query for the thirty best of all matches on the same index. Both
then read what a card shows of those thirty and write the same bare list; they are asked in turn.
"""

import os
import random
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essayplanner.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # needs the set-up above
from django.db import connection, transaction  # noqa: E402  # as above
from django.http import QueryDict  # noqa: E402  # as above
from django.template import Context, Engine  # noqa: E402  # as above

from apps.evidence.models import (  # noqa: E402  # as above
    EvidenceItem,
    EvidenceRevision,
    Leader,
    Theme,
    Topic,
)
from apps.evidence.search import EvidenceFilter, find  # noqa: E402  # as above

ITEMS, SLICE = 100_000, 5_000
ROUNDS, ASKED_A_ROUND = 5, 7
PAGE = 30
LIST = Engine().from_string(
    "<ul>{% for item in items %}<li id='item-{{ item.pk }}'><h3>{{ item.title }}</h3>"
    "<p>{{ item.years }}</p><p>{{ item.text }}</p></li>{% endfor %}</ul>"
)
SYLLABLES = [first + last for first in "bdfgklmnprstvz" for last in "aeiou"]
# How many of the items have the words; the third column is the budget as a ratio, where it is
# one, else as milliseconds.
QUERIES = [
    ("rare word", "{rare}", 1.5, None),
    ("middling word", "{middling}", 1.5, None),
    ("two words", "{middling} {common}", 1.5, None),
    ("common word", "{common}", None, 15),
    ("two common words", "{common} {second}", 1.5, None),
    ("three letters", "{common:.3}", None, 15),
    ("a leader's name", "stalin", None, 15),
]


def vocabulary(chance: random.Random) -> list[str]:
    """Made-up words, each with a beginning that others share."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) + "t" for _ in range(8000)]


def fill() -> list[str]:
    """Write the items, published and tagged; return the words, commonest first."""
    # The same words every time.
    chance = random.Random(1)  # noqa: S311  # no secret
    words = vocabulary(chance)
    weights = [1 / (place + 5) for place in range(len(words))]
    topic, is_new = Topic.objects.get_or_create(
        slug="bench", defaults={"name": "Bench", "year_from": 1855, "year_to": 1991}
    )
    if not is_new:
        return words
    names = ("Lenin", "Stalin", "Khrushchev", "Brezhnev")
    leaders = [
        Leader.objects.create(
            topic=topic,
            code=name[:3].upper(),
            name=name,
            short_name=name,
            power_from=1917,
            power_to=1982,
            shape="circle",
            palette_slot=1,
        )
        for name in names
    ]
    themes = [
        Theme.objects.create(topic=topic, slug=f"theme-{number}", name=f"Heading {number}")
        for number in range(8)
    ]
    for start in range(0, ITEMS, SLICE):
        with transaction.atomic():
            drafts = []
            for number in range(start, start + SLICE):
                leader, theme = leaders[number % 4], themes[number % 8]
                drafts.append(
                    EvidenceItem(
                        topic=topic,
                        title=" ".join(chance.choices(words, weights, k=7)).capitalize(),
                        text=" ".join(chance.choices(words, weights, k=40)),
                        significance=" ".join(chance.choices(words, weights, k=15)),
                        search_names=f"{leader.name}\n{theme.name}",
                        year_from=1917 + number % 65,
                        year_to=1917 + number % 65,
                        main_theme=theme,
                        kind="event",
                    )
                )
            made = EvidenceItem.objects.bulk_create(drafts)
            EvidenceItem.leaders.through.objects.bulk_create(
                EvidenceItem.leaders.through(
                    evidenceitem_id=item.pk, leader_id=leaders[place % 4].pk
                )
                for place, item in enumerate(made)
            )
            EvidenceItem.themes.through.objects.bulk_create(
                EvidenceItem.themes.through(evidenceitem_id=item.pk, theme_id=item.main_theme_id)
                for item in made
            )
            revisions = EvidenceRevision.objects.bulk_create(
                EvidenceRevision(
                    item=item,
                    number=1,
                    title=item.title,
                    text=item.text,
                    year_from=item.year_from,
                    year_to=item.year_to,
                    kind=item.kind,
                    standing=item.standing,
                )
                for item in made
            )
            for item, revision in zip(made, revisions, strict=True):
                item.revision, item.status = revision, EvidenceItem.Status.PUBLISHED
            EvidenceItem.objects.bulk_update(made, ["revision", "status"], batch_size=250)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO evidence_words(evidence_words) VALUES('optimize')")
    return words


def ours(text: str) -> Callable[[], object]:
    """Ask for the first page as a view does."""
    topic = Topic.objects.get(slug="bench")
    items = EvidenceItem.objects.filter(topic=topic, owner=None).with_revision()

    def ask() -> object:
        found = find(items, EvidenceFilter(QueryDict(f"q={text}"), topic=topic))
        return LIST.render(Context({"items": found[:PAGE]}))

    return ask


def floor(text: str) -> Callable[[], object]:
    """Ask the engine itself for the best of all matches."""
    words = [f'"{word}"' for word in text.split()]
    sql = (
        "SELECT item.id FROM evidence_words JOIN evidence_evidenceitem item"
        " ON item.id = evidence_words.rowid WHERE evidence_words MATCH %s ORDER BY rank LIMIT 30"
    )
    asked = " AND ".join(words) + "*"
    if connection.vendor == "postgresql":
        asked = " & ".join(f"'{word}'" for word in text.split()) + ":*"
        sql = (
            "SELECT item.id FROM evidence_evidenceitem item, to_tsquery('evidence', %s) asked"
            " WHERE search_vector @@ asked ORDER BY ts_rank(search_vector, asked) DESC LIMIT 30"
        )

    def ask() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked])
            numbers = [row[0] for row in cursor.fetchall()]
        found = EvidenceItem.objects.with_revision().in_bulk(numbers)
        return LIST.render(Context({"items": [found[number] for number in numbers]}))

    return ask


def took(ask: Callable[[], object]) -> float:
    """Milliseconds for one answer."""
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Fill, measure, print."""
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    words = fill()
    print(f"{ITEMS:,} items on {connection.vendor}, filled in {time.perf_counter() - began:.0f} s")
    print(f"{'what':<20}{'matches':>8}{'ours':>10}{'floor':>10}  ratio (rounds)      budget")
    named = {"rare": words[7000], "middling": words[800], "common": words[0], "second": words[1]}
    for what, template, most, longest in QUERIES:
        text = template.format(**named)
        pair = ours(text), floor(text)
        for ask in pair * 2:
            ask()
        rounds = []
        for _ in range(ROUNDS):
            times = [(took(pair[0]), took(pair[1])) for _ in range(ASKED_A_ROUND)]
            rounds.append(tuple(statistics.median(one) for one in zip(*times, strict=True)))
        mine, raw = (statistics.median(one) for one in zip(*rounds, strict=True))
        ratios = sorted(one / other for one, other in rounds)
        ratio = statistics.median(ratios)
        is_kept = ratio <= most if most else mine <= (longest or 0)
        budget = f"<= {most:g}" if most else f"<= {longest} ms"
        matches = len(find_all(text))
        print(
            f"{what:<20}{matches:>8}{mine:>7.1f} ms{raw:>7.1f} ms"
            f"  {ratio:.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
            f"     {budget:<10}{'within' if is_kept else 'OVER'}"
        )


def find_all(text: str) -> list[int]:
    """The numbers of the items that are ranked."""
    topic = Topic.objects.get(slug="bench")
    found = find(
        EvidenceItem.objects.filter(topic=topic),
        EvidenceFilter(QueryDict(f"q={text}"), topic=topic),
    )
    return list(getattr(found, "numbers", []))


if __name__ == "__main__":
    main()
