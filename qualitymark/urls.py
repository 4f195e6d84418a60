"""The root of all addresses: each room's own stand in its urls.py. English has no prefix, Welsh stands under /cy/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from qualitymark.website.views import healthz

ROOMS = [
    "accounts",
    "institutions",
    "interest",
    "evidence",
    "actionplan",
    "selfassessment",
    "awards",
    "practice",
    "website",
    "api",
    "office",
    "casework",
    "workspace",
    "desk",
]
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *i18n_patterns(
        path("account/", include("qualitymark.accounts.sign_in")),
        *[path("", include(f"qualitymark.{room}.urls")) for room in ROOMS],
        prefix_default_language=False,
    ),
]
