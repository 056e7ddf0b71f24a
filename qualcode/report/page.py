"""A page of HTML with its style; it prints, and follows the reader's light or dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1c2024; --faint: #5d6670;
  --line: #d6dbe0; --mark: #0b63b0; --other: #b4530a; --fill: #e3eefa; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181c; --ink: #e8ebee;
  --faint: #a3acb5; --line: #3a4149; --mark: #6cb2f5; --other: #f0a35e; --fill: #203247; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .4rem; }
p { max-width: 46rem; margin: .4rem 0; } .faint { color: var(--faint); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
th { font-weight: 600; } .number { text-align: right; }
td.number { white-space: nowrap; } td:first-child { min-width: 11rem; }
.charts { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
figure { margin: .6rem 0; max-width: 100%; } figcaption { color: var(--faint); }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .axis { stroke: var(--faint); } svg .grid { stroke: var(--line); }
svg .ideal { stroke: var(--faint); stroke-dasharray: 4 4; }
svg .line { stroke: var(--mark); fill: none; stroke-width: 2; } svg .dot { fill: var(--mark); }
svg .line.second { stroke: var(--other); stroke-dasharray: 7 3; }
svg .dot.second { fill: var(--ground); stroke: var(--other); stroke-width: 2; }
svg .bar { fill: var(--mark); } svg .back { fill: var(--fill); }
@media print { :root { --ground: #fff; --ink: #000; --faint: #444; --line: #bbb; --mark: #0b63b0;
  --other: #b4530a; --fill: #eee; } body { max-width: none; padding: 0; font-size: 11pt; }
  h2 { break-after: avoid; } tr, figure { break-inside: avoid; } .wide { overflow: visible; } }
"""
# No address may be asked for anything: a report is made from what participants said.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

NOTHING = "–"


def document(title: str, about: str, sections: Iterable[str]) -> str:
    """A whole page; `sections` are HTML already."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(about)}</p>\n"
        + "\n".join(filter(None, sections))
        + "\n</main>\n</body>\n</html>\n"
    )


def section(heading: str, *parts: str) -> str:
    """A section with a heading; `parts` are HTML already."""
    return f"<section>\n<h2>{escape(heading)}</h2>\n" + "\n".join(parts) + "\n</section>"


def paragraph(text: str, *, faint: bool = False) -> str:
    """A paragraph of plain text."""
    return f"<p{' class=faint' if faint else ''}>{escape(text)}</p>"


def bullets(texts: Iterable[str]) -> str:
    """A list of plain texts."""
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def table(columns: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """A table; numbers stand to the right, fractions with two decimals, None as a dash."""
    head = "".join(
        f"<th scope=col{' class=number' if at else ''}>{escape(name)}</th>"
        for at, name in enumerate(columns)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: str | int | float | None) -> str:
    if isinstance(value, str):
        return f"<td>{escape(value)}</td>"
    if value is None:
        return f"<td class=number>{NOTHING}</td>"
    shown = f"{value:.2f}" if isinstance(value, float) else str(value)
    return f"<td class=number>{shown}</td>"
