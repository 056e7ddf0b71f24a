"""A dark and a light theme, both with text well above a contrast of 7 to 1."""

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
