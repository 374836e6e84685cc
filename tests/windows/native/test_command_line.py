import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def split(library):
    from sysprobe_windows.command_line import split

    return split


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", []),
        ("a.exe", ["a.exe"]),
        ('"C:\\a b\\c.exe" x', ["C:\\a b\\c.exe", "x"]),
        ('C:\\"a b"\\c.exe\\ x', ["C:\\a b\\c.exe\\", "x"]),
        ('"unfinished x', ["unfinished x"]),
        # Microsoft's own examples
        ('p "abc" d e', ["p", "abc", "d", "e"]),
        ('p a\\\\b d"e f"g h', ["p", "a\\\\b", "de fg", "h"]),
        ('p a\\\\\\"b c d', ["p", 'a\\"b', "c", "d"]),
        ('p a\\\\\\\\"b c" d e', ["p", "a\\\\b c", "d", "e"]),
        ('p a"b"" c d', ["p", 'ab" c d']),
        ("p  \t x\t", ["p", "x"]),
        ('p ""', ["p", ""]),
        ("p \\", ["p", "\\"]),
    ],
)
def test_the_rules_of_the_c_runtime(split, text, arguments):
    assert split(text) == arguments


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(alphabet='ab \t"\\é', max_size=8), max_size=5))
def test_what_python_joins_is_split_again(library, arguments):
    from sysprobe_windows.command_line import split

    assert split(subprocess.list2cmdline(["p.exe", *arguments])) == ["p.exe", *arguments]
