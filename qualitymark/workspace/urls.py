"""The institution's own pages: /our/<journey>/..."""

from django.urls import path, re_path

from . import practice_consent as practice
from .views import actions, board, citing, clarifications, criterion, journey, library, people, signing, timetable

app_name = "workspace"
SORT = "(?P<sort>file|link|words)"
urlpatterns = [
    path("our/", journey.ours, name="ours"),
    path("our/<slug:ref>/", board.board, name="board"),
    path("our/<slug:ref>/only/<slug:show>/", board.board, name="board"),
    path("our/<slug:ref>/assign/", board.assign, name="assign"),
    path("our/<slug:ref>/share/", board.share, name="share"),
    path("our/<slug:ref>/criterion/<slug:code>/", criterion.criterion, name="criterion"),
    path("our/<slug:ref>/criterion/<slug:code>/step/", criterion.criterion_step, name="criterion_step"),
    path("our/<slug:ref>/criterion/<slug:code>/return/", criterion.criterion_return, name="criterion_return"),
    path("our/<slug:ref>/criterion/<slug:code>/leave-out/", criterion.criterion_leave_out, name="criterion_leave_out"),
    path("our/<slug:ref>/criterion/<slug:code>/comment/", criterion.criterion_comment, name="criterion_comment"),
    path("our/<slug:ref>/criterion/<slug:code>/history/", criterion.history, name="history"),
    path("our/<slug:ref>/criterion/<slug:code>/history/<int:number>/", criterion.version, name="version"),
    path("our/<slug:ref>/criterion/<slug:code>/evidence/", citing.cite, name="cite"),
    re_path(rf"^our/(?P<ref>[-\w]+)/criterion/(?P<code>[-\w]+)/evidence/new/{SORT}/$", citing.cite_new, name="cite_new"),
    path("our/<slug:ref>/criterion/<slug:code>/evidence/<slug:citation>/", citing.citation, name="citation"),
    path("our/<slug:ref>/evidence/", library.library, name="library"),
    re_path(rf"^our/(?P<ref>[-\w]+)/evidence/new/{SORT}/$", library.item_add, name="item_add"),
    path("our/<slug:ref>/evidence/<slug:item>/", library.item, name="item"),
    path("our/<slug:ref>/evidence/<slug:item>/change/", library.item_change, name="item_change"),
    path("our/<slug:ref>/evidence/<slug:item>/version/", library.item_revise, name="item_revise"),
    path("our/<slug:ref>/evidence/<slug:item>/remove/", library.item_remove, name="item_remove"),
    path("our/<slug:ref>/problem/<slug:problem>/", library.problem_done, name="problem_done"),
    path("our/<slug:ref>/actions/", actions.actions, name="actions"),
    path("our/<slug:ref>/actions/new/", actions.action_add, name="action_add"),
    path("our/<slug:ref>/actions/<slug:action>/", actions.action, name="action"),
    path("our/<slug:ref>/actions/<slug:action>/change/", actions.action_change, name="action_change"),
    path("our/<slug:ref>/actions/<slug:action>/remove/", actions.action_remove, name="action_remove"),
    path("our/<slug:ref>/actions/<slug:action>/link/", actions.action_link, name="action_link"),
    path("our/<slug:ref>/people/", people.people, name="people"),
    path("our/<slug:ref>/people/invite/", people.invite, name="invite"),
    path("our/<slug:ref>/people/<slug:membership>/end/", people.membership_end, name="membership_end"),
    path("our/<slug:ref>/invitation/<slug:invitation>/", people.invitation_withdraw, name="invitation_withdraw"),
    path("our/<slug:ref>/timetable/", timetable.timetable, name="timetable"),
    path("our/<slug:ref>/pause/", timetable.pause, name="pause"),
    path("our/<slug:ref>/whole/", signing.whole, name="whole"),
    path("our/<slug:ref>/signature/", signing.ask_signature, name="ask_signature"),
    path("our/<slug:ref>/unfreeze/", signing.unfreeze, name="unfreeze"),
    path("our/<slug:ref>/sign/", signing.sign, name="sign"),
    path("our/<slug:ref>/submit/", signing.submit, name="submit"),
    path("our/<slug:ref>/submitted/", signing.submitted, name="submitted"),
    path("our/<slug:ref>/submitted/<int:round>/", signing.submitted, name="submitted"),
    path("our/<slug:ref>/clarifications/", clarifications.clarifications, name="clarifications"),
    path("our/<slug:ref>/clarifications/<slug:question>/", clarifications.clarification, name="clarification"),
    # Pages built beside these, each by its own noun.
    path("our/<slug:ref>/practice/", practice.practice, name="practice"),
    path("our/<slug:ref>/practice/<slug:example>/", practice.practice_example, name="practice_example"),
    path("our/<slug:ref>/practice/<slug:example>/words/", practice.practice_words, name="practice_words"),
    path("our/<slug:ref>/practice/<slug:example>/consent/", practice.practice_consent, name="practice_consent"),
    path("our/<slug:ref>/practice/<slug:example>/withdraw/", practice.practice_withdraw, name="practice_withdraw"),
]
