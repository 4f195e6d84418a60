"""Every page of the institution: there for its working group, and for nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from qualitymark.actionplan import operations as actionplan
from qualitymark.core.actor import Capacity
from qualitymark.evidence import operations as evidence
from qualitymark.institutions import operations as institutions
from qualitymark.institutions.models import Membership
from qualitymark.selfassessment import operations
from tests import factories
from tests.selfassessment.stage import make_stage

pytestmark = [pytest.mark.access, pytest.mark.django_db]
PLAIN = [
    "board", "assign", "share", "library", "actions", "action_add", "people", "invite", "timetable", "pause", "withdraw", "action_import", "whole", "ask_signature", "clarifications",
]  # fmt: skip
ONE = ["criterion", "history", "cite", "criterion_leave_out", "criterion_comment"]


def pages(stage):
    """Every address that answers to a GET while the institution prepares, for a coordinator."""
    ref = stage.journey.ref
    item = stage.item()
    operations.save_response(stage.response("CL2"), by=stage.coordinator, text="We do this.", base=0)
    operations.say_ready(stage.response("CL2"), by=stage.coordinator)
    cited = operations.cite(stage.response("CL2"), by=stage.coordinator, item=item, place="page 3")
    problem = evidence.report_problem(item, by=stage.assessor, note="It is empty")
    action = actionplan.add_action(
        stage.institution,
        by=stage.coordinator,
        journey=stage.journey,
        what="Ask",
        owner_name="Ivy",
        owner_email="ivy@example.test",
        criteria=["CL1"],
    )
    invitation = institutions.invite(stage.institution, by=stage.coordinator, email="new@example.test", name="New", role="contributor")
    member = Membership.objects.get(person=stage.contributor.person)
    found = [reverse(f"workspace:{name}", args=[ref]) for name in PLAIN]
    found += [reverse(f"workspace:{name}", args=[ref, "CL2"]) for name in [*ONE, "criterion_return"]]
    found += [reverse("workspace:cite_new", args=[ref, "CL2", sort]) for sort in ("file", "link", "words")]
    found += [reverse("workspace:item_add", args=[ref, sort]) for sort in ("file", "link", "words")]
    found += [reverse(f"workspace:{name}", args=[ref, item.ref]) for name in ("item", "item_change", "item_revise", "item_remove")]
    found += [reverse(f"workspace:{name}", args=[ref, action.ref]) for name in ("action", "action_change", "action_remove", "action_link")]
    return [
        *found,
        reverse("workspace:ours"),
        reverse("workspace:board", args=[ref, "overdue"]),
        reverse("workspace:assign", args=[ref]) + "?c=CL1&c=CL2",
        reverse("workspace:version", args=[ref, "CL2", 1]),
        reverse("workspace:compare", args=[ref, "CL2"]) + "?a=1&b=1",
        reverse("workspace:citation", args=[ref, "CL2", cited.ref]),
        reverse("workspace:problem_done", args=[ref, problem.ref]),
        reverse("workspace:invitation_withdraw", args=[ref, invitation.ref]),
        reverse("workspace:membership_end", args=[ref, member.ref]),
    ]


def test_every_page_is_there_for_a_coordinator_and_unknown_to_everybody_else(stage, at):
    addresses = pages(stage)
    others = {
        "colleague elsewhere": at(factories.coordinator(factories.institution())),
        "assessor": at(stage.assessor),
        "office": at(factories.office()),
        "funder": at(factories.acting(factories.person(), capacity=Capacity.FUNDER)),
        "former coordinator": at(factories.acting(factories.member(stage.institution, until_on=factories.LONG_AGO))),
    }
    mine, wrong = at(stage.coordinator), []
    for address in addresses:
        answer = mine.get(address)
        if answer.status_code not in (200, 302) or (answer.status_code == 302 and address != reverse("workspace:ours")):
            wrong.append(f"{address}: {answer.status_code}")
        for name, client in others.items():
            theirs = client.get(address)
            if theirs.status_code != 404 and address != reverse("workspace:ours"):
                wrong.append(f"{address} for {name}: {theirs.status_code}")
        signed_out = Client().get(address)
        if signed_out.status_code != 302 or "/account/" not in signed_out["Location"]:
            wrong.append(f"{address} signed out: {signed_out.status_code}")
    assert wrong == []


def test_the_pages_say_nothing_twice_and_carry_one_heading(stage, at):
    client = at(stage.coordinator)
    for address in pages(stage):
        text = client.get(address, follow=True).content.decode()
        assert text.count("<h1") == 1, address
        idents = [part.split('"')[0] for part in text.split(' id="')[1:]]
        assert sorted(set(idents)) == sorted(idents), (address, [one for one in idents if idents.count(one) > 1])


@pytest.mark.parametrize("what", ["contributor", "sponsor", "delegate"])
def test_members_of_the_working_group_read_the_pages_that_are_for_all(stage, at, what):
    client = at(getattr(stage, what))
    ref = stage.journey.ref
    for name in ("board", "library", "actions", "people", "timetable", "whole", "ask_signature", "clarifications"):
        assert client.get(reverse(f"workspace:{name}", args=[ref])).status_code == 200, name
    assert client.get(reverse("workspace:criterion", args=[ref, "CL1"])).status_code == 200
    for name in ("assign", "share", "invite", "unfreeze"):
        assert client.get(reverse(f"workspace:{name}", args=[ref])).status_code in (403, 409), name


def test_a_finance_contact_sees_nothing_of_the_writing(stage, at):
    client = at(factories.acting(factories.member(stage.institution, "finance"), stage.institution))
    assert client.get(reverse("workspace:board", args=[stage.journey.ref])).status_code == 404
    assert client.get(reverse("workspace:criterion", args=[stage.journey.ref, "CL1"])).status_code == 404


def test_a_criterion_of_another_institution_is_not_there(stage, at):
    other = make_stage()
    client = at(stage.coordinator)
    assert client.get(reverse("workspace:criterion", args=[other.journey.ref, "CL1"])).status_code == 404
    item = other.item()
    assert client.get(reverse("workspace:item", args=[stage.journey.ref, item.ref])).status_code == 404
    assert client.post(reverse("workspace:cite", args=[stage.journey.ref, "CL1"]), {"item": item.ref}).status_code == 404
