"""Tells from a name whether its value would be a secret."""

import re
from enum import Enum, auto
from typing import Final

__all__ = ["Promise", "promise_of"]


class Promise(Enum):
    """What a name says about its value."""

    NOTHING = auto()
    RANDOM = auto()
    """A secret only if the value looks random: `secret_id`, `sk`, `auth`."""
    CODED = auto()
    """A secret unless the value is a plain word or a number: a password with a word after it that is not known."""
    SECRET = auto()
    """A secret unless the value is the name of something or a number: `api_token`, `client_secret`."""
    PASSWORD = auto()
    """A secret whatever the value is."""


_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORD: Final = frozenset("password passwd passphrase passcode pass pw pwd psk".split())
_SECRET: Final = frozenset("secret token apikey secretkey accesskey authkey authtoken privatekey".split())
_ENDINGS: Final = ("password", "passwd", "passphrase")
_SECRET_ENDINGS: Final = ("secret", "token", "apikey", "secretkey", "accesskeysecret")
# `compass` and `bypass` end in `pass`, too: so only after these.
_OWNERS: Final = (
    "db|root|user|admin|my|mysql|pg|postgres|redis|require|store|key|ssh|smtp|mail|login|auth|bind|ldap|ftp"
)
_JOINED = re.compile(rf"(?:{_OWNERS}|ca|sys|sa|app|web|wifi|vpn|git)(?:pass|pw|pwd|psk)")
# In front of `key`, and then one name with it.
_KEYS: Final = frozenset(
    "api access secret private encryption signing master account auth shared client license".split()
)
# A name that starts so tells something about passwords and holds none.
_ABOUT: Final = frozenset(
    "max min num no n has is use uses enable disable require requires allow lock count total without needs ssh"
    " permit expire expires show hide prompt skip supports".split()
)
# What follows the word: the name still holds a secret …
_STILL: Final = frozenset(
    "value string text plain plaintext clear cleartext key hash hashed b64 base64 encoded raw primary secondary"
    " old new current prod production dev test staging default admin root user main".split()
)
# … or tells something about one.
_TELLS: Final = frozenset(
    "file files path paths dir directory folder name names arn url uri urls endpoint host hosts server port length len"
    " size min max minimum maximum count counts limit limits ttl lifetime expiry expires expiration expire expired"
    " duration timeout age days hours minutes seconds period interval policy policies type types kind algorithm algo"
    " method methods header headers prefix suffix format field fields column param params parameter version store"
    " storage manager provider providers source ref reference env var variable command cmd helper prompt label labels"
    " hint message authentication auth required enabled disabled enable rotation rotate window bucket usage budget per"
    " rate cost price location region mode encryption scheme strength complexity history reset change changed attempts"
    " retries issuer audience review validity cache quota pattern regex check checks stdin fd vault engine backend"
    " service plugin module mount namespace resolver validator generator rule rules quality lock locked aging inactive"
    " warn sufficient login logins dictionary dict pool balance bus ring ca cert certificate".split()
)
_WEAK: Final = frozenset(
    "sk ak auth cred creds credential credentials sig signature cookie session bearer authorization salt seed"
    " tokens secrets passwords encrypt".split()
)
_SHELL_FOLDERS: Final = frozenset({"PWD", "OLDPWD"})


def promise_of(name: str) -> Promise:
    """Return what a name, in any way of writing it, says about its value."""
    if name.strip("$_-") in _SHELL_FOLDERS:
        return Promise.NOTHING
    words = [word.lower() for word in _WORDS.findall(name)]
    places = [(index, found) for index, word in enumerate(words) if (found := _promise_of_word(words, index, word))]
    if not places:
        return Promise.RANDOM if words and words[-1] in _WEAK else Promise.NOTHING
    index, found = places[-1]
    if _ABOUT.intersection(words[:index]):
        return Promise.NOTHING
    if words[: index + 1][-3:] == ["image", "pull", "secret"]:
        return Promise.NOTHING
    return _after(found, words[index + 1 :])


def _promise_of_word(words: list[str], index: int, word: str) -> Promise | None:
    if word.startswith("nopass"):
        return None
    if word in _PASSWORD or word.endswith(_ENDINGS) or _JOINED.fullmatch(word):
        return Promise.PASSWORD
    if word in _SECRET or word.endswith(_SECRET_ENDINGS):
        return Promise.SECRET
    if word == "key" and index and words[index - 1] in _KEYS:
        return Promise.SECRET
    return None


def _after(found: Promise, rest: list[str]) -> Promise:
    rest = [word for word in rest if not word.isdigit()]
    if not rest or set(rest) <= _STILL:
        return found
    if rest[-1] in ("id", "ids", "key", "keys"):
        return Promise.RANDOM
    return Promise.NOTHING if _TELLS.intersection(rest) else Promise.CODED
