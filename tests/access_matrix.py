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
    Row("plans:print_plan", "GET", owner_only(200), "plan"),
    Row("plans:print_plan", "GET", signed_in(404), "plan in the bin"),
    Row("plans:print_plan", "POST", signed_in(405), "plan"),
    Row("plans:download_word", "GET", owner_only(200), "plan"),
    Row("plans:download_word", "GET", signed_in(404), "plan in the bin"),
    Row("plans:download_word", "POST", signed_in(405), "plan"),
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
    # The admin pages, as a group: their index speaks for all
    Row("admin", "GET", ONLY_STAFF),
    Row("admin", "POST", ONLY_STAFF),
)
