"""Tells a value that stands in a text from one that is looked up, computed, filled in later or no secret at all."""

import re
from typing import Final

from ess_policies.secrets.model import LITERAL_DOLLAR
from ess_policies.secrets.names import Promise

__all__ = ["is_literal", "is_password", "is_secret", "looks_random"]

# `$x`, `${x}`, `$(x)`, a backquote, `%x%`, `{{ x }}`, `<x>`, `<%= x %>`, `#{x}`, `@x@`, `__x__`, `[x]`.
_EXPANSION = re.compile(
    r"(?<!\$)\$(?:\w|[{(@*])|`|%[A-Za-z_]\w*%|\{\{|\}\}|\{%|<%|#\{|%\(|%[sd]\b|\{[A-Za-z_][\w.]*\}|\$\$?\{"
)
_FILLED_IN = re.compile(
    r"!(?:secret|env|vault|lookup|ref|sub|getatt|include)\w*|<[^<>]*>?|\[[^\[\]]*\]?|@[A-Z_]+@|__\w+__|\{[^{}]*\}|\$\(.*"
    r"|(?:\\n|\\)?",
    re.DOTALL | re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:kms|oos|oss|vault|ssm|arn|acs|op|sm|file|env|secretsmanager|secret|resolve|awssm|gcpsm|keyvault|ref|data|cmd"
    r"|prompt|sops|ENC|base64decode)[:(]|[a-z][a-z0-9+.-]*://|//[\w.-]+/?$",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?:~|\.{1,2}|[A-Za-z]:)?[/\\][\w.@ \\/-]*|[\w.-]+/[\w./-]+\.\w{1,5}|[\w-]+\.(?:txt|key|pem|json|ya?ml)"
)
_NO_VALUE: Final = frozenset(
    "true false yes no on off null none nil undefined required optional enabled disabled enable disable prompt ask auto"
    " automatic never always unset empty str string bytes text secretstr varchar int bool sha256 sha512 sha1 md5 bcrypt"
    " argon2 yescrypt scrypt bearer basic prohibit-password without-password publickey files compat systemd ldap sss"
    " sufficient requisite include function return input getpass self this fi then else do done".split()
)
_LOCKED: Final = frozenset({"*", "!", "!!", "!*", "x", "*LK*", "NP", "R", "RANDOM", "-"})
_PLACEHOLDER = re.compile(
    r"[x*.#_?•-]{3,}|your[-_ ]?.*|.*[-_ ]here|replace.*|to[-_]?be[-_].*|todo\b.*|fixme\b.*|tbd|placeholder.*|redacted"
    r"|.*[-_]placeholder|\(?hidden\)?|\[?secret\]?|example|some[-_](?:password|secret|token).*|insert[-_].*|fill[-_].*"
    r"|enter[-_].*|my[-_]?(?:password|secret|token)[-_]?(?:name|ref)|dummy|sensitive|masked|omitted|value|n/a"
    r"|(?:enter )?pass(?:word|phrase|code)?:?",
    re.IGNORECASE,
)
_UNSET = re.compile(r"change[-_ ]?(?:me|it|this)!?", re.IGNORECASE)
_CALL = re.compile(r"[A-Za-z_][\w.:]*[(\[].*", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"(?:self|this|var|local|data|module|os|args|config|cfg|settings|env|process|secrets?|request|params?|options|opts"
    r"|random_password|random_string|event|ctx|context|app|each|values|inputs|steps|vars)(?:\.\w+)+"
)
# `Get-Secret` of PowerShell.
_CMDLET = re.compile(r"(?:Get|Read|New|Import|Invoke|ConvertTo|ConvertFrom|Select)-[A-Z]\w+")
_HASH = re.compile(r"\$(?:1|5|6|7|y|2[abxy]?|apr1|argon2\w*|pbkdf2[\w-]*)\$[\w./=,$+-]{8,}")
_RANDOM = re.compile(r"[\w+/=.~-]{20,}")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{32,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WORD = re.compile(r"[A-Za-z]+")
_NAME = re.compile(r"[a-z]+(?:[-_/.][a-z0-9]+)*|[A-Z]+(?:_[A-Z0-9]+)+")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*\s?(?:[smhdwy]|ms|kb|mb|gb|%)?", re.IGNORECASE)
_SHORTEST_PASSWORD: Final = 3
_SHORTEST_SECRET: Final = 6
# Below, one lower-case word under `token` or `secret` is rather a name: `regcred`.
_SHORTEST_WORD: Final = 10


def is_secret(promise: Promise, name: str, value: str, *, is_code: bool, is_document: bool) -> bool:
    """Tell whether a value under a name that promises so much is a secret that stands in the text."""
    value = value.strip()
    if promise is Promise.NOTHING or _HASH.fullmatch(value.replace(LITERAL_DOLLAR, "$")):
        return promise is not Promise.NOTHING
    # `connect(password=password)` hands on a variable.
    is_variable = is_code and value == name.rpartition(".")[2] and value.islower()
    if is_variable or _UNSET.fullmatch(value) or not is_literal(value, is_code=is_code):
        return False
    match promise:
        case Promise.RANDOM:
            return looks_random(value)
        case Promise.CODED:
            return len(value) >= _SHORTEST_SECRET and not _WORD.fullmatch(value) and not _is_name_or_number(value)
        case Promise.SECRET:
            return _is_secret_word(name, value, is_document=is_document)
        case _:
            return is_password(value)


def is_password(value: str) -> bool:
    """Tell whether a value in the place of a password is one: no reference and no mark for a locked account."""
    value = value.strip()
    if _HASH.fullmatch(value.replace(LITERAL_DOLLAR, "$")):
        return True
    return len(value) >= _SHORTEST_PASSWORD and value not in _LOCKED and is_literal(value)


def is_literal(value: str, *, is_code: bool = False) -> bool:
    """Tell whether the value itself stands in the text."""
    is_word = value.lower() in _NO_VALUE or value in _LOCKED
    if is_word or any(form.fullmatch(value) for form in (_FILLED_IN, _PLACEHOLDER, _PATH, _ATTRIBUTE, _CMDLET)):
        return False
    if _EXPANSION.search(value) or _ELSEWHERE.match(value):
        return False
    return not (is_code and (value.startswith(("(", "[")) or _CALL.match(value)))


def looks_random(value: str) -> bool:
    """Tell whether a value can hardly be a name, a sentence or a number."""
    if _HEXADECIMAL.fullmatch(value):
        return True
    kinds = (any(map(str.islower, value)), any(map(str.isupper, value)), any(map(str.isdigit, value)))
    return _RANDOM.fullmatch(value) is not None and all(kinds)


def _is_secret_word(name: str, value: str, *, is_document: bool) -> bool:
    if len(value) < _SHORTEST_SECRET or _NUMBER.fullmatch(value):
        return False
    if _WORD.fullmatch(value):
        return len(value) >= _SHORTEST_WORD or not (value.islower() or value.istitle())
    # `secret: web/database` and `--cluster-token web-1` name something; `APP_SECRET=correct-horse` is a secret.
    is_named = is_document or len(name) <= len("secret") or name.lower().endswith("token")
    return not (is_named and _NAME.fullmatch(value))


def _is_name_or_number(value: str) -> bool:
    return _NAME.fullmatch(value) is not None or _NUMBER.fullmatch(value) is not None
