"""What the demo's readers and panel find: several sentences for each area and outcome, chosen by the code and the place, so that the same
demo says the same each time and no page says one sentence throughout. Invented, and nobody's real words."""

import re

# Who leads on students where, and how often a working group meets there.
SENIOR = {
    "university": "pro vice-chancellor", "specialist": "deputy principal", "college": "vice principal", "college_group": "group vice principal",
    "sixth_form": "deputy head", "training_provider": "director of quality",
}  # fmt: skip
# What is said of a criterion that is met, by area. A second reader takes another sentence of the same area.
MET = {
    "CL": [
        "It is plain who answers for this and what they changed because of it; the paper named shows the decision being made.",
        "The same words stand in the plan, on the web page and in the paper to the governing body, so nobody can read it two ways.",
        "Staff whom we asked could say what they would do and whom they would ring. That is worth more than any policy.",
        "The money and the time are in the base budget, and the minute shows that they were kept when savings were looked for.",
    ],
    "CI": [
        "The figures are rounded with care, told beside those of everybody else, and the response says what they cannot show.",
        "People asked for three things, two were done, and the third was refused with a reason they were told. We could follow each.",
        "The plan has a name and a day on every line, and what was late is dated again with its reason.",
        "What did not work is told as openly as what did, and a neighbour has already learnt from it.",
    ],
    "PE": [
        "The work goes to where young people are, with the adults who know them, and the diary of visits bears it out.",
        "The page answers what somebody would ask at eleven at night on a phone. Two people with experience of care read it first.",
        "Fares and meals are paid on the day, not claimed back. It is a small thing, and people said it decided whether they came.",
        "Arrival is thought through from the first message to the first weekend, and each step has a name beside it.",
    ],
    "AD": [
        "A person writes within two working days of somebody ticking the box, and says why the question was asked.",
        "Proof is asked for once, the list of what is accepted is generous, and nobody was asked for their story.",
        "The decision and its reasons are recorded, applicants are told them in plain words, and two were looked at again.",
        "People who came late or changed course got the same welcome as everybody else; the three examples show how.",
    ],
    "WB": [
        "There is a named person, another for when they are away, and those they support knew both names.",
        "Contact comes before the hard weeks and not after them. The messages are short, kind and signed.",
        "The room is kept all year and the agreement says so. Somebody who stayed in August told us what it meant.",
        "Help in an emergency came the same day in each of the cases we read, and the form is one page.",
    ],
    "SS": [
        "Somebody notices early, and what happens next is a conversation and not a letter.",
        "Placements and trips are paid for in advance, and the tutors know that they may ask.",
        "The gap is known, named without excuses, and the tutors of the three courses concerned took it up.",
        "Nobody leaves without a plan for the summer; those who left last year were rung in September.",
    ],
    "CP": [
        "The agreement with the local authority is signed, current, and used: the notes show who rang whom.",
        "One plan crosses four departments, and each could say which part of it is theirs.",
        "People who leave the institution for another are handed over by name, with their consent.",
        "Partners told us that they are asked before things are settled, and that it has changed what was done.",
    ],
}  # fmt: skip
NOT_YET = [
    "What is described is planned and not yet done: the evidence shows the plan alone. Begin with one course, and write down what happens.",
    "The offer is there, but half of those it is for had not heard of it. Say who tells them, when, and how you will know that they were told.",
    "One year of figures is too few to read. Put three together, rounded, and say what you would do if they stayed as they are.",
    "It rests on one person who does it well. Write down what they do, so that it goes on when they are away.",
]
SUGGESTIONS = [
    "Put three years together, so that small numbers can be read.",
    "Ask the same four questions again in the spring, and set the answers side by side.",
    "Say on the page how long an answer takes; people wait more easily when they know.",
]
# What is said of an area as a whole, by its level: the reader's reasons, and what the institution reads in its feedback.
AREAS = {
    "meets": [
        "People are met early, the offer is in writing, and those it is for say that it holds.",
        "Each part does what it says, and the parts know of each other.",
        "The practice is steady and the evidence plain. What is missing is small and stands in the plan.",
    ],
    "enhanced": [
        "More is done here than the criteria ask, it is done with those it is for, and it lasts.",
        "This goes well past what is asked, and the people who run it can show what changed because of it.",
    ],
    "exceptional": ["Others could learn from this as it stands: it was made with those it is for, it is paid for, and three years of what came of it are told."],
    "not_yet": [
        "The intent is clear and most of the parts are there, but what is named below is not done yet, and the area leans on it.",
        "There is much to build on. What is not yet in place is something people would miss in a hard week.",
    ],
}  # fmt: skip
FEEDBACK = {
    "meets": [
        "Your offer is clear and it reaches people. Keep the habit of asking them; it shows.",
        "What you do here holds together. The next step is to write down who does it when somebody is away.",
        "You do what you say, and the people it is for told us so.",
        "A steady area, honestly described. Your own plan goes where we would have pointed.",
    ],
    "enhanced": [
        "You do more here than is asked, and you do it with the people it is for. Please go on telling others how.",
        "This stood out to everybody who read it. It is the part of your work that we would show to a new working group.",
    ],
    "exceptional": ["We have seen little like this. It was made with those it is for, it is paid for, and it has lasted; we would like others to learn from it."],
    "not_yet": [
        "Much is in place, and the criteria below say what is not yet. None of it is far away; the first step is named with each.",
        "You know what is missing here, and your plan says so. Once it is done and written down, this area is whole.",
    ],
}  # fmt: skip


def chosen(sentences: list[str], code: str, place: str, offset: int = 0) -> str:
    """One of the sentences, by the number in the code and the letters of the place: the same each time."""
    number = int("0" + re.sub(r"\D", "", code)) or sum(map(ord, code))
    return sentences[(number + sum(map(ord, place)) + offset) % len(sentences)]


def of_criterion(code: str, outcome: str, place: str, second: bool) -> str:
    """Why a reader finds that outcome of a criterion."""
    area = code.rstrip("0123456789")
    return chosen(NOT_YET if outcome == "not_yet" else MET.get(area, AREAS["meets"]), code, place, offset=int(second))
