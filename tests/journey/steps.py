"""The steps of the whole journey as its people take them."""

import datetime as dt
import io

from django.core.management import call_command

from qualitymark.accounts.models import Person
from qualitymark.assessors.models import Allocation
from qualitymark.awards.models import Award, Certificate, Halfway
from qualitymark.core import clock
from qualitymark.decisions.models import Decision, Report
from qualitymark.evidence.models import AccessProblem
from qualitymark.interest.models import Enquiry, Interest
from qualitymark.journeys.models import Journey
from qualitymark.practice.models import Example
from qualitymark.review.models import Clarification, Judgement, View
from qualitymark.selfassessment.models import Response, Submission
from qualitymark.support.models import Discussion

COORDINATOR, SPONSOR, COLLEAGUE = "ruth@hollin.test", "colin@hollin.test", "finn@hollin.test"


def soon(days):
    return clock.today() + dt.timedelta(days=days)


def visitor_reads_and_sends_an_interest(windows):
    visitor = windows.open()
    visitor.go("/").check().follow("What the mark is, what it costs and how long it takes").sees("£900")
    visitor.go("/guidance/").fill(nation="northern_ireland", kind="college").press("Show this guidance").check()
    visitor.follow("Student wellbeing").sees("learners").sees("Health and Social Care Trust").check()
    visitor.go("/readiness/")
    for name in [field.get_attribute("name") for field in visitor.page.locator("input[type=radio][value=partly]").all()]:
        visitor.fill(**{name: "partly"})
    visitor.press("See what to gather").check()
    visitor.go("/contact/").fill(
        name="Ruth Adeyemi", email=COORDINATOR, language="en-gb", question="Is it meant for places as small as ours?"
    )
    visitor.press("Send the question").check()
    visitor.go("/interest/").fill(q="hollin lane coll").press("Find").check()
    visitor.page.get_by_role("link", name="Hollin Lane Sixth Form").first.click()
    visitor.press("Send our interest").sees("Write your name").check()
    visitor.fill(contact_name="Ruth Adeyemi", contact_role="Head of student support", contact_email=COORDINATOR, language="en-gb",
                 senior_name="Colin Shaw", senior_role="Headteacher", senior_email=SPONSOR, message="We are a small team.")  # fmt: skip
    visitor.press("Send our interest").check()
    assert Interest.objects.get().contact_name == "Ruth Adeyemi"
    assert windows.letters_to(COORDINATOR)[-1]["Subject"]


def office_talks_and_says_go_ahead(windows):
    office = windows.of_the_scheme("Olive Office")
    office.go("/office/enquiries/").check()
    office.go(f"/office/enquiry/{Enquiry.objects.get().ref}/").fill(answer="Yes: what is asked is in proportion to size.").press(
        "Send the answer"
    )
    interest = Interest.objects.get()
    office.go(f"/office/interest/{interest.ref}/").fill(on=clock.today(), note="They know where they stand.").press("Note the conversation")
    office.follow("Go ahead").fill(answer="Welcome. We look forward to working with you.", by_group=True).check()
    office.press("Go ahead, and tell them").check()
    letters = " ".join(letter.get_content() for letter in windows.letters_to(COORDINATOR))
    assert "in proportion to size" in letters and "look forward to working" in letters
    invited = windows.open().go(windows.link_in(SPONSOR, "/invitation/")).check()
    invited.press("Accept and begin")
    assert Journey.objects.get().by_group


def coordinator_accepts_the_terms(windows, journey):
    coordinator = windows.sign_in(COORDINATOR)
    coordinator.check().go(f"/our/{journey.ref}/terms/").check().fill(authorised=True).press("Accept for the institution")
    coordinator.go(f"/our/{journey.ref}/fee/").fill(
        payer="Hollin Lane Trust", contact_name="Accounts", contact_email="accounts@hollin.test", purchase_order="PO-77"
    )  # fmt: skip
    coordinator.press("Save").check()


