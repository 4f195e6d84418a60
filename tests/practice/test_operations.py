"""From the assessor's flag to publication and withdrawal."""

import pytest

from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Name, Recusal
from qualitymark.practice import operations, rules
from qualitymark.practice.models import Consent, Example
from qualitymark.practice.queries import examples_visible_to, search
from tests import factories
from tests.practice.made import TEXT, decision, example

STATES = ["flagged", "consented", "published", "withdrawn"]


def verbs(thing):
    return list(Entry.objects.filter(thing_ref=thing.ref).order_by("number").values_list("verb", flat=True))


def letters(notice):
    return list(OutgoingMail.objects.filter(notice=notice).values_list("to_address", flat=True))


def found(text="rooms"):
    return search(factories.acting(factories.person()), text=text).keys


# Drafting


def test_a_released_decision_drafts_one_example_for_each_criterion_worth_sharing(db):
    of = factories.institution()
    lead, boss = factories.coordinator(of), factories.sponsor(of)
    made = decision(of, worthy=("CL1", "CI2"))
    flagged = operations.flag_from(made, by=factories.office())
    assert [each.criterion_code for each in flagged] == ["CL1", "CI2"]
    first = Example.objects.get(criterion_code="CL1")
    assert first.title == "Title of CL1" and first.text == "What we do for CL1." and first.state == "flagged" and first.area_code == "CL"
    assert verbs(first) == ["flag"] and first.versions.get().by is None
    assert {lead.person.email, boss.person.email} <= set(letters("practice_flagged"))
    assert "Title of CI2" in OutgoingMail.objects.filter(notice="practice_flagged").first().body


def test_drafting_twice_makes_nothing_and_writes_to_nobody_twice(db):
    of = factories.institution()
    factories.coordinator(of)
    made = decision(of)
    operations.flag_from(made, by=factories.office())
    count = OutgoingMail.objects.count()
    assert operations.flag_from(made, by=factories.office()) == []
    assert Example.objects.count() == 1 and OutgoingMail.objects.count() == count


@pytest.mark.parametrize("facts, made", [({"outcome": "awarded_conditions"}, 1), ({"outcome": "not_yet"}, 0), ({"worthy": ()}, 0)])
def test_what_is_drafted_follows_the_outcome(db, facts, made):
    assert len(operations.flag_from(decision(factories.institution(), **facts), by=SYSTEM)) == made


def test_nothing_is_drafted_before_release_or_by_others_than_the_office(db):
    of = factories.institution()
    with pytest.raises(Refused) as early:
        operations.flag_from(decision(of, released=False), by=factories.office())
    assert early.value.verdict.status == 409
    with pytest.raises(Refused):
        operations.flag_from(decision(), by=factories.coordinator(factories.institution()))
    assert not Example.objects.exists()


def test_a_response_that_was_given_for_a_group_serves_each_of_its_criteria(db):
    edition = factories.edition()
    journey = factories.journey(state="released", edition=edition, by_group=True)
    made = decision(journey=journey, worthy=("CL2",))
    made.submission.parts.exclude(key="CL1").delete()
    (drafted,) = operations.flag_from(made, by=SYSTEM)
    assert drafted.criterion_code == "CL2" and drafted.text == "What we do for CL1."


def test_a_response_that_was_erased_leaves_the_draft_without_words(db):
    from qualitymark.core import clock

    made = decision()
    made.submission.parts.update(text="", html="", erased_at=clock.now())
    (drafted,) = operations.flag_from(made, by=SYSTEM)
    assert drafted.text == "" and drafted.title
    lead = factories.coordinator(drafted.institution)
    with pytest.raises(Refused) as empty:
        operations.consent(drafted, by=lead)
    assert "no text" in empty.value.reason


# Words, consent, publication


