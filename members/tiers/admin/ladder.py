"""The ladder and what it gives on one page; beside it, who would move by other thresholds."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from kernel import clock
from kernel.audit.desk import ReadOnlyDesk, actor_of
from members.tiers.admin.forms import CardForm, TierForm, initial_of
from members.tiers.admin.simulation import simulation_context
from members.tiers.models import Tier
from members.tiers.models.ladder import Ladder
from members.tiers.services import TierDesign, save_ladder
from members.tiers.services.ladder import LadderInvalid
from members.tiers.services.moving import ensure_ladder

DESIGN = "members_tiers.design_tier"


@admin.register(Tier)
class LadderDesk(ReadOnlyDesk):
    list_display = ["label", "ladder", "threshold"]
    fields = readonly_fields = list_display

    def get_urls(self) -> list[URLPattern]:
        simulate = self.admin_site.admin_view(self.simulate_view)
        return [path("simulate/", simulate, name="members_tiers_simulate"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the ladder and the card as one form; whoever may not design only reads it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        forms = _forms(request)
        if request.method == "POST":
            if not request.user.has_perm(DESIGN):
                raise PermissionDenied
            if _is_saved(forms, request):
                messages.success(request, "等级与权益已保存，十分钟内按新规则重新评定会员。")
                return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": "等级与权益",
            "opts": self.opts,
            "forms": forms[:-1],
            "card": forms[-1],
            "may_design": request.user.has_perm(DESIGN),
            "simulate_url": reverse(f"{self.admin_site.name}:members_tiers_simulate"),
            "media": self.media + forms[0].media,
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "desk/tier_ladder.html", context, status=status)

    def simulate_view(self, request: HttpRequest) -> HttpResponse:
        """Show who would move by other thresholds or another window; nothing is changed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "等级模拟",
            "opts": self.opts,
            "ladder_url": reverse(f"{self.admin_site.name}:members_tiers_tier_changelist"),
            **simulation_context(request.GET, at=clock.now()),
        }
        return TemplateResponse(request, "desk/tier_simulation.html", context)


def _forms(request: HttpRequest) -> list[TierForm]:
    """Return a form for each live tier, an empty one for a new tier, and the card's as the last."""
    ensure_ladder()
    live = Tier.objects.live().prefetch_related("gifts")
    data = request.POST if request.method == "POST" else None
    # By code, not by place: another operator may have changed the ladder since the page was drawn.
    rows = [TierForm(data, prefix=tier.code, subject=tier, initial=initial_of(tier)) for tier in live.of(Ladder.GROWTH)]
    card = live.of(Ladder.VIP)[0]
    new = TierForm(data, prefix="new", initial={"label": ""})
    return [*rows, new, CardForm(data, prefix=card.code, subject=card, initial=initial_of(card))]


def _is_saved(forms: Sequence[TierForm], request: HttpRequest) -> bool:
    valid = [form.is_valid() for form in forms]  # every one of them: all faults are shown at once
    if not all(valid):
        return False
    *tiers, card = forms
    # A new tier finds its place by what it asks for.
    kept = sorted((form for form in tiers if not form.is_left_out()), key=_threshold)
    designs: list[TierDesign] = [form.design() for form in kept]
    try:
        save_ladder(tiers=designs, card=card.design(), actor=actor_of(request), at=clock.now())
    except LadderInvalid as refusal:
        _tell([*kept], card, refusal)
        return False
    return True


def _threshold(form: TierForm) -> int:
    return form.cleaned_data.get("threshold") or 0


def _tell(kept: Sequence[TierForm], card: TierForm, refusal: LadderInvalid) -> None:
    """Show each problem at its field: `tiers.1.threshold`, `card.label`; else on top of its tier."""
    for error in refusal.errors:
        place = error["field"].split(".")
        form = card if place[0] == "card" else kept[int(place[1])] if len(place) > 2 else (kept or [card])[0]
        name = place[-1] if place[-1] in form.fields else None
        form.add_error(name, error["message"])
