"""What clients send about themselves, and what they read."""

import unicodedata
from typing import Any

from rest_framework import serializers

from kernel.web.inputs import FlagField, IdField, Input, TextField
from members.accounts import phones
from members.accounts.models import Address, Member
from members.accounts.services import SignedIn

ZERO_WIDTH_JOINER = "\u200d"  # holds emoji together: 👨‍👩‍👧


class LineField(TextField):
    """A text of one line. Bidirectional overrides and other invisible characters would fool who reads it in a list."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char != ZERO_WIDTH_JOINER for char in text):
            self.fail("control")
        return text


class LoginInput(Input):
    code = LineField(max_length=128, help_text="wx.login 返回的 code")
    scene = LineField(max_length=64, required=False, default="", allow_blank=True, help_text="来源场景值或短码")
    visitor_id = LineField(max_length=64, required=False, default="", allow_blank=True, help_text="登录前的访客标识")


class RefreshInput(Input):
    refresh = LineField(max_length=128)


class BindPhoneInput(Input):
    code = LineField(max_length=128, help_text="getPhoneNumber 按钮返回的 code")


class ProfileInput(Input):
    """Only what is sent is changed."""

    nickname = LineField(min_length=1, max_length=32, required=False)
    avatar_id = IdField(required=False, allow_null=True, help_text="本人通过 uploads 上传的图片；null 为移除")
    gender = serializers.ChoiceField(choices=Member.Gender.choices, required=False)
    birthday = serializers.DateField(source="birthday_on", required=False, allow_null=True)


class AddressInput(Input):
    name = LineField(max_length=32)
    phone = LineField(max_length=20)
    region_code = serializers.RegexField(r"^[0-9]{6}\Z", help_text="区县代码，见 regions")
    detail = LineField(max_length=120)
    is_default = FlagField(required=False)


class AddressChangeInput(Input):
    """Only what is sent is changed."""

    name = LineField(max_length=32, required=False)
    phone = LineField(max_length=20, required=False)
    region_code = serializers.RegexField(r"^[0-9]{6}\Z", required=False, help_text="区县代码，见 regions")
    detail = LineField(max_length=120, required=False)
    is_default = FlagField(required=False)


class TokensOutput(serializers.Serializer[SignedIn]):
    access = serializers.CharField(help_text="放在 Authorization: Bearer 请求头里")
    refresh = serializers.CharField(help_text="只能使用一次")
    expires_in = serializers.IntegerField(help_text="access 的有效秒数")


class SignedInMemberOutput(serializers.Serializer[SignedIn]):
    id = IdField(source="member.pk")
    nickname = serializers.CharField(source="member.nickname")
    avatar = serializers.CharField(source="member.avatar_url")
    is_new = serializers.BooleanField()
    has_phone = serializers.BooleanField(source="member.has_phone")


class SignedInOutput(TokensOutput):
    member = SignedInMemberOutput(source="*")


class MeOutput(serializers.Serializer[Member]):
    id = IdField(source="pk")
    number = serializers.CharField(help_text="会员号")
    nickname = serializers.CharField()
    avatar = serializers.CharField(source="avatar_url")
    gender = serializers.ChoiceField(choices=Member.Gender.choices)
    birthday = serializers.DateField(source="birthday_on", allow_null=True)
    has_phone = serializers.BooleanField()
    phone = serializers.SerializerMethodField(help_text="隐去中间四位")
    joined_at = serializers.DateTimeField()

    def get_phone(self, member: Member) -> str:
        return phones.masked(member.phone)


class AddressOutput(serializers.Serializer[Address]):
    id = IdField(source="pk")
    name = serializers.CharField()
    phone = serializers.CharField()
    region_code = serializers.CharField()
    region_names = serializers.ListField(child=serializers.CharField(), help_text="省、市、区县")
    detail = serializers.CharField()
    is_default = serializers.BooleanField()
