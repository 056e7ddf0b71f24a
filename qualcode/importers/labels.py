"""Speaker labels in plain text: which line beginnings name who speaks, and which only look so.

A label is taken where it has a known shape (`I`, `Inf2`, `P04`, `Deltaker 3`, `Sykepleier K02`)
or looks like a name and comes back; prose with a colon, times and addresses are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from qualcode.importers.clock import CLOCK, milliseconds

_ROLES = (
    "intervjuer|intervjuar|interviewer|int|intv|informant|inf|respondent|resp|deltaker|deltakar"
    "|delt|participant|part|moderator|mod|fasilitator|facilitator|prosessleder|forsker|forskar"
    "|researcher|observatør|observer|speaker|spk|taler|person|mann|kvinne|ukjent|unknown"
    "|sykepleier|sjukepleiar|nurse|lege|doctor|physician|fastlege|gp|fysioterapeut"
    "|physiotherapist|ergoterapeut|leder|leiar|leader|manager|avdelingsleder|enhetsleder"
    "|toppleder|mellomleder|førstelinjeleder|helsefagarbeider|assistent|assistant|koordinator"
    "|coordinator|bruker|brukar|brukerrepresentant|pasient|patient|pårørende|kommune|sykehus"
    "|interviewee|host|student|teacher|lærer"
)
_KNOWN = re.compile(
    rf"[A-ZÆØÅ]\.?\d{{0,3}}|(?i:{_ROLES})\.?(?:[ _-]?(?:\d{{1,3}}|[A-ZÆØÅ]{{1,3}}\d{{0,3}}))?"
)
_NUMBERED = re.compile(r"(?=[^\s]*[^\W\d_])[\w\-]{1,20}\d[\w\-]{0,8}")
_PARTICLES = frozenset({"av", "von", "van", "de", "der", "og", "fra", "i", "på", "and", "from"})
_NOT_SPEAKERS = frozenset({
    "merk", "merknad", "nb", "obs", "ps", "oc", "ok", "note", "notat", "notes", "tips", "eksempel",
    "eks", "dvs", "dato", "date", "sted", "stad", "place", "tid", "time", "kl", "klokkeslett",
    "varighet", "duration", "kilde", "source", "tema", "topic", "til", "stede", "tilstede",
    "present", "deltakere", "participants", "referat", "agenda", "sak", "vedtak", "beslutning",
    "decision", "tiltak", "ansvarlig", "frist", "hva", "hvem", "når", "hvor", "hvorfor", "hvordan",
    "what", "who", "when", "where", "why", "how", "kva", "kven", "oppgave", "bakgrunn", "formål",
    "konklusjon", "oppsummering", "summary", "tittel", "title", "fil", "file", "lydfil", "audio",
    "prosjekt", "project", "versjon", "version", "transkribert", "transcribed", "telefon", "tlf",
    "epost", "e-post", "http", "https", "www", "url", "kapittel", "tabell", "figur", "side",
    "vedlegg", "først", "deretter", "så", "men", "og", "altså", "kommentar", "comment",
    "observasjon", "språk", "language", "keywords", "speakers", "punkt", "fase", "phase", "økt",
    "session", "gruppe", "group", "stikkord",
})  # fmt: skip
_LEAST_SHARE = 0.15
"""Share of the blocks that labels which merely look like names must begin, all together."""
_LEAST_SHARE_OF_TABS = 0.5

_TIMED = rf"[\[(\#<]?(?P<before>{CLOCK})(?:-\d+)?[\])\#>]?[^\S\n]+"
_COLON = re.compile(
    rf"^[^\S\n]*(?:\*\*|__)?(?:{_TIMED})?(?:\*\*|__)?(?P<label>[^\W\d_][^\n\t:]{{0,79}}+)"
    rf"(?P<mark>[:\t])(?P<close>\*\*|__)?"
    rf"(?:[^\S\n]*[\[(\#]{{1,2}}(?P<after>{CLOCK})(?:-\d+)?[\])\#]+(?=\s|\Z))?[^\S\n]*",
    re.MULTILINE,
)
_WITH_TIME = re.compile(
    rf"^[^\S\n]*(?:\*\*)?(?:(?P<before>{CLOCK})[^\S\n]+(?P<late>[^\W\d_][^\n\t:]{{0,59}})"
    rf"|(?P<early>[^\W\d_][^\n\t:\[(]{{0,59}}?)[^\S\n]+[\[(]?(?P<after>{CLOCK})[\])]?:?)"
    rf"(?:\*\*)?[^\S\n]*(?=\n|\Z)",
    re.MULTILINE,
)
_ALONE = r"[^\S\n]*(?:\*\*)?(?P<label>[^\W\d_][^\n\t:*]{0,59})(?:\*\*)?[^\S\n]*(?=\n)"
_ALONE_AFTER_GAP = re.compile(rf"(?:\A|(?<=\n\n)){_ALONE}")
_ALONE_ON_LINE = re.compile(rf"^{_ALONE}", re.MULTILINE)
_BRACKETED = re.compile(r"\s*\([^()\n]{1,80}\)$")
_LINE_WITH_TEXT = re.compile(r"^[^\S\n]*\S", re.MULTILINE)
_BLOCK_AFTER_GAP = re.compile(r"(?:\A|\n[^\S\n]*+\n)\s*+(?!\Z)")


class LabelledLine(NamedTuple):
    """A line that names a speaker: it begins at `line`, what is said begins at `text`."""

    line: int
    text: int
    speaker: str
    start_ms: int | None


class _Candidate(NamedTuple):
    found: LabelledLine
    style: str
    direct: bool  # what is said follows the colon without a space


def find_labels(
    text: str,
    *,
    forced: Collection[str] = (),
    bold: Collection[int] = (),
    lines_are_blocks: bool = False,
) -> list[LabelledLine]:
    """Lines of `text` that begin with a speaker's label, in order.

    Args:
        text: canonical text.
        forced: the labels there are, without brackets; nothing is guessed where they are given.
        bold: offsets of lines whose label stands in bold, which is trusted sooner.
        lines_are_blocks: every line is a paragraph, whether or not blank lines divide them.
    """
    blocks = lines_are_blocks or "\n\n" not in text
    candidates = sorted(_candidates(text, blocks), key=lambda candidate: candidate.found)
    if forced:
        wanted = {label.casefold() for label in forced}
        return _one_a_line(
            item.found
            for item in candidates
            if {item.found.speaker.casefold(), _base(item.found.speaker).casefold()} & wanted
        )
    labels = _accepted(candidates, _count_blocks(text, blocks), frozenset(bold))
    taken = [item for item in candidates if item.found.speaker in labels[item.style]]
    header = _header_lines(text, candidates, taken)
    return _one_a_line(item.found for item in taken if item.found.line not in header)


def looks_like_label(label: str, *, comes_back: bool) -> bool:
    """Whether a table cell can name a speaker; names must come back, known shapes needn't."""
    return _is_known(label) or (comes_back and _is_name(label))


