"""Requests: opened, talked about, moved and assigned, with everything on one timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.accounts.service import Accounts
from deskhand.actions import store as actions_store
from deskhand.actions.orders import target_of
from deskhand.actions.service import Actions
from deskhand.directory.model import Person
from deskhand.directory.service import Directory
from deskhand.directory.text import fold
from deskhand.kernel import audit, clock, context
from deskhand.kernel.errors import DeskhandError, FieldError, invalid, not_found, stale
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live, News
from deskhand.kernel.permissions import Permission, Role, demand
from deskhand.requests import listener, moves, rules, runs, store
from deskhand.requests.entries import enter
from deskhand.requests.model import EntryKind, Request, Status, Visibility
from deskhand.requests.refs import id_of, ref_of
from deskhand.requests.text import is_blank
from deskhand.requests.views import Filter, Item, May, Page, Row, RunShown

MessageKind = Literal["reply", "note"]
KEEP: Final = object()
"""Stands for "leave the assignee as it is", since None means nobody."""


class Requests:
    """What the service desk works on. Writers name the version they saw."""

    def __init__(
        self, live: Live, directory: Directory, accounts: Accounts, actions: Actions
    ) -> None:
        self._live = live
        self._directory = directory
        self._accounts = accounts
        self._actions = actions

    def listen(self, events: Events) -> None:
        """Put what the actions do on the timelines."""
        listener.listen(events, self._actions)

    async def any(self, session: AsyncSession) -> bool:
        """Whether there is any request at all."""
        return await store.exists(session)

    async def open(
        self,
        session: AsyncSession,
        *,
        title: str,
        description: str = "",
        requester_id: int,
        subject_id: int,
        status: Status = Status.NEW,
        assignee_id: str | None = None,
    ) -> Request:
        """A new request, in the name of whoever acts now. Raises `invalid`, a message a field."""
        title, description = title.strip(), description.strip()
        if is_blank(title):
            raise invalid(
                "A request needs a title.",
                FieldError("title", "Say in one line what it is about."),
            )
        await self._demand_people(session, requester_id, subject_id)
        now = clock.now()
        request = Request(
            title=title,
            description=description,
            search_text=fold(title),
            status=status,
            requester_id=requester_id,
            subject_id=subject_id,
            assignee_id=assignee_id,
            origin=context.current().origin,
            version=1,
            created_at=now,
            updated_at=now,
        )
        session.add(request)
        # The number is the database's.
        await session.flush()
        enter(session, request.id, EntryKind.OPENED, body=description or None)
        audit.record(
            session,
            audit.Tag.REQUEST_CREATE,
            f"request/{request.id}",
            requester=requester_id,
            subject=subject_id,
        )
        self._tell(session, request)
        return request

    async def open_as(
        self,
        session: AsyncSession,
        account: Account,
        *,
        title: str,
        description: str = "",
        requester_id: int | None = None,
        subject_id: int | None = None,
    ) -> Request:
        """Open one as this account; without a requester it is for the account's own person.

        Raises `forbidden` when an employee asks for somebody else, or `invalid`.
        """
        demand(Role(account.role), Permission.REQUESTS_CREATE)
        requester, subject = rules.who_asks(account, requester_id, subject_id)
        return await self.open(
            session,
            title=title,
            description=description,
            requester_id=requester,
            subject_id=subject,
        )

    async def page(
        self,
        session: AsyncSession,
        account: Account,
        asked: Filter,
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> Page:
        """Requests that the account may see, the latest change first."""
        staff = rules.sees_all(account)
        # Nobody has the id 0: an employee without a person in the directory has no requests.
        requester_id = None if staff else account.person_id or 0
        rows, total = await store.page(
            session,
            asked,
            requester_id=requester_id,
            account_id=account.id,
            limit=limit,
            offset=offset,
        )
        counts = await store.counts(session, requester_id=requester_id, account_id=account.id)
        if not staff:
            rows, total = ([], 0) if asked.attention else (rows, total)
            counts = replace(counts, attention=0)
        return Page(rows, total, counts)

    async def get(self, session: AsyncSession, account: Account, ref: str) -> Row:
        """Raises `not_found`, also for what the account may not see."""
        request_id = id_of(ref)
        row = await store.row(session, request_id) if request_id is not None else None
        if row is None or not rules.may_see(account, row.request.requester_id):
            raise not_found("request")
        return row

    async def may_hear(self, session: AsyncSession, account: Account, ref: str) -> bool:
        """Whether news of this request are the account's business."""
        request_id = id_of(ref)
        owner = await store.requester_id(session, request_id) if request_id is not None else None
        return owner is not None and rules.may_see(account, owner)

    def may(self, account: Account) -> May:
        """What the account may do with a request that it sees."""
        return rules.may(account)

    async def change(
        self,
        session: AsyncSession,
        account: Account,
        ref: str,
        *,
        version: int,
        status: Status | None = None,
        assignee_id: Any = KEEP,
    ) -> None:
        """Move or assign a request. Raises `stale` when somebody changed it since `version`."""
        demand(Role(account.role), Permission.REQUESTS_WORK)
        request = await self._held(session, account, ref)
        if request.version != version:
            raise stale("request")
        moved = status is not None and moves.move(session, request, status)
        assigned = assignee_id is not KEEP and await moves.assign(
            session, self._accounts, request, assignee_id
        )
        if moved or assigned:
            request.version += 1
            self._tell(session, request)

    async def write(
        self, session: AsyncSession, account: Account, ref: str, kind: MessageKind, body: str
    ) -> Item:
        """Add a public reply or an internal note; a reply may move the request.

        Raises `forbidden` when an employee writes a note, or `invalid` for an empty message.
        """
        if kind == "note":
            demand(Role(account.role), Permission.REQUESTS_WORK)
        body = body.strip()
        if is_blank(body):
            raise invalid("The message is empty.", FieldError("body", "Write something."))
        request = await self._held(session, account, ref)
        internal = kind == "note"
        entry = enter(
            session,
            request.id,
            EntryKind(kind),
            body=body,
            visibility=Visibility.INTERNAL if internal else Visibility.PUBLIC,
        )
        await session.flush()
        if not internal and rules.reply_moves(account, request):
            moves.move(session, request, Status.IN_PROGRESS)
            request.version += 1
        request.updated_at = clock.now()
        self._tell(session, request, internal=internal)
        return Item(entry)

    async def timeline(self, session: AsyncSession, account: Account, ref: str) -> list[Item]:
        """What happened on a request, oldest first, as the account may see it."""
        row = await self.get(session, account, ref)
        visibility = None if rules.sees_all(account) else Visibility.PUBLIC
        entries = await store.entries(session, row.request.id, visibility)
        run_ids = [each.action_run_id for each in entries if each.action_run_id is not None]
        found = await actions_store.runs(session, run_ids)
        shown = await runs.shown(session, self._actions, found, account)
        return [Item(each, shown.get(each.action_run_id or "")) for each in entries]

    async def run(self, session: AsyncSession, account: Account, run_id: str) -> RunShown:
        """One action run as the account may see it. Raises `not_found`."""
        found = await self._actions.get(session, run_id)
        return (await runs.shown(session, self._actions, [found], account))[run_id]

    async def demand_subject(
        self, session: AsyncSession, account: Account, ref: str, person_id: int
    ) -> str:
        """The reference, once it is sure that the request is about this person.

        Raises `not_found`, or `other_subject`.
        """
        row = await self.get(session, account, ref)
        if row.request.subject_id != person_id:
            raise DeskhandError(
                "other_subject",
                "The request is about somebody else",
                f"{ref_of(row.request.id)} is about {row.subject.display_name}; actions on it are "
                "done for that person. Open the other person and act from there.",
                status=409,
            )
        return ref_of(row.request.id)

    async def open_for_action(
        self, session: AsyncSession, account: Account, *, action_key: str, person_id: int
    ) -> str:
        """A request that an action on a person is recorded on, in the hands of who acts."""
        demand(Role(account.role), Permission.ACTIONS_RUN)
        action = self._actions.catalogue.get(action_key)
        await store.lock_person(session, person_id)
        person = await self._person(session, person_id)
        connection = await self._directory.connections.current(session)
        target = target_of(person, connection)
        request = await self.open(
            session,
            title=action.confirm_label(target),
            requester_id=person_id,
            subject_id=person_id,
            status=Status.IN_PROGRESS,
            assignee_id=account.id,
        )
        return ref_of(request.id)

    async def _held(self, session: AsyncSession, account: Account, ref: str) -> Request:
        """The request, locked for a change. Raises `not_found` as `get` does."""
        request_id = id_of(ref)
        request = await store.locked(session, request_id) if request_id is not None else None
        if request is None or not rules.may_see(account, request.requester_id):
            raise not_found("request")
        return request

    async def _demand_people(
        self, session: AsyncSession, requester_id: int, subject_id: int
    ) -> None:
        known = await self._directory.people(session, {requester_id, subject_id})
        absent = [
            FieldError(field, "This person is not in the directory.")
            for field, each in (("requester_id", requester_id), ("subject_id", subject_id))
            if each not in known
        ]
        if absent:
            raise invalid("The request names somebody who is not in the directory.", *absent)

    async def _person(self, session: AsyncSession, person_id: int) -> Person:
        found = (await self._directory.people(session, {person_id})).get(person_id)
        if found is None:
            raise not_found("person")
        return found

    def _tell(self, session: AsyncSession, request: Request, *, internal: bool = False) -> None:
        """Open browsers load the request anew; the requester's does not hear of internal notes."""
        ref = ref_of(request.id)
        news = News("request", {"ref": ref}, None if internal else ref)
        self._live.publish_after(session, news)
