"""Every change to evidence: items and their versions, problems with them, erasure for cause."""

import datetime as dt
import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.core import audit, clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.refs import new_ref
from qualitymark.core.rows import hold, hold_all, make_once
from qualitymark.core.verdict import Refused, not_now
from qualitymark.files.kinds import clean_name
from qualitymark.files.storage import erase, store
from qualitymark.institutions.models import Institution
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import OPEN_STATES

from . import notices, rules
from .models import AccessProblem, Item, NamedReader, Revision, Sensitivity, Sort
from .queries import room_left

TEXT_MOST = 20_000
# Control characters, and those that turn the direction of what follows: a name would be read as another.
UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u202a-\\u202e\\u2066-\\u2069]")


@transaction.atomic
def add_file(institution: Institution, *, by: Actor, upload: Any, title: str = "", **facts: Any) -> Item:
    """A file as evidence. `facts` are those of `_add`. Refused: what files.kinds refuses, and over the institution's room."""
    rules.can_add_item(by, institution).enforce()
    institution = hold(institution)
    item, new = _add(institution, Sort.FILE, title or _title_of(clean_name(upload.name)), by, **facts)
    if new:
        _file_revision(item, upload, by)
        _recorded("add", item, by)
    return item


@transaction.atomic
def add_link(institution: Institution, *, by: Actor, url: str, title: str, **facts: Any) -> Item:
    """An address on the web as evidence. Refused: an address that is not http or https."""
    rules.can_add_item(by, institution).enforce()
    item, new = _add(institution, Sort.LINK, title, by, **facts)
    if new:
        _text_revision(item, by, url=checked_address(url))
        _recorded("add", item, by)
    return item


@transaction.atomic
def add_text(institution: Institution, *, by: Actor, text: str, title: str, sort: str = Sort.QUOTE, **facts: Any) -> Item:
    """A quotation, or figures in words, as evidence."""
    rules.can_add_item(by, institution).enforce()
    item, new = _add(institution, Sort(sort), title, by, **facts)
    if new:
        _text_revision(item, by, text=_checked_text(text))
        _recorded("add", item, by)
    return item


def _add(
    institution: Institution,
    sort: str,
    title: str,
    by: Actor,
    *,
    shows: str = "",
    owner: Person | None = None,
    owner_name: str = "",
    department: str = "",
    dated_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    sensitivity: str = Sensitivity.ASSESSOR,
    readers: Iterable[Person] = (),
    ref: str = "",
) -> tuple[Item, bool]:
    """`owner` looks after it (the person who adds it unless a colleague without an account is named); `readers` count for NAMED alone.
    `ref` is the form's own mark: the same form makes one item. The item, and whether it is new."""
    item, new = make_once(
        Item, ref, institution=institution, sort=sort, title=_checked_title(title), shows=shows.strip(), owner=owner or (None if owner_name else by.person),
        owner_name=owner_name.strip()[:120], department=department.strip()[:100], dated_on=dated_on, valid_until=valid_until,
        sensitivity=sensitivity, added_at=clock.now(), added_by=by.person,
    )  # fmt: skip
    if new:
        _name_readers(item, readers)
    return item, new


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused(not_now(_("Give the item a title, so that others can find it.")))
    if UNSEEN.search(title):
        raise Refused(
            not_now(
                _("The title has characters that are not seen and turn how the rest is read."),
                _("They come along when something is copied. Type the title anew."),
            )
        )
    return title[:200]


def _name_readers(item: Item, readers: Iterable[Person]) -> None:
    item.readers.all().delete()
    if item.sensitivity == Sensitivity.NAMED:
        NamedReader.objects.bulk_create([NamedReader(item=item, person=person) for person in readers], ignore_conflicts=True)


def _recorded(verb: str, item: Item, by: Actor, **facts: Any) -> Item:
    detail = {"owner_name": item.owner_name} if item.owner_name else None
    record(verb, item, by=by, facts={"sort": str(item.sort), **facts}, detail=detail)
    return item


def _title_of(name: str) -> str:
    return name.rpartition(".")[0].replace("_", " ").strip() or name