def _candidates(text: str, lines_are_blocks: bool) -> Iterator[_Candidate]:
    for match in _COLON.finditer(text):
        speaker = _clean(match["label"])
        style = "tab" if match["mark"] == "\t" else "colon"
        following = text[match.end("mark") : match.end("mark") + 1]
        direct = style == "colon" and bool(following.strip()) and not match["close"]
        if direct and (following in "/\\:" or following.isdigit()):
            continue
        clock = match["before"] or match["after"]
        if speaker:
            found = LabelledLine(match.start(), match.end(), speaker, _ms(clock))
            yield _Candidate(found, style, direct)
    for match in _WITH_TIME.finditer(text):
        speaker = _clean(match["late"] or match["early"])
        clock = match["before"] or match["after"]
        if speaker:
            found = LabelledLine(match.start(), match.end(), speaker, _ms(clock))
            yield _Candidate(found, "timed", False)
    alone = _ALONE_ON_LINE if lines_are_blocks else _ALONE_AFTER_GAP
    for match in alone.finditer(text):
        speaker = _clean(match["label"])
        if speaker:
            found = LabelledLine(match.start(), match.end(), speaker, None)
            yield _Candidate(found, "alone", False)


def _accepted(
    candidates: list[_Candidate], blocks: int, bold: frozenset[int]
) -> dict[str, frozenset[str]]:
    """The labels to take, by the style of the line they stand on."""
    counts = {style: Counter[str]() for style in ("colon", "tab", "timed", "alone")}
    direct = Counter[str]()
    in_bold = Counter[str]()
    for item in candidates:
        speaker = item.found.speaker
        (direct if item.direct else counts[item.style])[speaker] += 1
        in_bold[speaker] += item.found.line in bold
    trusted = {label for label, n in in_bold.items() if n > 1 and _is_name(label)}
    counts["colon"] += Counter({k: n for k, n in direct.items() if n > 1 and _is_known(k)})
    colon = trusted | _plausible(counts["colon"], blocks, _LEAST_SHARE)
    tab = _plausible(counts["tab"], blocks, _LEAST_SHARE_OF_TABS) | (colon & set(counts["tab"]))
    timed = _plausible(counts["timed"], blocks, 0.0)
    if sum(counts["timed"][label] for label in timed) < 2:
        timed &= colon
    alone = {label for label in counts["alone"] if _is_known(label)}
    if not any(counts["alone"][label] > 1 for label in alone):
        alone &= colon
    return {
        "colon": frozenset(colon),
        "tab": frozenset(tab),
        "timed": frozenset(timed),
        "alone": frozenset(alone),
    }


