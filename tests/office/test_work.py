"""The office's work from an interest to an allocated assessor, through its pages."""

import datetime as dt
import re

import pytest

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.institutions.models import ContactLog, Institution, Membership, Recusal
from qualitymark.interest.models import Enquiry, Interest
from qualitymark.interest.operations import ask, send_interest
from qualitymark.journeys.models import Cohort, FeeEntry, FeeLine, Journey, Milestone, Party
from qualitymark.journeys.operations import ask_pause
from qualitymark.journeys.queries import balance
from tests import factories as make
from tests.interest.test_operations import TOLD

pytestmark = pytest.mark.django_db


def sent(institution=None, **facts):
    if institution is None:
        facts.setdefault("typed_name", "Somewhere College")
    return send_interest(institution=institution, **TOLD | facts)


def day(name, when):
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def mark_of(answer):
    return re.search(r'name="once" value="([^"]+)"', answer.content.decode())[1]


@pytest.fixture
def ready(db):
    return make.edition(), make.policy()


def test_an_interest_goes_ahead_through_the_pages(office, ready):
    interest = sent(typed_nation="wales", typed_kind="college", cohort_name="The valleys")
    page = f"/office/interest/{interest.ref}/"
    assert "not matched to an institution yet" in office.get(page).content.decode()
    new = office.get(f"/office/institution/add/?interest={interest.ref}").content.decode()
    assert 'value="Somewhere College"' in new
    facts = {"name": "Somewhere College", "nation": "wales", "kind": "college", "size": "small", "ukprn": "10001234", "scheme_member": "on"}
    office.post(f"/office/institution/add/?interest={interest.ref}", make.marked(facts))
    home = Institution.objects.get()
    assert (home.confirmed_by, Interest.objects.get().institution) == (office.actor.person, home)
    form = office.get(f"{page}conversation/")
    office.post(f"{page}conversation/", day("on", clock.today()) | {"note": "A good talk", "once": mark_of(form)})
    assert "A good talk" in office.get(page).content.decode()
    cohort = make.cohort(name="The Valleys", covers_fee=True)
    answer = office.get(f"{page}go-ahead/").content.decode()
    assert f'<option value="{cohort.ref}" selected>' in answer
    office.post(f"{page}go-ahead/", {"answer": "Welcome!", "cohort": cohort.ref, "by_group": "on"})
    journey = Journey.objects.get()
    assert (journey.by_group, journey.cohort, balance(journey)) == (True, cohort, 0)
    assert office.post(f"{page}go-ahead/", {"answer": "Welcome!", "cohort": ""}).status_code == 409
    assert Journey.objects.count() == 1


def test_of_two_of_the_office_the_second_is_told_who_was_first_and_led_on(office, at, ready):
    interest = sent(make.institution("Northmoor College"))
    page = f"/office/interest/{interest.ref}/go-ahead/"
    late = at(make.office("Una Office"))
    assert late.get(page).status_code == 200
    office.post(page, {"answer": "Welcome!", "cohort": ""})
    second = late.post(page, {"answer": "My own welcome.", "cohort": ""})
    text = second.content.decode()
    assert second.status_code == 409 and "This was done already: Olive Office answered" in text
    assert f'href="/office/institution/{interest.institution.ref}/"' in text and "My own welcome." in text
    assert "Ask the office" not in text
    assert Journey.objects.count() == 1 and OutgoingMail.objects.filter(notice="interest_go_ahead").count() == 1


def test_not_yet_begins_with_a_kind_draft_that_can_be_changed_and_reopens_in_one_click(office):
    interest = sent(make.institution("Northmoor College"), language="en-gb")
    page = f"/office/interest/{interest.ref}/"
    assert "This is not a no" in office.get(f"{page}not-yet/").content.decode()
    back = clock.add_months(clock.today(), 3)
    office.post(f"{page}not-yet/", day("return_on", back) | {"answer": "My own words."})
    interest.refresh_from_db()
    assert (interest.state, interest.return_on) == ("not_yet", back)
    assert "My own words." in OutgoingMail.objects.get(notice="interest_not_yet").body
    office.post(f"{page}reopen/")
    interest.refresh_from_db()
    assert interest.state == "talking"
    office.post(f"{page}put-aside/", {"why": "Sent in error"})
    interest.refresh_from_db()
    assert interest.state == "withdrawn"


