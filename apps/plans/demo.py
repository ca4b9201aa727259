"""The demo school: people with fixed passphrases, for trying the app on one's own machine."""

from dataclasses import dataclass, field
from typing import Any

from apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone of the demo school; rights are the role fields of User."""

    username: str
    display_name: str
    role: str
    passphrase: str
    rights: dict[str, Any] = field(default_factory=dict)


TEACHER: dict[str, Any] = {"is_student": False, "is_teacher": True}
CURATOR: dict[str, Any] = {"is_student": False, "is_curator": True}
ADMIN: dict[str, Any] = {"is_student": False, "is_staff": True, "is_superuser": True}

DEMO_PEOPLE = (
    DemoPerson("amira", "Amira B.", "student", "amber lantern bridge"),
    DemoPerson("ben", "Ben O.", "second student", "silver orchard kettle"),
    DemoPerson("khan", "Ms Khan", "teacher", "quiet harbour ledger", TEACHER),
    DemoPerson("osei", "Mr Osei", "other teacher", "copper meadow violin", TEACHER),
    DemoPerson("rosa", "Rosa C.", "curator", "winter archive thimble", CURATOR),
    DemoPerson("admin", "Admin", "admin", "granite compass willow", ADMIN),
)


def close_published_accounts() -> list[DemoPerson]:
    """Close the demo accounts that still have their published passphrase, and return them."""
    closed = []
    for person in DEMO_PEOPLE:
        user = User.objects.filter(username=person.username, is_active=True).first()
        if user and user.check_password(person.passphrase):
            user.is_active = False
            user.save(update_fields=["is_active"])
            closed.append(person)
    return closed


def load_people() -> list[DemoPerson]:
    """Make the demo accounts that are missing and return them; one that exists is not touched."""
    taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
    missing = [person for person in DEMO_PEOPLE if person.username not in taken]
    for person in missing:
        User.objects.create_user(
            person.username,
            password=person.passphrase,
            display_name=person.display_name,
            **person.rights,
        )
    return missing
