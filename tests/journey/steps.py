"""The steps of the whole journey as its people take them."""

import datetime as dt

from qualitymark.core import clock
from qualitymark.interest.models import Enquiry, Interest
from qualitymark.journeys.models import Journey

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
    office.go(f"/office/enquiry/{Enquiry.objects.get().ref}/").fill(answer="Yes: what is asked is in proportion to size.").press("Send the answer")
    interest = Interest.objects.get()
    office.go(f"/office/interest/{interest.ref}/").fill(on=clock.today(), note="They know where they stand.").press("Note the conversation")
    office.follow("Go ahead").fill(answer="Welcome. We look forward to working with you.", by_group=True).check()
    office.press("Go ahead, and tell them").check()
    letters = " ".join(letter.get_content() for letter in windows.letters_to(COORDINATOR))
    assert "in proportion to size" in letters and "look forward to working" in letters
    invited = windows.open().go(windows.link_in(SPONSOR, "/invitation/")).check()
    invited.press("Accept and begin")
    assert Journey.objects.get().by_group