def test_a_second_interest_shows_beside_the_first(office):
    home = make.institution()
    sent(home)
    second = sent(home, contact_email="other@example.test")
    assert "Another interest is known" in office.get("/office/interests/").content.decode()
    page = office.get(f"/office/interest/{second.ref}/").content.decode()
    assert "Known already" in page and "The sender is told nothing of this" in page
    type(second).objects.filter(pk=second.pk).update(state="go_ahead")
    page = office.get(f"/office/interest/{second.ref}/").content.decode()
    assert "Known already" in page and "The sender is told nothing of this" not in page


def test_an_interest_is_matched_to_one_of_the_list(office):
    home, interest = make.institution("Somewhere College"), sent()
    page = f"/office/interest/{interest.ref}/match/"
    assert home.ref in office.get(page).content.decode()
    office.post(page, {"institution": home.ref})
    assert Interest.objects.get().institution == home
    assert office.post(page, {"institution": "nonsense"}).status_code == 404


def test_a_question_is_answered_from_its_page(office):
    enquiry = ask(name="Vic", email="vic@example.test", language="en-gb", question="What does it cost?")
    assert "Write the answer." in office.post(f"/office/enquiry/{enquiry.ref}/", {"answer": " "}).content.decode()
    office.post(f"/office/enquiry/{enquiry.ref}/", {"answer": "Nine hundred pounds."})
    assert OutgoingMail.objects.get(notice="enquiry_answered").to_address == "vic@example.test"


def test_of_two_who_answer_one_question_the_second_is_told_and_the_visitor_gets_one_letter(office, at):
    enquiry = ask(name="Vic", email="vic@example.test", language="en-gb", question="What does it cost?")
    page, late = f"/office/enquiry/{enquiry.ref}/", at(make.office("Una Office"))
    seen = re.search(r'name="seen" value="([^"]*)"', late.get(page).content.decode())[1]
    for _ in range(2):  # the same form sent twice
        assert office.post(page, {"answer": "Nine hundred pounds.", "seen": ""}).status_code == 302
    text = late.post(page, {"answer": "MYOWNWORDS", "seen": seen}).content.decode()
    letters = OutgoingMail.objects.filter(notice="enquiry_answered")
    assert "Olive Office answered this on" in text and "MYOWNWORDS" in text and "Nine hundred pounds." in text
    assert letters.count() == 1 and Enquiry.objects.get().answer == "Nine hundred pounds."
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]
    late.post(page, {"answer": "MYOWNWORDS", "seen": seen})
    assert letters.count() == 2


def owing():
    journey = make.journey(state="agreed")
    FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
    return journey


def test_money_is_entered_once_however_often_the_form_is_sent_and_reversed_with_a_reason(office):
    journey = owing()
    page = f"/office/journey/{journey.ref}/fee/"
    form = office.get(page)
    entered = day("on", clock.today()) | {"line": FeeLine.objects.get().ref, "sort": "paid", "pounds": "£450.00", "once": mark_of(form)}
    office.post(page, entered)
    office.post(page, entered)
    assert balance(journey) == 45000
    text = office.post(page, entered | {"pounds": "451"}).content.decode()
    assert "more than is owed" in text and 'value="451"' in text
    for typed in ("ten", "-5", "4.5", "1e9", "99999999"):
        assert "Write the amount in pounds" in office.post(page, entered | {"pounds": typed}).content.decode(), typed
    entry = FeeEntry.objects.get()
    office.post(f"/office/entry/{entry.ref}/reverse/", {"note": "Wrong institution"})
    assert balance(journey) == 90000
    assert office.get(f"/office/entry/{entry.ref}/reverse/").status_code == 409


