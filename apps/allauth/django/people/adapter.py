"""Keeps phone numbers, and what was sent, for the driver to read."""

from allauth.account.adapter import DefaultAccountAdapter

from django.conf import settings

from people.models import Phone, User

outbox = []


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return getattr(settings, "SIGNUP_OPEN", True)

    def send_mail(self, template_prefix, email, context):
        super().send_mail(template_prefix, email, context)
        sent = {"template": template_prefix, "to": email}
        for name in ("code", "key", "activate_url", "password_reset_url"):
            if context.get(name):
                sent[name] = str(context[name])
        outbox.append(sent)

    def set_phone(self, user, phone, verified):
        Phone.objects.update_or_create(user=user, defaults={"number": phone, "is_verified": verified})

    def get_phone(self, user):
        phone = Phone.objects.filter(user=user).first()
        return phone and (phone.number, phone.is_verified)

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone):
        return User.objects.filter(phone__number=phone).first()

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        outbox.append({"template": "sms/code", "to": phone, "code": code})

    def send_unknown_account_sms(self, phone, **kwargs):
        outbox.append({"template": "sms/unknown_account", "to": phone})

    def send_account_already_exists_sms(self, phone, **kwargs):
        outbox.append({"template": "sms/account_already_exists", "to": phone})
