"""Dark, light and high-contrast themes, all with text well above a contrast of 7 to 1.

Accent and primary are orange and blue, which every kind of colour blindness tells apart.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="qualcode-dark",
    primary="#7fb2e5",
    secondary="#9cc3b0",
    accent="#f0b35a",
    warning="#f0b35a",
    error="#f08078",
    success="#86c98a",
    foreground="#e4e4e0",
    background="#16181c",
    surface="#1c1f24",
    panel="#262a31",
    dark=True,
    variables={"footer-key-foreground": "#f0b35a", "block-cursor-text-style": "bold"},
)

LIGHT = Theme(
    name="qualcode-light",
    primary="#1d5c99",
    secondary="#2f6b52",
    accent="#9a4b00",
    warning="#8a5200",
    error="#a8201a",
    success="#226b2c",
    foreground="#1b1b1b",
    background="#fbfaf7",
    surface="#f4f2ec",
    panel="#e6e3da",
    dark=False,
    variables={"footer-key-foreground": "#9a4b00", "block-cursor-text-style": "bold"},
)

DARK_CONTRAST = Theme(
    name="qualcode-dark-contrast",
    primary="#9fd0ff",
    secondary="#c9f0dd",
    accent="#ffd166",
    warning="#ffd166",
    error="#ffa59e",
    success="#b5f2b8",
    foreground="#ffffff",
    background="#000000",
    surface="#0a0a0a",
    panel="#303030",
    dark=True,
    variables={
        "footer-key-foreground": "#ffd166",
        "block-cursor-text-style": "bold reverse",
        "text-muted": "#d8d8d8",
    },
)

LIGHT_CONTRAST = Theme(
    name="qualcode-light-contrast",
    primary="#003a75",
    secondary="#00452b",
    accent="#6b2f00",
    warning="#6b2f00",
    error="#7d0000",
    success="#004d0d",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#d0d0d0",
    dark=False,
    variables={
        "footer-key-foreground": "#6b2f00",
        "block-cursor-text-style": "bold reverse",
        "text-muted": "#2a2a2a",
    },
)

THEMES = (DARK, LIGHT, DARK_CONTRAST, LIGHT_CONTRAST)
"""In the order in which they follow each other."""
