"""The floor: the work of the app's pages in one small Django file, and nothing else.

A correct locked move that renumbers both lists, a board of cards, a list of plans with counts
and a ranked search, behind the same sessions, sign-in and CSRF protection. Run by bench, which
names the database, its options and the key in the environment.
"""

import json
import os
from collections import defaultdict

import django
from django.conf import settings

BOARD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ plan.title }}</title></head>
<body><h1>{{ plan.title }}</h1>
<main data-plan="{{ plan.pk }}" data-version="{{ plan.version }}" data-csrf="{{ csrf_token }}">
{% for point, cards in points %}<section id="point-{{ point.pk }}">
<h2>{{ point.claim }}</h2><p>{{ point.explanation }}</p>
<ol data-cards="{{ point.pk }}">{% for card in cards %}<li id="card-{{ card.pk }}" tabindex="0">
<h3>{{ card.item.title }} <span>{{ card.item.years }}</span></h3>
<blockquote>{{ card.item.text }}</blockquote><p>{{ card.item.source }}</p>
{% if card.note %}<p>{{ card.note }}</p>{% endif %}
<form method="post"><button name="up" value="{{ card.pk }}">Up</button>
<button name="down" value="{{ card.pk }}">Down</button></form></li>{% endfor %}</ol></section>
{% endfor %}</main></body></html>"""
PLANS = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Plans</title></head><body><h1>Plans</h1>
<table>{% for plan in plans %}<tr><td><a href="/boards/{{ plan.pk }}/">{{ plan.title }}</a></td>
<td>{{ plan.points_in_it }}</td><td>{{ plan.cards_in_it }}</td>
<td>{{ plan.changed_at|date:"j F Y, H:i" }}</td></tr>{% endfor %}</table></body></html>"""
FOUND = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Found</title></head><body><ul>
{% for item in items %}<li id="item-{{ item.pk }}"><h3>{{ item.title }}</h3>
<p>{{ item.years }}</p><p>{{ item.source }}</p><button value="{{ item.pk }}">Add</button></li>
{% endfor %}</ul></body></html>"""
FOUND_ON_A_PAGE = 30

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bench.floor",
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "bench",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["FLOOR_DATABASE"],
            # Those of the app: a floor that forgot writes in a power cut would be no floor.
            "OPTIONS": json.loads(os.environ["FLOOR_OPTIONS"]),
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SESSION_COOKIE_NAME="session",
    CSRF_COOKIE_NAME="csrf",
    USE_I18N=False,
    USE_TZ=True,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {"board": BOARD, "plans": PLANS, "found": FOUND},
                            )
                        ],
                    )
                ]
            },
        }
    ],
)
django.setup()

from django.contrib.auth.decorators import login_not_required  # noqa: E402  # needs the set-up
from django.contrib.auth.models import User  # noqa: E402  # as above
from django.core.wsgi import get_wsgi_application  # noqa: E402  # as above
from django.db import connection, models, transaction  # noqa: E402  # as above
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse  # noqa: E402  # as above
from django.shortcuts import get_object_or_404, render  # noqa: E402  # as above
from django.urls import path  # noqa: E402  # as above
from django.views.decorators.http import require_POST, require_safe  # noqa: E402  # as above


class Item(models.Model):
    """A card of the bank."""

    title = models.CharField(max_length=160)
    text = models.TextField()
    years = models.CharField(max_length=40)
    source = models.CharField(max_length=400)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.title


class Plan(models.Model):
    """A plan; version counts its moves."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    title = models.CharField(max_length=160)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.title


class Point(models.Model):
    """A list of cards."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="points")
    claim = models.TextField()
    explanation = models.TextField()
    position = models.PositiveIntegerField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.claim


class Card(models.Model):
    """An item in a point, with a note."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="cards")
    item = models.ForeignKey(Item, on_delete=models.CASCADE)
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return str(self.item)


@login_not_required  # the first answer after the start
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer when the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok")


@require_safe
def show_board(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan with its points and cards."""
    plan = get_object_or_404(Plan, pk=pk, owner=request.user)
    cards: dict[int, list[Card]] = defaultdict(list)
    found = Card.objects.filter(point__plan=plan).select_related("item")
    for card in found.order_by("position", "pk"):
        cards[card.point_id].append(card)
    points = [(point, cards[point.pk]) for point in plan.points.order_by("position", "pk")]
    return render(request, "board", {"plan": plan, "points": points})


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a card at an index of a point: lock the plan, renumber both lists, count up."""
    wanted = json.loads(request.body)
    with transaction.atomic():
        # The update comes first because it holds the row against every other writer.
        own = Plan.objects.filter(pk=pk, owner=request.user)
        if not own.update(version=models.F("version") + 1):
            raise Http404
        lists: dict[int, list[Card]] = defaultdict(list)
        cards = list(Card.objects.filter(point__plan=pk).order_by("position", "pk"))
        moved = next(card for card in cards if card.pk == wanted["card"])
        for card in cards:
            if card is not moved:
                lists[card.point_id].append(card)
        lists[wanted["point"]].insert(wanted["index"], moved)
        changed = []
        for point in {moved.point_id, wanted["point"]}:
            for position, card in enumerate(lists[point]):
                if card is moved or card.position != position:
                    card.point_id, card.position = point, position
                    changed.append(card)
        Card.objects.bulk_update(changed, ["point", "position"])
        version = own.values_list("version", flat=True).get()
    return JsonResponse({"version": version})


@require_safe
def list_plans(request: HttpRequest, size: int) -> HttpResponse:
    """One's plans with how much is in them."""
    plans = (
        Plan.objects.filter(owner=request.user)
        .annotate(
            points_in_it=models.Count("points", distinct=True),
            cards_in_it=models.Count("points__cards"),
        )
        .order_by("pk")
    )
    return render(request, "plans", {"plans": plans[:size]})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The best matches for one word."""
    word = '"{}"*'.format(request.GET["q"].replace('"', ""))
    found = Item.objects.raw(
        "SELECT item.* FROM words JOIN bench_item item ON item.id = words.rowid "
        "WHERE words MATCH %s ORDER BY rank LIMIT %s",
        [word, FOUND_ON_A_PAGE],
    )
    return render(request, "found", {"items": found})


urlpatterns = [
    path("healthz", healthz),
    path("boards/<int:pk>/", show_board),
    path("boards/<int:pk>/move/", move),
    path("plans/<int:size>/", list_plans),
    path("search/", search),
]
application = get_wsgi_application()
