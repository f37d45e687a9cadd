"""What belongs to someone else is not there (rules 13.2)."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist

from kernel.errors import NotFound
from kernel.web.views import owned_or_404


class Rows:
    """A queryset of one row, which belongs to member 42."""

    def get(self, **lookup):
        if lookup != {"member_id": 42, "pk": 7}:
            raise ObjectDoesNotExist
        return "row 7"


@pytest.mark.rule("13.2")
def test_the_owner_finds_the_row():
    assert owned_or_404(Rows(), SimpleNamespace(pk=42), pk=7) == "row 7"


@pytest.mark.rule("13.2")
@pytest.mark.parametrize(("member", "row"), [(43, 7), (42, 8)])
def test_someone_elses_row_looks_like_none(member, row):
    with pytest.raises(NotFound):
        owned_or_404(Rows(), SimpleNamespace(pk=member), pk=row)
