from django.urls import path

from . import decision

app_name = "casework"
urlpatterns = [
    path("casework/journey/<slug:ref>/decision/", decision.decision, name="decision"),
    path("casework/journey/<slug:ref>/decision/withdraw/", decision.withdraw_decision, name="withdraw_decision"),
    path("casework/journey/<slug:ref>/decision/return/", decision.return_recommendation, name="return_recommendation"),
    path("casework/reconsideration/<slug:ref>/", decision.reconsideration, name="reconsideration"),
]
