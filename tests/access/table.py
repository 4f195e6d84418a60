"""Who gets through which door: the table that the walk of every route holds against the platform (docs: the house, "Permissions in one place").

A line: the route's name, whose page it is (letters of cast.CAST), and after a stroke who may know that it is there but is told that it is not
theirs (403). Everybody else finds nothing there (404, the same for all), and visitors of signed-in pages are led to signing in. Whose page it is
may still be told "not now" (409). `*` is everybody, `+` everybody who is signed in, `~x` but not x. A route stands under each stage in which it is asked.
"""

ANY_STAGE = """
healthz *                       | accounts:me +                   | institutions:invitation *       | interest:interest *
interest:send *                 | interest:sent *                 | interest:contact *              | interest:asked *
interest:readiness *            | actionplan:by_link *            | awards:register *               | practice:search *
website:home *                  | website:the_mark *              | website:gallery *               | website:robots *
website:sitemap *               | website:security                | website:guidance *              | website:duties *
website:guidance_area *         | website:learning *              | website:accessibility *         | website:privacy *
desk:home +                     | desk:send_again +               | desk:acting_as +                | desk:act_as +
desk:let_go +
"""

# The office's lists and what belongs to no institution are open to somebody of it with a conflict too; names and stages remain.
PREPARING = """
office:institutions OX          | office:institution_letters O/X
office:home OX                  | office:csv OX                   | office:interests OX             | office:enquiries OX
office:enquiry OX               | office:add_institution OX       | office:staff OX                 | office:appoint OX
office:end_appointment OX       | office:training OX              | office:fees OX                  | office:cohorts OX
office:add_cohort OX            | office:cohort OX                | office:join_cohort OX           | office:leave_cohort OX
office:add_funder OX            | office:end_funder OX            | office:mail OX                  | office:decisions OX
office:awards OX                | office:halfways OX              | office:practice OX              | office:conflict OX
office:cohort_counts OXu        | office:letter O                 | office:interest O               | office:conversation O
office:match O                  | office:go_ahead O               | office:not_yet O                | office:reopen O
office:put_aside O              | office:join_interest O          | office:institution O/X          | office:details O/X              | office:log O/X
office:invite O/X               | office:end_membership O         | office:withdraw_invitation O    | office:fee O/X
office:reverse O/X              | office:allocation O/X           | office:second_reader O/X        | office:deciders O/X
office:end_part O/X             | office:dates O/X                | office:resume O/X               | office:withdraw O/X
office:end_offer O              | office:pause O/X                | office:end_conflict O/X         | office:decision
office:award                    | office:certificate              | office:report                   | office:halfway
casework:institutions anxr      | casework:profile anxr           | casework:ties anxr              | casework:allocation a
casework:accept a               | casework:decline a              | casework:conflict a             | casework:journey a
casework:dates a                | casework:shared_criterion a     | casework:plan a                 | casework:own_notes a
casework:meeting                | casework:discussion a           | casework:note_done a            | casework:step_done a
casework:begin_review a         | casework:second_reading         | casework:review                 | casework:review_criterion
casework:cannot_open a          | casework:decisions pd           | casework:decision aO/X          | casework:reconsideration
selfassessment:evidence_file cksa | selfassessment:evidence_item cksa
workspace:ours ckset            | workspace:board cks             | workspace:assign k/cs           | workspace:share k/cs
workspace:criterion cks         | workspace:criterion_step cks    | workspace:criterion_return k/cs | workspace:criterion_leave_out k/cs
workspace:autosave cks          | workspace:preview cks           | workspace:compare cks           |
workspace:criterion_comment cks | workspace:history cks           | workspace:version cks           | workspace:cite ck/s
workspace:cite_new ck/s         | workspace:citation ck/s         | workspace:library cks           | workspace:item_add ck/s
workspace:item cks              | workspace:item_change k/cs      | workspace:item_revise k/cs      | workspace:item_remove k/cs
workspace:problem_done cks     | workspace:actions cks           | workspace:action_add ck/s       | workspace:action_import k/cs
workspace:action cks            | workspace:action_change k/cs    | workspace:action_remove k/cs    | workspace:action_link k/cs
workspace:people cks            | workspace:invite k/cs           | workspace:membership_end k/cs   | workspace:invitation_withdraw k
workspace:timetable cks         | workspace:pause k/cs            | workspace:withdraw k/cs         | workspace:whole cks
workspace:ask_signature cks     | workspace:unfreeze ks/c         | workspace:sign s/ck             | workspace:submit ks/c
workspace:submitted             | workspace:clarifications cks    | workspace:terms cks             | workspace:fee cks
workspace:feedback cks          | workspace:discussions cks       | workspace:plan_discussion k/cs  | workspace:step_done cks
workspace:note cks              | workspace:note_done cks         | workspace:practice cks          | workspace:report
workspace:award                 | workspace:certificate           | workspace:halfway               | awards:register_entry
awards:check                    | practice:example                | workspace:reconsideration       | workspace:earlier_feedback
"""

