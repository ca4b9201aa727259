"""Builders for tests: keyword defaults, one real row each."""

import itertools
from typing import Any
from uuid import uuid4

from apps.accounts.models import User
from apps.evidence.models import Aspect, EvidenceItem, Leader, Theme, Topic
from apps.plans.models import Criterion, Placement, Plan, Point, Row
from apps.questions.models import (
    Board,
    Comparand,
    IndicativeStrand,
    MarkScheme,
    ModelAnswer,
    Paper,
    Question,
    Scale,
    Side,
)

_counter = itertools.count(1)

THEMES = {
    "government": ("Government", "gov"),
    "terror": ("Terror", "ter"),
    "leadership": ("Leadership", "ldr"),
}
LEADERS = {
    "LEN": ("Lenin", 1917, 1924, "circle", 1),
    "STA": ("Stalin", 1924, 1953, "square", 2),
    "KHR": ("Khrushchev", 1953, 1964, "triangle", 3),
}


def make_user(username: str = "", **fields: Any) -> User:
    """A user, a student unless told otherwise; sign in with client.force_login."""
    username = username or f"user{next(_counter)}"
    fields.setdefault("display_name", username.replace("_", " ").title())
    return User.objects.create_user(username, password="a long enough password", **fields)


def make_topic(**fields: Any) -> Topic:
    """The topic with three leaders and three themes; the same one when called again."""
    fields = {"name": "Russia", "year_from": 1855, "year_to": 1991, **fields}
    topic, made = Topic.objects.get_or_create(slug="russia", defaults=fields)
    if made:
        for order, (slug, (name, icon)) in enumerate(THEMES.items()):
            theme = Theme.objects.create(
                topic=topic, slug=slug, name=name, icon=icon, order=order, synonyms=[]
            )
            Aspect.objects.create(theme=theme, slug=f"{slug}-methods", name="Methods")
        for order, (code, (name, first, last, shape, slot)) in enumerate(LEADERS.items()):
            Leader.objects.create(
                topic=topic,
                code=code,
                name=name,
                short_name=name,
                power_from=first,
                power_to=last,
                shape=shape,
                palette_slot=slot,
                order=order,
            )
    return topic


def make_evidence(
    title: str = "",
    *,
    leaders: tuple[str, ...] = ("STA",),
    themes: tuple[str, ...] = ("terror",),
    years: tuple[int, int] = (1945, 1945),
    publish: bool = True,
    **fields: Any,
) -> EvidenceItem:
    """An evidence item of the bank, published unless told otherwise."""
    topic = make_topic()
    chosen = {theme.slug: theme for theme in topic.themes.all()}
    item = EvidenceItem.objects.create(
        topic=topic,
        title=title or f"Item {next(_counter)}",
        year_from=years[0],
        year_to=years[1],
        main_theme=chosen[themes[0]],
        **{"kind": "event", **fields},
    )
    item.leaders.set(topic.leaders.filter(code__in=leaders))
    item.themes.set([chosen[slug] for slug in themes])
    if publish:
        item.publish()
    return item


def make_scheme(key: str = "aqa-7042-essay-25", **fields: Any) -> MarkScheme:
    """A mark scheme of AQA with one scale of levels."""
    board, _ = Board.objects.get_or_create(key="aqa", defaults={"name": "AQA"})
    scheme, made = MarkScheme.objects.get_or_create(
        key=key,
        defaults={"board": board, "title": "AQA essay", "total_marks": 25, "minutes": 45, **fields},
    )
    if made:
        scale = Scale.objects.create(scheme=scheme, name="Essay", kind="levels", max_marks=25)
        for number in range(1, 6):
            scale.levels.create(
                number=number,
                label=f"Level {number}",
                mark_from=number * 5 - 4,
                mark_to=number * 5,
                descriptor=f"What level {number} looks like",
            )
    return scheme


