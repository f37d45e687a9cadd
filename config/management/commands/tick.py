"""Run the clock jobs as of a given time, with everything that follows from them."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.clockwork import JOBS, Job
from kernel import clock
from kernel.outbox.relay import deliver_pending

ROUNDS = 10


class Command(BaseCommand):
    help = "Run all clock jobs as of a time, and deliver what they tell, until nothing happens any more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", required=True, help="ISO time; without an offset it is Shanghai time")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("the clock of a production shop is not turned by hand")
        moment = _moment(options["at"])
        with clock.at(moment):
            changed, failed = self._until_quiet()
        for job in JOBS:
            self.stdout.write(f"{job.path}: {failed.get(job.path, changed[job.path])}  {job.label}")
        self.stdout.write(f"handlers: {changed['handlers']}  业务事件处理")
        if failed:
            raise CommandError(f"{len(failed)} clock jobs failed: {', '.join(failed)}")

    def _until_quiet(self) -> tuple[dict[str, int], dict[str, str]]:
        changed = {"handlers": deliver_pending(), **{job.path: 0 for job in JOBS}}
        failed: dict[str, str] = {}
        for _ in range(ROUNDS):
            counts = {job.path: self._run(job, failed) for job in JOBS if job.path not in failed}
            counts["handlers"] = deliver_pending()
            for name, count in counts.items():
                changed[name] += count
            if not any(counts.values()):
                return changed, failed
        self.stderr.write(f"not quiet after {ROUNDS} rounds: run it again")
        return changed, failed

    def _run(self, job: Job, failed: dict[str, str]) -> int:
        try:
            return job.run()
        except Exception as error:  # noqa: BLE001 - one broken job must not keep the others from their time
            failed[job.path] = f"failed: {type(error).__name__}: {error}"
            return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not an ISO time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI)
