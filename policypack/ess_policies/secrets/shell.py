"""Reads the commands of shell scripts as words: options, assignments, and what is piped into a command."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ess_policies.secrets.model import LITERAL_DOLLAR, Item, Named, Password, Text

__all__ = ["read_arguments", "read_commands", "without_heredocs"]

_HEREDOC = re.compile(r"<<-?[ \t]*(?P<quote>[\"']?)(?P<tag>\w+)(?P=quote)(?P<rest>[^\n]*)\n")
_CONTINUATION = re.compile(r"\\\n[ \t]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][\w./-]*)\+?=(.*)", re.DOTALL)
_COMMANDS_WITHIN = re.compile(r"\$\(([^()]*)\)|`([^`]*)`")
_ACCOUNT = re.compile(r"^[a-z_][\w.-]*:(\S+)$", re.MULTILINE)
_SEPARATORS = re.compile(r"[;&|()]+|\n")
_WRAPPERS: Final = frozenset(
    "sudo env exec nohup time command then do else if while ! doas eval xargs timeout nice".split()
)
_MYSQL: Final = frozenset(
    "mysql mysqldump mysqladmin mysqlimport mysqlcheck mariadb mariadb-dump mariadb-admin".split()
)
_LOGIN: Final = frozenset("docker podman nerdctl helm oc buildah skopeo crane nerdctl cloudctl acr az".split())
# Options of one letter, whose next word is a password.
_OPTIONS: Final = {
    "redis-cli": "-a",
    "sshpass": "-p",
    "useradd": "-p",
    "usermod": "-p",
    "adduser": "-p",
    "sqlcmd": "-P",
    "bcp": "-P",
    "zip": "-P",
    "unzip": "-P",
    "ipmitool": "-P",
    "mosquitto_pub": "-P",
    "mosquitto_sub": "-P",
    "cqlsh": "-p",
    "mongo": "-p",
    "mongosh": "-p",
    "mongodump": "-p",
    "mongorestore": "-p",
    "mongoexport": "-p",
    "mongoimport": "-p",
    "openssl": "-k",
    "ossutil": "-k",
    "ossutil64": "-k",
    "steghide": "-p",
    "expect-pass": "-p",
    **dict.fromkeys("ldapsearch ldapadd ldapmodify ldapdelete ldappasswd ldapwhoami".split(), "-w"),
}
# … and options whose word is attached to them.
_ATTACHED: Final = {
    **dict.fromkeys(_MYSQL, "-p"),
    "sshpass": "-p",
    "7z": "-p",
    "7za": "-p",
    "mongo": "-p",
    "unrar": "-p",
}
# Options for a user with the password behind a sign.
_USERS: Final = {
    "curl": (("-u", "--user", "-U", "--proxy-user"), ":"),
    "http": (("-a", "--auth"), ":"),
    "etcdctl": (("--user",), ":"),
    "smbclient": (("-U", "--user"), "%"),
    "rpcclient": (("-U", "--user"), "%"),
    "lftp": (("-u", "--user"), ","),
    "influx": (("--userpass",), ":"),
}
_ARGUMENTS: Final = frozenset({"net", "rabbitmqctl", "htpasswd", "openssl"})
# What reads a password from its standard input.
_READERS: Final = frozenset("passwd smbpasswd cryptsetup kinit su gpg gpg2 htpasswd login".split())
_TALKERS: Final = frozenset("echo printf".split())
_WORD_AFTER: Final = {"nmcli": ("password",), "mysqladmin": ("password",), "vault": ("login",), "net": ()}


@dataclass(frozen=True, slots=True)
class _Command:
    name: str
    words: tuple[str, ...]
    reads_for_sudo: bool = False


def without_heredocs(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a script without its here-documents, and each of these with the line that it is for."""
    bodies: list[tuple[str, str]] = []
    rest: list[str] = []
    place = 0
    while match := _HEREDOC.search(text, place):
        end = re.compile(rf"^[ \t]*{match['tag']}[ \t]*$", re.MULTILINE).search(text, match.end())
        if end is None:
            break
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        rest += [text[place : match.start()], match["rest"], "\n"]
        bodies.append((f"{line} {match['rest']}", text[match.end() : end.start()]))
        place = end.end()
    rest.append(text[place:])
    return "".join(rest), tuple(bodies)


def read_commands(script: str, bodies: Sequence[tuple[str, str]] = ()) -> Iterator[Item]:
    """
    Return what the commands of a script hold.

    Args:
        script: Without here-documents.
        bodies: The here-documents, each with the line that it is for.
    """
    for line in _CONTINUATION.sub(" ", script).split("\n"):
        for pipeline in _pipelines(line):
            yield from _read_pipeline(pipeline)
            if "chpasswd" in script:
                # Written into a file first.
                said = "\n".join(_said(command) for command in pipeline if command.name in _TALKERS)
                yield from (Password(match[1]) for match in _ACCOUNT.finditer(said))
    for line, body in bodies:
        readers = {command.name for pipeline in _pipelines(line) for command in pipeline}
        yield from _read_input(readers, body)


def read_arguments(words: Sequence[str]) -> Iterator[Item]:
    """Return what a command holds whose words are given one by one, as `runcmd` of cloud-config does."""
    yield from _read_pipeline((_command([word.replace("$", LITERAL_DOLLAR) for word in words]),))


def _pipelines(line: str) -> Iterator[tuple[_Command, ...]]:
    """Return the commands of a line, those of one pipeline together."""
    current: list[str] = []
    pipeline: list[_Command] = []
    for word in (*_words(line), "\n"):
        if not _SEPARATORS.fullmatch(word):
            current.append(word)
            continue
        if current:
            pipeline.append(_command(current))
        current = []
        if word != "|" and pipeline:
            yield tuple(pipeline)
            pipeline = []


