"""What a policy's file may hold: the scheme's own rules from a date on. In: bytes. Out: a PolicyFile, or InvalidPolicy."""

from dataclasses import dataclass
from datetime import date

from qualitymark.core.yamltree import read_tree
from qualitymark.frameworks.models import Policy

from .cursor import At, Problems
from .reader import InvalidPolicy

# What a judgement may be, by what it is of; review has the same codes (a test holds them together).
JUDGEMENTS = {
    "criterion": ("met", "with_suggestions", "not_yet", "not_applicable"),
    "area": ("meets", "enhanced", "exceptional", "not_yet"),
}
# Field: least, most. Money in pence, periods in the unit that the name says.
NUMBERS = {
    "fee_pence": (0, 10_000_000),
    "member_fee_pence": (0, 10_000_000),
    "discussions": (0, 20),
    "term_months": (1, 120),
    "renewal_term_months": (1, 120),
    "halfway_month": (1, 119),
    "halfway_reply_days": (1, 365),
    "renewal_opens_month": (1, 119),
    "grace_days": (0, 730),
    "sample_percent": (0, 100),
    "factual_check_days": (1, 90),
    "cell_minimum": (2, 100),
    "decisions_minimum": (2, 1000),
    "invitation_days": (1, 90),
    "reconsideration_days": (1, 365),
}


@dataclass(frozen=True)
class PolicyFile:
    """`labels` maps (of, code) to its words by language; `of` is "criterion" or "area"."""

    code: str
    from_on: date
    numbers: dict[str, int]
    second_reading: str
    decider: str
    labels: dict[tuple[str, str], dict[str, str]]

    @property
    def fields(self) -> dict[str, object]:
        """The values of the policy's own row, by the names of its columns."""
        return {
            "from_on": self.from_on,
            **self.numbers,
            "second_reading": self.second_reading,
            "decider": self.decider,
        }


def read_policy(content: bytes) -> PolicyFile:
    """The policy in a file's bytes. Raises InvalidPolicy with every problem found."""
    problems = Problems()
    top = At(read_tree(content, InvalidPolicy), "", problems)
    places = top.fields(["code", "from_on", *NUMBERS, "second_reading", "decider", "labels"])
    numbers = {name: places[name].whole(*bounds) for name, bounds in NUMBERS.items() if name in places}
    policy = PolicyFile(
        code=places["code"].text(20) if "code" in places else "",
        from_on=places["from_on"].date() if "from_on" in places else date(1, 1, 1),
        numbers=numbers,
        second_reading=places["second_reading"].choice(Policy.SecondReading.values) if "second_reading" in places else "",
        decider=places["decider"].choice(Policy.Decider.values) if "decider" in places else "",
        labels=_labels(places["labels"]) if "labels" in places else {},
    )
    _check_sense(policy, places)
    problems.raise_any(InvalidPolicy)
    return policy


def _labels(place: At) -> dict[tuple[str, str], dict[str, str]]:
    labels = {}
    for of, part in place.fields(JUDGEMENTS).items():
        for code, words in part.fields(JUDGEMENTS[of]).items():
            labels[of, code] = {language: text[:80] for language, text in words.titles().items()}
            if any(len(text) > 80 for text in words.titles().values()):
                words.problem("A label has at most 80 characters.")
    return labels


def _check_sense(policy: PolicyFile, places: dict[str, At]) -> None:
    """Numbers that are each possible but not together."""
    numbers = policy.numbers
    if len(numbers) < len(NUMBERS):
        return
    if numbers["member_fee_pence"] > numbers["fee_pence"]:
        places["member_fee_pence"].problem("Members would pay more than others.")
    term = min(numbers["term_months"], numbers["renewal_term_months"])
    for name in ("halfway_month", "renewal_opens_month"):
        if numbers[name] >= term:
            places[name].problem(f"An award of {term} months would end before month {numbers[name]}.")
    if policy.second_reading == Policy.SecondReading.SAMPLE and not numbers["sample_percent"]:
        places["sample_percent"].problem("A sample of nought would read nothing; choose “never”, or a percentage.")
