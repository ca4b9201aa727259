"""Who gets what at every address: one row for each name in the URL resolver and each method.

A row names the thing asked for (see test_access_matrix.py for what it is) and the answer for
each actor, in the order of ACTORS. Everything a row is about belongs to the owner: a student.
A method that is not GET or POST is answered with 405 everywhere, or as for someone signed out.
"""

from typing import NamedTuple

ACTORS = (
    "anonymous",
    "owner",
    "classmate",
    "teacher",
    "other teacher",
    "curator",
    "admin",
    "removed member",
)

# 302 to the sign-in page; a script is told 401 instead.
SIGN_IN = "sign in"
Answer = int | str


class Row(NamedTuple):
    """What one kind of request is answered."""

    name: str
    method: str
    answers: tuple[Answer, ...]
    thing: str = ""


def everyone(answer: Answer) -> tuple[Answer, ...]:
    """The same for all."""
    return (answer,) * 8


def signed_in(answer: Answer) -> tuple[Answer, ...]:
    """The same for all who are signed in."""
    return (SIGN_IN, *(answer,) * 6, SIGN_IN)


def owner_only(answer: Answer) -> tuple[Answer, ...]:
    """The owner; to all others it looks as if it were not there."""
    return (SIGN_IN, answer, *(404,) * 5, SIGN_IN)


def owner_and_curator(answer: Answer, curator: Answer) -> tuple[Answer, ...]:
    """As owner_only, but the curator has an answer of her own."""
    return (SIGN_IN, answer, 404, 404, 404, curator, 404, SIGN_IN)


def curators(answer: Answer) -> tuple[Answer, ...]:
    """Curators; to all others it looks as if it were not there."""
    return (SIGN_IN, *(404,) * 4, answer, 404, SIGN_IN)


def signed_out_else(answer: Answer, other: Answer) -> tuple[Answer, ...]:
    """One answer for those who are signed out, another for those who are signed in."""
    return (answer, *(other,) * 6, answer)


ONLY_STAFF = (404, 404, 404, 404, 404, 404, 200, 404)

