"""Credentials that are known by their form, whatever their name: keys, tokens, hashes, addresses."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from ess_policies.secrets.literals import is_password

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

__all__ = ["find_known_forms", "find_known_tokens"]

# The line itself, and not a command that looks for it.
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?=\s*$|\\[nr]|\s+[A-Za-z0-9+/=]{4})"
    r"|-----BEGIN OpenVPN Static key V1-----|^PuTTY-User-Key-File-\d|\bAGE-SECRET-KEY-1[0-9A-Z]{20,}",
    re.MULTILINE,
)
# Ids of access keys of the service start with LTAI and have 16 to 30 characters; those of temporary ones with STS.
_ACCESS_KEY_ID = re.compile(r"\bLTAI[A-Za-z0-9]{12,26}\b|\bSTS\.[A-Za-z0-9]{16,}")
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,19}://(?P<user>[^\s/:@\"'<>]*):(?P<password>[^\s/\"'<>]{1,200})@(?!sha\d)", re.IGNORECASE
)
_SIGNED = re.compile(
    r"https?://[^\s\"']*[?&](?:X-Amz-Signature|X-OSS-Signature|Signature|sig)=[\w%+/=-]{16,}", re.IGNORECASE
)
_WEBHOOK = re.compile(
    r"https://(?:qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=|open\.feishu\.cn/open-apis/bot/v2/hook/"
    r"|oapi\.dingtalk\.com/robot/send\?access_token=|[\w-]+\.webhook\.office\.com/webhookb2/|hooks\.slack\.com/services/T"
    r"|discord(?:app)?\.com/api/webhooks/\d+/)[\w-]{8,}"
)
_HASH = re.compile(r"(?<![\w$])\$(?:1|5|6|7|y|2[abxy]|apr1|argon2id?|argon2i)\$[\w./=,$+-]{20,}")
# Tokens that the scanner does not know.
_TOKEN = re.compile(
    r"\b(?:github_pat_\w{20,}|glpat-[\w-]{16,}|gl(?:rt|dt|ptt|soat|cbt)-[\w-]{16,}|hv[sbr]\.[\w-]{20,}|s\.[A-Za-z0-9]{24}\b"
    r"|dckr_pat_[\w-]{16,}|SWMTKN-1-[a-z0-9]{20,}|tskey-[a-z]+-[\w-]{10,}|AIza[\w-]{35}|dop_v1_[0-9a-f]{32,}"
    r"|sk-(?:ant|proj|or|lf|live)-[\w-]{16,}|sk-[A-Za-z0-9]{32,}|r8_\w{30,}|hf_[A-Za-z0-9]{30,}|shp(?:at|ss|ca)_[0-9a-f]{32}"
    r"|xapp-\d-[\w-]{20,}|NRAK-[A-Z0-9]{20,}|lin_api_\w{30,}|pul-[0-9a-f]{40}|K10[0-9a-f]{40,}::\S+|ATATT3[\w=-]{20,}"
    r"|EAA[A-Za-z0-9]{60,}|ya29\.[\w-]{20,}|glc_\w{20,}|sntrys_\w{20,}|phc_\w{30,}|rk_live_\w{20,}|whsec_\w{20,})"
)
_KUBEADM = re.compile(r"\b[a-z0-9]{6}\.[a-z0-9]{16}\b")

# Those of its detectors that look for a form. Those that look for names, entropy and addresses report harmless texts.
_DETECTORS: Final = (
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("jwt", "JwtTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"),
    ("openai", "OpenAIDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
    ("twilio", "TwilioKeyDetector"),
)

_KINDS: Final = (
    (_PRIVATE_KEY, "a private key"),
    (_ACCESS_KEY_ID, "the id of an access key"),
    (_SIGNED, "a signed address"),
    (_WEBHOOK, "the address of a webhook"),
    (_HASH, "the hash of a password"),
    (_TOKEN, "an access token"),
    (_KUBEADM, "an access token"),
)


def find_known_forms(text: str) -> Iterator[str]:
    """Return the kinds of what is found, each as a phrase with its article."""
    for pattern, kind in _KINDS:
        if pattern.search(text):
            yield kind
    if any(is_password(match["password"]) for match in _URL.finditer(text)):
        yield "an address with a password in it"


def find_known_tokens(text: str) -> Iterator[str]:
    """Return the kinds of what the scanner knows by its form."""
    for detector in _detectors():
        if any(found for line in text.splitlines() for found in detector.analyze_string(line)):
            yield f"a credential ({detector.secret_type})"


@cache
def _detectors() -> "tuple[BasePlugin, ...]":
    # The scanner brings an HTTP client, to try what it has found, which nobody here does: 0.15 s, once a text comes.
    from importlib import import_module  # noqa: PLC0415

    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in _DETECTORS)
