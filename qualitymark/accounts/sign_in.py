"""Addresses of signing in, under /account/: those parts of allauth that we use, with our templates. The rest answers 404.

The names are allauth's own, which it looks up. Signing in begins with an address and a code sent to it.
"""

from allauth.account import views as account
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import Http404
from django.urls import path, re_path

from .queries import somebody


def not_here(request, **_rest):
    """What allauth offers and we do not: signing up, further addresses. People come by invitation."""
    raise Http404


def ask_code(request):
    """As allauth's own, which takes nothing more from a browser that waits for a code. Here it may ask again; where that is refused, the
    code in hand is still good."""
    waiting = request.session.pop(LOGIN_SESSION_KEY, None) if request.method == "POST" else None
    response = account.request_login_code(request)
    if waiting and response.status_code != 302:
        request.session[LOGIN_SESSION_KEY] = waiting
    return response


def type_code(request):
    """As allauth's own, which looks up the person whose code it is; where the address was nobody's we look up somebody too, so that the page
    takes as long."""
    waiting = request.session.get(LOGIN_SESSION_KEY)
    if waiting and waiting["user_pk"] is None:
        somebody()
    return account.confirm_login_code(request)


def sign_out(request):
    """As allauth's own; and the browser forgets the pages it was shown, wherever it kept them."""
    response = account.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache"'
    return response


urlpatterns = [
    path("login/", ask_code, name="account_login"),
    path("login/code/", ask_code, name="account_request_login_code"),
    path("login/code/confirm/", type_code, name="account_confirm_login_code"),
    path("login/password/", account.login, name="account_login_password"),
    path("logout/", sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[^/]{1,200})/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-step/", second.index, name="mfa_index"),
    path("second-step/authenticate/", second.authenticate, name="mfa_authenticate"),
    path("second-step/reauthenticate/", second.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/phone/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-step/phone/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-step/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("signup/", not_here, name="account_signup"),
    path("email/", not_here, name="account_email"),
    path("confirm-email/", not_here, name="account_email_verification_sent"),
    path("confirm-email/<key>/", not_here, name="account_confirm_email"),
]