MATRIX = (
    # The site
    Row("healthz", "GET", everyone(200)),
    Row("healthz", "POST", everyone(405)),
    Row("landing", "GET", signed_out_else(200, 302)),
    Row("landing", "POST", everyone(405)),
    Row("privacy", "GET", everyone(200)),
    Row("privacy", "POST", everyone(405)),
    Row("accessibility", "GET", everyone(200)),
    Row("accessibility", "POST", everyone(405)),
    Row("how_facts_are_checked", "GET", everyone(200)),
    Row("how_facts_are_checked", "POST", everyone(405)),
    Row("start_demo", "GET", everyone(405)),
    Row("start_demo", "POST", everyone(302)),
    # Accounts
    Row("account_login", "GET", signed_out_else(200, 302)),
    Row("account_login", "POST", signed_out_else(422, 302)),
    Row("account_signup", "GET", signed_out_else(200, 302)),
    Row("account_signup", "POST", signed_out_else(422, 302)),
    Row("account_logout", "GET", everyone(405)),
    Row("account_logout", "POST", everyone(302)),
    Row("account_change_password", "GET", signed_in(200)),
    Row("account_change_password", "POST", signed_in(422)),
    Row("account_inactive", "GET", everyone(200)),
    Row("account_inactive", "POST", everyone(405)),
    Row("accounts:show_account", "GET", signed_in(200)),
    Row("accounts:show_account", "POST", signed_in(302)),
    Row("accounts:edit_preferences", "GET", everyone(200)),
    Row("accounts:edit_preferences", "POST", everyone(302)),
    Row("accounts:sign_out_everywhere", "GET", signed_in(405)),
    Row("accounts:sign_out_everywhere", "POST", signed_in(302)),
    # Evidence
    Row("evidence:list_evidence", "GET", signed_in(200)),
    Row("evidence:list_evidence", "POST", signed_in(405)),
    Row("evidence:add_own_evidence", "GET", signed_in(200)),
    Row("evidence:add_own_evidence", "POST", signed_in(302)),
    Row("evidence:show_evidence", "GET", signed_in(200), "published evidence"),
    Row("evidence:show_evidence", "GET", owner_only(200), "private evidence"),
    Row(
        "evidence:show_evidence",
        "GET",
        (SIGN_IN, 404, 404, 404, 404, 200, 404, SIGN_IN),
        "draft evidence",
    ),
    Row("evidence:show_evidence", "POST", signed_in(405), "published evidence"),
    Row("evidence:edit_own_evidence", "GET", owner_only(200), "private evidence"),
    Row("evidence:edit_own_evidence", "GET", signed_in(403), "published evidence"),
    Row(
        "evidence:edit_own_evidence",
        "GET",
        (SIGN_IN, 404, 404, 404, 404, 403, 404, SIGN_IN),
        "draft evidence",
    ),
    Row("evidence:edit_own_evidence", "POST", owner_only(302), "private evidence"),
    Row("evidence:edit_own_evidence", "POST", signed_in(403), "published evidence"),
    Row("evidence:retire_own_evidence", "GET", signed_in(405), "private evidence"),
    Row("evidence:retire_own_evidence", "POST", owner_only(302), "private evidence"),
    Row("evidence:retire_own_evidence", "POST", signed_in(403), "published evidence"),
    Row("evidence:check_evidence", "GET", signed_in(405), "published evidence"),
    Row(
        "evidence:check_evidence",
        "POST",
        (SIGN_IN, 403, 403, 403, 403, 302, 403, SIGN_IN),
        "published evidence",
    ),
    Row(
        "evidence:check_evidence",
        "POST",
        (SIGN_IN, 404, 404, 404, 404, 302, 404, SIGN_IN),
        "draft evidence",
    ),
    Row("evidence:check_evidence", "POST", owner_only(403), "private evidence"),
    Row("evidence:show_table", "GET", signed_in(200)),
    Row("evidence:show_table", "POST", signed_in(405)),
    # The deck and recall
    Row("practice:list_decks", "GET", signed_in(302)),
    Row("practice:list_decks", "POST", signed_in(405)),
    Row("practice:show_deck", "GET", signed_in(200), "topic"),
    Row("practice:show_deck", "POST", signed_in(405), "topic"),
    Row("practice:show_card", "GET", signed_in(200), "first card"),
    Row("practice:show_card", "POST", signed_in(405), "first card"),
    Row("practice:choose_practice", "GET", signed_in(200), "topic"),
    Row("practice:choose_practice", "POST", signed_in(405), "topic"),
    Row("practice:practise", "GET", signed_in(200), "topic"),
    Row("practice:practise", "POST", signed_in(405), "topic"),
    Row("practice:answer_card", "GET", signed_in(405), "topic"),
    Row("practice:answer_card", "POST", signed_in(302), "topic"),
    # Questions
    Row("questions:list_questions", "GET", signed_in(200)),
    Row("questions:list_questions", "POST", signed_in(405)),
    Row("questions:show_question", "GET", signed_in(200), "published question"),
    Row("questions:show_question", "GET", owner_only(200), "own question"),
    Row(
        "questions:show_question",
        "GET",
        (SIGN_IN, 404, 404, 404, 404, 200, 404, SIGN_IN),
        "draft question",
    ),
    Row("questions:show_question", "POST", signed_in(405), "published question"),
    Row("questions:reveal_strands", "GET", signed_in(405), "published question"),
    Row("questions:reveal_strands", "POST", signed_in(302), "published question"),
    Row("questions:reveal_strands", "POST", owner_only(302), "own question"),
    # Plans
    Row("plans:list_plans", "GET", signed_in(200)),
    Row("plans:list_plans", "POST", signed_in(405)),
    Row("plans:create_plan", "GET", signed_in(405)),
    Row("plans:create_plan", "POST", signed_in(302), "published question"),
    Row("plans:create_plan", "POST", owner_only(302), "own question"),
    Row("plans:create_plan", "POST", owner_and_curator(404, 302), "draft question"),
    Row("plans:pick_plan", "GET", signed_in(200), "published evidence"),
    Row("plans:pick_plan", "GET", owner_only(200), "private evidence"),
    Row("plans:pick_plan", "GET", signed_in(404), "draft evidence"),
    Row("plans:pick_plan", "POST", signed_in(405)),
    Row("plans:list_deleted", "GET", signed_in(200)),
    Row("plans:list_deleted", "POST", signed_in(405)),
    Row("plans:show_plan", "GET", owner_only(200), "plan"),
    Row("plans:show_plan", "GET", signed_in(404), "plan in the bin"),
    Row("plans:show_plan", "GET", signed_in(404), "demo plan"),
    Row("plans:show_plan", "GET", signed_in(404), "sample plan"),
    Row("plans:show_plan", "POST", signed_in(405), "plan"),
    Row("plans:apply_operations", "GET", everyone(405), "plan"),
    Row("plans:apply_operations", "POST", (401, 200, 404, 404, 404, 404, 404, 401), "plan"),
    Row(
        "plans:apply_operations",
        "POST",
        (401, 409, 404, 404, 404, 404, 404, 401),
        "plan in the bin",
    ),
    Row("plans:apply_operations", "POST", (401, *(404,) * 6, 401), "demo plan"),
    Row("plans:apply_operations", "POST", (401, *(404,) * 6, 401), "sample plan"),
    Row("plans:apply_form", "GET", signed_in(405), "plan"),
    Row("plans:apply_form", "POST", owner_only(302), "plan"),
    Row("plans:apply_form", "POST", owner_only(409), "plan in the bin"),
    Row("plans:apply_form", "POST", signed_in(404), "demo plan"),
    Row("plans:apply_form", "POST", signed_in(404), "sample plan"),
    Row("plans:list_panel", "GET", owner_only(200), "plan"),
    Row("plans:list_panel", "POST", signed_in(405), "plan"),
    Row("plans:list_counterparts", "GET", owner_only(200), "plan"),
    Row("plans:list_counterparts", "POST", signed_in(405), "plan"),
    Row("plans:choose_shape", "GET", owner_only(200), "plan"),
    Row("plans:choose_shape", "GET", signed_in(404), "plan in the bin"),
    Row("plans:choose_shape", "POST", signed_in(405), "plan"),
    Row("plans:reuse_plan", "GET", owner_only(200), "plan"),
    Row("plans:reuse_plan", "GET", signed_in(404), "sample plan"),
    Row("plans:reuse_plan", "POST", owner_only(302), "plan"),
    Row("plans:reuse_plan", "POST", signed_in(404), "plan in the bin"),
    Row("plans:choose_point", "GET", owner_only(200), "plan"),
    Row("plans:choose_point", "POST", signed_in(405), "plan"),
    Row("plans:show_card", "GET", owner_only(200), "card"),
    Row("plans:show_card", "GET", signed_in(404), "card of another plan"),
    Row("plans:show_card", "POST", signed_in(405), "card"),
    Row("plans:show_point", "GET", owner_only(200), "point"),
    Row("plans:show_point", "GET", signed_in(404), "point of another plan"),
    Row("plans:show_point", "POST", signed_in(405), "point"),
    Row("plans:show_row", "GET", owner_only(200), "row"),
    Row("plans:show_row", "POST", signed_in(405), "row"),
    Row("plans:show_criterion", "GET", owner_only(200), "criterion"),
    Row("plans:show_criterion", "POST", signed_in(405), "criterion"),
    Row("plans:export_plan", "GET", owner_only(200), "plan"),
    Row("plans:export_plan", "GET", signed_in(404), "plan in the bin"),
    Row("plans:export_plan", "POST", signed_in(405), "plan"),
    Row("plans:print_plan", "GET", owner_only(200), "plan"),
    Row("plans:print_plan", "GET", signed_in(404), "plan in the bin"),
    Row("plans:print_plan", "POST", signed_in(405), "plan"),
    Row("plans:download_word", "GET", owner_only(200), "plan"),
    Row("plans:download_word", "GET", signed_in(404), "plan in the bin"),
    Row("plans:download_word", "POST", signed_in(405), "plan"),
    Row("plans:download_skeleton", "GET", owner_only(200), "plan"),
    Row("plans:download_skeleton", "GET", signed_in(404), "plan in the bin"),
    Row("plans:download_skeleton", "POST", signed_in(405), "plan"),
    Row("plans:download_pdf", "GET", owner_only(200), "plan"),
    Row("plans:download_pdf", "GET", signed_in(404), "plan in the bin"),
    Row("plans:download_pdf", "POST", signed_in(405), "plan"),
    Row("plans:download_markdown", "GET", owner_only(200), "plan"),
    Row("plans:download_markdown", "GET", signed_in(404), "plan in the bin"),
    Row("plans:download_markdown", "POST", signed_in(405), "plan"),
    Row("plans:download_deck", "GET", owner_only(200), "plan"),
    Row("plans:download_deck", "GET", signed_in(404), "plan in the bin"),
    Row("plans:download_deck", "POST", signed_in(405), "plan"),
    Row("plans:copy_text", "GET", owner_only(200), "plan"),
    Row("plans:copy_text", "GET", signed_in(404), "plan in the bin"),
    Row("plans:copy_text", "POST", signed_in(405), "plan"),
    Row("plans:share_plan", "GET", owner_only(200), "plan"),
    Row("plans:share_plan", "GET", signed_in(404), "plan in the bin"),
    Row("plans:share_plan", "POST", owner_only(302), "plan"),
    Row("plans:share_plan", "POST", signed_in(404), "plan in the bin"),
    Row("plans:withdraw_link", "GET", signed_in(405), "plan"),
    Row("plans:withdraw_link", "POST", owner_only(302), "plan"),
    Row("plans:withdraw_link", "POST", signed_in(404), "plan in the bin"),
    Row("plans:show_shared", "GET", everyone(200), "link"),
    Row("plans:show_shared", "GET", everyone(404), "withdrawn link"),
    Row("plans:show_shared", "GET", everyone(404), "link to a plan in the bin"),
    Row("plans:show_shared", "POST", everyone(405), "link"),
    Row("plans:rename_plan", "GET", owner_only(200), "plan"),
    Row("plans:rename_plan", "POST", owner_only(302), "plan"),
    Row("plans:rename_plan", "POST", signed_in(404), "plan in the bin"),
    Row("plans:duplicate_plan", "GET", signed_in(405), "plan"),
    Row("plans:duplicate_plan", "POST", owner_only(302), "plan"),
    Row("plans:duplicate_plan", "POST", signed_in(404), "sample plan"),
    Row("plans:delete_plan", "GET", signed_in(405), "plan"),
    Row("plans:delete_plan", "POST", owner_only(302), "plan"),
    Row("plans:restore_plan", "GET", signed_in(405), "plan in the bin"),
    Row("plans:restore_plan", "POST", owner_only(302), "plan in the bin"),
    # After an attempt: the mark scheme, rival verdicts and model answers
    Row("plans:show_mark_scheme", "GET", owner_only(200), "plan"),
    Row("plans:show_mark_scheme", "GET", owner_only(200), "revealed plan"),
    Row("plans:show_mark_scheme", "GET", signed_in(404), "plan in the bin"),
    Row("plans:show_mark_scheme", "POST", signed_in(405), "plan"),
    Row("plans:reveal_mark_scheme", "GET", signed_in(405), "plan"),
    Row("plans:reveal_mark_scheme", "POST", owner_only(302), "plan"),
    Row("plans:reveal_mark_scheme", "POST", signed_in(404), "plan in the bin"),
    Row("plans:decide_strands", "GET", signed_in(405), "revealed plan"),
    Row("plans:decide_strands", "POST", owner_only(302), "revealed plan"),
    Row("plans:decide_strands", "POST", owner_only(409), "plan"),
    Row("plans:show_verdicts", "GET", owner_only(200), "revealed plan"),
    Row("plans:show_verdicts", "GET", owner_only(302), "plan"),
    Row("plans:show_verdicts", "POST", signed_in(405), "plan"),
    Row("plans:publish_plan", "GET", owner_only(403), "plan"),
    Row(
        "plans:publish_plan",
        "GET",
        (SIGN_IN, 404, 404, 200, 404, 404, 404, SIGN_IN),
        "teacher's plan",
    ),
    Row("plans:publish_plan", "POST", owner_only(403), "plan"),
    Row(
        "plans:publish_plan",
        "POST",
        (SIGN_IN, 404, 404, 302, 404, 404, 404, SIGN_IN),
        "teacher's plan",
    ),
    # The owner has revealed the question in a plan; the classmate has not.
    Row("plans:show_model", "GET", (SIGN_IN, 200, 404, 200, 200, 200, 404, SIGN_IN), "model"),
    Row(
        "plans:show_model",
        "GET",
        (SIGN_IN, 404, 404, 200, 404, 200, 404, SIGN_IN),
        "retired model",
    ),
    Row("plans:show_model", "POST", signed_in(405), "model"),
    Row("plans:retire_model", "GET", signed_in(405), "model"),
    Row("plans:retire_model", "POST", (SIGN_IN, 403, 404, 302, 403, 302, 404, SIGN_IN), "model"),
    Row(
        "plans:add_model",
        "GET",
        (SIGN_IN, 403, 403, 200, 200, 200, 403, SIGN_IN),
        "published question",
    ),
    Row("plans:add_model", "GET", owner_only(403), "own question"),
    Row("plans:add_model", "GET", (SIGN_IN, *(404,) * 4, 200, 404, SIGN_IN), "draft question"),
    Row(
        "plans:add_model",
        "POST",
        (SIGN_IN, 403, 403, 302, 302, 302, 403, SIGN_IN),
        "published question",
    ),
    # Curation: readers
    Row("curation:list_own_letters", "GET", signed_in(200)),
    Row("curation:list_own_letters", "POST", signed_in(405)),
    Row("curation:report_fact", "GET", signed_in(200), "published evidence"),
    Row("curation:report_fact", "GET", signed_in(404), "draft evidence"),
    Row("curation:report_fact", "GET", signed_in(404), "private evidence"),
    Row("curation:report_fact", "POST", signed_in(302), "published evidence"),
    Row("curation:suggest_item", "GET", owner_only(200), "private evidence"),
    Row("curation:suggest_item", "POST", owner_only(302), "private evidence"),
    Row("curation:suggest_item", "POST", signed_in(404), "published evidence"),
    # Curation: the workspace
    Row("curation:show_workspace", "GET", curators(200)),
    Row("curation:show_workspace", "POST", signed_in(405)),
    Row("curation:save_filter", "GET", signed_in(405)),
    Row("curation:save_filter", "POST", curators(302)),
    Row("curation:delete_filter", "GET", signed_in(405)),
    Row("curation:delete_filter", "POST", curators(302)),
    Row("curation:edit_many", "GET", signed_in(405)),
    Row("curation:edit_many", "POST", curators(302)),
    Row("curation:list_bulk_edits", "GET", curators(200)),
    Row("curation:list_bulk_edits", "POST", signed_in(405)),
    Row("curation:undo_bulk_edit", "GET", signed_in(405), "bulk edit"),
    Row("curation:undo_bulk_edit", "POST", curators(302), "bulk edit"),
    Row("curation:add_item", "GET", curators(200)),
    Row("curation:add_item", "POST", curators(422)),
    Row("curation:preview_item", "GET", signed_in(405)),
    Row("curation:preview_item", "POST", curators(200)),
    Row("curation:edit_item", "GET", curators(200), "published evidence"),
    Row("curation:edit_item", "GET", curators(200), "draft evidence"),
    Row("curation:edit_item", "GET", signed_in(404), "private evidence"),
    Row("curation:edit_item", "POST", curators(422), "published evidence"),
    Row("curation:edit_item", "POST", signed_in(404), "private evidence"),
    Row("curation:retire_item", "GET", signed_in(405), "published evidence"),
    Row("curation:retire_item", "POST", curators(302), "published evidence"),
    Row("curation:retire_item", "POST", signed_in(404), "private evidence"),
    Row("curation:show_history", "GET", curators(200), "published evidence"),
    Row("curation:show_history", "GET", signed_in(404), "private evidence"),
    Row("curation:show_history", "POST", signed_in(405), "published evidence"),
    Row("curation:restore_step", "GET", signed_in(405), "step of evidence"),
    Row("curation:restore_step", "POST", curators(302), "step of evidence"),
    Row("curation:list_reports", "GET", curators(200)),
    Row("curation:list_reports", "POST", signed_in(405)),
    Row("curation:answer_report", "GET", signed_in(405), "report"),
    Row("curation:answer_report", "POST", curators(302), "report"),
    Row("curation:list_suggestions", "GET", curators(200)),
    Row("curation:list_suggestions", "POST", signed_in(405)),
    Row("curation:answer_suggestion", "GET", signed_in(405), "suggestion"),
    Row("curation:answer_suggestion", "POST", curators(302), "suggestion"),
    Row("curation:list_duplicates", "GET", curators(200)),
    Row("curation:list_duplicates", "POST", signed_in(405)),
    Row("curation:show_pair", "GET", curators(200), "pair"),
    Row("curation:show_pair", "POST", curators(422), "pair"),
    Row("curation:call_pair_different", "GET", signed_in(405), "pair"),
    Row("curation:call_pair_different", "POST", curators(302), "pair"),
    Row("curation:list_merges", "GET", curators(200)),
    Row("curation:list_merges", "POST", signed_in(405)),
    Row("curation:undo_merge", "GET", signed_in(405), "merge"),
    Row("curation:undo_merge", "POST", curators(302), "merge"),
    Row("curation:list_disputes", "GET", curators(200)),
    Row("curation:list_disputes", "POST", signed_in(405)),
    Row("curation:link_rivals", "GET", signed_in(405)),
    Row("curation:link_rivals", "POST", curators(422)),
    Row("curation:unlink_rivals", "GET", signed_in(405)),
    Row("curation:unlink_rivals", "POST", curators(422)),
    # Spreadsheets and exports
    Row("curation:list_sheets", "GET", curators(200)),
    Row("curation:list_sheets", "POST", signed_in(405)),
    Row("curation:upload_sheet", "GET", signed_in(405)),
    Row("curation:upload_sheet", "POST", curators(422)),
    Row("curation:download_template", "GET", curators(200), "file type"),
    Row("curation:download_template", "POST", signed_in(405), "file type"),
    Row("curation:show_sheet", "GET", curators(200), "sheet"),
    Row("curation:show_sheet", "POST", signed_in(405), "sheet"),
    Row("curation:match_columns", "GET", curators(200), "sheet"),
    Row("curation:match_columns", "POST", curators(422), "sheet"),
    Row("curation:choose_rows", "GET", signed_in(405), "sheet"),
    Row("curation:choose_rows", "POST", curators(302), "sheet"),
    Row("curation:import_sheet", "GET", signed_in(405), "sheet"),
    Row("curation:import_sheet", "POST", curators(302), "sheet"),
    Row("curation:undo_sheet", "GET", signed_in(405), "sheet"),
    Row("curation:undo_sheet", "POST", curators(409), "sheet"),
    Row("curation:discard_sheet", "GET", signed_in(405), "sheet"),
    Row("curation:discard_sheet", "POST", curators(302), "sheet"),
    Row("curation:download_rejected", "GET", curators(200), "sheet"),
    Row("curation:download_rejected", "POST", signed_in(405), "sheet"),
    Row("curation:export_evidence", "GET", curators(200), "file type"),
    Row("curation:export_evidence", "POST", signed_in(405), "file type"),
    # The admin pages, as a group: their index speaks for all
    Row("admin", "GET", ONLY_STAFF),
    Row("admin", "POST", ONLY_STAFF),
    # Pasted notes
    Row("curation:list_notes", "GET", curators(200)),
    Row("curation:list_notes", "POST", signed_in(405)),
    Row("curation:paste_notes", "GET", curators(200)),
    Row("curation:paste_notes", "POST", curators(200)),
    Row("curation:offer_strands", "GET", signed_in(405)),
    Row("curation:offer_strands", "POST", curators(200)),
    Row("curation:show_notes", "GET", curators(200), "pasted notes"),
    Row("curation:show_notes", "POST", signed_in(405), "pasted notes"),
    Row("curation:edit_draft", "GET", curators(200), "draft of notes"),
    Row("curation:edit_draft", "POST", curators(302), "draft of notes"),
)
