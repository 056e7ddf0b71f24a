"""Canonical text: decoding, line ends, hashing, sentences, words. The only origin of offsets.

Canonical text is the decoded file without byte-order mark and with LF line ends; nothing else
is changed (no Unicode normalisation), so offsets are stable code points.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from qualcode.errors import ImportFailure
from qualcode.model import Span

NORMALISER = "1"
"""Version of the rules above, stored with every document."""

CONTEXT = 32
"""Code points kept before and after a coding's quote."""

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_TEXT = frozenset(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B}
_SHARE_OF_CONTROLS_IN_BINARY = 0.02

_REPLACED = "\ufffd"
_SHARE_OF_DAMAGE = 0.01
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

# A letter may be followed by combining marks: macOS writes å as a and a ring.
_WORD = re.compile(r"\w[\w\u0300-\u036f]*(?:['’\-]\w[\w\u0300-\u036f]*)*")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[)\]»”\"'’]*(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|\W)(?:f\.eks|bl\.a|dvs|osv|ca|nr|kl|evt|jf|mht|pga|pkt|tlf|e\.g|i\.e|dr|mr|mrs|ms)\.$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = 8
_GOES_ON = re.compile(r"(?:\.\.+|…[.…]*)[)\]]*$|(?:^|\s)\d{1,3}\.$")
_NEXT_LETTER = re.compile(r"[^\S\n]*([^\W\d_])")
_CLOSED = re.compile(r"[.!?][)\]»”\"'’]*$")
_LONGEST_STRETCH = 40
_USUAL_PART = 20
_SHORTEST_PART = 8
_LONGEST_PART = 120
_AHEAD = _LONGEST_PART + _SHORTEST_PART
_DIVISION = re.compile(
    r"""
      (?P<pause> (?<!\S)\#{1,9}(?!\S) | \((?:[.…]{1,3}|\d{1,2}(?:[.,]\d{1,2})?)\)(?!\w)
               | (?:\.{2,9}|…)(?=\s) )
    | (?P<clause> (?<![\w\u0300-\u036f'’\-])
        (?: og[ ](?:så|da|då|det|der|nå|no|jeg|eg|æ|vi|me|de|dei|han|hun|ho|du|når)
          | så[ ](?:jeg|eg|æ|vi|me|de|dei|han|hun|ho|du|det|da|då|er|var|har|hadde|må|kan|blir|vert
                  |kommer|kjem|når|hvis|viss)
          | and[ ](?:then|so|i|we|they|he|she|you|it|that|there|when|if)
          | so[ ](?:i|we|they|he|she|you|it|that|there|when|if)
          | men | fordi | for[ ](?:det|jeg|eg|æ|vi|de|dei|han|hun|ho|da|då|når) | but | because )
        (?![\w\u0300-\u036f'’\-]) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PARAGRAPH_GAP = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it came in, whether that was a guess, and how many characters are lost.

    `replaced` counts bytes that mean nothing in the encoding; they read U+FFFD in the text.
    """

    text: str
    encoding: str
    guessed: bool
    replaced: int = 0


def decode(data: bytes, encoding: str | None = None, *, keep_line_ends: bool = False) -> Decoded:
    """Canonical text of a plain-text file's bytes.

    A byte-order mark decides; else UTF-8 (a few damaged places are replaced and counted); else
    UTF-16 where every other byte is NUL; else the best guess, Windows-1252 preferred. `encoding`
    overrides all of it. `keep_line_ends` leaves CR and CRLF to the caller.

    Raises:
        ImportFailure: the bytes are not text, or not in `encoding`.
    """
    found = _as(data, encoding) if encoding else _decode(data)
    text = found.text.lstrip("\ufeff") if keep_line_ends else canonical(found.text)
    return Decoded(text, found.encoding, found.guessed, found.replaced)


def canonical(text: str) -> str:
    r"""`text` without leading byte-order marks and with LF line ends.

    >>> canonical("\ufeffa\r\nb\rc")
    'a\nb\nc'
    """
    return line_ends(text.lstrip("\ufeff"))


def line_ends(text: str) -> str:
    """`text` with CRLF and CR as LF, nothing else changed."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sha256(content: str | bytes) -> str:
    """Hex digest; text is hashed as UTF-8 (lone surrogates allowed)."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the words of `text[start:end]`."""
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Span(match.start(), match.end())


def count_words(text: str, start: int = 0, end: int | None = None) -> int:
    """Number of words in `text[start:end]`."""
    stop = len(text) if end is None else end
    return sum(1 for _ in _WORD.finditer(text, start, stop))


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the sentences of `text[start:end]`, without white space at their ends.

    A sentence ends at `. ! ? …` before white space, or at a line end. Common Norwegian and
    English abbreviations don't end one, nor do dots that mark a pause or an ordinal when a
    small letter follows. Long talk without punctuation is divided where the speaker pauses or
    begins a clause: see `_parts`.
    """
    stop = len(text) if end is None else end
    for span in _punctuated(text, start, stop):
        yield from _parts(text, span)


def _punctuated(text: str, start: int, stop: int) -> Iterator[Span]:
    begin = start
    for match in _SENTENCE_END.finditer(text, start, stop):
        if _inside_sentence(text, begin, match.end(), stop):
            continue
        span = strip(text, begin, match.end())
        if span:
            yield span
        begin = match.end()
    span = strip(text, begin, stop)
    if span:
        yield span


def _inside_sentence(text: str, begin: int, position: int, stop: int) -> bool:
    tail = text[max(begin, position - _LONGEST_ABBREVIATION) : position]
    if _ABBREVIATION.search(tail):
        return True
    if not _GOES_ON.search(tail):
        return False
    following = _NEXT_LETTER.match(text, position, stop)
    return following is not None and following[1].islower()


def _parts(text: str, span: Span) -> Iterator[Span]:
    """A sentence in parts of at most `_LONGEST_STRETCH` words (twice that where it is closed).

    Divided after a pause, else before a word that begins a clause, nearest to `_USUAL_PART` words;
    without either within `_LONGEST_PART` words, between words.
    """
    closed = _CLOSED.search(text, max(span.start, span.end - 8), span.end)
    longest = 2 * _LONGEST_STRETCH if closed else _LONGEST_STRETCH
    begin = span.start
    while span.end - begin > longest:
        ahead = [word.start() for word in islice(_WORD.finditer(text, begin, span.end), _AHEAD)]
        if len(ahead) <= longest:
            break
        division = _division(text, ahead, span.end)
        part = strip(text, begin, division)
        if part is None:
            break
        yield part
        begin = division
    rest = strip(text, begin, span.end)
    if rest:
        yield rest


def _division(text: str, ahead: Sequence[int], end: int) -> int:
    """Where the talk is divided whose next words begin at `ahead`."""
    last = ahead[-1] if len(ahead) == _AHEAD else end
    places = []
    for match in _DIVISION.finditer(text, ahead[0], last):
        position = match.start() if match["clause"] else match.end()
        places.append((bisect_left(ahead, position), 2 if match["pause"] else 1, position))
    fitting = [
        (strength, -abs(count - _USUAL_PART), -position)
        for count, strength, position in places
        if _SHORTEST_PART <= count <= min(_LONGEST_STRETCH, len(ahead) - _SHORTEST_PART)
    ]
    if fitting:
        return -max(fitting)[2]
    later = (place for count, _, place in places if _LONGEST_STRETCH < count <= _LONGEST_PART)
    return next(later, ahead[min(_LONGEST_PART, len(ahead) - 1)])


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the paragraphs (divided by blank lines) of `text[start:end]`."""
    stop = len(text) if end is None else end
    begin = start
    for match in _PARAGRAPH_GAP.finditer(text, start, stop):
        span = strip(text, begin, match.start())
        if span:
            yield span
        begin = match.end()
    span = strip(text, begin, stop)
    if span:
        yield span


def strip(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends, None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def context(text: str, start: int, end: int, width: int = CONTEXT) -> tuple[str, str, str]:
    """Prefix, quote and suffix of a span, `width` code points on either side."""
    return text[max(0, start - width) : start], text[start:end], text[end : end + width]


def _as(data: bytes, encoding: str) -> Decoded:
    try:
        codecs.lookup(encoding)
    except (LookupError, ValueError) as error:
        raise ImportFailure(
            f"there is no encoding {encoding!r}", "use for instance utf-8, utf-16 or cp1252"
        ) from error
    try:
        text, replaced = data.decode(encoding), 0
    except (LookupError, ValueError):
        text, replaced = _damaged(data, encoding)
        if replaced > _SHARE_OF_DAMAGE * len(text):
            raise ImportFailure(
                f"the text is not in the encoding {encoding}",
                "leave the encoding out to have it guessed",
            ) from None
    return Decoded(_LONE_SURROGATE.sub(_REPLACED, text), encoding, False, replaced)


def _decode(data: bytes) -> Decoded:
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return _as(data[len(bom) :], name)
            except ImportFailure as error:
                raise ImportFailure(
                    f"the file begins as {name} but isn't", "save it again as UTF-8"
                ) from error
    wide = _utf16_without_bom(data)
    if wide:
        found = _as(data, wide)
        return Decoded(found.text, wide, True, found.replaced)
    if _looks_binary(data):
        raise ImportFailure(
            "the content is not text", "is it a Word file, a recording or a zip with another name?"
        )
    try:
        return Decoded(data.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError:
        text, replaced = _damaged(data, "utf-8")
    if replaced <= _SHARE_OF_DAMAGE * len(text) and replaced < 0.1 * _high(text):
        return Decoded(text, "utf-8", True, replaced)
    found = _as(data, _guess(data))
    return Decoded(found.text, found.encoding, True, found.replaced)


def _damaged(data: bytes, encoding: str) -> tuple[str, int]:
    try:
        text = data.decode(encoding, errors="replace")
    except (LookupError, ValueError):
        return "", 1
    return text, text.count(_REPLACED)


def _high(text: str) -> int:
    return len(text) - len(text.encode("ascii", errors="ignore"))


def _utf16_without_bom(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.6 * half and sample[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.6 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _looks_binary(data: bytes) -> bool:
    if not data:
        return False
    sample = data[:65536]
    controls = sum(sample.count(byte) for byte in _NOT_TEXT)
    return controls > _SHARE_OF_CONTROLS_IN_BINARY * len(sample)


_WESTERN = ("cp1252", "mac_roman", "cp850")
_PLAUSIBLE = re.compile(
    r"(?<![a-zæøåäöüé])[ÆØÅÄÖÜÉÈÁÓ]|[æøåäöü]"
    r"|(?<=[^\W\d_])[éèêëàáâóòôçñíúß]|[éèêëàáâóòôçñíúß](?=[^\W\d_])"
    r"|(?<!\w)[«“”‘„–—•]|[»”’–—…](?!\w)|(?<=[^\W\d_])[’–](?=[^\W\d_])|[§°\u00a0]"
)
_ALPHABETIC_SCRIPT = 20
"""High bytes from which charset-normalizer is asked whether the alphabet is another one."""


def _guess(data: bytes) -> str:
    """The likeliest 8-bit encoding: the one whose letters stand where letters stand."""
    sample = data[:200_000]
    high = sum(byte >= 0x80 for byte in sample)
    if high >= _ALPHABETIC_SCRIPT and high > 0.4 * len(sample):
        from charset_normalizer import from_bytes

        best = from_bytes(sample).best()
        if best is not None:
            return best.encoding
    scores = {
        name: len(_PLAUSIBLE.findall(sample.decode(name, errors="replace"))) for name in _WESTERN
    }
    return max(_WESTERN, key=lambda name: scores[name])
