"""From an uploaded file to the bank and back: the pages, step by step."""

import csv
import io
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.curation.models import LikelyDuplicate, SheetImport, SheetRow
from apps.curation.sheets.limits import MOST_BYTES
from apps.curation.sheets.write import ChangedSince, run
from apps.evidence.history import record, remember
from apps.evidence.models import EvidenceItem, ItemChange, Source
from tests.curation import sheet_files as files
from tests.curation.sheet_files import as_csv, line
from tests.factories import (
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_topic,
    make_user,
)
from tests.sizes import IMPORT_INPUTS


def send(client: Client, data: bytes, name: str = "facts.csv", **fields: str) -> HttpResponse:
    make_topic()
    file = SimpleUploadedFile(name, data)
    return client.post(
        reverse("curation:upload_sheet"),
        {"file": file, "topic": "russia", "status": "draft", **fields},
    )


def at(name: str, sheet: SheetImport) -> str:
    return reverse(f"curation:{name}", args=[sheet.uuid])


def prepare(client: Client, data: bytes, **fields: str) -> SheetImport:
    """Upload a file and accept the columns guessed."""
    assert send(client, data, **fields).status_code == 302
    sheet = SheetImport.objects.first()
    chosen = {f"column{number}": field for number, field in sheet.columns.items()}
    response = client.post(at("match_columns", sheet), chosen)
    assert response.status_code == 302, response.content.decode()
    sheet.refresh_from_db()
    return sheet


def take_in(client: Client, data: bytes, **fields: str) -> SheetImport:
    """The whole way."""
    sheet = prepare(client, data, **fields)
    assert client.post(at("import_sheet", sheet)).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == "imported"
    return sheet


def outcomes(sheet: SheetImport) -> list[tuple[int, str]]:
    return list(sheet.rows.values_list("number", "outcome"))


def problems(sheet: SheetImport) -> dict[int, list[str]]:
    return {row.number: row.problems for row in sheet.rows.all() if row.problems}


def titles() -> list[str]:
    return sorted(EvidenceItem.objects.values_list("title", flat=True))


def test_a_sheet_is_imported_in_steps_and_not_before_the_last(curator_client):
    sheet = prepare(curator_client, as_csv(line(), line(claim="Stalin dies", key="dies")))
    page = curator_client.get(at("show_sheet", sheet)).content.decode()
    assert "Import 2 rows" in page
    assert "New 2" in page
    assert EvidenceItem.objects.count() == Source.objects.count() == 0
    assert curator_client.post(at("import_sheet", sheet)).status_code == 302
    item = EvidenceItem.objects.get(key="beria-arrested-in-the-kremlin")
    assert (item.title, item.text, item.significance) == (
        "Beria arrested in the Kremlin",
        "Seized at a meeting in June.",
        "Shows who led.",
    )
    assert (item.year_from, item.year_to, item.kind, item.status) == (1953, 1953, "event", "draft")
    assert [each.code for each in item.leaders.all()] == ["KHR"]
    assert item.main_theme.slug == "terror"
    assert {each.slug for each in item.themes.all()} == {"terror", "government"}
    assert [each.text for each in item.citations.all()] == ["A Book of Arrests"]
    assert "Khrushchev" in item.search_names
    assert [(step.verb, step.batch) for step in item.changes.all()] == [("imported", sheet.uuid)]
    assert titles() == ["Beria arrested in the Kremlin", "Stalin dies"]


def test_published_rows_get_a_revision_and_need_what_readers_need(curator_client):
    data = as_csv(line(status="published"), line(claim="No source", source_title=""))
    sheet = prepare(curator_client, data, status="published")
    assert problems(sheet) == {3: ["status: cannot be published. It has no source."]}
    curator_client.post(at("import_sheet", sheet), {"leave_out": "yes"})
    item = EvidenceItem.objects.get()
    assert (item.status, item.version) == ("published", 1)
    revision = item.revision
    assert (revision.leaders, revision.themes) == (["KHR"], ["terror", "government"])
    assert revision.sources == ["A Book of Arrests"]