def checked_address(url: str) -> str:
    """An address that a reader can follow: http or https, at most 1,000 characters, with no name and password in it, and not on a computer
    that is the reader's own or in nobody's reach. Refused with a sentence otherwise."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        url = ""
    if "@" in urlsplit(url).netloc:
        raise Refused(
            not_now(
                _("The address has a name or a password in it (before the @), which everybody who reads it would see."),
                _("Take them out. If the page cannot be opened without them, add it as a file instead."),
            )
        )
    if _is_own_computer(urlsplit(url).hostname or ""):
        raise Refused(
            not_now(
                _("Others cannot open an address on your own computer."),
                _("Give the address at which colleagues elsewhere open the page, or add it as a file."),
            )
        )
    if not url or len(url) > 1000 or UNSEEN.search(url):
        raise Refused(
            not_now(
                _("That is not the address of a page. It should look like https://www.example.ac.uk/policy."),
                _("Open the page and copy its address from the top of the window."),
            )
        )
    return url


def _is_own_computer(host: str) -> bool:
    """A loopback, link-local or empty address, in whatever way it is written."""
    plain = unicodedata.normalize("NFKC", host).rstrip(".").partition("%")[0]
    if plain == "localhost" or plain.endswith((".localhost", ".localdomain")):
        return True
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_link_local or address.is_unspecified


def _checked_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Refused(not_now(_("Write the quotation or the figures, and say where they come from.")))
    if len(text) > TEXT_MOST:
        raise Refused(
            not_now(_("That is longer than an item of text may be (%(most)s characters). Add it as a file instead."), most=f"{TEXT_MOST:,}")
        )
    return text


def _next_number(item: Item) -> int:
    return (item.revisions.aggregate(most=Max("number"))["most"] or 0) + 1


def _file_revision(item: Item, upload: Any, by: Actor, ref: str = "") -> Revision:
    ref = ref or new_ref()
    left = room_left(item.institution_id)
    file = store(upload, owner="evidence.Revision", owner_ref=ref, by=by, room_left=left)
    return Revision.objects.create(
        ref=ref, item=item, number=_next_number(item), file=file, sha256=file.sha256, added_at=clock.now(), added_by=by.person
    )


def _text_revision(item: Item, by: Actor, *, url: str = "", text: str = "", ref: str = "") -> Revision:
    return Revision.objects.create(
        ref=ref or new_ref(),
        item=item,
        number=_next_number(item),
        url=url,
        text=text,
        sha256=audit.digest(url or text),
        added_at=clock.now(),
        added_by=by.person,
    )


def _hold_journeys(institution_id: int) -> list[Journey]:
    """The institution's open journeys, held first of all: freezing and changing what is frozen exclude each other."""
    return hold_all(Journey.objects.filter(institution_id=institution_id, state__in=OPEN_STATES))


@transaction.atomic
def change_item(item: Item, *, by: Actor, readers: Iterable[Person] | None = None, **facts: Any) -> Item:
    """New title, what it shows, owner, department, dates or readers: any of the facts of `_add`, and `title`. What is not given stays.

    `readers` given replace those named, and an empty list takes all of them away. Refused: an empty title.
    """
    journeys = _hold_journeys(item.institution_id)
    item = hold(item)
    rules.can_change_item(by, item).enforce()
    rules.nothing_waits_for_signature(journeys).enforce()
    if "title" in facts:
        facts["title"] = _checked_title(facts["title"])
    changed = sorted(name for name, value in facts.items() if getattr(item, name) != value)
    for name in changed:
        setattr(item, name, facts[name])
    item.save(update_fields=changed)
    if readers is not None or item.sensitivity != Sensitivity.NAMED:
        _name_readers(item, readers or ())
    return _recorded("change", item, by, changed=changed)


@transaction.atomic
def revise(item: Item, *, by: Actor, upload: Any = None, url: str = "", text: str = "", ref: str = "") -> Revision:
    """A new version in place of the present one, of the same sort; open problems with the item are thereby answered. `ref` is the form's
    own mark: the same form makes one version.

    What was submitted keeps the version it pinned. Refused while the content waits for signature.
    """
    journeys = _hold_journeys(item.institution_id)
    rules.nothing_waits_for_signature(journeys).enforce()
    return add_revision(item, by=by, upload=upload, url=url, text=text, ref=ref)


