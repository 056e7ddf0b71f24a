"""Marks of transcription, out of the way of reading by machine: pauses, comments, times, tags.

The conventions are those of noScribe, F4/MAXQDA, Jefferson (2004), HIAT-like `//overlap//` and the
LIA corpus. Words that were spoken stay, also inside overlap marks, and so do words that stand for
something masked (`[NAVN]`, `XXXX`, `<kommune B>`).
"""

from __future__ import annotations

import re

_NOISE = """
ler|leende|le|humrer|fniser|sukker|kremter|hoster|nyser|gråter|mumler|hvisker|nikker|latter|
pause|pauser|tenkepause|avbrutt|uhørlig|uhørbart|uhøyrleg|utydelig|utydeleg|utyd|uforståelig|
uforståeleg|uklart|smiler|klapper|plystrer|ringer|puster|hostar|kviskrar|gret|laughs|laugh|
laughter|laughing|chuckles|chuckle|giggles|sighs|sigh|coughs|cough|sniffs|cries|crying|whispers|
whispering|mumbles|nods|smiles|pauses|inaudible|unintelligible|indistinct|unclear|crosstalk|
applause|sneezes|yawns|breathes
"""
_NOISE_ALONE = """
stille|stillhet|taushet|støy|musikk|applaus|overlapp|lyd|bakgrunnsstøy|silence|noise|music|
overlap|background|clears|throat
"""
_TAGS = """
v|c|i|b|u|s|em|strong|lang|ruby|rt|span|div|br|p|font|code|mark|small|sup|sub
"""

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,\-]\d{1,3})?"
_NUMBER = r"\d{1,2}(?:[.,]\d{1,2})?"
_UNIT = r"(?:s|sek|sekund|sekunder|sekundar|sec|secs|second|seconds|min|minutt|minutter|minutes)\.?"
_WORD = r"[^\W\d_]+"
_NOISES = rf"(?:{_NOISE})"
_ALONE = rf"(?:{_NOISE_ALONE})(?:[ ](?:{_NOISE_ALONE}))?"
_SAID = (
    rf"(?:{_NUMBER}[ ]?(?:{_UNIT})?[ ]?)?{_NOISES}(?:[ ,:]{{1,2}}(?:{_WORD}|{_NUMBER})){{0,3}}"
    rf"|(?:(?:{_NUMBER}|{_WORD})[ ,]{{1,2}}){{1,3}}{_NOISES}"
    rf"|{_ALONE}|{_NUMBER}[ ]?(?:{_UNIT})?|[.…\-]{{1,9}}|\?"
)
_COMMENT = rf"(?:(?:{_SAID})(?:[ ,]{{1,2}}{_TIME})?|{_TIME}(?:[ ]?-+>?[ ]?{_TIME})?)[.!]?"
_FALSE_START = (
    r"(?<![\w'’\-])(?:[^\W\d_]{1,5}|([^\W\d_]{6,20}))-(?![\w\-])"
    r"(?!,|/|\s{1,3}(?:og|eller|samt|and|or|to)\b)(?(1)(?=\W{1,6}\1))"
)
_MARKS = re.compile(
    rf"""
      \[[ ]?{_COMMENT}[ ]?\] | \([ ]?{_COMMENT}[ ]?\)
    | \(\([^()\n]{{1,80}}\)\)
    | \#{_TIME}\# | (?<![\w#])\#{{1,9}}(?![\w#])
    | (?<![\d:])\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?(?![\d:])
    | </?(?:{_TAGS})(?:[ .][^<>\n]{{0,80}})?/?> | <{_TIME}>
    | (?<![:/])//(?!/) | \*{{2,3}} | (?<!\S)=(?!=) | (?<!=)=(?!\S) | [↑↓]
    | {_FALSE_START}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MAY_HOLD_ONE = re.compile(r"[\[(#<*=/↑↓:-]")
_NOT_LINE_END = re.compile(r"[^\n]")


def unmarked(text: str) -> str:
    """`text` with its transcription marks as spaces: same length, same offsets (code points).

    >>> unmarked("ja # va- hva [ler] mener du (2.0)")
    'ja        hva       mener du      '
    """
    if not _MAY_HOLD_ONE.search(text):
        return text
    return _MARKS.sub(lambda mark: _NOT_LINE_END.sub(" ", mark[0]), text)
