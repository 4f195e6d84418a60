from django.urls import path

from . import decision
from .views import coaching, institutions, reviewing

app_name = "casework"
urlpatterns = [
    path("casework/", institutions.institutions, name="institutions"),
    path("casework/profile/", institutions.profile, name="profile"),
    path("casework/ties/", institutions.ties, name="ties"),
    path("casework/allocation/<slug:ref>/", institutions.allocation, name="allocation"),
    path("casework/allocation/<slug:ref>/accept/", institutions.accept, name="accept"),
    path("casework/allocation/<slug:ref>/decline/", institutions.decline, name="decline"),
    path("casework/allocation/<slug:ref>/conflict/", institutions.conflict, name="conflict"),
    path("casework/journey/<slug:ref>/", coaching.journey, name="journey"),
    path("casework/journey/<slug:ref>/dates/", coaching.dates, name="dates"),
    path("casework/journey/<slug:ref>/criterion/<slug:code>/", coaching.shared_criterion, name="shared_criterion"),
    path("casework/journey/<slug:ref>/discussion/<int:number>/", coaching.plan, name="plan"),
    path("casework/journey/<slug:ref>/notes/", coaching.own_notes, name="own_notes"),
    path("casework/cohort/<slug:ref>/meeting/", coaching.meeting, name="meeting"),
    path("casework/discussion/<slug:ref>/", coaching.discussion, name="discussion"),
    path("casework/note/<slug:ref>/done/", coaching.note_done, name="note_done"),
    path("casework/step/<slug:ref>/done/", coaching.step_done, name="step_done"),
    path("casework/journey/<slug:ref>/begin/", reviewing.begin_review, name="begin_review"),
    path("casework/journey/<slug:ref>/second/", reviewing.second_reading, name="second_reading"),
    path("casework/review/<slug:ref>/", reviewing.review, name="review"),
    path("casework/review/<slug:ref>/criterion/<slug:code>/", reviewing.review_criterion, name="review_criterion"),
    path("casework/review/<slug:ref>/criterion/<slug:code>/ask/", reviewing.ask, name="ask"),
    path("casework/review/<slug:ref>/area/<slug:code>/", reviewing.review_area, name="review_area"),
    path("casework/review/<slug:ref>/recommend/", reviewing.recommend, name="recommend"),
    path("casework/journey/<slug:ref>/both/", reviewing.both_views, name="both_views"),
    path("casework/question/<slug:ref>/withdraw/", reviewing.withdraw_question, name="withdraw_question"),
    path("casework/journey/<slug:ref>/evidence/<slug:item>/cannot-open/", reviewing.cannot_open, name="cannot_open"),
    path("casework/decisions/", decision.decisions, name="decisions"),
    path("casework/journey/<slug:ref>/decision/", decision.decision, name="decision"),
    path("casework/journey/<slug:ref>/decision/withdraw/", decision.withdraw_decision, name="withdraw_decision"),
    path("casework/journey/<slug:ref>/decision/return/", decision.return_recommendation, name="return_recommendation"),
    path("casework/reconsideration/<slug:ref>/", decision.reconsideration, name="reconsideration"),
]