def _words(line: str) -> list[str]:
    line = re.sub(r"'[^']*'|\\\$", lambda match: match[0].replace("\\$", "$").replace("$", LITERAL_DOLLAR), line)
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        # A quote that ends in another line.
        return [word.strip("\"'") for word in line.split()]


def _command(words: Sequence[str]) -> _Command:
    """Return a command by the name of its program, without what only starts it."""
    start, sudo_reads = 0, False
    for start, word in enumerate(words):
        sudo_reads = sudo_reads or (word == "-S" and "sudo" in words[:start])
        if not (word in _WRAPPERS or _ASSIGNMENT.fullmatch(word) or (start and word.startswith("-"))):
            break
    name = words[start].rpartition("/")[2].removesuffix(".exe") if words else ""
    return _Command(name, tuple(words), sudo_reads)


def _read_pipeline(pipeline: Sequence[_Command]) -> Iterator[Item]:
    for command in pipeline:
        yield from _read_words(command)
        yield from _read_options(command)
        yield from _read_programs(command)
    for talker, reader in pairwise(pipeline):
        if talker.name in _TALKERS:
            names = {command.name for command in pipeline} | ({"passwd"} if reader.reads_for_sudo else set())
            names |= {"passwd"} if any(word.endswith(("-stdin", "--stdin", "-fd")) for word in reader.words) else set()
            yield from _read_input(names, _said(talker))


def _said(talker: _Command) -> str:
    """Return what `echo` or `printf` writes, as far as passwords go: a line for each word."""
    words = [word for word in talker.words if not re.fullmatch(r"-[neE]+|--|.*/|(?:.*/)?(?:echo|printf|sudo)", word)]
    form, *given = words or [""]
    if talker.name != "printf" or "%s" not in form:
        return "\n".join(words)
    while given:
        form = form.replace("%s", given.pop(0), 1) if "%s" in form else f"{form}\n{given.pop(0)}"
    return form


def _read_input(readers: set[str], text: str) -> Iterator[Item]:
    """Return what a text holds that one of these programs reads as its input."""
    lines = [line.strip() for line in text.replace("\\n", "\n").splitlines()]
    if "chpasswd" in readers or "newusers" in readers:
        yield from (Password(line.split(":")[1]) for line in lines if ":" in line)
    elif readers & _READERS:
        yield from map(Password, lines)


def _read_words(command: _Command) -> Iterator[Item]:
    """Return assignments among the words, and the words that are texts themselves."""
    for word in command.words if command.name != "alias" else ():
        for within in _COMMANDS_WITHIN.finditer(word):
            yield Text(within[1] or within[2] or "")
        assigned = word.lstrip("-")
        while match := _ASSIGNMENT.fullmatch(assigned):
            yield Named(name=match[1], value=match[2])
            assigned = match[2]
        if command.name not in (*_TALKERS, "grep", "egrep", "logger") and len(word.split()) > 1:
            yield Text(word)


def _read_options(command: _Command) -> Iterator[Item]:
    """Return the values of options, by the name of the option."""
    if command.name in (*_TALKERS, "grep", "egrep"):
        return
    for option, value in pairwise(command.words):
        if re.fullmatch(r"--?[A-Za-z][\w.-]+", option) and not value.startswith(("-", "<", ">")):
            yield Named(name=option.lstrip("-"), value=value)


def _read_programs(command: _Command) -> Iterator[Item]:
    """Return what programs take as a password in places of their own."""
    words, name = command.words, command.name
    attached = _ATTACHED.get(name)
    for index, (word, following) in enumerate(zip(words, (*words[1:], ""), strict=True)):
        if word == "<<<":
            yield from _read_input({name}, following)
        if word == _OPTIONS.get(name) or (word == "-p" and name in _LOGIN and "login" in words):
            yield Password(following)
        if attached and word.startswith(attached) and word != attached:
            yield Password(word.removeprefix(attached).removeprefix("="))
        if word in _WORD_AFTER.get(name, ()) and not following.startswith(("-", "method", "token")):
            yield Password(following)
        if name in _USERS:
            yield from _read_user(word, following, *_USERS[name])
        if name in _ARGUMENTS:
            yield from _read_arguments_of(name, word, words[index + 1 :])


def _read_user(word: str, following: str, options: Sequence[str], sign: str) -> Iterator[Item]:
    """Return the password behind a user's name: `-u name:password`, `-uname:password`, `--user=name:password`."""
    for option in options:
        if word == option:
            yield Password(following.partition(sign)[2])
        elif word.startswith(f"{option}=" if option.startswith("--") else option):
            yield Password(word.partition(sign)[2])


def _read_arguments_of(name: str, word: str, rest: Sequence[str]) -> Iterator[Item]:
    """Return passwords that are plain arguments behind a word."""
    given = [each for each in rest if not each.startswith(("-", "/"))]
    match name:
        case "net" if word.lower() == "user":
            yield from map(Password, given[1:2])
        case "net" if word.lower().startswith("/user:"):
            yield from map(Password, given[:1])
        case "rabbitmqctl" if word in ("add_user", "change_password"):
            yield from map(Password, given[1:2])
        case "htpasswd" if re.fullmatch(r"-[A-Za-z]*b[A-Za-z]*", word):
            yield from map(Password, given[-1:])
        case "openssl" if word == "passwd":
            yield from map(Password, given[-1:])
        case "openssl" if word.startswith("pass:"):
            yield Password(word.removeprefix("pass:"))
