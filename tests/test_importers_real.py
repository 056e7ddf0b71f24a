"""Files met in the field, which are not part of the project: what each of them must give."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import ImportFailure
from qualcode.importers import read

DATA = Path(__file__).parents[1].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data for development is elsewhere")


@pytest.mark.parametrize(
    ("name", "format_name", "turns"),
    [
        ("noscribe/interview.txt", "txt", 58),
        ("qualcoder/transcript.txt", "txt", 7),
        ("qualcoder/ID1.docx", "docx", 3),
        ("subtitles/captions_with_bom.vtt", "vtt", 4),
        ("subtitles/cue_tags.vtt", "vtt", 3),
        ("subtitles/invalid.vtt", "vtt", 7),
        ("subtitles/invalid_timeframe.srt", "srt", 5),
        ("subtitles/metadata_headers.vtt", "vtt", 2),
        ("subtitles/missing_caption_text.vtt", "vtt", 4),
        ("subtitles/pysrt_bom-utf-16-le.srt", "srt", 7),
        ("subtitles/pysrt_no-indexes.srt", "srt", 7),
        ("subtitles/pysrt_windows-1252.srt", "srt", 1332),
        ("subtitles/sample.srt", "srt", 5),
        ("subtitles/sample.vtt", "vtt", 16),
        ("subtitles/styles.vtt", "vtt", 1),
        ("subtitles/youtube_dl.vtt", "vtt", 4),
    ],
)
def test_transcripts(name: str, format_name: str, turns: int) -> None:
    imported = read(DATA / "formats" / name)
    (document,) = imported.documents
    assert (imported.format, len(document.turns)) == (format_name, turns)
    assert "\ufffd" not in document.text
    assert "-->" not in document.text


@pytest.mark.parametrize("name", ["empty.vtt", "no_captions.vtt", "zoom_empty.vtt"])
def test_files_without_cues(name: str) -> None:
    with pytest.raises(ImportFailure, match="holds no text"):
        read(DATA / "formats" / "subtitles" / name)


@pytest.mark.parametrize("name", ["cases123.csv", "survey789.xlsx"])
def test_cases(name: str) -> None:
    cases = read(DATA / "formats" / "qualcoder" / name).cases
    assert len(cases) == 3
    assert all(isinstance(case.variables.get("Age", 0), int) for case in cases)


@pytest.mark.parametrize(
    ("name", "documents", "turns", "codings", "codes"),
    [
        ("serdif_usability/dev.jsonl", 10, 1732, 1387, 22),
        ("nhs_fft/dev.jsonl", 1972, 2769, 3691, 31),
        ("pdpilot_interviews/segments.jsonl", 7, 244, 262, 76),
        ("sib200_no/dev.jsonl", 6, 2400, 2400, 7),
        ("norwegian_lia_speech/dev.jsonl", 5, 2282, 0, 0),
    ],
)
def test_coded_transcripts(name: str, documents: int, turns: int, codings: int, codes: int) -> None:
    found = read(DATA / name).documents
    coded = [(document, coding) for document in found for coding in document.codings]
    assert len(found) == documents
    assert sum(len(document.turns) for document in found) == turns
    assert len(coded) == codings
    assert len({coding.code for _, coding in coded}) == codes
    assert all(document.text[c.start : c.end] == c.quote for document, c in coded)
