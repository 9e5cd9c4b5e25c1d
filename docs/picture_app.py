"""Draws docs/images/estimate.svg: the estimate screen, taken from the app itself.

python docs/picture_app.py
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

TARGET = Path(__file__).parent / "images" / "estimate.svg"
SIZE = (140, 40)
ANSWERS = {"calls_per_customer": "60M 90M 120M", "net_fall": "5 14 22"}


async def picture() -> str:
    """The SVG of the estimate screen with two answers of a prospect."""
    from tui.app.app import RoiApp
    from tui.app.screens.estimate import EstimateScreen

    app = RoiApp("bank-chatbot")
    async with app.run_test(size=SIZE) as pilot:
        while not isinstance(app.screen, EstimateScreen):
            await pilot.pause(0.02)
        screen = app.screen
        session = screen.session.describe(prospect="Northern Savings")
        for name, text in ANSWERS.items():
            session = session.edit(name, text, "prospect")
        while screen.final_result() is None:
            await pilot.pause(0.02)
        await screen.commit(session)
        screen.action_tab("result")
        while screen.view.settled is None:
            await pilot.pause(0.02)
        screen.set_focus(None)
        await pilot.pause()
        svg = app.export_screenshot(title="roi open bank-chatbot")
        return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # which fetch fonts from elsewhere


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ROI_DATA_DIR"] = folder
        TARGET.write_text(asyncio.run(picture()), encoding="utf-8")
    print(f"Wrote {TARGET}")


if __name__ == "__main__":
    main()
