"""Filling an empty database with the demo scheme: each institution walked to its stage by the real operations, on days of its own."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from qualitymark.accounts.models import Person
from qualitymark.accounts.operations import add_person, appoint
from qualitymark.assessors.operations import keep_profile, record_training
from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM, Actor
from qualitymark.desk.acting import actor_for
from qualitymark.desk.demo import findings, papers, sharing, talks, walk
from qualitymark.institutions.models import Institution
from qualitymark.institutions.operations import add_institution, recuse
from qualitymark.institutions.operations.records import FICTITIOUS
from qualitymark.interest.operations import ask, say_not_yet
from qualitymark.journeys.models import Journey
from qualitymark.journeys.operations import add_cohort_member, add_funder, make_cohort
from qualitymark.selfassessment import operations as selfassessment
from qualitymark.support import operations as support
from qualitymark.support.queries import drafted_agenda, points_to_discuss

HERE = Path(__file__).parent
HIGHER = ("university", "specialist")
# The areas that stand out at each awarded institution: in words on its own page alone, and only if it agrees.
LEVELS = {"quillford": {"WB": "exceptional", "PE": "enhanced"}, "aldermoor": {"CL": "enhanced", "SS": "enhanced"}, "carrick": {"AD": "enhanced"},
          "harbourside": {"CP": "enhanced"}, "dyffryn": {"WB": "enhanced"}, "ballydoran": {"PE": "exceptional"}}  # fmt: skip


def is_loaded() -> bool:
    return Person.objects.exists() or Institution.objects.exists()


def load() -> int:
    """Make the demo; how many institutions. Leaves the clock at the real day."""
    scheme = yaml.safe_load((HERE / "scheme.yaml").read_text(encoding="utf-8"))
    responses = yaml.safe_load((HERE / "responses.yaml").read_text(encoding="utf-8"))
    real_today = clock.today()
    held = clock.hold_for_request()  # one reading of the clock's row for each move, not for each instant
    clock.move_to(real_today - dt.timedelta(days=1250))
    with transaction.atomic():
        cast, places = _scheme(scheme)
    for spec in scheme["institutions"]:
        with transaction.atomic():
            _place(spec, places[spec["key"]], cast, responses, real_today)
    clock.move_to(real_today)
    clock.release(held)
    with transaction.atomic():
        _questions()
    return len(places)


def _scheme(scheme: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Institution]]:
    office = [_appointed(spec, "office") for spec in scheme["office"]]
    assessors = {spec["name"]: _appointed(spec, "assessor") for spec in scheme["assessors"]}
    for spec in scheme["assessors"]:
        strengths = [("nation", nation) for nation in spec["nations"]] + [("kind", kind) for kind in spec["kinds"]]
        person = assessors[spec["name"]].person
        keep_profile(person, by=office[0], welsh=spec.get("welsh", False), most_journeys=8, strengths=strengths)
        record_training(person, by=office[0], until=clock.today() + dt.timedelta(days=1800))
    panel = [_appointed(spec, "panel") for spec in scheme["panel"]]
    places = {
        spec["key"]: add_institution(
            by=office[0], name=spec["name"], name_cy=spec.get("name_cy", ""), nation=spec["nation"], kind=spec["kind"], size=spec["size"],
            town=spec["town"], ukprn=str(FICTITIOUS[number]), website=f"https://www.{spec['key']}.example/", scheme_member=spec.get("member", False),
            fictitious=True,
        )
        for number, spec in enumerate(scheme["institutions"], 1)
    }  # fmt: skip
    for spec, actor in zip(scheme["office"], office, strict=True):
        if "recused_from" in spec:
            recuse(actor.person, places[spec["recused_from"]], by=actor, why="related", note="My sister teaches there.")
    facts = scheme["cohort"]
    cohort = make_cohort(
        by=office[0], name=facts["name"], funder_name=facts["funder_name"], from_on=clock.today(), covers_fee=facts["covers_fee"]
    )
    add_funder(cohort, by=office[0], person=add_person(by=office[0], **facts["funder"]))
    for spec in scheme["institutions"]:
        if spec.get("cohort"):
            add_cohort_member(cohort, by=office[0], institution=places[spec["key"]])
    return {"office": office[0], "assessors": assessors, "panel": panel, "cohort": cohort}, places


def _appointed(spec: dict[str, Any], capacity: str) -> Actor:
    person = add_person(by=SYSTEM, name=spec["name"], email=spec["email"])
    appoint(person, by=SYSTEM, capacity=capacity)
    actor = actor_for(person, capacity, "demo")
    if actor is None:
        raise LookupError(f"{person} was not appointed.")
    return actor


def _place(spec: dict[str, Any], place: Institution, cast: dict[str, Any], responses: dict[str, Any], today: dt.date) -> None:
    """Walk one institution to the stage its line names, so that it got there in the past weeks."""
    people, host = spec["people"], f"{spec['key']}.example"
    scheme = walk.Scheme(cast["office"], cast["assessors"], cast["panel"], cast["cohort"] if spec.get("cohort") else None)
    colleagues = [(name, _address(name, host), department) for name, department in people.get("contributors", [])]
    if "second_coordinator" in people:
        colleagues.append((people["second_coordinator"], _address(people["second_coordinator"], host), "Student services"))
    one = walk.Walk(
        scheme=scheme, institution=place, contact=(people["coordinator"], _address(people["coordinator"], host)),
        senior=(people["sponsor"], _address(people["sponsor"], host)), words=partial(_said, spec, responses),
        assessor=cast["assessors"].get(spec.get("assessor"), next(iter(cast["assessors"].values()))),
        second=cast["assessors"].get(spec.get("second_reader", "Rhys Madoc" if spec.get("assessor") != "Rhys Madoc" else "Pat Whitfield")),
        colleagues=colleagues, by_group=spec.get("by_group", False), scope_names=spec.get("scope_names", ""), levels=LEVELS.get(spec["key"], {}),
        discussions=3, shared=frozenset(sharing.told().get(spec["key"], {"WB4"})),
    )  # fmt: skip
    STAGES[spec["at"]](one, today)
    sharing.share(one, spec["key"])
    sharing.say_on_register(one, spec["key"])


def _address(name: str, host: str) -> str:
    words = [word for word in name.lower().replace("-", "").split() if word not in ("professor", "yr", "athro")]
    return f"{'.'.join(words)}@{host}"


def _said(spec: dict[str, Any], responses: dict[str, Any], code: str) -> walk.Said:
    """What an institution writes for a criterion, in its own kind's words."""
    entry = responses[code]
    higher = spec["kind"] in HIGHER
    word = "student" if higher else "learner"
    terms = {
        "{students}": f"{word}s", "{student}": word, "{students_cap}": f"{word.title()}s", "{place}": spec["name"],
        "{senior}": findings.SENIOR[spec["kind"]], "{often}": "twice a term" if higher else "each half term",
    }  # fmt: skip

    def own(text: str) -> str:
        for term, value in terms.items():
            text = text.replace(term, value)
        return text

    title, where = entry["evidence"]
    files: dict[str, tuple[str, Callable[[], bytes]]] = {
        "CI1": ("figures-by-stage.csv", papers.figures),
        "CL4": ("governing-body-minutes.txt", partial(papers.minutes, spec["name"])),
        "WB4": ("housing-agreement.docx", partial(papers.paper, own(title), spec["name"], [own(entry["text"])])),
        "AD1": ("admissions-policy.docx", partial(papers.paper, own(title), spec["name"], [own(entry["text"])])),
    }
    file = (files[code][0], files[code][1]()) if code in files else None
    action = tuple(own(part) for part in entry["action"]) if "action" in entry else None
    return walk.Said(own(entry["text"]).strip(), own(title), where, file, action)  # type: ignore[arg-type]