def test_an_assessor_is_asked_and_the_gate_is_told(office):
    journey = owing()
    page = f"/office/journey/{journey.ref}/assessor/"
    assert "terms are not accepted" in office.get(page).content.decode()
    Journey.objects.filter(pk=journey.pk).update(terms_accepted_at=clock.now(), terms_accepted_by=office.actor.person)
    FeeEntry.objects.create(line=FeeLine.objects.get(), sort="waived", pence=90000, on=clock.today(), at=clock.now())
    assessor = make.assessor("Asa Assessor")
    assert "Asa Assessor" in office.get(page).content.decode()
    chosen = day("answer_by", clock.today()) | {"person": assessor.person.ref, "why": "The only one free"}
    office.post(page, chosen)
    assert "stands offered to Asa Assessor" in office.get(page).content.decode()
    assert office.post(page, chosen).status_code == 200
    file = office.get(f"/office/institution/{journey.institution.ref}/").content.decode()
    assert "Asa Assessor" in file and "Offered" in file


def test_deciders_are_added_as_the_policy_says_and_never_the_assessor(office):
    journey = make.journey(state="in_review")
    chair = make.panel("Pip Panel")
    both = make.appointed("panel", "Bo Both")
    make.party(journey, both, "assessor")
    page = f"/office/journey/{journey.ref}/deciders/"
    text = office.get(page).content.decode()
    assert "Pip Panel" in text and "Bo Both" not in text
    office.post(page, {"person": chair.person.ref, "capacity": "decider"})
    party = Party.objects.get(capacity="decider")
    office.post(f"{page}end/", {"party": party.ref})
    party.refresh_from_db()
    assert party.until_on == clock.today()
    assert "Choose one of the list" in office.post(page, {"person": both.person.ref, "capacity": "decider"}).content.decode()


def test_dates_pause_and_withdrawal_from_the_pages(office):
    journey = make.journey(state="allocated")
    who = make.coordinator(journey.institution)
    make.party(journey, make.assessor())
    last = clock.add_months(clock.today(), 3)
    text = office.post(f"/office/journey/{journey.ref}/dates/", {"submit_by_day": "31", "submit_by_month": "2", "submit_by_year": "2027"})
    assert "not a day of the calendar" in text.content.decode()
    office.post(f"/office/journey/{journey.ref}/dates/", day("submit_by", last) | day("discussion_1", clock.today()))
    journey.refresh_from_db()
    assert (journey.state, journey.submit_by, Milestone.objects.count()) == ("preparing", last, 2)
    request = ask_pause(journey, by=who, why="A merger")
    office.post(f"/office/pause/{request.ref}/", {"granted": "yes", "note": ""})
    journey.refresh_from_db()
    assert journey.paused
    office.post(f"/office/journey/{journey.ref}/resume/")
    office.post(f"/office/journey/{journey.ref}/withdraw/", {"why": "The college closes"})
    journey.refresh_from_db()
    assert (journey.paused, journey.state) == (False, "withdrawn")


def test_people_log_details_and_conflicts_are_kept_from_the_institutions_page(office):
    home = make.institution("Old Name College")
    who = make.member(home)
    page = f"/office/institution/{home.ref}/"
    office.post(f"{page}log/", day("on", clock.today()) | {"how": "call", "note": "Rang to say hello"})
    office.post(f"{page}invite/", make.marked({"name": "Fin", "email": "fin@example.test", "role": "finance", "language": "en-gb"}))
    text = office.get(page).content.decode()
    assert "Rang to say hello" in text and "Fin, Finance contact" in text
    assert ContactLog.objects.get().by == office.actor.person
    membership = Membership.objects.get(person=who)
    office.post(f"/office/membership/{membership.ref}/end/")
    membership.refresh_from_db()
    assert membership.until_on == clock.today()
    facts = {
        "name": "New Name College",
        "nation": "scotland",
        "kind": "college",
        "size": "small",
        "town": "Perth",
        "role_mailbox": "care@example.test",
    }
    office.post(f"{page}details/", facts)
    home.refresh_from_db()
    assert (home.name, home.nation, home.confirmed_by) == ("New Name College", "scotland", office.actor.person)
    assert "Old Name College" in office.get(page).content.decode()
    bad = office.post(f"{page}details/", facts | {"ukprn": "123", "website": "not one"}).content.decode()
    assert "eight digits" in bad and "web address" in bad
    office.post(f"{page}conflict/", {"why": "related"})
    assert Recusal.objects.filter(person=office.actor.person, institution=home).exists()
    assert office.get(page).status_code == 403


