"""Names spelt otherwise: "Kruschev" finds Khrushchev, and the page says so.

Only a word that no item has gives way. First it may be the middle of a word that the index
keeps in a shorter form ("collectivisat" on its way to "collectivisation"), which needs no
words; then the nearest word of the topic is taken, from the names of its leaders, themes and
aspects and the words with a capital in its published items.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from functools import lru_cache

from apps.evidence.fulltext import RANKED, Term, count_matches, fold, words_in
from apps.evidence.models import Aspect, EvidenceItem, EvidenceItemQuerySet, Topic

SHORTEST, LONGEST = 4, 30
# How alike two words must be, 1 being the same: "Berea" and Beria are 0.8.
LIKENESS = 0.78
# A stem may be shorter than a word begun by so many letters: deport(ati).
_STEM_CUT, _SHORTEST_STEM = 4, 5
# The newest items are enough for a vocabulary, and reading them takes no time to speak of.
ITEMS_READ = 5_000


@dataclass(frozen=True)
class Corrected:
    """Terms to look for, and the text as if typed so; no text when no word gave way."""

    terms: tuple[Term, ...]
    text: str = ""


def corrected(
    text: str, terms: tuple[Term, ...], known: EvidenceItemQuerySet, topic: Topic
) -> Corrected:
    """Replace the words that none of the known items has, if the text finds nothing as it is."""
    if count_matches(known, terms, RANKED):
        return Corrected(terms)
    better: list[Term] = []
    for term in terms:
        new = term if count_matches(known, (term,), RANKED) else _mended(term, known, topic)
        for before, after in zip(term.words, new.words, strict=True):
            text = text.replace(before, after)
        better.append(new)
    has_new_words = [term.words for term in better] != [term.words for term in terms]
    return Corrected(tuple(better), text if has_new_words else "")


def _mended(term: Term, known: EvidenceItemQuerySet, topic: Topic) -> Term:
    """The term with stems that its last word may be on the way to, or else with nearest words."""
    if term.is_prefix:
        word = term.words[0]
        cuts = (word[:-cut] for cut in range(1, _STEM_CUT + 1))
        with_stems = replace(term, others=tuple(cut for cut in cuts if len(cut) >= _SHORTEST_STEM))
        if with_stems.others and count_matches(known, (with_stems,), RANKED):
            return with_stems
    words = tuple(
        word
        if term.is_phrase and count_matches(known, (Term((word,)),), RANKED)
        else nearest(word, topic.pk, topic.updated_at) or word
        for word in term.words
    )
    return term if words == term.words else Term(words)


@lru_cache(maxsize=1024)
def nearest(word: str, topic_pk: int, changed: datetime) -> str:
    """The word of a topic's vocabulary that is most like another; none when none is alike."""
    wanted = fold(word)
    if not SHORTEST <= len(wanted) <= LONGEST:
        return ""
    best, most = "", LIKENESS
    likeness = SequenceMatcher(autojunk=False)
    likeness.set_seq2(wanted)
    for folded, shown in _vocabulary(topic_pk, changed).items():
        if abs(len(folded) - len(wanted)) > 3:
            continue
        likeness.set_seq1(folded)
        if likeness.real_quick_ratio() < most or likeness.quick_ratio() < most:
            continue
        ratio = likeness.ratio()
        if ratio > most or (ratio == most and not best):
            best, most = shown, ratio
    return best


@lru_cache(maxsize=8)
def _vocabulary(topic_pk: int, _changed: datetime) -> dict[str, str]:
    """Words people may have meant, folded, each as it is written; names come first.

    Nobody's private item is read: a suggestion would give its words away.
    """
    topic = Topic.objects.get(pk=topic_pk)
    names: list[str] = []
    for leader in topic.leaders.all():
        names += [leader.name, leader.short_name, *leader.aliases]
    for theme in topic.themes.all():
        names += [theme.name, *theme.synonyms]
    names += Aspect.objects.filter(theme__topic=topic).values_list("name", flat=True)
    found = [word for name in names for word in words_in(name)]
    bank = EvidenceItem.objects.published().filter(topic=topic).order_by("-pk")
    for title, text in bank.values_list("title", "text")[:ITEMS_READ]:
        found += [word for word in words_in(f"{title} {text}") if word[0].isupper()]
    vocabulary: dict[str, str] = {}
    for word in found:
        if SHORTEST <= len(word) <= LONGEST and not word.isdigit():
            vocabulary.setdefault(fold(word), word)
    return vocabulary
