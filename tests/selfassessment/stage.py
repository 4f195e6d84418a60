"""One institution with its people and a journey in preparation, by the real operations of these rooms."""

from dataclasses import dataclass
from typing import Any

from qualitymark.actionplan import operations as actionplan
from qualitymark.core.actor import SYSTEM, Capacity
from qualitymark.evidence import operations as evidence
from qualitymark.institutions.models import Role
from qualitymark.journeys.states import PartyCapacity, State
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Response
from qualitymark.selfassessment.queries import content_of
from tests import factories
from tests.files.uploads import upload


@dataclass
class Stage:
    journey: Any
    coordinator: Any
    contributor: Any
    sponsor: Any
    delegate: Any
    assessor: Any

    @property
    def institution(self):
        return self.journey.institution

    def response(self, code="CL1"):
        return Response.objects.select_related("journey__institution", "criterion__area").get(journey=self.journey, criterion__code=code)

    def responses(self):
        return list(Response.objects.filter(journey=self.journey).select_related("journey__institution", "criterion__area"))

    def write(self, code="CL1", text="We do this.", by=None, base=None):
        response = self.response(code)
        return operations.save_response(response, by=by or self.coordinator, text=text, base=response.version if base is None else base)

    def item(self, title="Housing agreement", **facts):
        return evidence.add_file(self.institution, by=self.coordinator, upload=upload(), title=title, **facts)

    def complete(self):
        """Everything written, one thing cited, an action set: ready to be signed."""
        item = self.item()
        for response in self.responses():
            operations.save_response(
                response, by=self.coordinator, text=f"What we do for {response.criterion.code}.", base=response.version
            )
            operations.cite(response, by=self.coordinator, item=item, place="page 3", why="It says so.")
            operations.say_ready(response, by=self.coordinator)
        actionplan.add_action(
            self.institution,
            by=self.coordinator,
            journey=self.journey,
            what="Ask every new learner",
            criteria=["CL1"],
            owner=self.coordinator.person,
        )
        return self

    def ask(self):
        self.journey = operations.ask_signature(self.journey, by=self.coordinator)
        return self

    def sign(self):
        operations.sign(self.journey, by=self.sponsor, content_sha256=content_of(self.journey).sha256, statement="I vouch for this.")
        return self

    def submitted(self):
        self.complete().ask().sign()
        return operations.submit(self.journey, by=self.coordinator)


def make_stage(state=State.PREPARING, areas=2, criteria=2, **facts):
    of = factories.institution()
    journey = factories.journey(of, state=state, edition=factories.edition(areas=areas, criteria=criteria), **facts)
    assessor = factories.appointed(Capacity.ASSESSOR)
    factories.party(journey, assessor, PartyCapacity.ASSESSOR)
    operations.prepare_responses(journey, by=SYSTEM)
    return Stage(
        journey,
        factories.coordinator(of),
        factories.contributor(of),
        factories.sponsor(of),
        factories.acting(factories.member(of, Role.DELEGATE), of),
        assessor,
    )