def office_settles_and_allocates(windows, journey):
    office = windows.of_the_scheme("Olive Office")
    office.go(f"/office/journey/{journey.ref}/assessor/").check()
    office.go(f"/office/journey/{journey.ref}/fee/").fill(sort="paid", pounds="900", on=clock.today(), invoice_reference="INV-1").press(
        "Enter it"
    ).check()
    office.go(f"/office/journey/{journey.ref}/assessor/").check()
    office.page.get_by_label("Asa Assessor").first.check()
    office.fill(answer_by=soon(7)).press("Ask them").check()


def assessor_takes_it_and_agrees_dates(windows, journey):
    assessor = windows.of_the_scheme("Asa Assessor")
    offer = Allocation.objects.get(journey=journey, capacity="assessor")
    assessor.go(f"/casework/allocation/{offer.ref}/").misses("Hollin Lane").check().fill(complete=True).press(
        "I have no conflict of interest"
    )
    assessor.go(f"/casework/allocation/{offer.ref}/").sees("Hollin Lane Sixth Form").press("Accept")
    assessor.go(f"/casework/journey/{journey.ref}/dates/").fill(
        submit_by=soon(80), discussion_1=soon(10), discussion_2=soon(30), discussion_3=soon(60)
    )
    assessor.check().press("Write down these dates")
    journey.refresh_from_db()
    assert journey.state == "preparing"
    assert windows.letters_to(COORDINATOR)


def working_group_writes(windows, journey):
    coordinator = windows.sign_in(COORDINATOR)
    coordinator.go(f"/our/{journey.ref}/").check()
    coordinator.go(f"/our/{journey.ref}/people/invite/").fill(
        name="Finn Okafor", email=COLLEAGUE, role="contributor", department="Finance"
    ).check()
    coordinator.press("Send the invitation").check()
    windows.open().go(windows.link_in(COLLEAGUE, "/invitation/")).press("Accept and begin")
    codes = list(Response.objects.filter(journey=journey).order_by("criterion__number").values_list("criterion__code", flat=True))
    first, *others = codes
    coordinator.go(f"/our/{journey.ref}/assign/?c={first}").check()
    coordinator.page.get_by_label("Finn Okafor").first.check()
    coordinator.fill(due_on=soon(20)).press("Give them out")
    colleague = windows.sign_in(COLLEAGUE, script=False, width=390)
    colleague.go(windows.link_in(COLLEAGUE, f"/our/{journey.ref}/"))
    colleague.go(f"/our/{journey.ref}/criterion/{first}/").fill(text="A deputy head answers for it.\n\n- since 2023").press("Save")
    colleague.go(f"/our/{journey.ref}/criterion/{first}/evidence/new/file/")
    colleague.fill(
        upload={"name": "role.csv", "mimeType": "text/csv", "buffer": b"role,since\nDeputy head,2023\n"},
        title="Role description",
        place="row 1",
    )
    colleague.press("Add it and cite it here").sees("Role description")
    colleague.go(f"/our/{journey.ref}/criterion/{first}/").press("It is ready")
    for code in others:
        coordinator.go(f"/our/{journey.ref}/criterion/{code}/").fill(
            text=f"What we do about **{code}**, and what changed because of it."
        ).press("It is ready")
    coordinator.check().go(f"/our/{journey.ref}/criterion/{others[0]}/evidence/new/link/")
    coordinator.fill(url="https://www.hollin.test/policy", title="Our policy", place="section 2").press("Add it and cite it here").check()
    coordinator.go(f"/our/{journey.ref}/actions/new/?c={first}").fill(what="Put three years of figures together", why="One year says little",
                                                                     measure="The report carries them", due_on=soon(200)).check()  # fmt: skip
    coordinator.press("Set it").check()
    assert set(Response.objects.filter(journey=journey).values_list("state", flat=True)) == {"ready"}


