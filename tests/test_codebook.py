"""Codebook files: what they give, what is wrong with them, and that they come back the same."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.codebook import (
    CodebookDraft,
    CodeDraft,
    ThemeDraft,
    codebook_hash,
    find_shipped,
    read_codebook,
    shipped_codebooks,
    write_yaml,
)
from qualcode.errors import CodebookError, FileError, UnknownName
from qualcode.model import Code, Cue, Example
from qualcode.shipped import shipped

DATA = Path(__file__).parents[1].parent / "shared" / "data"


def yaml_book(text, name="book.yaml"):
    return read_codebook(text.encode(), name=name)


def refusal(data, name="book.yaml"):
    with pytest.raises(CodebookError) as caught:
        read_codebook(data.encode() if isinstance(data, str) else data, name=name)
    assert caught.value.hint
    return caught.value.message


def rewritten(draft):
    codes = draft.numbered("b", [f"u{i}" for i in range(len(draft.codes))])
    return write_yaml(draft.book("b"), codes)


# The shipped books


def test_the_shipped_books_hold_what_their_description_says():
    books = {
        book_id: read_codebook(path.read_bytes(), name=path.name)
        for book_id, path in shipped_codebooks().items()
    }
    codes = [code for book in books.values() for code in book.codes]
    assert len(books) == 7
    assert all(book.id == book_id for book_id, book in books.items())
    assert len(codes) == 123
    assert sum(len(code.examples) for code in codes) == 492
    assert sum(len(code.cues) for code in codes) == 1275
    assert {code.basis for code in codes} == {"found", "known", "ours"}
    assert {one.language for code in codes for one in code.examples} == {"en", "nb"}
    assert {one.language for code in codes for one in code.cues} == {"en", "nb", "nn"}


@pytest.mark.parametrize("book_id", sorted(shipped_codebooks()))
def test_a_shipped_book_comes_back_the_same(book_id):
    path = find_shipped(book_id)
    draft = read_codebook(path.read_bytes(), name=path.name)
    text = rewritten(draft)
    again = yaml_book(text)
    assert again == draft
    assert rewritten(again) == text
    assert codebook_hash(draft) == codebook_hash(path.read_text(encoding="utf-8"))


def test_a_written_book_keeps_the_layout_of_the_shipped_ones():
    path = find_shipped("transformative-agency")
    original = path.read_text(encoding="utf-8")
    text = rewritten(read_codebook(path.read_bytes(), name=path.name))
    assert text[text.index("codes:") :] == original[original.index("codes:") :]


def test_book_level_facts_are_read():
    path = find_shipped("expansive-learning")
    book = read_codebook(path.read_bytes(), name=path.name)
    assert book.title == "Expansive learning actions"
    assert book.label == "0.1"
    assert book.languages == ("en", "nb", "nn")
    assert book.ideal_order[:2] == ("exp.questioning", "exp.analysing")
    assert book.attributes == ({"id": "initiator", "values": ["facilitator", "participant"]},)
    assert len(book.references) == 6
    code = book.codes[1]
    assert (code.id, code.parent) == ("exp.questioning.criticise", "exp.questioning")
    assert code.name_nb == "Kritisere dagens praksis"


def test_themes_name_codes_of_several_books():
    path = find_shipped("network-learning")
    themes = read_codebook(path.read_bytes(), name=path.name).themes
    assert [theme.id for theme in themes] == [
        "model.context", "model.architecture", "model.leadership", "model.learning",
    ]  # fmt: skip
    assert isinstance(themes[0], ThemeDraft)
    assert "exp.questioning" in themes[3].codes


@pytest.mark.parametrize("name", ["expansive_learning", "expansive-learning", "Expansive-Learning"])
def test_a_shipped_book_is_found_by_id_or_stem(name):
    assert find_shipped(name).name == "expansive_learning.yaml"


def test_an_unknown_shipped_book_names_the_nearest():
    with pytest.raises(UnknownName) as caught:
        find_shipped("expansive_lerning")
    assert "expansive-learning" in caught.value.hint


def test_missing_shipped_files_are_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr("qualcode.shipped._PACKAGE", tmp_path / "qualcode")
    with pytest.raises(FileError, match="missing"):
        shipped("codebooks")
    (tmp_path / "codebooks").mkdir()
    assert shipped("codebooks") == tmp_path / "codebooks"
    (tmp_path / "qualcode" / "_shipped" / "codebooks").mkdir(parents=True)
    assert shipped("codebooks") == tmp_path / "qualcode" / "_shipped" / "codebooks"


# YAML


def test_scalars_are_taken_as_written():
    book = yaml_book(
        "codebook: {id: b, version: 1.10, languages: [no, en], attributes: "
        "[{id: a, values: [yes, no]}]}\n"
        "codes:\n"
        "  - {id: 1.0, name: Yes, definition: 2024-01-01, examples: [{lang: no, text: null ting}],"
        " cues: [maybe], count: 3, half: 0.5, on: true, when: 12:30, none: ~}\n"
    )
    assert book.label == "1.10"
    assert book.languages == ("no", "en")
    assert book.attributes == ({"id": "a", "values": ["yes", "no"]},)
    code = book.codes[0]
    assert (code.id, code.name, code.definition) == ("1.0", "Yes", "2024-01-01")
    assert code.examples == (Example("null ting", "no"),)
    assert code.cues == (Cue("maybe"),)
    assert code.extra == {"count": 3, "half": 0.5, "on": True, "when": "12:30", "none": None}


def test_unknown_keys_are_kept_and_written_again():
    book = yaml_book(
        "codebook: {id: b, title: B, theory: {by: [someone]}, since: 1987}\n"
        "codes: [{id: a, name: A, weight: 2, seen: {x: [1, null]}, retired: yes, colour: red}]\n"
    )
    assert book.extra == {"theory": {"by": ["someone"]}, "since": 1987}
    assert book.codes[0].extra == {"weight": 2, "seen": {"x": [1, None]}}
    assert book.codes[0].retired
    assert yaml_book(rewritten(book)) == book


def test_a_book_without_head_is_called_after_its_file():
    book = yaml_book("codes: []\n", name="some/folder/mine.yaml")
    assert (book.id, book.title, book.codes) == ("mine", "mine", ())


def test_parents_may_come_after_their_children():
    book = yaml_book("codes:\n - {id: b, name: B, parent: a}\n - {id: a, name: A}\n")
    assert [code.parent for code in book.codes] == ["a", None]


def test_aliases_of_text_are_followed():
    book = yaml_book("codes:\n - {id: a, name: &n Same}\n - {id: b, name: *n}\n")
    assert [code.name for code in book.codes] == ["Same", "Same"]


def test_windows_1252_and_utf_16_are_read():
    text = "codes:\n - {id: a, name: Følge opp}\n"
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        assert read_codebook(text.encode(encoding), name="b.yaml").codes[0].name == "Følge opp"


CODE = "codes:\n  - {id: a, name: A}\n"


FAULTS = [
    ("", "book.yaml: the file is empty"),
    ("# only a comment\n", "book.yaml: the file is empty"),
    ("- a\n- b\n", "book.yaml line 1: a codebook holds"),
    ("just words\n", "book.yaml line 1: a codebook holds"),
    ("codebook: {id: b}\n", "book.yaml line 1: a codebook holds"),
    (CODE + "theme: x\n", "book.yaml line 3: unknown key 'theme'"),
    ("codes: {a: b}\n", "book.yaml line 1: `codes` must be a list"),
    ("codes:\n  - word\n", "line 2: a code must be a mapping"),
    ("codes:\n  - name: A\n", "line 2: a code without id"),
    ("codes:\n  - id: a\n    name: ' '\n", "line 2: a code without name"),
    (CODE + "  - id: a\n    name: B\n", "line 3: the id 'a' is used twice, first at line 2"),
    (
        CODE + "  - id: b\n    name: B\n    parent: aa\n",
        "line 5: the parent 'aa' of 'b' doesn't exist (nearest: 'a'",
    ),
    (
        "codes:\n - {id: a, name: A, parent: b}\n - id: b\n   name: B\n   parent: a\n",
        "line 2: codes are each other's parents: a > b > a",
    ),
    ("codes:\n - {id: a, name: A, parent: a}\n", "line 2: codes are each other's parents"),
    ("codes:\n - id: a\n   name: [A]\n", "line 3: `name` must be text"),
    ("codes:\n - id: a\n   name: A\n   definition: {x: y}\n", "line 4: `definition` must be"),
    ("codes:\n - id: a\n   name: A\n   parent: [x]\n", "line 4: `parent` must be text"),
    ("codes:\n - id: a\n   name: A\n   retired: perhaps\n", "`retired` must be true or false"),
    ("codes:\n - id: a\n   name: A\n   examples: one\n", "line 4: `examples` must be a list"),
    ("codes:\n - id: a\n   name: A\n   cues:\n     x: y\n", "line 5: `cues` must be a list"),
    ("codes:\n - id: a\n   name: A\n   cues:\n   - {lang: en}\n", "line 5: a cue needs a `phr"),
    ("codes:\n - id: a\n   name: A\n   examples:\n   -\n", "line 5: an example needs a `text`"),
    (
        "codes:\n - id: a\n   name: A\n   examples:\n   - {text: t, by: x}\n",
        "line 5: unknown key 'by' in an example (known: lang, text)",
    ),
    ("codebook: [x]\n" + CODE, "line 1: a mapping (`key: value`) is expected here"),
    ("codebook: {themes: x}\n" + CODE, "line 1: `themes` must be a list"),
    ("codebook: {themes: [{id: x}]}\n" + CODE, "line 1: a theme needs a `name`"),
    ("codebook: {attributes: [{values: x}]}\n" + CODE, "line 1: an attribute needs an `id`"),
    ("codebook: {languages: [[x]]}\n" + CODE, "line 1: `languages` must be text"),
    (
        "codes:\n - {id: a, name: A\n - x\n",
        "line 4: not valid YAML: did not find expected ',' or '}' (begun on line 2)",
    ),
    ("codes: [\t\n'", "book.yaml line 2: not valid YAML: "),
    ("codes: []\n---\ncodes: []\n", "book.yaml line 2: not valid YAML: "),
    (
        "# some words about the book\n# a bell rings here: \x07, twice\n" + CODE,
        "book.yaml line 2: a character that YAML doesn't allow",
    ),
    ("codes:\n - id: a\n   name: A\n   name: B\n", "line 4: 'name' is given twice, first on l"),
    ("codes:\n - id: a\n   name: !!binary aaaa\n", "line 3: the tag tag:yaml.org,2002:binary"),
    ("!python/object:os.system {}\n", "line 1: the tag !python/object:os.system isn't supp"),
    ("codes:\n - id: a\n   name: A\n   [1]: x\n", "line 4: a key must be text"),
    ("x: &x {a: b}\ncodes:\n - <<: *x\n   id: a\n", "line 3: merge keys (<<) aren't supported"),
    ("codes: &c\n - *c\n", "an alias (*name) refers to what it is part of"),
    (f"codes:\n - id: a\n   name: A\n   {'k' * 300}: x\n", "line 4: a key is longer than 200"),
    ("codes: " + "[" * 60_000 + "]" * 60_000, "line 1: lists and mappings are nested too dee"),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_a_fault_is_named_with_its_line(text, expected):
    assert expected in refusal(text)


def test_all_faults_of_a_file_come_together_ten_at_most():
    message = refusal("codes:\n" + "  - {id: a}\n" * 12)
    lines = message.split("\n")
    assert lines[:2] == [
        "book.yaml line 2: a code without name",
        "book.yaml line 3: a code without name",
    ]
    assert len(lines) == 11
    assert lines[-1] == "… and 2 more"


def test_an_alias_bomb_is_refused():
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    assert "too much is repeated by aliases" in refusal(f"a0: &a0 [x]\n{levels}{CODE}")


def test_binary_content_is_refused():
    assert refusal(bytes(range(32)) * 9, "book.yaml").startswith("book.yaml: the content is not")


def test_an_unknown_ending_names_the_known_ones():
    with pytest.raises(CodebookError) as caught:
        read_codebook(b"x", name="book.pages")
    assert ".xlsx" in caught.value.hint
    assert read_codebook(CODE.encode(), name="book.pages", format="yaml").codes[0].id == "a"


# JSON


def test_an_object_of_definitions_keeps_its_keys():
    book = read_codebook(
        json.dumps(
            {"Praise & thanks ": "Said so.", "b.1": None, "c": "", "d": {"x": [1]}}
        ).encode(),
        name="mine.json",
    )
    assert (book.id, book.title) == ("mine", "mine")
    assert book.codes == (
        CodeDraft("Praise & thanks ", "Praise & thanks ", definition="Said so."),
        CodeDraft("b.1", "b.1"),
        CodeDraft("c", "c"),
        CodeDraft("d", "d", extra={"x": [1]}),
    )


def test_a_path_as_key_gives_parents_and_makes_missing_ones():
    book = read_codebook(
        json.dumps({"A > B > C": "c", "A": "a", "A > D": {"name": "Dee", "examples": "one"}, " > ": ""})
        .encode(),
        name="b.json",
    )  # fmt: skip
    assert [(code.id, code.name, code.parent) for code in book.codes] == [
        ("A > B", "B", "A"),
        ("A > B > C", "C", "A > B"),
        ("A", "A", None),
        ("A > D", "Dee", "A"),
        (" > ", " > ", None),
    ]
    assert book.codes[3].examples == (Example("one"),)


def test_json_may_hold_a_whole_book():
    text = json.dumps(
        {
            "codebook": {"id": "x", "title": "X"},
            "codes": [{"id": "a", "name": "A", "retired": True}],
        }
    )
    book = read_codebook(text.encode(), name="b.json")
    assert (book.id, book.codes) == ("x", (CodeDraft("a", "A", retired=True),))


def test_a_code_may_be_called_codes():
    book = read_codebook(b'{"codes": "about codes", "codebook": ""}', name="b.json")
    assert [code.id for code in book.codes] == ["codes", "codebook"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n"a": }', "b.json line 2: not valid JSON"),
        ("[1]", "b.json: a codebook holds"),
        ('{"a": 1}', "b.json a: a definition must be text"),
        ('{"a": "x", "a": "y"}', "b.json: 'a' is given twice"),
        ('{"a": {"id": "b"}}', "b.json a: the id 'b' differs from the key"),
        ('{"a": {"parent": "zz"}}', "the parent 'zz' of 'a' doesn't exist (nearest: 'a')"),
        ('{"a": "\\ud800"}', "b.json a: half of a character"),
        ('{"\\ud800": "a"}', "b.json: half of a character"),
        ('{"a": {"' + "k" * 300 + '": 1}}', "b.json a: a key is longer than 200"),
        ('{"codes": [{"id": "a", "name": "A", "cues": [{}]}]}', "b.json codes item 1, cues item 1"),
        ('{"a": ' + "[" * 99 + "]" * 99 + "}", "nested too deeply"),
        ("[" * 99_999, "b.json: lists and objects are nested too deeply"),
        ("", "b.json line 1: not valid JSON"),
    ],
)
def test_a_fault_in_json_is_named_with_its_place(text, expected):
    assert expected in refusal(text, "b.json")


@pytest.mark.parametrize("number", ["1" * 5000, "1e999", "NaN", "-Infinity"])
def test_numbers_that_no_float_or_int_holds_stay_text(number):
    book = read_codebook(f'{{"a": {{"n": {number}}}}}'.encode(), name="b.json")
    assert book.codes[0].extra == {"n": number}


@pytest.mark.skipif(not DATA.is_dir(), reason="the development data is elsewhere")
@pytest.mark.parametrize(
    ("name", "codes", "with_parent"),
    [
        ("nhs_fft/codebook_v7.json", 33, 0),
        ("pdpilot_interviews/codebook.json", 91, None),
        ("serdif_usability/codebook.json", 22, 0),
    ],
)
def test_codebooks_of_real_studies_keep_every_code(name, codes, with_parent):
    data = (DATA / name).read_bytes()
    book = read_codebook(data, name=name)
    assert [code.id for code in book.codes] == list(json.loads(data))
    assert len(book.codes) == codes
    if with_parent is not None:
        assert sum(code.parent is not None for code in book.codes) == with_parent
    assert read_codebook(rewritten(book).encode(), name=name, format="yaml") == book


# Tables


TABLE = [
    ["ID", "name", "parent", "definition", "include", "site"],
    ["a", " Apples ", "", "Round; red", "", "K04"],
    ["", "Pears", "a", "", "", ""],
    ["", "", "", "", "", ""],
    ["p", "Plums", "Pears", "=1+1", "'s", ""],
]
EXPECTED = (
    CodeDraft("a", "Apples", definition="Round; red", extra={"site": "K04"}),
    CodeDraft("Pears", "Pears", parent="a"),
    CodeDraft("p", "Plums", parent="Pears", definition="=1+1", include="'s"),
)


@pytest.mark.parametrize(("ending", "delimiter"), [("csv", ","), ("csv", ";"), ("tsv", "\t")])
def test_a_delimited_table_is_read(ending, delimiter):
    guarded = [[f"'{cell}" if cell[:1] in ("=", "'") else cell for cell in row] for row in TABLE]
    # "''s" holds what stood before the second apostrophe; "'=1+1" what stood before the sign
    text = "\n".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row)
        for row in guarded
    )
    assert guarded[4][4] == "''s"
    book = read_codebook(text.encode("utf-8-sig"), name=f"b.{ending}")
    assert book.codes == EXPECTED


def test_an_apostrophe_that_guards_nothing_stays():
    book = read_codebook(b"id,definition\na,'s morgens\n", name="b.csv")
    assert book.codes[0].definition == "'s morgens"


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read():
    rows = [[cell or None for cell in row] for row in TABLE]
    rows[4][3] = "'=1+1"
    book = read_codebook(workbook(rows), name="b.xlsx")
    assert book.codes[:2] == EXPECTED[:2]
    assert book.codes[2].definition == "'=1+1", "a workbook's cells aren't guarded"


def test_numbers_in_a_workbook_become_the_text_people_see():
    book = read_codebook(workbook([["id", "name"], [1, 2.0], [2, 2.5]]), name="b.xlsx")
    assert [(code.id, code.name) for code in book.codes] == [("1", "2"), ("2", "2.5")]


def test_json_lines_hold_a_code_a_line():
    text = '{"id": "a", "definition": "x"}\n\n{"name": "B", "parent": "a", "cues": ["b"]}\n'
    book = read_codebook(text.encode(), name="b.jsonl")
    assert book.codes == (
        CodeDraft("a", "a", definition="x"),
        CodeDraft("B", "B", parent="a", cues=(Cue("b"),)),
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("b.csv", "", "b.csv: the file is empty"),
        ("b.csv", "label,text\na,b\n", "b.csv line 1: a codebook table needs a column `id` or"),
        ("b.csv", "id,id\na,b\n", "b.csv line 1: two columns are called 'id'"),
        ("b.csv", 'id,definition\n"a\nb",x\na,x\na,y\n', "b.csv line 5: the id 'a' is used twice"),
        ("b.csv", "id,parent\na,x\n", "b.csv line 2: the parent 'x' of 'a' doesn't exist"),
        ("b.csv", "id,definition\na,x,y\n", "b.csv line 2: more cells than the 2 columns"),
        ("b.csv", "id,\na,x\n", "b.csv line 2: a cell in a column without a name"),
        ("b.csv", "id,definition\n,x\n", "b.csv line 2: a code without id"),
        ("b.csv", "id\n" + "x" * 140_000, "b.csv line 2: not a readable table"),
        ("b.jsonl", "\n", "b.jsonl: the file is empty"),
        ("b.jsonl", '{"id": "a"}\n{"id": \n', "b.jsonl line 2: not valid JSON"),
        ("b.jsonl", '["a"]\n', "b.jsonl line 1: a code must be a mapping"),
        ("b.xlsx", "not a zip", "b.xlsx: this is not an Excel workbook"),
    ],
)
def test_a_fault_in_a_table_is_named_with_its_line(name, text, expected):
    assert expected in refusal(text, name)


def test_a_fault_in_a_workbook_is_named_with_its_row():
    assert "b.xlsx row 3: the id 'a'" in refusal(workbook([["id"], ["a"], ["a"]]), "b.xlsx")


def test_a_parent_by_an_ambiguous_name_is_refused():
    text = "id,name,parent\na,Same,\nb,Same,\nc,C,Same\n"
    assert "line 4: the parent 'Same' of 'c' doesn't exist" in refusal(text, "b.csv")


def test_a_damaged_workbook_is_an_error_not_a_traceback():
    good = workbook([["id"], ["a"]])
    for cut in (100, len(good) // 2, len(good) - 30):
        assert "not an Excel workbook" in refusal(good[:cut], "b.xlsx")


def test_a_huge_workbook_is_refused(monkeypatch):
    monkeypatch.setattr("qualcode.codebook.tables._LARGEST_WORKBOOK", 1000)
    assert "too large" in refusal(workbook([["id"], ["a"]]), "b.xlsx")


# Writing


NASTY = (
    "", "null", "yes", "no", "1.0", "~", "- a", "a: b", "a #b", "# a", "'", '"', "\\", "{a}", "[a]",
    " lead", "trail ", "a\nb", "a\r\nb", "\t", "\x85", "\u2028", "\ufeff", "\x00", "\x7f", "😀",
    "æøå", "…", "%", "@", "&a", "*a", "!a", "|", ">", "a:", "key: [", "---", "...", "=", "<<", "y",
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text(max_size=12, alphabet="ab :#-'\"\n\\,[]{}&*!|>%@`?øé.1"),
)
names = texts.filter(str.strip)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**17), 10**17),
        st.floats(allow_nan=False, allow_infinity=False),
        texts,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
KNOWN = {
    "id", "name", "name_nb", "parent", "definition", "include", "exclude", "examples", "cues",
    "source", "basis", "colour", "retired", "title", "version", "unit", "exclusivity", "languages",
    "ideal_order", "attributes", "notes", "references", "themes",
}  # fmt: skip
extras = st.dictionaries(texts.filter(lambda key: key not in KNOWN), values, max_size=3)
languages = st.one_of(st.none(), st.sampled_from(["nb", "no", "en"]))


@st.composite
def drafts(draw):
    ids = draw(st.lists(names, unique=True, max_size=4))
    codes = []
    for number, code_id in enumerate(ids):
        codes.append(
            CodeDraft(
                id=code_id,
                name=draw(names),
                name_nb=draw(texts),
                parent=draw(st.sampled_from([None, *ids[:number]])),
                definition=draw(texts),
                include=draw(texts),
                exclude=draw(texts),
                examples=tuple(draw(st.lists(st.builds(Example, names, languages), max_size=2))),
                cues=tuple(draw(st.lists(st.builds(Cue, names, languages), max_size=2))),
                source=draw(texts),
                basis=draw(texts),
                colour=draw(texts),
                retired=draw(st.booleans()),
                extra=draw(extras),
            )
        )
    themes = draw(
        st.lists(st.fixed_dictionaries({"name": names, "codes": st.just(["a", "b.c"])}), max_size=2)
    )
    return CodebookDraft(
        id=draw(names),
        title=draw(names),
        label=draw(texts),
        unit=draw(texts),
        exclusivity=draw(texts),
        ideal_order=tuple(draw(st.lists(texts, max_size=3))),
        attributes=tuple(
            draw(st.lists(st.builds(lambda i, v: {"id": i, "values": v}, names, st.lists(texts)), max_size=2))
        ),
        languages=tuple(draw(st.lists(texts, max_size=3))),
        notes=draw(texts),
        references=tuple(draw(st.lists(texts, max_size=3))),
        extra={**draw(extras), **({"themes": themes} if themes else {})},
        codes=tuple(codes),
    )  # fmt: skip


@given(drafts())
def test_any_book_loads_back_the_same(draft):
    text = rewritten(draft)
    again = yaml_book(text)
    assert again == draft
    assert rewritten(again) == text
    assert codebook_hash(text) == codebook_hash(draft)


@given(drafts(), texts)
def test_another_content_has_another_hash(draft, title):
    changed = CodebookDraft(id=draft.id, title=title, codes=draft.codes)
    same = CodebookDraft(id=draft.id, title=draft.title, codes=draft.codes)
    assert (codebook_hash(changed) == codebook_hash(same)) == (title == draft.title)


def test_a_mapping_reordered_by_a_store_has_the_same_hash():
    theme = {"id": "t", "name": "T", "codes": ["a"], "note": {"x": 1, "y": 2}}
    turned = {"note": {"y": 2, "x": 1}, "codes": ["a"], "name": "T", "id": "t"}
    one = CodebookDraft("b", "B", extra={"themes": [theme], "x": theme})
    other = CodebookDraft("b", "B", extra={"x": turned, "themes": [turned]})
    assert codebook_hash(one) == codebook_hash(other)


def test_a_parent_left_out_is_refused():
    book = CodebookDraft("b", "B").book("b")
    with pytest.raises(CodebookError, match="parent of the code 'a'"):
        write_yaml(book, [Code("u1", "b", "a", "A", parent="u0")])


@pytest.mark.parametrize("number", [1e16, -1e-7, 1.5e300, 5e-324, -0.0, 3.0])
def test_numbers_come_back_as_numbers(number):
    draft = CodebookDraft("b", "B", extra={"n": number})
    again = yaml_book(rewritten(draft)).extra["n"]
    assert isinstance(again, float)
    assert str(again) == str(number)


def test_half_characters_are_written_as_replacement():
    book = CodebookDraft("b", "B \ud800").book("b")
    assert yaml_book(write_yaml(book, [])).title == "B \ufffd"
