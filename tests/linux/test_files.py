"""Files and folders as the C module reads them."""

import errno
import os

import pytest
from sysprobe_linux import _native

LIMIT = 100_000
SIZES = [0, 1, 8191, 8192, 8193, 16384, LIMIT]  # the first read asks for 8192 bytes


@pytest.fixture
def write(tmp_path):
    def write(size):
        (tmp_path / "file").write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
        return str(tmp_path / "file")

    return write


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_read_whole(size, write):
    path = write(size)
    with open(path, "rb") as file:
        expected = file.read()
    assert _native.read_file(path, LIMIT) == _native.read_file_or_none(path, LIMIT) == expected
    for in_one_piece in (False, True):
        _, read = _native.open_kept(path, LIMIT, in_one_piece)
        assert read() == read() == expected


def test_a_file_that_is_too_long_or_not_there_is_an_error_or_nothing(write, tmp_path):
    path = write(LIMIT + 1)
    for read in (lambda: _native.read_file(path, LIMIT), _native.open_kept(path, LIMIT, True)[1]):
        with pytest.raises(OSError) as caught:
            read()
        assert caught.value.errno == errno.EFBIG
    absent = str(tmp_path / "absent")
    for function in (lambda: _native.read_file(absent, LIMIT), lambda: _native.open_kept(absent, LIMIT, True)):
        with pytest.raises(FileNotFoundError, match="absent"):
            function()
    assert _native.read_file_or_none(path, LIMIT) is _native.read_file_or_none(absent, LIMIT) is None


@pytest.mark.parametrize("function", [_native.read_file, _native.read_file_or_none])
@pytest.mark.parametrize("arguments", [("/\0", 1), (1, 1), ("/", -1), ("/",)])
def test_arguments_that_make_no_sense_are_an_error(function, arguments):
    with pytest.raises((ValueError, TypeError)):
        function(*arguments)


def test_a_folder_is_listed_sorted_and_by_names_of_any_bytes(tmp_path):
    names = [os.fsdecode(name) for name in (b"b", b"a\xff", b".hidden", b"...")]
    for name in names:
        (tmp_path / name).touch()
    assert _native.list_folder(str(tmp_path)) == sorted(names)
    for number in range(3000):  # more than one call to the kernel tells
        (tmp_path / f"a name of some length {number}").touch()
    assert _native.list_folder(str(tmp_path)) == sorted(os.listdir(tmp_path))


def test_what_is_no_folder_has_no_list(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    assert _native.list_folder(str(tmp_path / "file")) is _native.list_folder(str(tmp_path / "absent")) is None
    with pytest.raises(OSError) as caught:
        _native.list_folder(str(tmp_path / "loop"))
    assert caught.value.errno == errno.ELOOP


def test_a_link_to_nowhere_exists_and_has_no_state(tmp_path):
    place = str(tmp_path / "link")
    assert not _native.path_exists(place)
    os.symlink("nowhere", place)
    assert _native.path_exists(place)
    assert _native.folder_state(place) is None


def test_the_state_of_a_folder_changes_with_it(tmp_path):
    os.utime(tmp_path, (1, 1))
    before = _native.folder_state(str(tmp_path))
    assert before == _native.folder_state(str(tmp_path))
    (tmp_path / "new").touch()
    after = _native.folder_state(str(tmp_path))
    os.utime(tmp_path, (1, 1))
    assert before == _native.folder_state(str(tmp_path)) != after
    (tmp_path / "another").mkdir()
    os.utime(tmp_path / "another", (1, 1))
    assert _native.folder_state(str(tmp_path / "another")) != before