BAD_ROWS = {
    "years": ("1956ish", "years: found '1956ish', expected 1956 or 1955-57"),
    "claim": ("", "claim: is empty, expected the claim in one line"),
    "leaders": ("Napoleon", "leaders: found 'Napoleon', expected one of LEN, STA, KHR"),
    "themes": ("", "themes: is empty, expected at least one theme"),
    "kind": (
        "rumour",
        "kind: found 'rumour', expected one of event, policy, statistic, quotation, institution,"
        " interpretation",
    ),
    "status": ("live", "status: found 'live', expected draft or published"),
    "detail": ("x" * 4001, "detail: 4,001 characters, expected at most 4,000"),
    "key": ("no spaces", "key: found 'no spaces', expected at most 80 letters, digits and hyphens"),
    "why_it_matters": ("#REF!", "why it matters: the spreadsheet shows the error #REF!"),
}


@pytest.mark.parametrize("column", BAD_ROWS)
def test_a_bad_cell_is_named_with_row_and_column(curator_client, column):
    found, message = BAD_ROWS[column]
    sheet = prepare(curator_client, as_csv(line(claim="Fine"), line(**{column: found})))
    assert problems(sheet) == {3: [message]}
    page = curator_client.get(at("show_sheet", sheet) + "?show=error").content.decode()
    assert "row 3, <bdi>" in page


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("1956", (1956, 1956)),
        ("1955-57", (1955, 1957)),
        ("1955–1957", (1955, 1957)),
        ("1899 - 1905", (1899, 1905)),
        ("1955 to 57", (1955, 1957)),
        ("1955/6", None),
        ("1957-55", None),
        ("1 August 1937", None),
        ("0", None),
        ("99999", None),
    ],
)
def test_years_are_one_year_or_a_span(curator_client, typed, years):
    sheet = prepare(curator_client, as_csv(line(years=typed)))
    row = sheet.rows.get()
    said = row.content["content"] if row.content else None
    assert (said and (said["year_from"], said["year_to"])) == years


def test_first_and_last_year_may_stand_apart(curator_client):
    header = ["claim", "first year", "last year", "themes"]
    data = as_csv(["A", "1955", "1957", "Terror"], ["B", "1955", "", "ter"], header=header)
    sheet = prepare(curator_client, data)
    assert outcomes(sheet) == [(2, "new"), (3, "error")]
    assert sheet.rows.first().content["content"]["year_to"] == 1957


def test_all_or_nothing_with_the_line_named(curator_client):
    """28: row 4,999 of 5,000 is bad."""
    rows = [line(claim=f"Claim {n} {n * 7919}", years=str(1000 + n % 900)) for n in range(4_999)]
    rows[4_997] = line(years="1956ish")
    sheet = prepare(curator_client, as_csv(*rows))
    response = curator_client.post(at("import_sheet", sheet))
    assert response.status_code == 422
    assert "row 4999, years: found &#x27;1956ish&#x27;" in response.content.decode()
    assert EvidenceItem.objects.count() == 0
    assert SheetImport.objects.get().state == "ready"


def test_the_same_file_twice_adds_nothing(curator_client):
    """29: all rows are the same the second time, and the person is told."""
    data = as_csv(line(), line(claim="Stalin dies", key="dies", status="published"))
    take_in(curator_client, data)
    again = prepare(curator_client, data)
    assert outcomes(again) == [(2, "same"), (3, "same")]
    assert "imported already" in curator_client.get(at("show_sheet", again)).content.decode()
    curator_client.post(at("import_sheet", again))
    assert EvidenceItem.objects.count() == 2
    assert ItemChange.objects.count() == 2


