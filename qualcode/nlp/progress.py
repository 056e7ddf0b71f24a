"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable

OnProgress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and how much there is. It may raise to cancel."""
