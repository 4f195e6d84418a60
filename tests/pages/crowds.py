"""Long lists of long names: thirty and more of everything that a page lists, in words that do not break at a space."""

from qualitymark.actionplan.operations import add_action
from qualitymark.core import clock
from qualitymark.evidence.operations import add_link
from qualitymark.interest.models import Interest
from qualitymark.interest.operations import ask
from qualitymark.journeys.models import CohortMember, FeeLine
from qualitymark.selfassessment import operations as selfassessment
from qualitymark.selfassessment.models import Response
from qualitymark.support.operations import add_note
from tests import factories, stages
from tests.awards.rows import row
from tests.practice.made import decision, example

MANY = 31  # one more than a page of a list
PLACE = "Gwasanaethauanawsteraufyfyrwyr" * 4
PERSON = "Bartholomew-Llanfairpwllgwyngyll" * 3
TITLE = "Supercalifragilistic" * 9


def _long_name(institution):
    institution.name = f"{PLACE} (of old)"
    institution.save()


def _elsewhere(walk, cohort):
    """Other institutions on their way in the same cohort, with the same assessor; and what the office hears from outside."""
    mine = walk.fresh()
    for number in range(MANY):
        journey = factories.journey(factories.institution(f"No {number} {PLACE}"), edition=mine.edition, policy=mine.policy, cohort=cohort)
        CohortMember.objects.create(cohort=cohort, institution=journey.institution, joined_on=clock.today())
        FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
        factories.party(journey, walk.assessor)
        factories.cohort(name=f"{TITLE} {number}", funder_name=PLACE)
        factories.assessor(f"{PERSON} {number}")
        ask(name=f"{PERSON} {number}", email=f"vic{number}@{'visitor' * 8}.test", language="en-gb", question=f"{TITLE * 3} {number}")
        Interest.objects.create(
            typed_name=f"No {number} {PLACE}", contact_name=PERSON, contact_role=TITLE[:120], contact_email=f"{PERSON[:60]}@home.test",
            senior_name=PERSON, senior_role=TITLE[:120], senior_email="senior@home.test", language="en-gb", message=TITLE * 3, sent_at=clock.now(),
        )  # fmt: skip


def _at_home(walk):
    """Colleagues, items, actions, versions and notes of the institution itself."""
    of, by, journey = walk.institution, walk.coordinator, walk.fresh()
    response = Response.objects.get(journey=journey, criterion__code="CL1")
    selfassessment.share([response], by=by)
    for number in range(MANY):
        factories.contributor(of, who=factories.person(f"{PERSON} {number}"), department=TITLE[:100])
        item = add_link(of, by=by, url=f"https://www.home.test/{TITLE}/{number}", title=f"{TITLE} {number}")
        selfassessment.cite(response, by=by, item=item, place=TITLE[:100], why=TITLE)
        add_action(
            of, by=by, journey=journey, what=f"{TITLE} {number}", why=TITLE, measure=TITLE, criteria=["CL1"], owner_name=PERSON,
            owner_email=f"{PERSON[:60]}@home.test", due_on=clock.today(),
        )  # fmt: skip
        response = selfassessment.save_response(response, by=by, text=f"{TITLE * 4}\n\n{number}", base=response.version)
        selfassessment.comment(response, by=by, text=f"{TITLE * 2} {number}")
        add_note(response, by=walk.assessor, sort="strong", text=f"{TITLE * 2} {number}")


def crowded(cohort):
    """A journey in the writing, in the midst of many."""
    walk = stages.at("discussed_once")
    _elsewhere(walk, cohort)
    _at_home(walk)
    _long_name(walk.institution)
    return walk


def renowned(_cohort):
    """A mark awarded among many, with much to share."""
    walk = stages.at("released")
    for number in range(MANY):
        place = factories.institution(f"No {number} {PLACE}")
        row(place)
        decision(place, journey=factories.journey(place, edition=walk.journey.edition, policy=walk.journey.policy, state="released"))
        example(place, "published", title=f"{TITLE} {number}", text=TITLE * 4, indexed=number == MANY - 1)
        example(walk.institution, "flagged", title=f"{TITLE} {number}", text=TITLE * 4)
    _long_name(walk.institution)
    return walk
