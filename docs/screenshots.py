"""Render the pictures of the README and the docs from the app itself, on the sample study.

python -m uv run python docs/screenshots.py
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from qualcode.project.sample import build_demo
from tui.app import QualcodeApp

IMAGES = Path(__file__).parent / "images"


async def coding_screen(study: Path) -> None:
    """The coding screen with a coded turn under the caret."""
    app = QualcodeApp(study, "reference", "workshop_2_analyse")
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        await pilot.pause()
        app.save_screenshot(str(IMAGES / "coding.svg"))


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = build_demo(Path(folder) / "demo", lambda *_: None)
        asyncio.run(coding_screen(demo.study))


if __name__ == "__main__":
    main()
