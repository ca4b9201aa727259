"""Reports of wrong facts and suggested items, from the reader to the reply."""

import pytest
from django.urls import reverse

from apps.curation.models import Report, Suggestion
from apps.evidence.models import EvidenceItem
from tests.factories import make_evidence

OWN = reverse("curation:list_own_letters")
REPORTS = reverse("curation:list_reports")
SUGGESTIONS = reverse("curation:list_suggestions")


@pytest.fixture
def item(db):
    return make_evidence("Doubtful")


@pytest.fixture
def private(student):
    return make_evidence("My find", owner=student, text="In an old paper.")


def report(client, item, text="The year is wrong."):
    return client.post(reverse("curation:report_fact", args=[item.uuid]), {"text": text})


def suggest(client, item, text="From my grandmother's book."):
    return client.post(reverse("curation:suggest_item", args=[item.uuid]), {"text": text})


def answer(client, one, outcome, reply="Thank you."):
    kind = "report" if isinstance(one, Report) else "suggestion"
    address = reverse(f"curation:answer_{kind}", args=[one.uuid])
    return client.post(address, {"outcome": outcome, "reply": reply})


def test_item_page_offers_to_report_and_the_curator_to_edit(student_client, curator_client, item):
    address = reverse("evidence:show_evidence", args=[item.uuid])
    assert "Report this fact" in student_client.get(address).content.decode()
    assert "Edit in curation" not in student_client.get(address).content.decode()
    assert "Edit in curation" in curator_client.get(address).content.decode()


def test_report_is_answered_and_the_reply_is_read(student, student_client, curator_client, item):
    for _ in range(2):
        # A double click is one report.
        assert report(student_client, item).status_code == 302
    one = Report.objects.get()
    assert (one.by, one.item, one.text) == (student, item, "The year is wrong.")
    assert "The year is wrong." in curator_client.get(REPORTS).content.decode()
    assert "waiting" in student_client.get(OWN).content.decode()
    answer(curator_client, one, "corrected", "It was 1952 <b>indeed</b>.")
    one.refresh_from_db()
    assert (one.outcome, one.answered_by.username) == ("corrected", "curator")
    page = student_client.get(OWN).content.decode()
    assert "It was 1952 &lt;b&gt;indeed&lt;/b&gt;." in page
    assert "Corrected" in page
    assert "Nothing waits." in curator_client.get(REPORTS).content.decode()
    assert "1952" in curator_client.get(f"{REPORTS}?show=answered").content.decode()


def test_second_curator_is_told_that_it_is_answered(student_client, curator_client, item):
    report(student_client, item)
    one = Report.objects.get()
    answer(curator_client, one, "kept", "It is right.")
    response = answer(curator_client, one, "corrected", "Other words")
    assert response.status_code == 409
    assert "Other words" in response.content.decode()
    one.refresh_from_db()
    assert (one.outcome, one.reply) == ("kept", "It is right.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Say what is wrong."),
        ("\u200b", "Say what is wrong."),
        ("x" * 1001, "at most 1000 characters"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_bad_reports_are_refused(student_client, item, text, message):
    response = report(student_client, item, text)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert Report.objects.count() == 0


def test_at_most_ten_reports_of_a_person_wait(student_client, curator_client, item):
    for number in range(10):
        report(student_client, item, f"Wrong {number}")
    response = report(student_client, item, "One more")
    assert response.status_code == 422
    assert "One more" in response.content.decode()
    answer(curator_client, Report.objects.first(), "kept")
    assert report(student_client, item, "One more").status_code == 302


def test_only_published_items_of_the_bank_are_reported(student_client, private):
    draft = make_evidence(publish=False)
    assert report(student_client, private).status_code == 404
    assert report(student_client, draft).status_code == 404


@pytest.mark.parametrize(
    ("outcome", "reply"), [("corrected", ""), ("corrected", "\u200b"), ("nonsense", "Fine")]
)
def test_bad_answers_are_refused_and_kept(student_client, curator_client, item, outcome, reply):
    report(student_client, item)
    response = answer(curator_client, Report.objects.get(), outcome, reply)
    assert response.status_code == 422
    assert reply in response.content.decode()
    assert Report.objects.waiting().count() == 1


def test_suggestion_becomes_a_draft_and_ones_own_stays(student_client, curator_client, private):
    for _ in range(2):
        assert suggest(student_client, private)["Location"] == OWN
    one = Suggestion.objects.get()
    assert "In an old paper." in curator_client.get(SUGGESTIONS).content.decode()
    response = answer(curator_client, one, "accepted")
    copy = EvidenceItem.objects.get(owner=None)
    assert response["Location"] == reverse("curation:edit_item", args=[copy.uuid])
    assert (copy.title, copy.text, copy.status) == ("My find", "In an old paper.", "draft")
    assert [each.code for each in copy.leaders.all()] == ["STA"]
    assert copy.changes.get().note == "Suggested by a reader"
    one.refresh_from_db()
    assert (one.outcome, one.accepted_as) == ("accepted", copy)
    private.refresh_from_db()
    assert (private.status, private.owner) == ("published", one.by)
    assert answer(curator_client, one, "declined").status_code == 409
    assert EvidenceItem.objects.count() == 2
    # It may be suggested again.
    suggest(student_client, private)
    answer(curator_client, Suggestion.objects.waiting().get(), "declined", "We have it.")
    assert "We have it." in student_client.get(OWN).content.decode()


def test_only_ones_own_items_are_suggested(student_client, curator_client, item, private):
    assert suggest(student_client, item).status_code == 404
    assert suggest(curator_client, private).status_code == 404
    page = student_client.get(reverse("evidence:show_evidence", args=[private.uuid]))
    assert "Suggest to the bank" in page.content.decode()


def test_queues_take_as_many_queries_at_any_length(
    student, curator_client, django_assert_num_queries, item
):
    def fill(number):
        for index in range(number):
            Report.objects.create(item=make_evidence(), by=student, text=f"R{index}")
            own = make_evidence(owner=student)
            Suggestion.objects.create(item=own, by=student)

    fill(2)
    for address in (REPORTS, SUGGESTIONS):
        curator_client.get(address)
    with django_assert_num_queries(4):
        curator_client.get(REPORTS)
    fill(25)
    for address in (REPORTS, SUGGESTIONS):
        with django_assert_num_queries(4):
            page = curator_client.get(address)
        assert len(page.context["page"].object_list) == 20


def test_curators_read_what_was_proposed_and_nothing_later(student_client, curator_client, private):
    suggest(student_client, private)
    private.title, private.text = "Changed my mind", "Only for me"
    private.save()
    private.publish()
    for show in ("waiting", "answered"):
        page = curator_client.get(reverse("curation:list_suggestions"), {"show": show})
        assert "Only for me" not in page.content.decode()
        if show == "waiting":
            answer(curator_client, Suggestion.objects.get(), "accepted")
    taken = Suggestion.objects.get().accepted_as
    assert (taken.title, taken.text) != ("Changed my mind", "Only for me")


def test_a_card_taken_back_takes_its_suggestion_back(student_client, curator_client, private):
    suggest(student_client, private)
    private.retire()
    page = curator_client.get(reverse("curation:list_suggestions")).content.decode()
    assert private.title not in page
