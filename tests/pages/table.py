"""The pages: for each route, who sees it at which stage so that each of its states is seen once.

A row is "stage who", then "sent" where its form is sent empty, "welsh", and the status where it is not 200 (403 not for you,
409 not now, 404 not found, 4xx what a form says). Stages are those of stages.py and of turns.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    stage: str
    who: str
    how: str
    prefix: str
    status: int


def rows_of():
    """The table, row by row."""
    for name, states in ROWS.items():
        for state in states.split("; "):
            stage, who, *rest = state.split()
            number = next((int(word) for word in rest if word.isdigit()), 200)
            yield Row(name, stage, who, "sent" if "sent" in rest else "asked", "/cy" if "welsh" in rest else "", number)


ROWS = {
    "account_login": ("discussed_once visitor; discussed_once visitor sent; released visitor welsh"),
    "account_request_login_code": ("discussed_once visitor; discussed_once visitor sent"),
    "account_login_password": ("discussed_once visitor; discussed_once visitor sent"),
    "account_inactive": ("agreed office"),
    "account_reauthenticate": ("agreed office; agreed office sent"),
    "account_set_password": ("agreed office; agreed office sent"),
    "account_reset_password": ("agreed office; agreed office sent"),
    "account_reset_password_done": ("agreed office"),
    "account_reset_password_from_key_done": ("agreed office"),
    "mfa_index": ("agreed office"),
    "mfa_reauthenticate": ("agreed office; agreed office sent"),
    "mfa_activate_totp": ("agreed office; agreed office sent"),
    "mfa_generate_recovery_codes": ("agreed office"),
    "accounts:me": ("agreed office; agreed office sent"),
    "interest:interest": ("agreed office; released visitor welsh; interest visitor"),
    "interest:send": ("agreed office; agreed office sent"),
    "interest:sent": ("agreed office"),
    "interest:contact": ("agreed office; agreed office sent; released visitor welsh"),
    "interest:asked": ("agreed office"),
    "interest:readiness": ("agreed office; released visitor welsh"),
    "awards:register": ("agreed office; released visitor; released visitor welsh; renowned visitor"),
    "awards:register_entry": ("discussed_once newcomer 404; released visitor; released visitor welsh; renowned visitor"),
    "awards:check": ("discussed_once newcomer 404; released visitor; released visitor welsh; renowned visitor"),
    "practice:search": ("agreed office; released visitor welsh; published visitor; renowned visitor"),
    "practice:example": ("discussed_once newcomer 404; published visitor; renowned visitor"),
    "website:home": ("agreed office; released visitor welsh"),
    "website:the_mark": ("agreed visitor; released visitor welsh"),
    "website:gallery": ("agreed office"),
    "website:guidance": ("agreed office; released visitor welsh"),
    "website:duties": ("agreed office; released visitor welsh"),
    "website:guidance_area": ("agreed office"),
    "website:learning": ("agreed visitor; released visitor welsh"),
    "website:accessibility": ("agreed visitor; released visitor welsh"),
    "website:privacy": ("agreed visitor; released visitor welsh"),
    "office:decisions": ("agreed office; renowned office"),
    "office:decision": ("released office; commented office; conditions office; condition_answered office; set_aside office"),
    "office:show_draft": ("released office sent 409"),
    "office:withdraw_draft": ("released office sent 409"),
    "office:correct_words": ("released office 409; commented office; commented office sent"),
    "office:release": ("released office 409; facts_checked office"),
    "office:answer_comment": ("commented office sent 422"),
    "office:awards": ("agreed office; renowned office"),
    "office:award": ("released office"),
    "office:suspend": ("released office; released office sent; award_ended office 409"),
    "office:lift": ("released office sent 409"),
    "office:withdraw_award": ("released office; released office sent; award_ended office 409"),
    "office:open_halfway": ("released office sent 409"),
    "office:open_renewal": ("released office sent 409"),
    "office:halfways": ("agreed office"),
    "office:halfway": ("halfway office; halfway office sent"),
    "office:reopen_halfway": ("halfway office sent 409"),
    "office:practice": ("agreed office; renowned office"),
    "office:practice_example": ("flagged office; published office"),
    "office:practice_words": ("flagged office; flagged office sent"),
    "office:practice_publish": ("flagged office 405; flagged office sent 409"),
    "office:practice_withdraw": ("published office"),
    "office:practice_erase": ("flagged office 409"),
    "office:home": ("agreed office; withdrawn office; interest office; crowded office"),
    "office:institutions": ("agreed office; conflicted office; crowded office"),
    "office:interests": ("agreed office; crowded office"),
    "office:interest": ("agreed office; interest office; talking office; known_already office"),
    "office:conversation": ("agreed office 409; interest office; interest office sent"),
    "office:match": ("agreed office 409; interest office"),
    "office:go_ahead": ("agreed office 409; talking office; talking office sent"),
    "office:not_yet": ("agreed office 409; interest office; interest office sent"),
    "office:reopen": ("agreed office sent 409"),
    "office:join_interest": ("agreed office 409; known_already office"),
    "office:put_aside": ("agreed office 409; interest office; interest office sent"),
    "office:enquiries": ("agreed office; crowded office"),
    "office:add_institution": ("agreed office; agreed office sent"),
    "office:institution": ("agreed office; conflicted office 403; discussed_once newcomer 404; crowded office; renowned office"),
    "office:details": ("agreed office; agreed office sent; conflicted office 403"),
    "office:institution_letters": ("agreed office; conflicted office 403"),
    "office:log": ("agreed office; agreed office sent; conflicted office 403"),
    "office:invite": ("agreed office; agreed office sent; conflicted office 403"),
    "office:conflict": ("agreed office; agreed office sent"),
    "office:end_membership": ("agreed office"),
    "office:withdraw_invitation": ("agreed office sent 409"),
    "office:fee": ("agreed office; agreed office sent; conflicted office 403"),
    "office:allocation": ("agreed office; agreed office sent; conflicted office 403"),
    "office:second_reader": ("agreed office; agreed office sent; allocated office; conflicted office 403"),
    "office:deciders": ("agreed office; agreed office sent; conflicted office 403; set_aside office"),
    "office:end_part": ("conflicted office sent 403"),
    "office:dates": ("agreed office 409; allocated office; allocated office sent; conflicted office 403"),
    "office:resume": ("agreed office sent 409; conflicted office sent 403"),
    "office:withdraw": ("agreed office; agreed office sent; released office 409; conflicted office 403"),
    "office:staff": ("agreed office; crowded office"),
    "office:appoint": ("agreed office; agreed office sent"),
    "office:end_appointment": ("agreed office"),
    "office:training": ("agreed office"),
    "office:fees": ("agreed office; allocated office; crowded office"),
    "office:cohorts": ("agreed office; crowded office"),
    "office:add_cohort": ("agreed office; agreed office sent"),
    "office:cohort": ("agreed office; agreed office sent; crowded office"),
    "office:add_funder": ("agreed office; agreed office sent; crowded office"),
    "office:mail": ("agreed office; crowded office"),
    "office:letter": ("meeting office"),
    "office:cohort_counts": ("agreed office; crowded office; crowded funder"),
    "casework:institutions": ("allocated assessor; discussed_once newcomer; crowded assessor"),
    "casework:profile": ("allocated assessor; allocated assessor sent"),
    "casework:ties": ("allocated assessor; allocated assessor sent"),
    "casework:decline": ("allocated assessor; allocated assessor sent"),
    "casework:conflict": ("allocated assessor; allocated assessor sent"),
    "casework:journey": ("allocated assessor; recommended assessor; discussed_once newcomer 404; crowded assessor"),
    "casework:dates": ("allocated assessor; allocated assessor sent; in_review assessor 409"),
    "casework:plan": ("allocated assessor; allocated assessor sent; in_review assessor 409"),
    "casework:own_notes": ("allocated assessor 409; in_review assessor; in_review assessor sent"),
    "casework:discussion": ("discussed_once assessor; discussed_once assessor sent; meeting assessor"),
    "casework:begin_review": ("allocated assessor 409; in_review assessor"),
    "casework:second_reading": ("in_review assessor 403; second_reading second"),
    "casework:review": ("judged assessor"),
    "casework:review_criterion": ("judged assessor; judged assessor sent; second_read assessor"),
    "casework:both_views": ("both_read second; both_read assessor 403"),
    "casework:ask": ("judged assessor; judged assessor sent; second_read assessor 409"),
    "casework:review_area": ("judged assessor; judged assessor sent; second_read assessor"),
    "casework:recommend": ("judged assessor; judged assessor sent; second_read assessor"),
    "casework:cannot_open": ("in_review assessor"),
    "casework:decisions": ("recommended panel"),
    "casework:decision": (
        "agreed office; agreed office sent 403; released office; released panel sent 409; with_panel panel; with_panel panel sent; "
        "set_aside panel"
    ),
    "casework:withdraw_decision": ("released office 403; released panel 409; factual_check panel; factual_check panel sent"),
    "casework:return_recommendation": ("recommended office 403; released office 409; with_panel panel; with_panel panel sent"),
    "casework:reconsideration": (
        "reconsidering panel; reconsidering panel sent 403; reconsidering office; reconsidering office sent; set_aside office"
    ),
    "workspace:ours": ("renewing coordinator"),
    "workspace:board": (
        "agreed coordinator; discussed_once contributor; discussed_once coordinator welsh; discussed_once newcomer 404; crowded coordinator"
    ),
    "workspace:assign": (
        "agreed coordinator; agreed coordinator sent; discussed_once contributor 403; awaiting_signature coordinator 409; crowded coordinator"
    ),
    "workspace:share": ("agreed coordinator; discussed_once contributor 403; awaiting_signature coordinator 409; crowded coordinator"),
    "workspace:criterion": (
        "agreed coordinator; "
        "discussed_once coordinator sent 409; "
        "discussed_once contributor; "
        "discussed_once contributor sent 403; "
        "discussed_once coordinator welsh; crowded coordinator"
    ),
    "workspace:criterion_return": (
        "agreed coordinator; agreed coordinator sent; discussed_once contributor 403; awaiting_signature coordinator 409"
    ),
    "workspace:criterion_leave_out": ("agreed coordinator 409; discussed_once contributor 403"),
    "workspace:criterion_comment": ("agreed coordinator; agreed coordinator sent; in_review coordinator 409; crowded coordinator"),
    "workspace:history": ("agreed coordinator; crowded coordinator"),
    "workspace:compare": ("discussed_once coordinator"),
    "workspace:version": ("discussed_once coordinator; discussed_once contributor sent 403; awaiting_signature coordinator sent 409"),
    "workspace:cite": (
        "agreed coordinator; discussed_once coordinator; discussed_once coordinator sent; discussed_once contributor 403; "
        "awaiting_signature coordinator 409; crowded coordinator"
    ),
    "workspace:cite_new": (
        "discussed_once contributor 403; awaiting_signature coordinator 409; agreed coordinator; agreed coordinator sent"
    ),
    "workspace:library": ("agreed coordinator; discussed_once coordinator; crowded coordinator"),
    "workspace:item_add": ("discussed_once sponsor 403; agreed coordinator; agreed coordinator sent"),
    "workspace:item": ("discussed_once coordinator; crowded coordinator"),
    "workspace:item_change": ("discussed_once coordinator; discussed_once coordinator sent; discussed_once contributor 403"),
    "workspace:item_revise": ("discussed_once coordinator; discussed_once coordinator sent; discussed_once contributor 403"),
    "workspace:item_remove": ("discussed_once coordinator; discussed_once contributor 403; awaiting_signature coordinator sent 409"),
    "workspace:problem_done": ("problem coordinator"),
    "workspace:actions": ("agreed coordinator; crowded coordinator"),
    "workspace:action_add": ("agreed coordinator; agreed coordinator sent; discussed_once sponsor 403"),
    "workspace:action_import": ("agreed coordinator; agreed coordinator sent; discussed_once contributor 403"),
    "workspace:action": ("discussed_once coordinator; discussed_once coordinator sent; discussed_once contributor; crowded coordinator"),
    "workspace:action_change": ("discussed_once coordinator; discussed_once coordinator sent; discussed_once contributor 403"),
    "workspace:action_remove": ("discussed_once coordinator; discussed_once contributor 403; awaiting_signature coordinator sent 409"),
    "workspace:action_link": ("discussed_once coordinator 409; discussed_once contributor 403; busy coordinator"),
    "workspace:people": ("agreed coordinator; crowded coordinator"),
    "workspace:invite": ("agreed coordinator; agreed coordinator sent; discussed_once contributor 403"),
    "workspace:membership_end": ("agreed coordinator; discussed_once sponsor 403"),
    "workspace:invitation_withdraw": ("agreed coordinator 409; busy coordinator"),
    "workspace:timetable": ("agreed coordinator; released coordinator"),
    "workspace:pause": ("agreed coordinator; agreed coordinator sent; discussed_once contributor 403; released coordinator 409"),
    "workspace:withdraw": ("agreed coordinator; agreed coordinator sent; discussed_once contributor 403; released coordinator 409"),
    "workspace:whole": ("agreed coordinator; crowded coordinator"),
    "workspace:ask_signature": ("agreed coordinator; agreed coordinator sent 409; discussed_once contributor sent 403"),
    "workspace:unfreeze": (
        "agreed coordinator 409; discussed_once contributor 403; awaiting_signature coordinator; awaiting_signature coordinator sent"
    ),
    "workspace:sign": ("agreed coordinator 403; discussed_once sponsor 409; awaiting_signature sponsor; awaiting_signature sponsor sent"),
    "workspace:submit": ("agreed coordinator 409; discussed_once contributor 403; awaiting_signature coordinator"),
    "workspace:submitted": ("in_review coordinator"),
    "workspace:clarifications": ("agreed coordinator"),
    "workspace:terms": (
        "agreed coordinator; "
        "agreed coordinator sent; "
        "allocated coordinator; "
        "discussed_once contributor sent 403; "
        "released coordinator sent 409"
    ),
    "workspace:fee": (
        "agreed coordinator; "
        "agreed coordinator sent; "
        "discussed_once contributor; "
        "discussed_once contributor sent 403; "
        "released coordinator; "
        "withdrawn coordinator sent 409"
    ),
    "workspace:feedback": ("agreed coordinator; released coordinator; commented coordinator; renowned coordinator; set_aside coordinator"),
    "workspace:earlier_feedback": ("set_aside coordinator; released coordinator"),
    "workspace:fact_comment": ("released coordinator sent 409; released contributor sent 403; commented coordinator sent 422"),
    "workspace:facts_checked": ("commented coordinator; released coordinator sent 409; released contributor sent 403"),
    "workspace:reconsideration": ("released coordinator; released coordinator sent; released contributor 403; commented coordinator 409"),
    "workspace:discussions": ("agreed coordinator; discussed_once contributor; crowded coordinator"),
    "workspace:plan_discussion": ("agreed coordinator; agreed coordinator sent; discussed_once contributor 403; in_review coordinator 409"),
    "workspace:step_done": ("discussed_once sponsor sent 403"),
    "workspace:note": ("discussed_once coordinator; discussed_once coordinator sent; crowded coordinator"),
    "workspace:note_done": ("discussed_once sponsor sent 403"),
    "workspace:award": ("released coordinator; conditions coordinator; renowned coordinator"),
    "workspace:register_words": ("released coordinator; released coordinator sent; released contributor 403; award_ended coordinator 409"),
    "workspace:register_words_withdraw": ("released contributor sent 403; award_ended coordinator sent 409"),
    "workspace:renew": ("released coordinator 409; released sponsor 403; renewable coordinator"),
    "workspace:condition": ("conditions coordinator; conditions coordinator sent; conditions contributor; condition_answered coordinator"),
    "workspace:halfway": ("halfway coordinator; halfway coordinator sent; halfway sponsor sent 403"),
    "workspace:halfway_action_add": ("halfway coordinator; halfway coordinator sent; halfway sponsor 403"),
    "workspace:halfway_action": ("halfway coordinator; halfway coordinator sent; halfway sponsor"),
    "workspace:practice": ("agreed coordinator; renowned coordinator"),
    "workspace:practice_example": ("flagged coordinator; published coordinator"),
    "workspace:practice_words": ("flagged coordinator"),
    "workspace:practice_consent": ("flagged sponsor; flagged sponsor sent"),
    "desk:home": (
        "agreed office; agreed coordinator; discussed_once coordinator welsh; crowded coordinator; crowded office; crowded assessor; renowned coordinator; renowned office; second_reading second; with_panel panel; busy funder"
    ),
    "desk:acting_as": ("agreed office"),
    "account_confirm_login_code": ("agreed office; agreed office sent"),
    "account_change_password": ("agreed office; agreed office sent"),
    "account_reset_password_from_key": ("agreed office; agreed office sent"),
    "mfa_authenticate": ("agreed office; agreed office sent"),
    "mfa_deactivate_totp": ("agreed office; agreed coordinator"),
    "mfa_view_recovery_codes": ("agreed office"),
    "institutions:invitation": ("busy visitor; busy visitor sent; busy visitor welsh"),
    "actionplan:by_link": ("busy visitor; busy visitor sent"),
    "selfassessment:evidence_item": ("in_review assessor"),
    "office:condition_not_met": ("condition_said office; condition_said office sent; conditions office 409"),
    "office:condition_met": ("conditions office 405"),
    "office:enquiry": ("busy office; busy office sent"),
    "office:end_offer": ("offered office; offered office sent"),
    "office:pause": ("busy office; busy office sent"),
    "office:end_conflict": ("busy office; conflicted office 403"),
    "office:reverse": ("busy office; busy office sent"),
    "office:join_cohort": ("busy office 405"),
    "office:leave_cohort": ("busy office 405"),
    "office:end_funder": ("busy office 405"),
    "casework:allocation": ("offered assessor; offered assessor sent"),
    "casework:accept": ("offered assessor 405; offered assessor sent 409"),
    "casework:shared_criterion": ("busy assessor; busy assessor sent; crowded assessor"),
    "casework:meeting": ("meeting assessor; meeting assessor sent"),
    "casework:withdraw_question": ("questioned assessor"),
    "workspace:citation": ("discussed_once coordinator"),
    "workspace:clarification": ("questioned coordinator; questioned coordinator sent; questioned contributor"),
    "workspace:halfway_owner": ("halfway coordinator 405; halfway coordinator sent 404"),
    "workspace:practice_withdraw": ("published coordinator"),
}
# Files, doors that only send on, and doors that take a POST alone and answer with a redirect.
NO_PAGE = [
    "healthz",
    "account_logout",
    "mfa_download_recovery_codes",
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "selfassessment:evidence_file",
    "website:robots",
    "website:sitemap",
    "website:security",
    "office:journey_decision",
    "office:report",
    "office:certificate",
    "office:csv",
    "casework:note_done",
    "casework:step_done",
    "workspace:criterion_step",
    "workspace:autosave",
    "workspace:preview",
    "workspace:report",
    "workspace:certificate",
    "workspace:journey_award",
    "desk:send_again",
    "desk:let_go",
    "desk:act_as",
]
# The templates of pages that are not named as their route, or have another one for a state of their own.
TEMPLATES = {
    "account_login": "account/request_login_code.html",
    "account_login_password": "account/login.html",
    "account_inactive": "account/account_inactive.html",
    "account_set_password": "account/password_set.html",
    "account_change_password": "account/password_change.html",
    "account_reset_password": "account/password_reset.html",
    "account_reset_password_done": "account/password_reset_done.html",
    "account_reset_password_from_key": "account/password_reset_from_key.html",
    "account_reset_password_from_key_done": "account/password_reset_from_key_done.html",
    "mfa_activate_totp": "mfa/totp/activate_form.html",
    "mfa_deactivate_totp": "mfa/totp/deactivate_form.html",
    "mfa_generate_recovery_codes": "mfa/recovery_codes/generate.html",
    "mfa_view_recovery_codes": "mfa/recovery_codes/index.html",
    "website:the_mark": "website/words.html",
    "website:accessibility": "website/words.html",
    "website:privacy": "website/words.html",
    "website:gallery": "gallery.html",
    "awards:register_entry": "awards/register_entry.html awards/no_entry.html",
    "office:second_reader": "office/allocation.html",
    "office:answer_comment": "office/decision.html",
    "casework:decision": "casework/decision.html casework/no_decision.html casework/decided.html",
    "workspace:criterion": "workspace/criterion.html workspace/moved.html",
    "workspace:earlier_feedback": "workspace/feedback.html",
    "workspace:feedback": "workspace/feedback.html workspace/no_feedback.html workspace/draft_feedback.html",
    "workspace:fact_comment": "workspace/draft_feedback.html",
}
# Pages that a form leads to without anything being wrong with it.
NO_FAULT = {"casework:own_notes"}
