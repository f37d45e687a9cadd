"""What the clock does about points."""

from kernel import clock
from members.points import services
from members.points.models import GrantImport
from members.points.states import ImportState


def expire_ended_points() -> int:
    """Let lots end whose time has come; return of how many members."""
    return services.expire_points(at=clock.now()).members


def announce_ending_points() -> int:
    """Tell members of points that end soon; return how many messages were sent."""
    return services.announce_ending(at=clock.now())


def run_confirmed_imports() -> int:
    """Carry out imports that are confirmed; return how many members were given points."""
    given = 0
    running = GrantImport.objects.filter(state=ImportState.RUNNING).order_by("id").values_list("pk", flat=True)
    for import_id in list(running):
        given += services.run_import(import_id=import_id, at=clock.now())
    return given
