"""A small set of content files on the topic of tests/factories.py, to load and to spoil."""

import copy
import json
from pathlib import Path
from typing import Any

SCHEMES = """
topic = "russia"
not_rulers = ["Trotsky"]

[[board]]
key = "aqa"
name = "AQA"
country = "England"
website = ""
judgement_spelling = "judgement"

[[paper]]
key = "aqa-1h"
board = "aqa"
qualification = "A-level"
name = "Component 1H"
period_from = 1855
period_to = 1964
minutes = 150

[[scheme]]
key = "aqa-essay"
board = "aqa"
title = "AQA essay"
total_marks = 10
minutes = 45
version = 1
status = "draft"
source_note = "Check the bands."
valid_from = "2015-09-01"
valid_to = ""

[scheme.thresholds]
min_points = 3

[scheme.severity]
T3 = "fix"

[[scheme.scale]]
name = "Essay"
kind = "levels"
max_marks = 10

[[scheme.scale.level]]
number = 2
label = "Level 2"
mark_from = 6
mark_to = 10
descriptor = "Argues"
lifts = "Analysis"

[[scheme.scale.level]]
number = 1
label = "Level 1"
mark_from = 1
mark_to = 5
descriptor = "Tells"
lifts = "Relevance"

[[scheme.scale.strand]]
code = "S1"
title = "Knowledge"
max_marks = 0
descriptors = [{ level = 2, text = "Exact" }, { level = 1, text = "Thin" }]
"""

QUESTION: dict[str, Any] = {
    "id": "two-leaders",
    "board": "AQA",
    "qualification": "A-level",
    "paper": "Component 1H",
    "mark_scheme": "aqa-essay",
    "template": "for_against",
    "stem": "'Stalin was harsher.' How far do you agree?",
    "view": "Stalin was harsher.",
    "command": "How far do you agree",
    "period_from": 1921,
    "period_to": 1964,
    "leaders": ["Stalin", "Khrushchev", "Trotsky"],
    "comparands": [
        {"label": "Stalin", "leaders": ["Stalin"], "year_from": 1924, "year_to": 1953},
        {
            "label": "His rivals and heirs",
            "leaders": ["Khrushchev", "Trotsky"],
            "year_from": 1921,
            "year_to": 1964,
        },
    ],
    "themes": ["terror", "government"],
    "sides": [
        {
            "label": "Harsher",
            "stance": "support",
            "relation": "difference",
            "strands": [
                {"title": "Scale", "gist": "More people.", "theme": "terror"},
                {"title": "Offices", "gist": "One man.", "theme": "government"},
            ],
        },
        {
            "label": "No harsher",
            "stance": "challenge",
            "relation": "similarity",
            "strands": [{"title": "Methods", "gist": "The same.", "theme": "terror"}],
        },
    ],
    "marks": 10,
    "minutes": 45,
}


def question_data() -> dict[str, Any]:
    """A copy to change."""
    return copy.deepcopy(QUESTION)


def write_content(
    folder: Path, *questions: dict[str, Any], schemes: str = SCHEMES, seeds: Any = ()
) -> Path:
    """Write the three files; one sound question when none is given."""
    (folder / "schemes.toml").write_text(schemes, encoding="utf-8")
    (folder / "questions.json").write_text(json.dumps(list(questions or (QUESTION,))))
    (folder / "seed_questions.json").write_text(json.dumps(list(seeds)))
    return folder


def write_answers(folder: Path, **changes: str) -> None:
    """Add a model essay on the sound question; changes replace or add whole lines."""
    lines = {
        "key": '"harsher"',
        "question": '"two-leaders"',
        "title": '"Harsher"',
        "author_label": '"A department"',
        "lean": "2",
        "thesis": '"He was."',
        "judgement": '"Harsher."',
        "decisive": '"The camps."',
        "body": '"""\nOne.\n"""',
    }
    said = "".join(f"{name} = {value}\n" for name, value in (lines | changes).items())
    (folder / "model_answers.toml").write_text(f"[[answer]]\n{said}", encoding="utf-8")
