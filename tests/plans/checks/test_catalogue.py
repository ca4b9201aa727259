import re
import string

from apps.plans.checks.messages import CATALOGUE

RULES = (
    "Q1 Q2 Q3 Q4 S1 C1 C2 C3 C4 C5 C6 C7 F1 D1 D2 D3 D4 D5 D6 E1 E2 E3 E4 E5"
    " X1 X2 X3 X4 X5 X6 T1 T2 T3 T4 T5 J1 J2 J3 J4 J5 J6 J7 J8 M1"
)
FORBIDDEN = re.compile(r"\b(marks?|marked|levels?|scores?|scored|grades?|percent|bands?)\b|%", re.I)
BOARDS = {"aqa", "edexcel", "ocr", "caie", "ib", "ap", "sqa"}
SCHEMES = {"ocr-h505-thematic-25", "ocr-h505-short-10", "caie-9489-p4-30"}


def test_every_rule_has_title_message_and_why():
    assert list(CATALOGUE) == RULES.split()
    for entry in CATALOGUE.values():
        assert entry.why.strip()
        assert "" in entry.wordings
        for wording in entry.wordings.values():
            assert wording.title.strip()
            assert wording.message.strip().endswith((".", "?", "{matches}"))


def test_catalogue_never_speaks_of_a_result():
    for entry in CATALOGUE.values():
        texts = [entry.why, *entry.boards.values()]
        texts += [one.title + one.message for one in entry.wordings.values()]
        assert [text for text in texts if FORBIDDEN.search(text) or "!" in text] == []


def test_catalogue_names_known_boards_and_spells_judgement_as_the_board_does():
    for entry in CATALOGUE.values():
        assert set(entry.boards) <= BOARDS | SCHEMES
        texts = [entry.why, *entry.boards.values()]
        texts += [one.title + one.message for one in entry.wordings.values()]
        assert [text for text in texts if re.search(r"judge?ment", re.sub("{.*?}", "", text))] == []


def test_whys_need_nothing_but_the_spelling():
    for entry in CATALOGUE.values():
        for text in (entry.why, *entry.boards.values()):
            names = {name for _text, name, _spec, _conversion in string.Formatter().parse(text)}
            assert names <= {None, "judgement"}
