"""The topic that ships, built straight from its file, without evidence."""

import tomllib
from pathlib import Path

from apps.evidence.models import Leader, Theme, Topic

TOPIC_FILE = Path(__file__).parents[2] / "apps/evidence/packs/russia_1855_1991/topic.toml"


def make_real_topic() -> Topic:
    """Russia and the USSR 1855-1991 with its leaders and themes."""
    data = tomllib.loads(TOPIC_FILE.read_text(encoding="utf-8"))
    topic = Topic.objects.create(**data["topic"])
    for order, leader in enumerate(data["leader"]):
        Leader.objects.create(topic=topic, order=order, **leader)
    for order, theme in enumerate(data["theme"]):
        theme.pop("aspects", None)
        Theme.objects.create(topic=topic, order=order, **theme)
    return topic