SIGNING = """
workspace:unfreeze ks/c         | workspace:sign s/ck             | workspace:submit ks/c           | workspace:whole cks
workspace:criterion cks         | casework:shared_criterion       | selfassessment:evidence_item cks
"""

# The assessor judges, and a question is open. Nobody else of the scheme reads the assessor's view.
JUDGING = """
casework:review a               | casework:review_criterion a     | casework:ask a                  | casework:review_area a
casework:recommend a            | casework:withdraw_question a    | casework:own_notes a            | casework:begin_review a
casework:second_reading /a      | casework:cannot_open a          | casework:return_recommendation O/X | workspace:submitted cks
workspace:clarifications cks    | workspace:clarification cks     | workspace:feedback cks          | selfassessment:evidence_item cksaO
casework:decision aO/X          | office:decision                 | office:journey_decision         | casework:discussion
"""

# The second reader's own view is recorded: now they see the first one. Coaching stays closed to them.
SECOND_READING = """
casework:review ar              | casework:review_criterion ar    | casework:review_area ar         | casework:own_notes a/r
casework:journey ar             | casework:discussion             | casework:second_reading r/a     | selfassessment:evidence_item cksarO
office:decision                 | awards:register_entry           | workspace:feedback cks          | casework:decision arO/X
casework:both_views r/a
"""

# The draft is with the institution for errors of fact. Nothing is public, and the judges have read what was submitted.
CHECKING = """
workspace:feedback cks          | workspace:fact_comment cks      | workspace:facts_checked ks      | workspace:reconsideration ks
office:decision O               | office:journey_decision O       | office:correct_words O          | office:release O
office:show_draft O             | office:withdraw_draft O         | office:answer_comment O         | casework:withdraw_decision p/O
casework:return_recommendation pO/X | casework:decision arpO/X    | casework:own_notes a/r          | selfassessment:evidence_item cksarpO
awards:register_entry           | awards:check                    | practice:example                | workspace:award
office:award                    | office:report                   | workspace:report                | workspace:certificate
workspace:earlier_feedback
"""

RELEASED = """
awards:register_entry *         | awards:check *                  | practice:example *~x            | workspace:award cks
workspace:register_words ks/c   | workspace:register_words_withdraw ks/c | workspace:renew k/cs     | workspace:certificate cks
workspace:condition cks         | workspace:journey_award cks     | workspace:halfway cks           | workspace:halfway_action_add ck/s | workspace:halfway_action cks | workspace:halfway_owner k/cs
workspace:practice cks          | workspace:practice_example cks  | workspace:practice_words ks/c   | workspace:practice_consent ks/c
workspace:practice_withdraw ks/c | workspace:feedback cks         | workspace:report cks            | workspace:reconsideration ks/c
office:award O                  | office:suspend O                | office:lift O                   | office:withdraw_award O
office:open_halfway O           | office:open_renewal O           | office:certificate O            | office:report O
office:halfway O                | office:reopen_halfway O         | office:practice_example O       | office:practice_words O
office:practice_publish O       | office:practice_withdraw O      | office:practice_erase O         | office:condition_met O
office:condition_not_met O      | workspace:earlier_feedback cks
casework:reconsideration pO     | casework:withdraw_decision p/O  | casework:decision arpO/X        | office:decision O
"""

STAGES = {
    "discussed_once": ANY_STAGE + PREPARING,
    "awaiting_signature": SIGNING,
    "judged": JUDGING,
    "second_read": SECOND_READING,
    "factual_check": CHECKING,
    "released": RELEASED,
}


def doors(stage):
    """{route: (whose page, who is told that it is not theirs)}, each a set of letters."""
    found = {}
    for line in STAGES[stage].replace("|", "\n").splitlines():
        name, _space, who = line.strip().partition(" ")
        if name:
            mine, _stroke, told = who.strip().partition("/")
            found[name] = (mine, told)
    return found
