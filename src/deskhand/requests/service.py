"""Requests: opened, talked about, moved and assigned, with everything on one timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.accounts.service import Accounts
from deskhand.actions import store as actions_store
from deskhand.actions.service import Actions
from deskhand.directory.model import Person
from deskhand.directory.service import Directory
from deskhand.kernel.errors import DeskhandError, not_found, stale
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live, News
from deskhand.kernel.permissions import Permission, Role, demand, refuse
from deskhand.requests import listener, messages, moves, opening, rules, runs, store, store_lists
from deskhand.requests.messages import MessageKind
from deskhand.requests.model import Priority, Request, Status
from deskhand.requests.opening import New
from deskhand.requests.refs import id_of, ref_of
from deskhand.requests.saved import SavedViews
from deskhand.requests.views import Filter, Item, May, Page, Part, Row, RunShown, Timeline

KEEP: Final = object()
"""Stands for "leave the assignee as it is", since None means nobody."""


class Requests:
    """What the service desk works on. Writers name the version they saw.

    `views` are the saved filters of its inbox.
    """

    def __init__(
        self, live: Live, directory: Directory, accounts: Accounts, actions: Actions
    ) -> None:
        self._live = live
        self._directory = directory
        self._accounts = accounts
        self._actions = actions
        self.views = SavedViews()

    def listen(self, events: Events) -> None:
        """Put what the actions do on the timelines."""
        listener.listen(events, self._actions, self._tell)

    async def any(self, session: AsyncSession) -> bool:
        """Whether there is any request at all."""
        return await store.exists(session)

    async def open(self, session: AsyncSession, new: New) -> Request:
        """Open it in the name of whoever acts now. Raises `invalid`, a message a field."""
        request = await opening.add(session, self._directory, new)
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
        idempotency_key: str | None = None,
    ) -> Request:
        """Open one as this account; without a requester it is for the account's own person.

        With an `idempotency_key` under which the account has opened the same before, it is that
        request again. Raises `forbidden` when an employee asks for somebody else, or `invalid`.
        """
        demand(Role(account.role), Permission.REQUESTS_CREATE)
        requester, subject = rules.who_asks(account, requester_id, subject_id)
        new = New(title, requester, subject, description, idempotency_key=idempotency_key)
        repeated = await opening.repeated(session, account.id, new)
        return repeated or await self.open(session, new)

    async def page(
        self,
        session: AsyncSession,
        account: Account,
        asked: Filter,
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> Page:
        """Requests that the account may see."""
        staff = rules.sees_all(account)
        # Nobody has the id 0: an employee without a person in the directory has no requests.
        requester_id = None if staff else account.person_id or 0
        asked = asked if staff else rules.without_priority(asked)
        rows, total = await store_lists.page(
            session,
            asked,
            requester_id=requester_id,
            account_id=account.id,
            limit=limit,
            offset=offset,
        )
        counts = await store_lists.counts(session, requester_id=requester_id, account_id=account.id)
        if staff:
            held = await store_lists.held_syncs(session)
            removals = sum(sum(each.values()) for each in held)
            counts = replace(counts, held=len(held), held_removals=removals)
        else:
            rows, total = ([], 0) if asked.attention or asked.attention_kind else (rows, total)
            counts = replace(counts, attention=0, failed=0, unknown=0, overdue=0)
        return Page(rows, total, counts)

    async def get(self, session: AsyncSession, account: Account, ref: str) -> Row:
        """Raises `not_found`, also for what the account may not see."""
        request_id = id_of(ref)
        row = await store_lists.row(session, request_id) if request_id is not None else None
        if row is None or not rules.may_see(account, row.request):
            raise not_found("request")
        return row

    async def may_hear(self, session: AsyncSession, account: Account, ref: str) -> bool:
        """Whether news of this request are the account's business."""
        request_id = id_of(ref)
        request = await store.by_id(session, request_id) if request_id is not None else None
        return request is not None and rules.may_see(account, request)

    def may(self, account: Account, request: Request) -> May:
        """What the account may do with a request that it sees."""
        return rules.may(account, request)

    async def change(
        self,
        session: AsyncSession,
        account: Account,
        ref: str,
        *,
        version: int | None,
        status: Status | None = None,
        assignee_id: Any = KEEP,
        priority: Priority | None = None,
    ) -> bool:
        """Move, assign or rank a request; False when nothing of it is new.

        Raises `stale` when somebody changed it since `version`; None takes it as it is now.
        Raises `forbidden`: whoever asked for it may resolve it and no more.
        """
        request = await self._held(session, account, ref)
        nothing_else = assignee_id is KEEP and priority is None
        rules.demand_change(
            account, request, resolves_only=status == Status.RESOLVED and nothing_else
        )
        if version is not None and request.version != version:
            raise stale("request")
        moved = status is not None and moves.move(session, request, status)
        assigned = assignee_id is not KEEP and await moves.assign(
            session, self._accounts, request, assignee_id
        )
        ranked = priority is not None and moves.prioritise(session, request, priority)
        changed = moved or assigned or ranked
        if changed:
            request.version += 1
            self._tell(session, request, internal=not (moved or assigned))
        return changed

    async def write(
        self,
        session: AsyncSession,
        account: Account,
        ref: str,
        kind: MessageKind,
        body: str,
        *,
        idempotency_key: str | None = None,
    ) -> Item:
        """Add a public reply or an internal note; a reply may move the request.

        With an `idempotency_key` under which the account has written the same before, it is that
        entry again. Raises `forbidden` when an employee writes a note, `refused` for a reply that
        nobody would read, or `invalid` for an empty message.
        """
        if kind == "note":
            demand(Role(account.role), Permission.REQUESTS_WORK)
        body = messages.demand_text(body)
        request = await self._held(session, account, ref)
        verdict = rules.may(account, request).reply
        if kind == "reply" and not verdict.allowed:
            raise refuse(verdict)
        entry, new = await messages.add(
            session, account, request, kind, body, idempotency_key=idempotency_key
        )
        if new:
            self._tell(session, request, internal=kind == "note")
        return Item(entry)

    async def timeline(
        self, session: AsyncSession, account: Account, ref: str, part: Part = "all"
    ) -> Timeline:
        """What happened on a request, oldest first, as the account may see it."""
        row = await self.get(session, account, ref)
        staff = rules.sees_all(account)
        entries = await store.entries(session, row.request.id, part, staff=staff)
        counts = await store.entry_counts(session, row.request.id, staff=staff)
        run_ids = [each.action_run_id for each in entries if each.action_run_id is not None]
        found = await actions_store.runs(session, run_ids)
        shown = await runs.shown(session, self._actions, found, account)
        items = [Item(each, shown.get(each.action_run_id or "")) for each in entries]
        return Timeline(items, counts)

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
        """A request that an action on a person is recorded on, in the hands of who acts.

        It is the desk's own: the person does not see it. It is resolved by itself when the action
        is done.
        """
        demand(Role(account.role), Permission.ACTIONS_RUN)
        action = self._actions.catalogue.get(action_key)
        # The new request's foreign key holds the person too, but not alone: two at once would then
        # both wait for the other when the action wants him for itself.
        await actions_store.lock_person(session, person_id)
        person = await self._person(session, person_id)
        new = New(
            f"{action.title}: {person.display_name}",
            person_id,
            person_id,
            status=Status.IN_PROGRESS,
            assignee_id=account.id,
            closes_itself=True,
            internal=True,
        )
        request = await self.open(session, new)
        return ref_of(request.id)

    async def _held(self, session: AsyncSession, account: Account, ref: str) -> Request:
        """The request, locked for a change. Raises `not_found` as `get` does."""
        request_id = id_of(ref)
        request = await store.locked(session, request_id) if request_id is not None else None
        if request is None or not rules.may_see(account, request):
            raise not_found("request")
        return request

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
