"""Which questions a person has asked to see the possible arguments of, until sign-out."""

from uuid import UUID

from django.http import HttpRequest

_KEY = "questions_revealed"
KEPT = 100


def revealed_ids(request: HttpRequest) -> list[str]:
    """The ids of the questions revealed in this session, the last one last."""
    found: list[str] = request.session.get(_KEY, [])
    return found


def is_revealed(request: HttpRequest, question: UUID) -> bool:
    """Whether the possible arguments and model answers of a question are shown."""
    return str(question) in revealed_ids(request)


def reveal(request: HttpRequest, question: UUID) -> None:
    """Show them from now on; only the last KEPT questions are remembered."""
    hide(request, question)
    request.session[_KEY] = [*revealed_ids(request), str(question)][-KEPT:]


def hide(request: HttpRequest, question: UUID) -> None:
    """Show them no longer."""
    request.session[_KEY] = [one for one in revealed_ids(request) if one != str(question)]