def test_the_whole_way_from_words_to_the_public_and_back(db):
    made = example(slug="x")
    lead, office = factories.coordinator(made.institution), factories.office()
    operations.write_words(made, by=lead, title="Rooms all year", text="We have **rooms**.", name_institution=False, version=1)
    operations.consent(made, by=lead, version=2)
    assert found() == [] and letters("practice_consented")
    published = operations.publish(made, by=office)
    assert published.slug.startswith("rooms-all-year-") and found() == [made.pk]
    assert letters("practice_published") == [lead.person.email]
    withdrawn = operations.withdraw_consent(made, by=lead)
    assert withdrawn.state == "withdrawn" and found() == []
    consent = Consent.objects.get(example=made)
    assert consent.withdrawn_by == lead.person and consent.version == 2
    operations.consent(made, by=lead)
    again = operations.publish(made, by=office)
    assert again.slug == published.slug and found() == [made.pk]
    assert verbs(made) == ["write_words", "consent", "publish", "withdraw", "consent", "publish"]
    assert [each.number for each in made.versions.all()] == [1, 2]


def test_other_words_end_the_agreement_to_the_earlier_ones(db):
    made = example(state="consented")
    lead, office = factories.coordinator(made.institution), factories.office()
    operations.write_words(made, by=office, title=made.title, text="Other words.", name_institution=True)
    made.refresh_from_db()
    assert made.state == "flagged" and not made.consents.filter(withdrawn_at=None).exists()
    with pytest.raises(Refused):
        operations.publish(made, by=office)
    operations.consent(made, by=lead)
    assert operations.publish(made, by=office).text == "Other words."


def test_the_same_words_again_change_nothing(db):
    made = example(state="consented")
    lead = factories.coordinator(made.institution)
    operations.write_words(made, by=lead, title=f" {made.title} ", text=TEXT.replace("\n", "\r\n"), name_institution=True, version=1)
    made.refresh_from_db()
    assert made.state == "consented" and made.version == 1 and verbs(made) == []


def test_a_second_writer_is_shown_the_first_ones_words_and_overwrites_nothing(db):
    made = example()
    first, second = factories.coordinator(made.institution), factories.office()
    operations.write_words(made, by=first, title="One", text="First.", name_institution=True, version=1)
    with pytest.raises(operations.WordsMoved) as moved:
        operations.write_words(made, by=second, title="Two", text="Second.", name_institution=True, version=1)
    assert moved.value.example.text == "First."
    made.refresh_from_db()
    assert (made.title, made.version) == ("One", 2)


def test_published_words_cannot_be_changed_under_a_readers_eyes(db):
    made = example(state="published")
    with pytest.raises(Refused) as refused:
        operations.write_words(made, by=factories.coordinator(made.institution), title="Other", text="Other.", name_institution=True)
    assert refused.value.verdict.status == 409
    made.refresh_from_db()
    assert made.text == TEXT


def test_agreement_is_to_the_words_that_were_read(db):
    made = example()
    lead = factories.coordinator(made.institution)
    operations.write_words(made, by=factories.office(), title="Changed", text="Changed.", name_institution=True)
    with pytest.raises(Refused) as refused:
        operations.consent(made, by=lead, version=1)
    assert "changed after you read them" in refused.value.reason
    assert not Consent.objects.exists()


def test_agreeing_twice_is_one_agreement(db):
    made = example()
    lead, boss = factories.coordinator(made.institution), factories.sponsor(made.institution)
    operations.consent(made, by=lead, version=1)
    operations.consent(made, by=boss, version=1)
    assert Consent.objects.get().given_by == lead.person and verbs(made) == ["consent"]


def test_words_altered_behind_the_operations_are_not_published(db):
    made = example(state="consented")
    Example.objects.filter(pk=made.pk).update(text="Altered.")
    with pytest.raises(Refused):
        operations.publish(made, by=factories.office())
    assert found("altered") == []


