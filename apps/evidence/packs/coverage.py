"""What a content pack covers: how many items each leader has under each theme."""

from collections import Counter

from apps.evidence.packs.schema import Pack


def coverage_of(pack: Pack) -> str:
    """The leader by theme table of a pack, in Markdown; totals count each item once."""
    cells = Counter(
        (code, slug)
        for item in pack.items.values()
        for code in item.leaders
        for slug in item.themes
    )
    by_leader = Counter(code for item in pack.items.values() for code in item.leaders)
    by_theme = Counter(slug for item in pack.items.values() for slug in item.themes)
    codes = [leader.code for leader in pack.leaders]
    lines = [
        _line("Theme", *codes, "Total"),
        _line("---", *("---:" for _ in codes), "---:"),
        *(
            _line(theme.name, *(cells[code, theme.slug] for code in codes), by_theme[theme.slug])
            for theme in pack.themes
        ),
        _line("Total", *(by_leader[code] for code in codes), len(pack.items)),
    ]
    key = ", ".join(f"{leader.code} {leader.name}" for leader in pack.leaders)
    return "\n".join(
        [
            f"# Coverage of the pack: {pack.topic.name}",
            "",
            "How many items each leader has under each theme. An item about two leaders or on two"
            " themes counts in each of their cells; the totals count it once. Written by"
            " `manage.py write_coverage`; run it after every change of the pack.",
            "",
            *lines,
            "",
            f"{key}.",
            "",
        ]
    )


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
