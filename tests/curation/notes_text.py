"""Made-up notes in the style that revision notes are pasted in, and how to find the real ones."""

from functools import cache
from pathlib import Path

from apps.curation.suggest import Heading, Ruler, Vocabulary
from apps.evidence.packs.schema import read_pack

HOME = Path(__file__).resolve().parents[2]
PACK = HOME / "apps" / "evidence" / "packs" / "russia_1855_1991"
# Third-party texts stand beside the project, where they do; none is kept in it.
SEEDS = {path.name[:3]: path for path in (HOME.parent / "shared" / "seeds").glob("*.txt")}

# Four cards: a divider, one with a heading, one that lost it, one with all kinds of bullets.
DECK = """Unit 9: The lighthouse years, 1917-64.

  • Created by: someone
  • Created on: 01-02-23 10:11

Unit 9.

Unit 9:

The lighthouse years, 1917-64.

1 of 4

Keepers of the lamp.

  • In December 1917 Lenin had a lamp lit on every quay.
  • He named three keepers:
    • A keeper for the north.
    • A keeper for the south, paid 1905 roubles.
  • Between 1921-23,\u00a0⅓ of the lamps went out.
2 of 4


  • Nobody mended the lamps –
  • which annoyed the pilots of Leningrad.
3 of 4

Stalin and the lamps, 1928-53.

The lamps were counted again:

  • From 1928, Stalin had 2,400 lamps mended.
  • De-Stalinisation of the lamps was not thought of.
Oil

  • Oil was dear in the early 1930s
    and was often stolen.
4 of 4


No comments have yet been made

Similar History resources:
"""

EXTRACT = """Arguments suggesting that the two harbours were alike might include:

• both had a lamp; both paid keepers badly in 1931; ropes were short
• Stalin ran one, Khrushchev the other

Arguments challenging the view might include:

• only one had a bell; the other had a flag
• the fees differed.
"""


@cache
def vocabulary() -> Vocabulary:
    """The leaders and themes of the shipped pack, without a database."""
    pack = read_pack(PACK)
    return Vocabulary(
        pack.topic.year_from,
        pack.topic.year_to,
        leaders=tuple(
            Ruler(each.code, (each.name, *each.aliases), each.power_from, each.power_to)
            for each in pack.leaders
        ),
        themes=tuple(
            Heading(each.slug, (each.name, *each.synonyms, *(one.name for one in each.aspects)))
            for each in pack.themes
        ),
    )