def test_the_same_file_uploaded_twice_before_importing_is_imported_once(curator_client):
    """29: the second import was planned before the first was done."""
    data = as_csv(line(), line(claim="Stalin dies"))
    first, second = prepare(curator_client, data), prepare(curator_client, data)
    assert curator_client.post(at("import_sheet", first)).status_code == 302
    response = curator_client.post(at("import_sheet", second))
    assert response.status_code == 409
    assert "nothing was imported" in response.content.decode()
    assert outcomes(second) == [(2, "same"), (3, "same")]
    assert EvidenceItem.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_add_each_row_once(curator, curator_client):
    data = as_csv(line(), line(claim="Stalin dies"))
    sheets = [prepare(curator_client, data), prepare(curator_client, data)]
    sheets += [sheets[0]]
    ended: list[object] = []

    def start(sheet: SheetImport) -> None:
        try:
            ended.append(run(sheet, by=curator, leave_out_errors=False))
        except ChangedSince:
            ended.append("changed")
        finally:
            connection.close()

    threads = [threading.Thread(target=start, args=[sheet]) for sheet in sheets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended.count(True) == 1
    assert len(ended) == 3
    assert EvidenceItem.objects.count() == 2


def test_a_double_click_imports_once(curator_client):
    sheet = take_in(curator_client, as_csv(line()))
    assert curator_client.post(at("import_sheet", sheet)).status_code == 302
    assert EvidenceItem.objects.count() == 1
    assert ItemChange.objects.count() == 1


def test_a_process_that_dies_in_the_middle_leaves_nothing(curator, curator_client):
    """32: all is one transaction; here the process ends when the history is written."""
    sheet = prepare(curator_client, as_csv(line(status="published")))
    seen = []

    def die(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "evidence_itemchange"'):
            seen.append(EvidenceItem.objects.count())
            raise KeyboardInterrupt
        return execute(sql, *rest)

    with connection.execute_wrapper(die), pytest.raises(KeyboardInterrupt):
        run(sheet, by=curator, leave_out_errors=False)
    assert seen == [1]
    assert EvidenceItem.objects.count() == Source.objects.count() == 0
    assert SheetImport.objects.get().state == "ready"


def test_a_changed_row_updates_by_its_key_and_publishes_anew(curator, curator_client):
    first = line(key="beria", status="published")
    take_in(curator_client, as_csv(first))
    item = EvidenceItem.objects.get()
    item.mark_checked(curator)
    sheet = prepare(
        curator_client, as_csv(line(key="beria", detail="Seized in June 1953.", leaders="KHR;STA"))
    )
    assert outcomes(sheet) == [(2, "changed")]
    page = curator_client.get(at("show_sheet", sheet)).content.decode()
    assert "Seized at a meeting in June." in page
    assert "Seized in June 1953." in page
    curator_client.post(at("import_sheet", sheet))
    item = EvidenceItem.objects.get()
    assert (item.text, item.version, item.status) == ("Seized in June 1953.", 2, "published")
    assert item.revision.leaders == ["STA", "KHR"]
    assert not item.is_checked


def test_columns_that_the_file_lacks_stay_as_they_are(curator_client):
    take_in(curator_client, as_csv(line(key="beria")))
    header = ["key", "claim", "years", "themes"]
    take_in(curator_client, as_csv(["beria", "Beria seized", "1953", "terror"], header=header))
    item = EvidenceItem.objects.get()
    assert (item.title, item.text) == ("Beria seized", "Seized at a meeting in June.")
    assert item.citations.count() == 1
    assert [each.slug for each in item.themes.all()] == ["terror"]


def edit(item: EvidenceItem, text: str, by: Any) -> None:
    remember(item)
    item.text = text
    item.save()
    record(item, ItemChange.Verb.EDITED, by=by)


def test_what_a_person_edited_since_is_a_conflict_until_ticked(curator, curator_client):
    take_in(curator_client, as_csv(line(key="beria")))
    edit(EvidenceItem.objects.get(), "Mended by hand.", curator)
    changed = as_csv(line(key="beria", detail="From the file."))
    sheet = prepare(curator_client, changed)
    assert outcomes(sheet) == [(2, "conflict")]
    curator_client.post(at("import_sheet", sheet))
    assert EvidenceItem.objects.get().text == "Mended by hand."
    sheet = prepare(curator_client, changed)
    ticked = curator_client.post(at("choose_rows", sheet), {"shown": ["2"], "take": ["2"]})
    assert ticked.status_code == 302
    curator_client.post(at("import_sheet", sheet))
    assert EvidenceItem.objects.get().text == "From the file."


def test_an_unticked_row_is_kept_unticked(curator_client):
    make_evidence("Made by hand", key="hand")
    sheet = prepare(curator_client, as_csv(line(key="hand")))
    curator_client.post(at("choose_rows", sheet), {"shown": ["2"], "take": ["2"]})
    assert sheet.rows.get().take
    curator_client.post(at("choose_rows", sheet), {"shown": ["2"]})
    assert not sheet.rows.get().take
    bad = curator_client.post(at("choose_rows", sheet), {"shown": ["99"], "take": ["x\0"]})
    forged = curator_client.post(at("choose_rows", sheet), {"shown": ["9" * 20]})
    assert forged.status_code < 500
    assert bad.status_code == 422


def test_a_likely_duplicate_is_added_only_where_ticked(curator_client):
    stored = make_evidence("Beria is arrested in the Kremlin", years=(1953, 1953), leaders=("KHR",))
    sheet = prepare(curator_client, as_csv(line(), line(claim="Beria arrested in Kremlin")))
    assert outcomes(sheet) == [(2, "duplicate"), (3, "duplicate")]
    assert problems(sheet)[2] == ["much like 'Beria is arrested in the Kremlin' (1953)"]
    curator_client.post(at("choose_rows", sheet), {"shown": ["2", "3"], "take": ["2"]})
    curator_client.post(at("import_sheet", sheet))
    assert titles() == ["Beria arrested in the Kremlin", "Beria is arrested in the Kremlin"]
    pair = LikelyDuplicate.objects.get()
    assert (pair.first, pair.state) == (stored, "different")


def test_rows_that_repeat_each_other_are_named(curator_client):
    data = as_csv(
        line(key="one"), line(key="one", claim="Other"), line(claim="Twice"), line(claim="TWICE")
    )
    assert problems(prepare(curator_client, data)) == {
        3: ["key: one stands in row 2"],
        5: ["the claim and years of row 4 once more"],
    }


def test_rivals_are_linked_both_ways_with_history(curator_client):
    old = make_evidence("Old figure", key="old", standing="disputed")
    header = ["key", "claim", "years", "themes", "standing", "rivals"]
    data = as_csv(
        ["a", "Low figure", "1937", "terror", "disputed", "b; old"],
        ["b", "High figure", "1938", "terror", "estimate", ""],
        ["c", "Lonely", "1939", "terror", "disputed", "nowhere"],
        ["d", "Settled", "1939", "terror", "settled", "old"],
        header=header,
    )
    sheet = prepare(curator_client, data)
    assert problems(sheet) == {
        4: ["rivals: found 'nowhere', expected the key of an item in the bank or in this file"],
        5: ["standing: an item with rivals is disputed or an estimate"],
    }
    curator_client.post(at("import_sheet", sheet), {"leave_out": "yes"})
    low = EvidenceItem.objects.get(key="a")
    assert {each.key for each in low.rivals.all()} == {"b", "old"}
    assert [each.verb for each in old.changes.all()] == ["imported", "created"]
    curator_client.post(at("undo_sheet", sheet))
    assert list(EvidenceItem.objects.all()) == [old]
    assert old.rivals.count() == 0


def test_an_import_is_undone(curator, student, curator_client):
    kept = make_evidence("Kept", key="kept")
    take_in(curator_client, as_csv(line(key="first", claim="Before")))
    sheet = take_in(
        curator_client,
        as_csv(
            line(key="first", claim="After"),
            line(key="new", claim="Unlike all else", source_title="Only here"),
            line(key="used", claim="Zemstvo doctors", status="published"),
            line(key="edited", claim="Quite another thing"),
        ),
    )
    make_placement(make_point(make_plan(student)), EvidenceItem.objects.get(key="used"))
    edit(EvidenceItem.objects.get(key="edited"), "Mended", curator)
    response = curator_client.post(at("undo_sheet", sheet), follow=True)
    assert "Undone: 1 removed, 1 restored, 1 retired because a plan uses it, 1 left" in (
        response.content.decode()
    )
    assert titles() == ["Before", "Kept", "Quite another thing", "Zemstvo doctors"]
    assert EvidenceItem.objects.get(key="used").status == "retired"
    assert not Source.objects.filter(title="Only here").exists()
    assert kept.changes.count() == 0
    assert curator_client.post(at("undo_sheet", sheet)).status_code == 302
    assert curator_client.post(at("import_sheet", sheet)).status_code == 409
    # What was undone may be imported again: nobody edited the item since.
    again = prepare(curator_client, as_csv(line(key="first", claim="After")))
    assert outcomes(again) == [(2, "changed")]


def test_rejected_rows_are_a_csv_that_no_spreadsheet_runs(curator_client):
    bad = ["=HYPERLINK(1)", "+cmd|x", "-1", "@SUM(A1)", "\ttab", "plain"]
    rows = [line(claim=text, years="never") for text in bad]
    sheet = prepare(curator_client, as_csv(line(), *rows))
    response = curator_client.get(at("download_rejected", sheet))
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert table[0] == [*files.HEADER, "row in the file", "problems"]
    assert [row[1] for row in table[1:]] == [
        *("'=HYPERLINK(1)", "'+cmd|x", "'-1", "'@SUM(A1)", "'\ttab", "plain"),
    ]
    assert table[1][-2:] == ["3", "years: found 'never', expected 1956 or 1955-57"]
    mended = prepare(curator_client, response.content.replace(b"never", b"1953"))
    assert [row.content["content"]["title"] for row in mended.rows.all()] == [
        *("=HYPERLINK(1)", "+cmd|x", "-1", "@SUM(A1)", "tab", "plain"),
    ]


def test_missing_repeated_and_renamed_columns_are_named(curator_client):
    """20: a renamed column is found by a person."""
    header = ["What", "years", "Years", "themes", "colour"]
    send(curator_client, as_csv(["Beria shot", "1953", "1953", "terror", "red"], header=header))
    sheet = SheetImport.objects.get()
    assert sheet.columns == {"1": "years", "3": "themes"}
    page = curator_client.get(at("match_columns", sheet)).content.decode()
    assert "stand more than once: years, Years." in page
    chosen = {"column1": "years", "column2": "years", "column3": "themes"}
    response = curator_client.post(at("match_columns", sheet), chosen)
    assert response.status_code == 422
    assert "Two columns are chosen for years: years and Years." in response.content.decode()
    assert "No column is chosen for claim." in response.content.decode()
    chosen = {"column0": "title", "column1": "years", "column3": "themes"}
    assert curator_client.post(at("match_columns", sheet), chosen).status_code == 302
    assert outcomes(sheet) == [(2, "new")]


@pytest.mark.parametrize("name", ["../../a.csv", "x" * 300 + ".csv", "a\nb.csv", "a.exe"])
def test_a_file_name_is_never_kept(curator_client, name):
    """31"""
    send(curator_client, as_csv(line()), name=name)
    assert SheetImport.objects.get().name.startswith("CSV of ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty"),
        (b"claim,years\n", "no rows"),
        (b"\x89PNG", "PNG"),
        (b"x" * (MOST_BYTES + 1), "larger than 5 MB"),
        (b"x" * 20_000_000, "larger than 5 MB"),
        (b"claim\n" + b"x\n" * 100_000, "more than 5,000 rows"),
        (files.far_cell(), "more than 5,000 rows"),
    ],
)
def test_an_unreadable_file_is_refused_beside_the_field(curator_client, data, message):
    response = send(curator_client, data)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert SheetImport.objects.count() == 0


