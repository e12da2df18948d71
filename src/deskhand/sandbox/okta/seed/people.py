"""The people: a line of command over departments, in every status that Okta knows."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.passwords import SEEDED
from deskhand.sandbox.okta.seed.company import (
    CERTIFICATIONS,
    DEPARTMENTS,
    DOMAIN,
    ENTITY_OF,
    FIRST_NAMES,
    LAST_NAMES,
    PLACES,
    Department,
    Place,
)
from deskhand.sandbox.okta.seed.plan import Seeding, plain
from deskhand.sandbox.okta.state.model import Role, User

SERVICE = f"okta.service@{DOMAIN}"
MAYA = f"maya.lindqvist@{DOMAIN}"
NOAH = f"noah.berg@{DOMAIN}"
ELENA = f"elena.moreau@{DOMAIN}"
JONAS = f"jonas.weber@{DOMAIN}"
CAST = frozenset({SERVICE, MAYA, NOAH, ELENA, JONAS})
"""Whom guides and demonstrations name."""
_TEAM = 8
_PLACES = {place.city: place for place in PLACES}
_LINES = {department.name: department for department in DEPARTMENTS}
# Whoever is made first takes these, so that even a small company has every status.
_FIRST_STATUSES = (
    "STAGED",
    "PROVISIONED",
    "RECOVERY",
    "PASSWORD_EXPIRED",
    "LOCKED_OUT",
    "SUSPENDED",
    "DEPROVISIONED",
)
_STATUSES = ("ACTIVE", *_FIRST_STATUSES)
_WEIGHTS = (860, 20, 20, 10, 10, 10, 20, 50)
_NO_PASSWORD = {"STAGED", "PROVISIONED"}


class People:
    """Makes everybody into `seeding.people`, managers before those whom they manage."""

    def __init__(self, seeding: Seeding) -> None:
        self._seeding = seeding
        self._dice = seeding.dice
        self._logins: set[str] = set()
        self._leads: dict[str, User] = {}
        self._sizes: dict[str, int] = {}
        self._rarities = list(_FIRST_STATUSES)
        self._made = 0

    def make(self) -> None:
        chief = self._fixed("Ingrid Solberg", "Chief Executive Officer", "Operations", "Stockholm")
        heads = {name: self._head(line, chief) for name, line in _LINES.items()}
        self._cast(heads)
        lines = list(_LINES.values())
        shares = [line.share for line in lines]
        while len(self._seeding.people) < self._seeding.plan.users:
            [line] = self._dice.choices(lines, shares)
            self._employee(line, heads[line.name])
        self._oddities()

    def _cast(self, heads: dict[str, User]) -> None:
        """The people whom guides and demonstrations name."""
        service = self._fixed("Deskhand Service", "Service account", "IT", "Stockholm")
        self._rename(service, SERVICE)
        service.profile.update(displayName="Deskhand Service", userType="Service")
        self._give_role(service, "SUPER_ADMIN")
        self._give_role(heads["IT"], "SUPER_ADMIN")
        maya = self._fixed("Maya Lindqvist", "IT Operations Lead", "IT", "Stockholm", heads["IT"])
        self._give_role(maya, "READ_ONLY_ADMIN")
        self._fixed("Noah Berg", "IT Support Specialist", "IT", "Berlin", maya)
        jonas = self._fixed("Jonas Weber", "Sales Manager", "Sales", "Berlin", heads["Sales"])
        self._fixed("Elena Moreau", "Account Executive", "Sales", "Paris", jonas)

    def _head(self, line: Department, chief: User) -> User:
        return self._person(self._name(), line.head, line, self._place(), chief, "ACTIVE")

    def _employee(self, line: Department, head: User) -> User:
        """Every so many people of a department somebody new leads the next team."""
        size = self._sizes.get(line.name, 0)
        self._sizes[line.name] = size + 1
        if size % _TEAM == 0:
            lead = self._person(self._name(), line.lead, line, self._place(), head, "ACTIVE")
            self._leads[line.name] = lead
            return lead
        title = self._dice.choice(line.titles)
        lead = self._leads[line.name]
        return self._person(self._name(), title, line, self._place(), lead, self._status())

    def _fixed(
        self, name: str, title: str, department: str, city: str, manager: User | None = None
    ) -> User:
        first, last = name.split()
        line, place = _LINES[department], _PLACES[city]
        return self._person((first, last), title, line, place, manager, "ACTIVE")

    def _person(
        self,
        name: tuple[str, str],
        title: str,
        line: Department,
        place: Place,
        manager: User | None,
        status: str,
    ) -> User:
        seeding = self._seeding
        self._made += 1
        login = self._login(*name)
        contractor = self._made > 20 and self._dice.random() < 0.06
        created = seeding.past(1_800, 200)
        used = status not in {"STAGED", "PROVISIONED"}
        user = User(
            id=seeding.ids.make("00u"),
            status=status,
            created=created,
            last_updated=seeding.past(120),
            type_id=seeding.types["contractor" if contractor else "user"],
            profile=self._profile(name, login, title, line, place, manager, contractor=contractor),
            activated=None if status == "STAGED" else created,
            status_changed=None if status == "STAGED" else seeding.past(150),
            last_login=seeding.past(30) if used else None,
            password_changed=seeding.past(150) if status not in _NO_PASSWORD else None,
            password=SEEDED if status not in _NO_PASSWORD else None,
        )
        seeding.people.append(user)
        return user

    def _profile(
        self,
        name: tuple[str, str],
        login: str,
        title: str,
        line: Department,
        place: Place,
        manager: User | None,
        *,
        contractor: bool,
    ) -> dict[str, Any]:
        dice = self._dice
        first, last = name
        found: dict[str, Any] = {
            "firstName": first,
            "lastName": last,
            "mobilePhone": self.phone(place),
            "secondEmail": None,
            "login": login,
            "email": login,
            "displayName": f"{first} {last}",
            "title": title,
            "department": line.name,
            "organization": "Acme",
            "costCenter": f"{line.code}-{dice.randrange(100, 400)}",
            "employeeNumber": f"E{10_000 + self._made}",
            "userType": "Contractor" if contractor else "Employee",
            "city": place.city,
            "countryCode": place.country,
            "zipCode": place.zip_code,
            "locale": place.locale,
            "preferredLanguage": place.locale.replace("_", "-"),
            "timezone": place.timezone,
            "startDate": self._seeding.past(2_000, 200)[:10],
            "legalEntity": ENTITY_OF.get(place.country, "Acme Inc"),
            "remoteWorker": dice.random() < 0.3,
            "floor": dice.randrange(1, 9),
        }
        if manager is not None:
            found["manager"] = manager.profile["displayName"]
            found["managerId"] = manager.login
            found["costCenterOwner"] = manager.profile.get("managerId", manager.login)
        if contractor:
            found["contractEndDate"] = f"2027-{dice.randrange(1, 13):02}-28"
        if dice.random() < 0.2:
            found["certifications"] = dice.sample(CERTIFICATIONS, dice.randrange(1, 4))
        return found

    def phone(self, place: Place) -> str:
        return place.dial + "".join(self._dice.choices("0123456789", k=place.digits))

    def _name(self) -> tuple[str, str]:
        return self._dice.choice(FIRST_NAMES), self._dice.choice(LAST_NAMES)

    def _place(self) -> Place:
        return self._dice.choice(PLACES)

    def _status(self) -> str:
        if self._rarities:
            return self._rarities.pop(0)
        [found] = self._dice.choices(_STATUSES, _WEIGHTS)
        return found

    def _login(self, first: str, last: str) -> str:
        stem = f"{plain(first)}.{plain(last)}"
        login, number = f"{stem}@{DOMAIN}", 2
        while login in self._logins:
            login, number = f"{stem}{number}@{DOMAIN}", number + 1
        self._logins.add(login)
        return login

    def _rename(self, user: User, login: str) -> None:
        self._logins.add(login)
        user.profile.update(login=login, email=login)

    def _give_role(self, user: User, role: str) -> None:
        user.roles.append(Role(self._seeding.ids.make("ra1"), role, user.created))

    def _oddities(self) -> None:
        """What directories hold: a shared mailbox, an alias, another directory's accounts, lock-outs."""
        ordinary = [user for user in self._seeding.people[20:] if user.status == "ACTIVE"]
        first, second, alias, *rest = ordinary
        for user in (first, second):
            user.profile["email"] = f"reception@{DOMAIN}"
        self._rename(alias, f"{alias.login.partition('@')[0]}@corp.{DOMAIN}")
        alias.profile["email"] = alias.profile["login"].replace("@corp.", "@")
        elsewhere = rest[:: max(2, len(rest) // 6)]
        for user in elsewhere:
            user.provider = "ACTIVE_DIRECTORY"
        elsewhere[-1].status = "LOCKED_OUT"
        for user, status in zip(
            (user for user in reversed(rest) if user.provider == "OKTA"),
            ("LOCKED_OUT", "PASSWORD_EXPIRED"),
            strict=False,
        ):
            user.status = status
