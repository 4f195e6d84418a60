"""Every change to a decision: made, withdrawn, shown, checked, released, reconsidered; its report."""

from .checking import answer_fact_comment, comment_on_facts, correct_words, finish_fact_check, show_draft, withdraw_draft
from .conditions import answer_not_met, meet_condition, say_condition_met
from .deciding import decide, forget_draft, keep_draft, withdraw_decision
from .reconsidering import answer_reconsideration, ask_reconsideration
from .releasing import release
from .reporting import ask_for_report, attach_report, note_report_problem

__all__ = [
    "answer_fact_comment",
    "answer_not_met",
    "answer_reconsideration",
    "ask_for_report",
    "ask_reconsideration",
    "attach_report",
    "comment_on_facts",
    "correct_words",
    "decide",
    "finish_fact_check",
    "forget_draft",
    "keep_draft",
    "meet_condition",
    "note_report_problem",
    "release",
    "say_condition_met",
    "show_draft",
    "withdraw_decision",
    "withdraw_draft",
]
