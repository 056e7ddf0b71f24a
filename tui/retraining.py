"""When the suggestions are made anew while somebody codes: after every so many decisions."""

from __future__ import annotations

from qualcode.project import same_choices

from .desk import Desk
from .jobs import Job


class Retraining:
    """Watches what is decided, and says when the next run is due."""

    def __init__(self) -> None:
        self._seen = -1
        self._tried: tuple[str, int] = ("", 0)

    def due(self, desk: Desk) -> Job | None:
        """The job to make the latest run's suggestions anew, None as long as it isn't due.

        A try that came to nothing is made again after as many decisions more.
        """
        project, coder = desk.project, desk.coder_uuid
        latest = project.latest_change()
        if latest == self._seen:
            return None
        self._seen = latest
        every = project.settings.retrain_after
        runs = project.suggestions.runs() if every and coder else ()
        choices = same_choices(runs[-1]) if runs else None
        if choices is None:
            return None
        run = runs[-1]
        decided = project.suggestions.decisions_since(run, coder)
        tried, counted = self._tried
        if decided - (counted if tried == run.uuid else 0) < every:
            return None
        self._tried = (run.uuid, decided)
        return Job(project.path, coder, choices, is_quiet=True)