def test_a_body_beyond_every_limit_is_413(curator_client):
    response = curator_client.post(
        reverse("curation:upload_sheet"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="200000000",
    )
    assert response.status_code == 413


def test_an_upload_needs_a_file_and_a_topic(curator_client):
    make_topic()
    response = curator_client.post(reverse("curation:upload_sheet"), {"topic": "no\0where"})
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_pages_of_the_wrong_state_are_409(curator_client):
    send(curator_client, as_csv(line()))
    sheet = SheetImport.objects.get()
    assert curator_client.get(at("show_sheet", sheet)).status_code == 302
    for name in ("import_sheet", "undo_sheet", "choose_rows"):
        assert curator_client.post(at(name, sheet)).status_code == 409, name
    done = take_in(curator_client, as_csv(line()))
    for name in ("match_columns", "choose_rows", "discard_sheet"):
        assert curator_client.post(at(name, done)).status_code == 409, name
    assert curator_client.get(at("match_columns", done)).status_code == 409


def test_an_upload_is_thrown_away(curator_client):
    sheet = prepare(curator_client, as_csv(line()))
    assert curator_client.post(at("discard_sheet", sheet)).status_code == 302
    assert SheetImport.objects.count() == SheetRow.objects.count() == 0


def test_text_of_a_file_is_only_ever_text(curator_client):
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    sheet = prepare(curator_client, as_csv(line(claim=evil), line(claim="x", years=evil)))
    page = curator_client.get(at("show_sheet", sheet)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_query_counts_do_not_grow_with_rows(curator_client, django_assert_num_queries):
    make_evidence("Stored", key="k0")
    few = prepare(curator_client, as_csv(line(key="k0"), line(claim="One thing")))
    many = [line(claim=f"Thing {n} {n * 7919}", years=str(1900 + n)) for n in range(40)]
    more = prepare(curator_client, as_csv(line(key="k0"), *many))
    for sheet in (few, more):
        with django_assert_num_queries(13):
            curator_client.get(at("show_sheet", sheet))


FILES = st.one_of(
    st.binary(min_size=1, max_size=300),
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=10, max_size=10),
        min_size=1,
        max_size=5,
    ).map(lambda rows: as_csv(*rows)),
    st.builds(
        lambda column, text: as_csv(line(**{column: text})),
        st.sampled_from([name.replace(" ", "_") for name in files.HEADER]),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200),
    ),
)


@pytest.mark.soak
class TestAnyFile(TestCase):
    """Whatever is uploaded, every page answers, and nothing half-done is left."""

    @settings(max_examples=IMPORT_INPUTS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(FILES, st.sampled_from(["draft", "published"]))
    def test_is_imported_or_refused(self, data: bytes, status: str):
        client = Client()
        client.force_login(make_user(is_curator=True))
        answer = send(client, data, status=status)
        assert answer.status_code in (302, 422)
        sheet = SheetImport.objects.first()
        if answer.status_code == 422:
            assert sheet is None
            return
        assert client.get(at("match_columns", sheet)).status_code == 200
        chosen = {f"column{number}": field for number, field in sheet.columns.items()}
        if client.post(at("match_columns", sheet), chosen).status_code == 422:
            return
        assert client.get(at("show_sheet", sheet)).status_code == 200
        assert client.get(at("download_rejected", sheet)).status_code == 200
        expected = sheet.rows.filter(take=True, outcome="new").count()
        done = client.post(at("import_sheet", sheet), {"leave_out": "yes"})
        assert done.status_code == 302
        assert EvidenceItem.objects.count() == expected
        client.post(at("undo_sheet", sheet))
        assert EvidenceItem.objects.count() == 0