@pytest.mark.parametrize("words", ["At Northmoor College we try.", "NORTHMOOR COLLEGE: rooms", "Once the Old Northmoor Institute"])
def test_words_that_name_an_institution_that_asked_not_to_be_named_are_refused(db, words):
    of = factories.institution("Northmoor College")
    Name.objects.create(institution=of, text="Old Northmoor Institute", normalised="old northmoor institute", sort="former")
    made = example(of, text=words, name_institution=False)
    with pytest.raises(Refused) as refused:
        operations.consent(made, by=factories.coordinator(of))
    assert "Northmoor" in refused.value.reason
    Example.objects.filter(pk=made.pk).update(name_institution=True)
    assert operations.consent(made, by=factories.coordinator(of)).state == "consented"


def test_withdrawal_by_the_office_is_told_to_the_institution_and_the_other_way_round(db, settings):
    made = example(state="published")
    lead = factories.coordinator(made.institution)
    operations.withdraw_consent(made, by=factories.office())
    assert letters("practice_withdrawn") == [lead.person.email]
    other = example(made.institution, state="flagged", criterion_code="CL2")
    operations.withdraw_consent(other, by=lead)
    assert letters("practice_withdrawn") == [lead.person.email, settings.OFFICE_EMAIL]


def test_erased_words_are_nowhere_and_who_agreed_stays(db):
    made = example(state="published", title="Zebra", text="A zebra of ours.")
    office = factories.office()
    with pytest.raises(Refused):
        operations.erase_example(made, by=office, why="Somebody is named.")
    operations.withdraw_consent(made, by=office)
    operations.erase_example(made, by=office, why="Somebody is named.")
    made.refresh_from_db()
    assert "ebra" not in made.title + made.text + made.html and made.slug
    assert all("ebra" not in each.title + each.text for each in made.versions.all())
    assert Consent.objects.get().digest and found("zebra") == []
    assert "ebra" not in str(list(Entry.objects.filter(thing_ref=made.ref).values()))


# Who and when


def cast(of):
    recused = factories.office()
    Recusal.objects.create(person=recused.person, institution=of, why="employer", from_on=factories.LONG_AGO)
    return {
        "coordinator": factories.coordinator(of), "sponsor": factories.sponsor(of), "contributor": factories.contributor(of),
        "colleague elsewhere": factories.coordinator(factories.institution()), "office": factories.office(), "conflicted office": recused,
        "assessor": factories.assessor(), "panel": factories.panel(), "visitor": factories.acting(factories.person()),
    }  # fmt: skip


SPEAKS, OFFICE = {"coordinator", "sponsor"}, {"office"}
GRID = {
    "write_words": (SPEAKS | OFFICE, {"flagged", "consented", "withdrawn"}),
    "consent": (SPEAKS, {"flagged", "withdrawn"}),
    "publish": (OFFICE, {"consented"}),
    "withdraw": (SPEAKS | OFFICE, {"flagged", "consented", "published"}),
    "erase": (OFFICE, {"withdrawn"}),
}


@pytest.mark.access
@pytest.mark.parametrize("verb", GRID)
def test_who_may_do_what_in_which_state(db, verb):
    of = factories.institution()
    people, (who, when) = cast(of), GRID[verb]
    for state in STATES:
        thing = example(of, state=state)
        for name, actor in people.items():
            verdict = getattr(rules, f"can_{verb}")(actor, thing)
            assert bool(verdict) == (name in who and state in when), (state, name)
            assert verdict or (verdict.reason and verdict.status == (409 if name in who else 403)), (state, name)


@pytest.mark.access
def test_who_sees_examples_before_they_are_public(db):
    of = factories.institution()
    made, others = example(of), example()
    seen = {name: set(examples_visible_to(actor)) for name, actor in cast(of).items()}
    assert seen["coordinator"] == seen["sponsor"] == seen["contributor"] == {made}
    assert seen["office"] == {made, others} and seen["conflicted office"] == {others}
    assert seen["assessor"] == seen["panel"] == seen["visitor"] == seen["colleague elsewhere"] == set()


@pytest.mark.access
def test_a_former_coordinator_no_longer_speaks_for_the_institution(db):
    of = factories.institution()
    made = example(of)
    gone = factories.acting(factories.member(of, until_on=factories.LONG_AGO), of)
    assert not rules.can_consent(gone, made) and not examples_visible_to(gone).exists()
