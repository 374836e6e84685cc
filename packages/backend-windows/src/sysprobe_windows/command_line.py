"""Windows has one text for all arguments; the program splits it. These are the rules of Microsoft's C runtime."""

from __future__ import annotations


def split(text: str) -> list[str]:
    r"""The arguments of a command line, the program's name first.

    The name ends at its second quotation mark, or at white space if it has none; backslashes in it are plain. Elsewhere
    2n backslashes before a quotation mark are n, and one more makes the mark a character; two marks within quotes are
    one character.
    """
    if not text:
        return []
    name, rest = _program(text)
    arguments = [name]
    position = 0
    while True:
        while position < len(rest) and rest[position] in " \t":
            position += 1
        if position == len(rest):
            return arguments
        argument, position = _argument(rest, position)
        arguments.append(argument)


def _program(text: str) -> tuple[str, str]:
    name: list[str] = []
    quoted = False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character in " \t" and not quoted:
            return "".join(name), text[position:]
        else:
            name.append(character)
    return "".join(name), ""


def _argument(text: str, position: int) -> tuple[str, int]:
    argument = []
    quoted = False
    while position < len(text):
        start = position
        while position < len(text) and text[position] == "\\":
            position += 1
        backslashes = position - start
        if text[position : position + 1] != '"':
            argument.append("\\" * backslashes)
            if position == len(text) or (text[position] in " \t" and not quoted):
                break
            argument.append(text[position])
            position += 1
            continue
        argument.append("\\" * (backslashes // 2))
        position += 1
        if backslashes % 2:
            argument.append('"')
        elif quoted and text[position : position + 1] == '"':
            argument.append('"')
            position += 1
        else:
            quoted = not quoted
    return "".join(argument), position


def environment(block: str) -> dict[str, str]:
    """The variables of an environment block, names in upper case: Windows does not tell them apart by case.

    The drives' current directories, which the shell keeps there under names such as ``=C:``, are left out.
    """
    variables = {}
    for line in block.split("\0"):
        if not line:
            break
        name, separator, value = line.partition("=")
        if name and separator:
            variables[name.upper()] = value
    return variables