def assessor_helps(windows, journey):
    coordinator = windows.sign_in(COORDINATOR)
    code = Response.objects.filter(journey=journey).order_by("criterion__number").first().criterion.code
    assessor = windows.of_the_scheme("Asa Assessor")
    assessor.page.goto(f"/casework/journey/{journey.ref}/criterion/{code}/")
    assert "We cannot find" in assessor.text()
    coordinator.go(f"/our/{journey.ref}/share/").check()
    coordinator.page.locator(f"#c-{code}").check()
    coordinator.press("Show the assessor what is ticked")
    assessor.go(f"/casework/journey/{journey.ref}/criterion/{code}/").check()
    assessor.fill(sort="needs_evidence", text="Could you show that those concerned were asked?").press("Leave this note").check()
    coordinator.go(f"/our/{journey.ref}/criterion/{code}/").sees("Could you show that those concerned were asked?")
    for number in (1, 2, 3):
        assessor.go(f"/casework/journey/{journey.ref}/discussion/{number}/").fill(day=clock.today(), time="14:00").press("Save")
        discussion = Discussion.objects.get(journey=journey, number=number)
        assessor.go(f"/casework/discussion/{discussion.ref}/").fill(
            held_on=clock.today(), notes=f"Discussion {number}: honest and specific."
        )
        assessor.fill(**{"steps-0-what": "Ask registry", "steps-0-who": "Ruth"}).check().press("Save the notes")
    coordinator.go(f"/our/{journey.ref}/discussions/").sees("Discussion 3: honest and specific.").check()


def sponsor_signs_and_it_is_sent(windows, journey):
    coordinator = windows.sign_in(COORDINATOR)
    coordinator.go(f"/our/{journey.ref}/whole/").check().go(f"/our/{journey.ref}/signature/").check().press(
        "Freeze it and ask for signature"
    )
    code = Response.objects.filter(journey=journey).first().criterion.code
    coordinator.go(f"/our/{journey.ref}/criterion/{code}/").misses("It is ready")
    sponsor = windows.sign_in(SPONSOR, width=390)
    sponsor.go(windows.link_in(SPONSOR, f"/our/{journey.ref}/sign")).check().press("Sign").fill(vouch=True).press("Sign").sees(
        "Signed by Colin Shaw"
    )
    coordinator.go(f"/our/{journey.ref}/submit/").check().press("Submit").check()
    submission = Submission.objects.get(journey=journey)
    assert submission.signoff.content_sha256 == submission.sha256
    assert windows.letters_to("asa@scheme.test")


def judge_everything(reader, view, *, exceptional):
    """Every criterion and area, on the page of each."""
    codes = list(view.submission.parts.filter(sort="response").values_list("key", flat=True))
    for number, code in enumerate(codes):
        reader.go(f"/casework/review/{view.ref}/criterion/{code}/")
        reader.fill(outcome="with_suggestions" if number == 1 else "met", reasons=f"The evidence named bears {code} out.")
        if number == 1:
            reader.fill(suggestion="Say by when.")
        if number == 0:
            reader.fill(share_worthy=True).check()
        reader.press("Save and go on")
    for area in ("CL", "CI", "PE", "AD", "WB", "SS", "CP"):
        reader.go(f"/casework/review/{view.ref}/area/{area}/")
        reader.fill(level="exceptional" if area == exceptional else "meets", reasons="It reaches people, and they had a hand in it.")
        reader.press("Save the area")
    assert Judgement.objects.filter(view=view).count() == len(codes)


