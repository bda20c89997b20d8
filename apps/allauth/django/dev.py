"""What the driver does on this server besides being a client: people, the outbox, the clock."""

import json

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

from people.adapter import outbox
from people.models import Phone, User

clock = None


def create_user(given):
    user = User(email=given.get("email") or "", is_active=given.get("active", True))
    if given.get("username"):
        user.username = given["username"]
    password = given.get("password")
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    if given.get("email"):
        verified = given.get("verified", True)
        EmailAddress.objects.create(user=user, email=given["email"], primary=True, verified=verified)
    if given.get("phone"):
        Phone.objects.create(user=user, number=given["phone"], is_verified=given.get("phoneVerified", True))
    if given.get("totpSecret"):
        TOTP.activate(user, given["totpSecret"])
    if given.get("recoveryCodes"):
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"migrated_codes": given["recoveryCodes"]},
        )
    return {"id": str(user.pk)}


def set_active(given):
    user = User.objects.get(pk=given["id"])
    user.is_active = given["active"]
    user.save()
    return {}


def take_outbox(given):
    sent = list(outbox)
    outbox.clear()
    return sent


def set_clock(given):
    clock.move_to(given["at"])
    return {}


def count_sessions(given):
    return {"count": Session.objects.count()}


COMMANDS = {
    "users": create_user,
    "active": set_active,
    "outbox": take_outbox,
    "clock": set_clock,
    "sessions": count_sessions,
}


@csrf_exempt
def command(request, name):
    return JsonResponse(COMMANDS[name](json.loads(request.body)), safe=False)
