"""A user with an id like ours; with a username only where the settings ask for one."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    if settings.ACCOUNT_USER_MODEL_USERNAME_FIELD is None:
        username = None
        USERNAME_FIELD = "email"
        REQUIRED_FIELDS = []

        def __str__(self):
            number = Phone.objects.filter(user=self.pk).values_list("number", flat=True).first()
            return self.email or number or self.get_full_name() or str(self.pk)


class Phone(models.Model):
    user = models.OneToOneField(User, on_delete=models.CASCADE)
    number = models.CharField(max_length=20, unique=True)
    is_verified = models.BooleanField(default=False)
