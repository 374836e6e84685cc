"""A real Windows CPython under Wine on a Linux machine; used by windows_tests.py."""