def assessor_reviews(windows, journey):
    assessor = windows.of_the_scheme("Asa Assessor")
    assessor.go(f"/casework/journey/{journey.ref}/begin/").check().press("Begin the review").check()
    view = View.objects.get(submission__journey=journey)
    code = view.submission.parts.filter(sort="response").first().key
    assessor.go(f"/casework/review/{view.ref}/criterion/{code}/ask/").fill(question="Since when exactly?", due_on=soon(10)).check().press(
        "Send the question"
    )
    coordinator = windows.sign_in(COORDINATOR)
    question = Clarification.objects.get()
    coordinator.go(f"/our/{journey.ref}/clarifications/{question.ref}/").check().fill(text="Since September 2023.").press(
        "Send the answer"
    ).check()
    journey.refresh_from_db()
    assert journey.state == "in_review"
    item = view.submission.pins.select_related("revision__item").first().revision.item
    assessor.go(f"/casework/journey/{journey.ref}/evidence/{item.ref}/cannot-open/").fill(note="It asks me to sign in.").check().press(
        "Tell the owner"
    )
    problem = AccessProblem.objects.get()
    windows.sign_in(problem.item.owner.email).go(f"/our/{journey.ref}/problem/{problem.ref}/").check()
    judge_everything(assessor, view, exceptional="WB")
    assessor.go(f"/casework/review/{view.ref}/").sees("Since September 2023.").check()
    assessor.go(f"/casework/review/{view.ref}/recommend/").fill(
        recommends="award", reasons="An honest account, and a plan that goes where the gaps are."
    )
    assessor.check().press("Recommend")
    journey.refresh_from_db()
    assert journey.state == "second_reading"  # policy: an exceptional area is read twice


def second_reader_reads(windows, journey):
    office = windows.of_the_scheme("Olive Office").go(f"/office/journey/{journey.ref}/second-reader/").check()
    office.page.get_by_label("Sky Second").first.check()
    office.fill(answer_by=soon(7)).press("Ask them")
    offer = Allocation.objects.get(journey=journey, capacity="second_reader")
    reader = (
        windows.of_the_scheme("Sky Second")
        .go(f"/casework/allocation/{offer.ref}/")
        .fill(complete=True)
        .press("I have no conflict of interest")
    )
    reader.go(f"/casework/allocation/{offer.ref}/").press("Accept")
    first = View.objects.get(submission__journey=journey, capacity="assessor")
    reader.page.goto(f"/casework/review/{first.ref}/")
    assert "We cannot find" in reader.text()  # blind until their own view is recorded
    reader.go(f"/casework/journey/{journey.ref}/second/").check().press("Begin the second reading")
    view = View.objects.get(submission__journey=journey, capacity="second_reader")
    judge_everything(reader, view, exceptional="WB")
    reader.go(f"/casework/review/{view.ref}/").misses("Could you show that those concerned were asked?")
    reader.go(f"/casework/review/{view.ref}/recommend/").fill(recommends="award", reasons="Read on its own, the same.").press(
        "Record my view"
    )
    reader.go(f"/casework/review/{first.ref}/").check()
    journey.refresh_from_db()
    assert journey.state == "with_panel"


def panel_decides(windows, journey):
    office = windows.of_the_scheme("Olive Office").go(f"/office/journey/{journey.ref}/deciders/").check()
    panel = Person.objects.get(name="Pip Panel")
    office.fill(person=panel.ref, capacity="panel_chair").press("Add")
    chair = windows.of_the_scheme("Pip Panel").go(f"/casework/journey/{journey.ref}/decision/").check()
    chair.misses("Could you show that those concerned were asked?")
    chair.fill(
        outcome="awarded",
        reasons="The panel follows both views.",
        summary="Your group brought people together.",
        next_steps="Begin with the figures.",
    )
    chair.press("Decide").check()
    journey.refresh_from_db()
    assert journey.state == "decided"
    visitor = windows.open().go("/register/").misses("Hollin Lane")
    coordinator = windows.sign_in(COORDINATOR).go(f"/our/{journey.ref}/feedback/")
    coordinator.misses("The panel follows both views.")
    visitor.page.close()