@transaction.atomic
def add_revision(item: Item, *, by: Actor, upload: Any = None, url: str = "", text: str = "", ref: str = "") -> Revision:
    """The version itself, for an operation above that holds the journey and says when it may be (a replacement after submission)."""
    item = hold(item)
    rules.can_change_item(by, item).enforce()
    made = item.revisions.filter(ref=ref).first() if ref else None
    if made is not None:
        return made  # the same form, sent twice
    if upload is not None:
        hold(item.institution)
        revision = _file_revision(item, upload, by, ref)
    elif url:
        revision = _text_revision(item, by, url=checked_address(url), ref=ref)
    else:
        revision = _text_revision(item, by, text=_checked_text(text), ref=ref)
    sort = Sort.FILE if upload is not None else Sort.LINK if url else item.sort if item.sort in (Sort.QUOTE, Sort.FIGURE) else Sort.QUOTE
    Item.objects.filter(pk=item.pk).update(sort=sort)
    AccessProblem.objects.filter(item=item, resolved_at=None).update(resolved_at=clock.now(), resolved_by=by.person)
    record("revise", revision, by=by, facts={"item": item.ref, "number": revision.number, "sha256": revision.sha256})
    return revision


@transaction.atomic
def remove_item(item: Item, *, by: Actor) -> Item:
    """Out of the library. Versions that were submitted stay readable where they were submitted."""
    journeys = _hold_journeys(item.institution_id)
    item = hold(item)
    rules.can_change_item(by, item).enforce()
    rules.nothing_waits_for_signature(journeys).enforce()
    if item.removed_at is None:
        item.removed_at = clock.now()
        item.save(update_fields=["removed_at"])
        record("remove", item, by=by)
    return item


@transaction.atomic
def report_problem(item: Item, *, by: Actor, note: str = "") -> AccessProblem:
    """ "I cannot open this". The owner and the coordinators are told once; a repeat adds to the open one."""
    item = hold(item)
    rules.can_report_problem(by, item).enforce()
    problem = AccessProblem.objects.filter(item=item, raised_by=by.person, resolved_at=None).first()
    note = note.strip()
    if problem is not None:
        if note and note not in problem.note:
            problem.note = f"{problem.note}\n\n{note}".strip()[:2000]
            problem.save(update_fields=["note"])
        return problem
    problem = AccessProblem.objects.create(item=item, note=note[:2000], raised_at=clock.now(), raised_by=by.person)
    notices.problem_reported(problem)
    record("report_problem", problem, by=by, facts={"item": item.ref})
    return problem


@transaction.atomic
def resolve_problem(problem: AccessProblem, *, by: Actor) -> AccessProblem:
    """Answered without a new version: the reader was helped to open it."""
    problem = hold(problem)
    rules.can_resolve_problem(by, problem).enforce()
    if problem.resolved_at is None:
        problem.resolved_at, problem.resolved_by = clock.now(), by.person
        problem.save(update_fields=["resolved_at", "resolved_by"])
        record("resolve_problem", problem, by=by, facts={"item": problem.item.ref})
    return problem


@transaction.atomic
def erase_revision(revision: Revision, *, by: Actor, why: str) -> Revision:
    """Erase one version for cause: bytes, address and text go, its digest stays, so that what pinned it still verifies."""
    rules.can_erase_revision(by).enforce()
    revision = hold(revision)
    if revision.erased_at is None:
        if not why.strip():
            raise Refused(not_now(_("Say why this version is erased: it stays on record beside the empty place.")))
        if revision.file is not None:
            erase(revision.file)
        revision.url, revision.text, revision.erased_at, revision.erased_why = "", "", clock.now(), why.strip()[:200]
        revision.save(update_fields=["url", "text", "erased_at", "erased_why"])
        record("erase", revision, by=by, facts={"item": revision.item.ref, "number": revision.number}, detail={"why": revision.erased_why})
    return revision
