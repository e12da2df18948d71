"""Lists of Okta's, page by page, to their end and no further."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from deskhand.actions.declare import Advice, Answer, Kind
from deskhand.integrations.okta.clean import plain
from deskhand.integrations.okta.client import Caller, OktaClient, Read, Target
from deskhand.integrations.okta.errors import OktaError
from deskhand.integrations.okta.links import halved, host_of, limit_of, place_of, sense_of
from deskhand.integrations.okta.records import Record, Shape

R = TypeVar("R", bound=Record)
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """A list of one kind of object and the most of it that one call may ask for."""

    template: str
    shape: Shape[R]
    limit: int
    query: dict[str, str] = field(default_factory=dict)


class Walk(Generic[R]):
    """One way through a list. `note` is told of what was odd but did no harm."""

    def __init__(
        self, client: OktaClient, listing: Listing[R], caller: Caller, note: Note, *ids: str
    ) -> None:
        self._client = client
        self._listing = listing
        self._caller = caller
        self._note = note
        self._target = Target.of(listing.template, *ids, **listing.query, limit=str(listing.limit))

    @property
    def answer(self) -> Answer:
        """The newest answer, as proof of what was read."""
        return self._answer

    async def pages(self) -> AsyncGenerator[list[R]]:
        """Every page. Raises `OktaError` when the list cannot be read to its end."""
        asked = set()
        doubted = False
        while True:
            read = await self._page()
            asked.add(sense_of(self._target.url))
            following = await self._follow(read.next) if read.next is not None else None
            if following is None or sense_of(following.url) not in asked:
                yield read.value
                if following is None:
                    return
                self._target, doubted = following, False
            elif len(read.value) < (limit_of(self._target.url) or self._listing.limit):
                # A list that ends by pointing at itself: there is no more.
                self._note(f"The last page of {self._target.path} links to itself.")
                yield read.value
                return
            elif doubted:
                raise self._broken_off()
            else:
                # A full page may have others behind it: ask once more before giving up.
                doubted = True

    async def _page(self) -> Read[list[R]]:
        """The page that is next; asked for in halves when Okta cannot make it in time."""
        listing = self._listing
        while True:
            smaller = halved(self._target.url)
            try:
                read = await self._client.read(
                    self._target, listing.shape.page, self._caller, shrinkable=smaller is not None
                )
            except OktaError as error:
                if smaller is None or not error.slow:
                    raise
                self._target = replace(self._target, url=smaller)
                continue
            self._answer = read.answer
            if read.odd:
                self._note(f"{read.odd} {listing.shape.what} records had an unexpected shape.")
            return read

    async def _follow(self, link: str) -> Target:
        """The next page at the address we are connected to; the token goes nowhere else."""
        base_url = self._client.base_url
        place = place_of(link, base_url + self._target.url)
        if place is None:
            raise self._foreign("an address that cannot be right")
        ours = place.host == host_of(base_url)
        if not ours and place.host not in await self._client.org_hosts(self._caller):
            raise self._foreign(f"{plain(place.host)}, which is not this org")
        if not place.is_api:
            raise self._foreign("an address outside of Okta's API")
        return replace(self._target, url=place.url)

    def _foreign(self, where: str) -> OktaError:
        return self._unfinished(
            "A list leads to another place",
            f"The next page of {self._target.path} is said to be at {where}. It was not followed.",
        )

    def _broken_off(self) -> OktaError:
        return self._unfinished(
            "A list could not be read to its end",
            f"A full page of {self._target.path} links to itself, so there may be more that Okta "
            "does not show.",
        )

    def _unfinished(self, summary: str, text: str) -> OktaError:
        return OktaError(
            Answer(
                Kind.LOST,
                "GET",
                self._target.path,
                http_status=200,
                error_summary=summary,
                advice=Advice(text),
            )
        )
