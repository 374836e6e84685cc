"""Tables of the command: aligned by what a terminal shows, never wider than it, nothing lost without a mark."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sysprobe.cli.display import cut, cut_middle, printable, width, wrapped
from sysprobe.cli.layout import Section, bar, lines, texts

#: Narrow, wide, of no width, of another direction, of several signs.
HOSTILE = [
    "a b",
    "\u4e2d\u6587\u4e2d\u6587",
    "e\u0301a\u0308",
    "\u05e9\u05dc\u05d5\u05dd",
    "\U0001f600\U0001f468",
    "x" * 300,
]
cells = st.one_of(st.sampled_from([*HOSTILE, "", "-"]), st.text(max_size=40))


def shown(section, room=None, **more):
    return texts(lines(section, room, **more))


def test_control_characters_are_written_as_escapes():
    assert printable("a\x1b[31m\n\tb\udcffé\u202e") == "a\\x1b[31m\\n\\tb\\xffé\\u202e"


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("\u4e2d\u6587", 4), ("e\u0301", 1), ("\u05e9\u05dc", 2), ("\U0001f600", 2), ("\uff21", 2), ("é", 1)],
)
def test_columns_that_a_text_takes(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("function", "text", "room", "result"),
    [
        (cut, "abcdef", 6, "abcdef"),
        (cut, "abcdef", 5, "abcd…"),
        (cut, "\u4e2d\u6587\u4e2d", 4, "\u4e2d…"),
        (cut, "abc", 0, ""),
        (cut_middle, "/usr/lib/python3/os.py", 12, "/usr…3/os.py"),
        (cut_middle, "[2001:db8::1]:443", 17, "[2001:db8::1]:443"),
        (cut_middle, "abcdefgh", 5, "abcd…"),
        (wrapped, "one two three", 8, ["one two", "three"]),
        (wrapped, "rss=1 MiB, vms=2 MiB", 15, ["rss=1 MiB,", "vms=2 MiB"]),
        (wrapped, "abcdef", 4, ["abcd", "ef"]),
        (wrapped, "", 4, [""]),
    ],
)
def test_cutting_and_breaking(function, text, room, result):
    assert function(text, room) == result


@settings(deadline=None, derandomize=True)
@given(st.text(), st.integers(2, 30))
def test_no_part_is_wider_than_its_room_and_only_blanks_get_lost(text, room):
    text = printable(text)
    assert all(width(part) <= room for part in (cut(text, room), cut_middle(text, room), *wrapped(text, room)))
    assert "".join(wrapped(text, room)).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["", ">size", "<command", "~path", "+text", "|", "name"]), min_size=1, max_size=9),
    st.lists(st.lists(cells, min_size=9, max_size=9), max_size=6),
    st.integers(30, 120),
    st.booleans(),
)
def test_no_table_is_wider_than_the_terminal(columns, rows, room, listing):
    rows = [
        tuple(bar(40.0) if column == "|" else cell for column, cell in zip(columns, row, strict=False)) for row in rows
    ]
    for line in shown(Section("Title", tuple(columns), rows), room, listing=listing):
        assert width(line) <= room
        assert line == line.rstrip(" ")


class TestTooWide:
    def test_what_tells_nothing_is_left_out_and_bars_shrink(self):
        section = Section(
            "", ("name", ">speed", ">use", "|"), [("eth0", "-", "50 %", bar(50)), ("lo", "-", "0 %", bar(0))]
        )
        assert shown(section)[1] == "eth0      -  50 %  ##########.........."
        assert shown(section, 28)[1] == "eth0      -  50 %  ####....."
        assert shown(section, 20)[1] == "eth0  50 %  ####...."
        assert shown(section, 12)[1] == "eth0  50 %"

    def test_few_rows_become_columns(self):
        section = Section(
            "Memory",
            ("", ">total", ">used", "|"),
            [("memory", "10 GiB", "5 GiB", bar(50)), ("swap", "1 GiB", "0 B", "")],
        )
        assert shown(section, 20) == [
            "Memory",
            "       memory   swap",
            "total  10 GiB  1 GiB",
            "used    5 GiB    0 B",
        ]

    def test_many_rows_stand_below_each_other(self):
        section = Section("", ("name", ">size"), [(f"a-long-name-{each}", "1 B") for each in range(5)])
        assert shown(section, 18)[:4] == ["name  a-long-name-", "      0", "size  1 B", ""]
        assert len(shown(section, 18)) == 5 * 4 - 1

    def test_a_listing_keeps_one_line_for_each_row(self):
        section = Section("", (">pid", ">rss", "<command"), [("1", "5 MiB", "a command that is long")] * 3, spare=(1,))
        assert shown(section, 40, listing=True)[1] == "  1  5 MiB  a command that is long"
        assert shown(section, 28, listing=True) == ["pid  command", *["  1  a command that is long"] * 3]
        assert shown(section, 16, listing=True)[1] == "  1  a command …"

    def test_values_of_labels_go_on_in_the_next_line(self):
        section = Section("", ("", "+"), [("label", "a value of words"), ("x", "-")], "[...]")
        assert shown(section, 19) == ["label  a value of", "       words", "x      -", "[...]"]


def test_a_bar_is_full_at_100_and_never_longer():
    assert (bar(0, 4), bar(50, 4), bar(100, 4), bar(250, 4)) == ("....", "##..", "####", "####")
