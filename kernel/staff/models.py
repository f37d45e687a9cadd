"""Operators: the people who run the shop. Members are not Django users (rules 13.1)."""

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models


class Operator(AbstractUser):
    """Someone who signs in to the operators' site; what they may do comes from their roles (groups)."""

    first_name = None  # type: ignore[assignment] # how Django removes a base field
    last_name = None  # type: ignore[assignment] # as above
    email = models.EmailField("邮箱", blank=True)
    display_name = models.CharField("姓名", max_length=40, help_text="显示在操作日志和页面右上角")
    is_staff = models.BooleanField("可登录后台", default=True)

    objects = UserManager()  # type: ignore[misc] # the stubs see two kinds of variable

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "员工"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class RoleGroup(Group):
    """A role, as operators see it: Django's group under its shop name, on our own page."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "角色"
