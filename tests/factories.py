"""Plain rows, no surprises: what a test needs to stand on. Journeys "at" a stage that walk the real operations are in stages.py."""

import datetime as dt
import itertools
import time

from django_tasks_db.models import DBTaskResult

from qualitymark.accounts.models import Appointment, Person
from qualitymark.accounts.tasks import answer
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.refs import new_once
from qualitymark.frameworks.models import Area, Criterion, CriterionFor, Edition, Group, Policy, PolicyLabel, Text
from qualitymark.institutions.models import Identifier, Institution, Kind, Membership, Name, Nation, PublicSlug, Role, Size
from qualitymark.institutions.queries import normalised
from qualitymark.journeys.models import Cohort, Funder, Journey, Party
from qualitymark.journeys.states import State
from qualitymark.selfassessment.models import Response, SignOff, Submission, SubmissionPart

numbers = itertools.count(1)
policy_days = itertools.count(1)  # each policy is from a later day than the one before, and none from a day to come
LONG_AGO = dt.date(2020, 1, 1)


def phone_code(secret, steps=0):
    """What the app on a phone shows now for this secret, or `steps` half minutes from now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def marked(typed):
    """What was typed into a form that makes a row, with the mark that the server gave it."""
    return {"once": new_once()} | typed


def answer_askers():
    """Do what the worker would for everybody who asked for a letter with an address alone; how many asked."""
    waiting = DBTaskResult.objects.filter(task_path=f"{answer.func.__module__}.{answer.func.__name__}")
    asked = [row.args_kwargs["args"] for row in waiting]
    waiting.delete()
    for words in asked:
        answer.func(*words)
    return len(asked)


def person(name="", **facts):
    number = next(numbers)
    name = name or f"Person {number}"
    return Person.objects.create_user(facts.pop("email", f"person{number}@example.test"), name=name, **facts)


def institution(name="", **facts):
    number = next(numbers)
    name = name or f"Northmoor College {number}"
    facts = {"nation": Nation.ENGLAND, "kind": Kind.COLLEGE, "size": Size.MEDIUM, "fictitious": True} | facts
    made = Institution.objects.create(name=name, **facts)
    Name.objects.create(institution=made, text=name, normalised=normalised(name))
    Identifier.objects.create(institution=made, scheme=Identifier.Scheme.UKPRN, value=str(10090000 + number))
    PublicSlug.objects.create(institution=made, slug=f"{normalised(name).replace(' ', '-')}-{number}"[:120])
    return made


def member(of, role=Role.COORDINATOR, who=None, department="", until_on=None):
    """A person with a role in an institution."""
    who = who or person()
    Membership.objects.create(person=who, institution=of, role=role, department=department, from_on=LONG_AGO, until_on=until_on)
    return who


def acting(who, institution=None, capacity=None):
    """The actor for a person: a member of `institution` with their present roles there, or in a capacity of the scheme."""
    if institution is not None:
        from qualitymark.institutions.queries import roles_in

        return Actor(who, Capacity.MEMBER, institution.pk, roles_in(who.pk, institution.pk), session="test")
    return Actor(who, capacity or Capacity.VISITOR, session="test")


def coordinator(of, **facts):
    return acting(member(of, Role.COORDINATOR, **facts), of)


def contributor(of, **facts):
    return acting(member(of, Role.CONTRIBUTOR, **facts), of)


def sponsor(of, **facts):
    return acting(member(of, Role.SPONSOR, **facts), of)


def appointed(capacity, name=""):
    who = person(name)
    Appointment.objects.create(person=who, capacity=capacity, from_on=LONG_AGO)
    return acting(who, capacity=capacity)


def office(name=""):
    return appointed(Capacity.OFFICE, name)


def assessor(name=""):
    return appointed(Capacity.ASSESSOR, name)


def panel(name=""):
    return appointed(Capacity.PANEL, name)


def party(journey, actor, capacity="assessor"):
    return Party.objects.create(journey=journey, person=actor.person, capacity=capacity, from_on=LONG_AGO)


def edition(code="", areas=2, criteria=2, groups=1):
    """A small published edition: `areas` areas of `criteria` criteria each, for every kind and size, in English."""
    code = code or f"test-{next(numbers)}"
    made = Edition.objects.create(
        code=code, state="published", content_hash="0" * 64, loaded_at=clock.now(), published_at=clock.now(), illustrative=True
    )
    texts, fors, number = [Text(edition=made, key="edition.title", language="en-gb", text="Test edition")], [], 0
    for index, area_code in enumerate(["CL", "CI", "PE", "AD", "WB", "SS", "CP"][:areas], start=1):
        area = Area.objects.create(edition=made, code=area_code, number=index)
        texts.append(Text(edition=made, key=f"area.{area_code}.title", language="en-gb", text=f"Area {area_code}"))
        made_groups = [Group.objects.create(edition=made, area=area, code=f"{area_code}-{n}", number=n) for n in range(1, groups + 1)]
        for place in range(1, criteria + 1):
            number += 1
            each = Criterion.objects.create(
                edition=made, area=area, group=made_groups[place % groups], code=f"{area_code}{place}", number=number, core=place == 1
            )
            for part, words in (
                ("title", "Title"),
                ("statement", "Statement"),
                ("good", "What good looks like"),
                ("prompt.1", "Evidence prompt"),
            ):
                key = f"criterion.{each.code}.{part}"
                texts.append(
                    Text(edition=made, key=key, language="en-gb", text=f"{words} of {each.code}", html=f"<p>{words} of {each.code}</p>")
                )
            fors += [CriterionFor(criterion=each, kind=kind, size=size) for kind in Kind for size in Size]
    Text.objects.bulk_create(texts)
    CriterionFor.objects.bulk_create(fors)
    return made


def policy(**facts):
    number = next(numbers)
    facts = {
        "code": f"policy-{number}", "from_on": dt.date(2000, 1, 1) + dt.timedelta(days=next(policy_days)), "fee_pence": 90000, "member_fee_pence": 75000, "discussions": 3,
        "term_months": 36, "renewal_term_months": 36, "halfway_month": 18, "halfway_reply_days": 42, "renewal_opens_month": 30, "grace_days": 90,
        "second_reading": Policy.SecondReading.NOTABLE, "decider": Policy.Decider.PANEL, "factual_check_days": 10,
    } | facts  # fmt: skip
    made = Policy.objects.create(**facts)
    labels = {
        "criterion": {"met": "Met", "with_suggestions": "Met, with suggestions", "not_yet": "Not yet", "not_applicable": "Not applicable"},
        "area": {"meets": "Meets", "enhanced": "Enhanced", "exceptional": "Exceptional", "not_yet": "Not yet"},
    }
    PolicyLabel.objects.bulk_create(
        PolicyLabel(policy=made, of=of, code=code, language="en-gb", label=label)
        for of, codes in labels.items()
        for code, label in codes.items()
    )
    return made


def journey(of=None, state=State.PREPARING, **facts):
    """A journey placed in a state by hand: for rules and pages of one room. Whole walks are in stages.py."""
    facts = {"edition": facts.get("edition") or edition(), "policy": facts.get("policy") or policy()} | facts
    return Journey.objects.create(institution=of or institution(), state=state, opened_at=clock.now(), state_since=clock.now(), **facts)


def cohort(**facts):
    return Cohort.objects.create(**({"name": f"Cohort {next(numbers)}", "funder_name": "A funder", "from_on": LONG_AGO} | facts))


def funder(of):
    who = person()
    Funder.objects.create(cohort=of, person=who, from_on=LONG_AGO)
    return acting(who, capacity=Capacity.FUNDER)


def response(of, code="CL1", text="", **facts):
    """A response of a journey; with text it is a draft."""
    facts = {"state": "drafted" if text else "empty", "version": 1 if text else 0, "changed_at": clock.now() if text else None} | facts
    criterion = Criterion.objects.get(edition=of.edition, code=code)
    return Response.objects.create(journey=of, criterion=criterion, text=text, html=f"<p>{text}</p>" if text else "", **facts)


def submission(of, round=1, codes=None):
    """A submission with one part for each criterion (or those named), placed by hand: for the rooms above. Its hash is not of its content."""
    who = member(of.institution, Role.SPONSOR)
    now = clock.now()
    sign = SignOff.objects.create(
        journey=of, round=round, content_sha256="1" * 64, statement="I sign.", signed_at=now, signed_by=who, role="sponsor"
    )  # fmt: skip
    made = Submission.objects.create(
        journey=of, round=round, content="{}", sha256="1" * 64, signoff=sign, submitted_at=now, submitted_by=who
    )  # fmt: skip
    rows = Criterion.objects.filter(edition=of.edition).order_by("number")
    rows = rows.filter(code__in=codes) if codes else rows
    SubmissionPart.objects.bulk_create(
        SubmissionPart(
            submission=made, sort="response", key=each.code, number=each.number, text=f"What we do for {each.code}.",
            html=f"<p>What we do for {each.code}.</p>", salt="s", digest="d" * 64,
        )
        for each in rows
    )  # fmt: skip
    return made