def facts_are_checked_and_it_is_released(windows, journey):
    decision = Decision.objects.get()
    office = windows.of_the_scheme("Olive Office").go(f"/office/decision/{decision.ref}/").check().press("Show the draft feedback")
    coordinator = windows.sign_in(COORDINATOR).go(f"/our/{journey.ref}/feedback/").sees("Your group brought people together.").check()
    coordinator.follow("We have read it: that is all").check().press("We have read it: that is all")
    office.go(f"/office/decision/{decision.ref}/release/").check().press("Release it now")
    windows.letters_to(COORDINATOR)
    coordinator.go(f"/our/{journey.ref}/feedback/").sees("is awarded the Quality Mark").check()
    report = Report.objects.get()
    answer = coordinator.page.request.get(f"/our/{journey.ref}/feedback/report/{report.ref}/")
    assert answer.status == 200 and answer.body()[:5] == b"%PDF-"


def anybody_sees_the_award(windows, place):
    award = Award.objects.get(institution=place)
    visitor = windows.open(width=390).go("/register/").check()
    visitor.fill(q="hollin lane college").press("Search").follow("Hollin Lane Sixth Form (fictitious)").check()
    visitor.misses("exceptional").misses("Exceptional")
    visitor.go(f"/check/{award.number}/").sees("Hollin Lane Sixth Form").check()
    coordinator = windows.sign_in(COORDINATOR).go(f"/our-award/{award.ref}/").check()
    certificate = Certificate.objects.filter(award=award).first()
    answer = coordinator.page.request.get(f"/our-award/{award.ref}/certificate/{certificate.ref}/")
    assert answer.status == 200 and answer.body()[:5] == b"%PDF-"


def practice_is_shared(windows, journey):
    example = Example.objects.get()
    visitor = windows.open().go("/practice/?q=deputy").misses(example.title)
    coordinator = windows.sign_in(COORDINATOR).go(f"/our/{journey.ref}/practice/{example.ref}/consent/").check()
    for box in coordinator.page.locator("main input[type=checkbox]").all():
        box.check()
    coordinator.press("Agree")
    windows.of_the_scheme("Olive Office").go(f"/office/practice/{example.ref}/").check().press("Publish")
    example.refresh_from_db()
    assert example.state == "published"
    visitor.go("/practice/?q=deputy").sees(example.title).check().go(f"/practice/{example.slug}/").check()
    coordinator.go(f"/our/{journey.ref}/practice/{example.ref}/withdraw/").press("Withdraw")
    visitor.page.goto(f"/practice/{example.slug}/")
    assert "deputy head answers for it" not in visitor.text()
    visitor.go("/learning/").check()


def halfway_comes_round(windows, move_clock):
    award = Award.objects.get(origin="platform")
    move_clock(clock.add_months(award.starts_on, 18))
    windows.signed_in.clear()  # a sign-in does not last so long
    call_command("tick", stdout=io.StringIO())
    halfway = Halfway.objects.get()
    coordinator = windows.sign_in(COORDINATOR).go(f"/our-award/half-way/{halfway.ref}/").check()
    coordinator.sees("Put three years of figures together").fill(text="It is under way, and registry helps.").press("Send the update")
    office = windows.of_the_scheme("Olive Office").go(f"/office/half-way/{halfway.ref}/").check()
    office.fill(note="Twenty good minutes; the figures are on the way.").press("Close the review").check()
    halfway.refresh_from_db()
    assert halfway.state == "closed"


def renewal_brings_everything_back(windows, move_clock):
    award = Award.objects.get(origin="platform")
    move_clock(clock.add_months(award.starts_on, 30))
    windows.signed_in.clear()
    call_command("tick", stdout=io.StringIO())
    renewal = Journey.objects.exclude(renews_award_ref="").get()
    coordinator = windows.sign_in(COORDINATOR).go(f"/our/{renewal.ref}/").check()
    first = Response.objects.filter(journey=renewal).order_by("criterion__number").first()
    assert (first.state, first.text.startswith("A deputy head")) == ("drafted", True)
    coordinator.go(f"/our/{renewal.ref}/actions/").sees("Put three years of figures together")
    windows.open().go("/register/").sees("Hollin Lane Sixth Form (fictitious)")
    subjects = [letter["Subject"] for letter in windows.letters_to(COORDINATOR)]
    assert any("renew" in subject.lower() for subject in subjects), subjects
