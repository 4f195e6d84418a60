"""A journey at a stage, walked there by the real operations: `at("submitted")` gives the whole walk with its people."""

import datetime as dt

from qualitymark.assessors.operations import keep_profile, record_training
from qualitymark.core import clock
from qualitymark.desk.demo import walk as steps
from qualitymark.desk.demo.walk import STEPS, Said, Scheme, Walk

from . import factories

WORDS = Said("We do what **{code}** asks, and those it is for had a hand in it.", "A paper on {code}", "page 3")


def words(code):
    """Text, a link as evidence, and for the first criterion of an area an action."""
    action = (f"Do more on {code}", "There is a gap", "It is done") if code.endswith("1") else None
    return Said(WORDS.text.replace("{code}", code), WORDS.evidence.replace("{code}", code), WORDS.place, None, action)


def scheme(cohort=None):
    office = factories.office("Olive Office")
    assessors = {"first": factories.assessor("Asa Assessor"), "second": factories.assessor("Sky Second")}
    for actor in assessors.values():
        keep_profile(actor.person, by=office, welsh=False, most_journeys=9)
        record_training(actor.person, by=office, until=clock.today() + dt.timedelta(days=900))
    return Scheme(office=office, assessors=assessors, panel=[factories.panel("Pip Panel")], cohort=cohort)


def begin(*, of=None, cast=None, edition=None, policy=None, **facts):
    """A walk that has not begun, on a small edition and a policy of the tests."""
    cast = cast or scheme()
    edition or factories.edition()
    policy or factories.policy()
    number = next(factories.numbers)
    return Walk(
        scheme=cast,
        institution=of or factories.institution(),
        contact=("Cleo Coordinator", f"coordinator{number}@home.test"),
        senior=("Sol Sponsor", f"sponsor{number}@home.test"),
        words=words,
        assessor=cast.assessors["first"],
        second=cast.assessors["second"],
        colleagues=[("Connie Contributor", f"contributor{number}@home.test", "Finance")],
        **facts,
    )


def at(stage, **facts):
    """Walk a new institution up to and with `stage` (the names are in STEPS)."""
    return steps.walk_to(begin(**facts), stage)


NAMES = [name for name, _days, _step in STEPS]
