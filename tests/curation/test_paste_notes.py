"""Pasting notes on the page: look, then make drafts; extracts for questions."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.curation.models import NoteDraft, NoteImport
from apps.questions.models import IndicativeStrand
from tests.curation.notes_text import DECK, EXTRACT
from tests.factories import make_question, make_topic
from tests.sizes import IMPORT_INPUTS

PASTE = reverse("curation:paste_notes")
OFFER = reverse("curation:offer_strands")


@pytest.fixture(autouse=True)
def topic(db):
    return make_topic()


def paste(client, text=DECK, **fields):
    return client.post(PASTE, {"topic": "russia", "name": "Lamps", "text": text, **fields})


def seen(client, text=DECK):
    return paste(client, text).context["seen"]


def make(client, text=DECK):
    return paste(client, text, step="make", seen=seen(client, text))


def test_a_preview_says_what_will_be_made_and_writes_nothing(curator_client):
    page = paste(curator_client)
    assert page.status_code == 200
    body = page.content.decode()
    assert "These notes will make 10 drafts" in body
    assert "<b>Cards that lost their heading:</b> 3." in body
    assert "Footer of the page" in body
    assert "Make 10 drafts" in body
    assert NoteImport.objects.count() == 0


def test_drafts_are_made_of_what_was_seen(curator_client, curator):
    answer = make(curator_client)
    notes = NoteImport.objects.get()
    assert answer["Location"] == reverse("curation:show_notes", args=[notes.uuid])
    assert (notes.made_by, notes.drafts.count()) == (curator, 10)
    # The browser sends line ends its own way; drafts keep their line all the same.
    assert list(notes.drafts.values_list("line", flat=True))[:2] == [16, 17]


def test_notes_changed_since_they_were_seen_are_shown_again(curator_client):
    answer = paste(curator_client, DECK + "\n• More", step="make", seen=seen(curator_client))
    assert (answer.status_code, NoteImport.objects.count()) == (200, 0)


def test_the_same_notes_again_show_the_first_import(curator_client):
    make(curator_client)
    answer = paste(curator_client, DECK.replace("\n", "\r\n").replace("  •", "\t•"))
    assert answer["Location"] == reverse(
        "curation:show_notes", args=[NoteImport.objects.get().uuid]
    )
    assert NoteDraft.objects.count() == 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Paste the notes here."),
        (" \u200b\n\u3164", "Paste the notes here."),
        ("a\0b", "Null characters are not allowed."),
        ("é" * 600_000, "longer than one megabyte"),
        ("x\n" * 30_000, "Paste at most 20,000"),
    ],
)
def test_bad_pastes_are_refused_and_kept(curator_client, text, message):
    page = paste(curator_client, text)
    assert page.status_code == 422
    assert message in page.context["form"].errors["text"][0]
    assert page.context["form"]["text"].value() == text


def test_a_megabyte_is_read(curator_client):
    text = ("• " + "lamp " * 200 + "\n") * 1040
    page = paste(curator_client, text[: 1024 * 1024 - 2000])
    assert page.status_code == 200


def test_name_and_topic_are_needed(curator_client):
    page = paste(curator_client, name="\u3164", topic="france")
    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["name", "topic"]


def test_markup_is_shown_as_text_everywhere(curator_client):
    text = "<img src=x onerror=alert(1)>\n\n• <script>alert(1)</script> {{ 7*7 }} {% debug %}\n"
    bodies = [paste(curator_client, text).content.decode()]
    make(curator_client, text)
    notes = NoteImport.objects.get()
    bodies.append(
        curator_client.get(reverse("curation:show_notes", args=[notes.uuid])).content.decode()
    )
    draft = notes.drafts.get()
    bodies.append(
        curator_client.get(reverse("curation:edit_draft", args=[draft.uuid])).content.decode()
    )
    for body in bodies:
        assert "<script>alert" not in body
        assert "<img src" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} {% debug %}" in bodies[2]


def test_the_list_and_the_import_count_states(curator_client):
    make(curator_client)
    notes = NoteImport.objects.get()
    notes.drafts.filter(card=3).update(state="set_aside")
    [row] = curator_client.get(reverse("curation:list_notes")).context["page"]
    assert (row.drafts_made, row.to_do, row.published) == (10, 8, 0)
    shown = reverse("curation:show_notes", args=[notes.uuid])
    page = curator_client.get(shown, {"state": "set_aside"})
    assert [draft.line for draft in page.context["page"]] == [24, 25]
    assert len(curator_client.get(shown, {"state": "password"}).context["page"]) == 10


@pytest.mark.parametrize("copies", [1, 3])
def test_pages_cost_the_same_however_many_drafts(curator_client, django_assert_num_queries, copies):
    make(curator_client, "\n".join(f"• Lamp {n} of Stalin and the police" for n in range(copies)))
    notes = NoteImport.objects.get()
    with django_assert_num_queries(8):
        curator_client.get(reverse("curation:show_notes", args=[notes.uuid]))


# Extracts


def offer(client, question, **fields):
    return client.post(
        OFFER,
        {
            **{"topic": "russia", "name": "Harbours", "text": EXTRACT},
            **{"question": question.uuid, **fields},
        },
    )


def rows(page):
    return [form.initial for form in page.context["strands"]]


def ticked(page):
    strands = page.context["strands"]
    fields = {"strand-TOTAL_FORMS": strands.total_form_count(), "strand-INITIAL_FORMS": 7}
    for number, row in enumerate(rows(page)):
        for name, value in {**row, "theme": row["theme"] or "terror"}.items():
            fields[f"strand-{number}-{name}"] = "on" if value is True else value
    return fields


def test_an_extract_is_recognised_and_offered(curator_client):
    page = paste(curator_client, EXTRACT)
    assert page.context["extract"].strands == 7
    assert "4 that support the view, 3 that challenge the view" in " ".join(
        page.content.decode().split()
    )


def test_strands_are_matched_to_sides_by_stance(curator_client):
    question = make_question()
    support, challenge = question.sides.all()
    page = offer(curator_client, question)
    assert page.status_code == 200
    assert [(row["side"], row["title"]) for row in rows(page)] == [
        (str(support.uuid), "Both had a lamp"),
        (str(support.uuid), "Both paid keepers badly in 1931"),
        (str(support.uuid), "Ropes were short"),
        (str(support.uuid), "Stalin ran one, Khrushchev the other"),
        (str(challenge.uuid), "Only one had a bell"),
        (str(challenge.uuid), "The other had a flag"),
        (str(challenge.uuid), "The fees differed"),
    ]
    assert IndicativeStrand.objects.count() == 0


def test_ticked_strands_are_added_once(curator_client):
    question = make_question()
    before = question.updated_at
    fields = ticked(offer(curator_client, question))
    del fields["strand-0-use"]
    for _ in range(2):
        answer = offer(curator_client, question, step="save", **fields)
        assert answer.status_code == 302
    support, challenge = question.sides.all()
    assert [each.title for each in support.strands.all()] == [
        "Both paid keepers badly in 1931",
        "Ropes were short",
        "Stalin ran one, Khrushchev the other",
    ]
    assert challenge.strands.count() == 3
    question.refresh_from_db()
    assert question.updated_at > before


def test_an_incomplete_or_copied_strand_is_refused(curator_client):
    question = make_question()
    long = EXTRACT + "• it had eight words in a row at the very least\n"
    fields = {**ticked(offer(curator_client, question)), "text": long}
    fields["strand-0-theme"] = ""
    fields["strand-1-gist"] = "Well: it had eight words in a row at the very end"
    page = offer(curator_client, question, step="save", **fields)
    assert page.status_code == 422
    errors = [sorted(form.errors) for form in page.context["strands"]]
    assert errors[:3] == [["theme"], ["gist"], []]
    assert page.context["strands"].forms[1]["gist"].value() == fields["strand-1-gist"]
    assert IndicativeStrand.objects.count() == 0


def test_a_private_or_unknown_question_is_refused(curator_client, student):
    page = offer(curator_client, make_question(owner=student))
    assert page.status_code == 422
    assert page.context["choice"].errors["question"] == ["Choose one of these questions."]


def test_a_damaged_form_is_refused(curator_client):
    page = offer(curator_client, make_question(), step="save")
    assert page.status_code == 422


@pytest.mark.soak
@settings(
    max_examples=IMPORT_INPUTS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    text=st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(["• ", "  - ", "\n", "2 of 2\n", "Arguments for:\n", "Stalin 1937; "]),
        ),
        max_size=20,
    ).map("".join),
    step=st.sampled_from(["", "look", "make"]),
)
def test_any_paste_is_answered(curator, text, step):
    client = Client()
    client.force_login(curator)
    first = paste(client, text)
    assert first.status_code in (200, 302, 422)
    if first.status_code == 200:
        made = paste(client, text, step=step, seen=first.context["seen"])
        assert made.status_code in (200, 302, 422)
        for notes in NoteImport.objects.order_by("-pk")[:1]:
            assert client.get(reverse("curation:show_notes", args=[notes.uuid])).status_code == 200