def make_question(**fields: Any) -> Question:
    """Stalin v Khrushchev, 1941-64: two comparands, a supporting and a challenging side."""
    topic = make_topic()
    scheme = fields.pop("scheme", None) or make_scheme()
    paper, _ = Paper.objects.get_or_create(
        key="aqa-1h",
        defaults={"board": scheme.board, "qualification": "A-level", "name": "Component 1H"},
    )
    question = Question.objects.create(
        **{
            "topic": topic,
            "paper": paper,
            "scheme": scheme,
            "stem": "'Stalin and Khrushchev were alike.' Assess the validity of this view.",
            "view": "Stalin and Khrushchev were alike.",
            "command": "Assess the validity of this view",
            "period_from": 1941,
            "period_to": 1964,
            "marks": 25,
            "minutes": 45,
            "template": "for_against",
            "status": "published",
            **fields,
        }
    )
    for order, (code, first, last) in enumerate((("STA", 1941, 1953), ("KHR", 1953, 1964))):
        leader = topic.leaders.get(code=code)
        one = Comparand.objects.create(
            question=question,
            code=code,
            label=leader.name,
            year_from=first,
            year_to=last,
            order=order,
        )
        one.leaders.add(leader)
    Side.objects.create(
        question=question,
        label="Supports the view",
        stance="support",
        relation="similarity",
        order=0,
    )
    Side.objects.create(
        question=question,
        label="Challenges the view",
        stance="challenge",
        relation="difference",
        order=1,
    )
    question.themes.set(topic.themes.all())
    question.leaders.set(topic.leaders.filter(code__in=("STA", "KHR")))
    return question


def make_plan(student: User, question: Question | None = None, **fields: Any) -> Plan:
    """An empty plan of a student."""
    question = question or make_question()
    return Plan.objects.create(
        student=student,
        question=question,
        **{"title": "My plan", "shape": question.template, **fields},
    )


def make_row(plan: Plan, theme: str = "terror", **fields: Any) -> Row:
    """A theme row at the end of the plan."""
    found = plan.question.topic.themes.get(slug=theme)
    return Row.objects.create(
        plan=plan,
        uuid=uuid4(),
        theme=found,
        position=plan.rows.count(),
        **{"label": found.name, **fields},
    )


def make_point(plan: Plan, side: int = 0, row: Row | None = None, **fields: Any) -> Point:
    """A point at the end of a side: 0 is the first side, 1 the second."""
    chosen = list(plan.question.sides.all())[side]
    return Point.objects.create(
        plan=plan,
        uuid=uuid4(),
        side=chosen,
        row=row,
        position=plan.points.filter(side=chosen).count(),
        **{"claim": f"Claim {next(_counter)}", **fields},
    )


def make_placement(point: Point, evidence: EvidenceItem | None = None, **fields: Any) -> Placement:
    """Evidence at the end of a point."""
    evidence = evidence or make_evidence()
    return Placement.objects.create(
        plan=point.plan,
        point=point,
        uuid=uuid4(),
        evidence=evidence,
        revision=evidence.revision,
        position=point.placements.count(),
        **fields,
    )


def make_criterion(plan: Plan, text: str = "scale") -> Criterion:
    """A criterion at the end of the plan's list."""
    return Criterion.objects.create(
        plan=plan, uuid=uuid4(), text=text, position=plan.criteria.count()
    )


def make_strand(
    question: Question, side: int = 0, theme: str = "terror", **fields: Any
) -> IndicativeStrand:
    """A possible argument at the end of a side: 0 is the first side, 1 the second."""
    chosen = list(question.sides.all())[side]
    return chosen.strands.create(
        theme=question.topic.themes.get(slug=theme),
        order=chosen.strands.count(),
        **{"title": f"Argument {next(_counter)}", "gist": "Something was so.", **fields},
    )


def make_model(question: Question, **fields: Any) -> ModelAnswer:
    """A published model essay that finds more differences."""
    return ModelAnswer.objects.create(
        question=question,
        **{
            "kind": "essay",
            "title": f"Verdict {next(_counter)}",
            "lean": -1,
            "thesis": "They were unlike.",
            "judgement": "In the end unlike.",
            "decisive": "The vote of 1957.",
            "author_label": "A department",
            **fields,
        },
    )