def _recently(stage: str, today: dt.date, days_ago: int = 4) -> dt.date:
    """The day to begin on, so that `stage` is reached `days_ago` days before today."""
    return today - dt.timedelta(days=walk.days_to(stage) + days_ago)


def _until(stage: str, one: walk.Walk, today: dt.date, skip: frozenset[str] = frozenset()) -> None:
    walk.walk_to(one, stage, began=_recently(stage, today), skip=skip)


def _not_yet(one: walk.Walk, today: dt.date) -> None:
    walk.walk_to(one, "talking", began=_recently("talking", today, 30))
    answer = "Thank you for the good talk. Come back once your working group has met twice; we keep your answers, and it takes one click to go on."
    say_not_yet(one.interest, by=one.scheme.office, answer=answer, return_on=today + dt.timedelta(days=120))  # type: ignore[arg-type]


def _preparing(one: walk.Walk, today: dt.date) -> None:
    """Half-way: some agreed, some ready, some drafted, some empty and overdue; the first discussion held, two criteria shared."""
    walk.walk_to(one, "assigned", began=_recently("assigned", today, 33))
    responses = walk.responses_of(one)
    clock.move_to(today - dt.timedelta(days=20))
    walk.write(one, responses[::4])
    walk.write(one, responses[1::4], finish=False)
    shown = [response for response in responses if response.criterion.code in ("CL1", "WB4", "WB5", "CI1", "AD1")]
    walk.write(one, [response for response in walk.responses_of(one) if response in shown and response.state == "empty"], finish=False)
    walk.share_and_support(one)
    talks.discuss(one, 1, talks.working_day(today - dt.timedelta(days=20)))
    clock.move_to(today - dt.timedelta(days=3))
    agenda = drafted_agenda(points_to_discuss(one.coordinator, one.fresh()))
    at = clock.instant(talks.working_day(today + dt.timedelta(days=5)), dt.time(10, 30))
    support.plan_discussion(one.journey, by=one.assessor, number=2, at=at, agenda=agenda)
    for response in walk.responses_of(one)[1:16:8]:
        if response.state == "drafted":
            selfassessment.say_ready(response, by=one.coordinator)