def test_a_cohort_is_made_with_members_and_a_funder(office):
    home = make.institution("Member College")
    office.post(
        "/office/cohort/add/", day("from_on", clock.today()) | {"name": "North 2026", "funder_name": "The authority", "covers_fee": "on"}
    )
    cohort = Cohort.objects.get()
    page = f"/office/cohort/{cohort.ref}/"
    assert home.ref in office.get(page, {"q": "member"}).content.decode()
    office.post(f"{page}join/", {"institution": home.ref})
    office.post(f"{page}funder/", {"name": "Fay Funder", "email": "fay@example.test"})
    text = office.get(page).content.decode()
    assert "Member College" in text and "Fay Funder" in text
    office.post(f"{page}leave/", {"institution": home.ref})
    office.post(f"{page}funder/end/", {"funder": cohort.funders.get().ref})
    assert not cohort.members.exists() and cohort.funders.get().until_on is not None
    twice = office.post("/office/cohort/add/", day("from_on", clock.today()) | {"name": "north 2026", "funder_name": "Another"})
    assert "Another cohort has this name" in twice.content.decode()


def test_the_words_of_a_letter_with_a_link_are_never_shown(office):
    make.journey()
    home = make.institution()
    office.post(
        f"/office/institution/{home.ref}/invite/",
        make.marked({"name": "Fin", "email": "fin@example.test", "role": "finance", "language": "en-gb"}),
    )
    letter = OutgoingMail.objects.get(notice="invitation")
    assert "/invitation/" in letter.body
    text = office.get(f"/office/mail/{letter.ref}/").content.decode()
    assert "/invitation/" not in text and "not shown to anybody" in text
    OutgoingMail.objects.filter(pk=letter.pk).update(state="bounced", problem="The receiving server refused the address.")
    assert "refused the address" in office.get("/office/mail/?state=bounced").content.decode()
    assert "No letters here" in office.get("/office/mail/?state=held").content.decode()


def test_people_of_the_scheme_are_appointed_trained_and_ended(office):
    office.post("/office/people/add/", {"name": "Asa Assessor", "email": "asa@example.test", "capacity": "assessor"})
    office.post("/office/people/add/", {"name": "Asa Again", "email": "ASA@example.test", "capacity": "panel"})
    text = office.get("/office/people/").content.decode()
    assert text.count("asa@example.test") == 1 and "no training recorded" in text
    person = Person.objects.get(email="asa@example.test")
    until = clock.add_months(clock.today(), 12)
    office.post(f"/office/person/{person.ref}/training/", day("until", until))
    assert "trained until" in office.get("/office/people/").content.decode()
    part = person.appointments.get(capacity="panel")
    office.post(f"/office/appointment/{part.ref}/end/")
    part.refresh_from_db()
    assert part.until_on == clock.today()
    own = office.actor.person.appointments.get()
    assert office.get(f"/office/appointment/{own.ref}/end/").status_code == 409, "somebody must remain in the office"


def test_a_conflict_is_ended_by_a_colleague_and_never_by_oneself(office):
    home, other = make.institution(), make.assessor()
    theirs = Recusal.objects.create(person=other.person, institution=home, why="paid", from_on=make.LONG_AGO)
    office.post(f"/office/conflict/{theirs.ref}/end/")
    theirs.refresh_from_db()
    assert theirs.until_on == clock.today()
    own = Recusal.objects.create(person=office.actor.person, institution=home, why="paid", from_on=make.LONG_AGO)
    assert office.post(f"/office/conflict/{own.ref}/end/").status_code == 403


def test_an_old_question_that_was_answered_is_found_on_a_later_page(office):
    at, by = clock.now(), make.person("Answerer")
    Enquiry.objects.bulk_create(
        Enquiry(name=f"Asker {n}", email="a@b.example", language="en-gb", question=f"Question {n}.", asked_at=at - dt.timedelta(hours=n),
                answer="Yes.", answered_at=at, answered_by=by, state="answered")
        for n in range(60)
    )  # fmt: skip
    first, second = (office.get("/office/enquiries/", {"page": n}).content.decode() for n in (1, 2))
    assert "Question 0." in first and "Question 59." not in first and "?page=2" in first
    assert "Question 59." in second and "Question 0." not in second