def _plausible(counts: Counter[str], blocks: int, least_share: float) -> set[str]:
    """Labels that come back, or stand beside such, or begin a fair share of a short text."""
    known = {label for label in counts if _is_known(label)}
    names = {label for label in counts if _is_name(label)} - known
    recurring = {label for label in known | names if counts[label] > 1}
    together = sum(counts[label] for label in known | recurring)
    if together >= least_share * blocks:
        return known | recurring | _once_beside(names & recurring, names - recurring)
    recurring &= known
    return known if recurring else set()


def _once_beside(recurring: set[str], once: set[str]) -> set[str]:
    """Full names that speak once among full names that come back."""
    full = {label for label in once if " " in label}
    others = sum(" " in label for label in recurring)
    return full if others and len(full) <= 2 * others else set()


def _header_lines(
    text: str, candidates: list[_Candidate], taken: list[_Candidate]
) -> frozenset[int]:
    """Lines such as `Informant: D3` that stand in one block with `Dato: …` above the talk."""
    counts = Counter(item.found.speaker for item in taken)
    keys = [
        item.found.line
        for item in candidates
        if _base(item.found.speaker).casefold() in _NOT_SPEAKERS
    ]
    header = set()
    for item in taken:
        if counts[item.found.speaker] > 1:
            break
        line = item.found.line
        if item.found.speaker.isalpha() and len(item.found.speaker) > 1:
            near = (text[min(line, key) : max(line, key)] for key in keys)
            if any("\n\n" not in between for between in near):
                header.add(line)
    return frozenset(header)


def _is_known(label: str) -> bool:
    return _KNOWN.fullmatch(_base(label)) is not None


def _is_name(label: str) -> bool:
    base = _base(label)
    words = base.split()
    if not words or len(base) > 40 or len(words) > 5 or base.casefold() in _NOT_SPEAKERS:
        return False
    if words[0].casefold() in _NOT_SPEAKERS:
        return False
    if _KNOWN.fullmatch(base) or _NUMBERED.fullmatch(base):
        return True
    return words[0][0].isupper() and all(
        word[0].isupper() or word[0].isdigit() or word in _PARTICLES for word in words
    )


def _base(label: str) -> str:
    return _BRACKETED.sub("", label)


def _clean(label: str) -> str:
    return " ".join(label.strip("*_ \u00a0").split())


def _ms(clock: str | None) -> int | None:
    return milliseconds(clock) if clock else None


def _count_blocks(text: str, lines_are_blocks: bool) -> int:
    pattern = _LINE_WITH_TEXT if lines_are_blocks else _BLOCK_AFTER_GAP
    return sum(1 for _ in pattern.finditer(text))


def _one_a_line(lines: Iterator[LabelledLine]) -> list[LabelledLine]:
    kept: list[LabelledLine] = []
    for line in lines:
        if not kept or line.line >= kept[-1].text:
            kept.append(line)
    return kept