def _in_review(one: walk.Walk, today: dt.date) -> None:
    _until("in_review", one, today)
    walk.judge(one, one.view, one.assessor, walk.units(one)[:20])


def _clarifications(one: walk.Walk, today: dt.date) -> None:
    _until("in_review", one, today)
    walk.judge(one, one.view, one.assessor, walk.units(one)[:30])
    walk.ask_to_clarify(one)


def _with_panel(one: walk.Walk, today: dt.date) -> None:
    _until("second_read", one, today)
    _seat_panel(one)


def _seat_panel(one: walk.Walk) -> None:
    from qualitymark.journeys.operations import add_party

    add_party(Journey.objects.get(pk=one.journey.pk), by=one.scheme.office, person=one.scheme.panel[0].person, capacity="panel_chair")


def _second_reading(one: walk.Walk, today: dt.date) -> None:
    _until("recommended", one, today)
    if one.second is not None:
        from qualitymark.assessors.operations import accept, declare, offer

        answer_by = clock.today() + dt.timedelta(days=7)
        offered = offer(one.fresh(), by=one.scheme.office, person=one.second.person, capacity="second_reader", answer_by=answer_by)
        accept(declare(offered, by=one.second, conflict=False), by=one.second)


def _not_yet_round(one: walk.Walk, today: dt.date) -> None:
    one.outcome, one.not_yet = "not_yet", frozenset({"WB1", "SS1", "CI3"})
    _until("released", one, today)


def _conditions(one: walk.Walk, today: dt.date) -> None:
    one.outcome = "awarded_conditions"
    _until("released", one, today)


def _awarded_on(day: dt.date, one: walk.Walk) -> None:
    walk.walk_to(one, "released", began=day - dt.timedelta(days=walk.days_to("released")))


STAGES: dict[str, Any] = {
    "interest": lambda one, today: _until("interest", one, today),
    "not_yet": _not_yet,
    "agreed": lambda one, today: _until("agreed", one, today),
    "allocated": lambda one, today: _until("allocated", one, today),
    "begun": lambda one, today: _until("invited", one, today),
    "preparing": _preparing,
    "awaiting_signature": lambda one, today: _until("awaiting_signature", one, today),
    "submitted": lambda one, today: _until("submitted", one, today),
    "in_review": _in_review,
    "clarifications": _clarifications,
    "second_reading": _second_reading,
    "with_panel": _with_panel,
    "factual_check": lambda one, today: _until("factual_check", one, today),
    "not_yet_round": _not_yet_round,
    "awarded": lambda one, today: _until("released", one, today),
    "awarded_conditions": _conditions,
    "halfway": lambda one, today: _awarded_on(clock.add_months(today, -18) - dt.timedelta(days=9), one),
    "renewal": lambda one, today: _awarded_on(clock.add_months(today, -30) - dt.timedelta(days=9), one),
}


def _questions() -> None:
    ask(
        name="Sam Porter", email="sam.porter@brookside.example", language=settings.LANGUAGE_CODE,
        question="We are a small sixth form with about ten care experienced students. Is the mark meant for places like ours?",
    )  # fmt: skip
