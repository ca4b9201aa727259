"""The sample plan that the landing page shows and that demo boards are copied from."""

import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from apps.evidence.models import EvidenceItem
from apps.plans.copying import SAMPLE_KEY
from apps.plans.models import Criterion, Placement, Plan, Point, Row
from apps.questions.models import Question

SAMPLE_FILE = Path(__file__).with_name("sample.toml")


@transaction.atomic
def load_sample() -> Plan:
    """Write the sample plan anew from sample.toml; the question and its evidence must be loaded.

    Copies that people made of the last one are theirs and stay.
    """
    wanted: dict[str, Any] = tomllib.loads(SAMPLE_FILE.read_text(encoding="utf-8"))
    question = Question.objects.get(key=wanted["question"])
    Plan.objects.filter(demo_key=SAMPLE_KEY).delete()
    plan = Plan.objects.create(
        demo_key=SAMPLE_KEY,
        question=question,
        shape=question.template,
        **{
            name: wanted[name]
            for name in (
                *("title", "thesis", "thesis_stance", "judgement"),
                *("judgement_stance", "concession"),
            )
        },
    )
    themes = {theme.slug: theme for theme in question.topic.themes.all()}
    criteria = {
        text: Criterion.objects.create(plan=plan, uuid=uuid4(), text=text, position=position)
        for position, text in enumerate(wanted["criteria"])
    }
    rows = {
        row["theme"]: Row.objects.create(
            plan=plan,
            uuid=uuid4(),
            position=position,
            theme=themes[row["theme"]],
            label=themes[row["theme"]].name,
            extent=row.get("extent"),
            mini_judgement=row.get("mini_judgement", ""),
        )
        for position, row in enumerate(wanted["row"])
    }
    sides = {side.stance: side for side in question.sides.all()}
    keys = {card["evidence"] for point in wanted["point"] for card in point["cards"]}
    items = {
        item.key: (item, item.revision)
        for item in EvidenceItem.objects.published().with_revision().filter(key__in=keys)
        if item.revision
    }
    for each in wanted["point"]:
        side = sides[each["side"]]
        point = Point.objects.create(
            plan=plan,
            uuid=uuid4(),
            side=side,
            row=rows[each["row"]],
            position=plan.points.filter(side=side).count(),
            claim=each["claim"],
            explanation=each["explanation"],
        )
        point.criteria.set(criteria[text] for text in each.get("criteria", ()))
        Placement.objects.bulk_create(
            Placement(
                plan=plan,
                uuid=uuid4(),
                point=point,
                evidence=items[card["evidence"]][0],
                revision=items[card["evidence"]][1],
                note=card.get("note", ""),
                position=place,
            )
            for place, card in enumerate(each["cards"])
        )
        if each["key"] == wanted["decisive_point"]:
            plan.decisive_point = point
    plan.save(update_fields=["decisive_point"])
    return plan
