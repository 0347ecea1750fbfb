"""
Messages in the words of the command line.

Those of the refresh speak to users of a Pulumi program: of its inputs, the stack's settings and `pulumi up`. What
they say holds here, too; a test looks for phrases that are missing below.
"""

import re

from alicloud_ess_refresh.cli.flags import FLAGS
from alicloud_ess_refresh.refresh.wayback import BY_HAND, CHOOSE

__all__ = ["in_own_words"]

_PHRASES = (
    (
        CHOOSE,
        (
            "run `ess-refresh start` again to go on with this release, or start a refresh to the configuration that "
            "the group is to go back to"
        ),
    ),
    (BY_HAND, "look at the group with `ess-refresh status`, then start a refresh to the configuration it is to have"),
    ("`pulumi up` again", "`ess-refresh start` again"),
    ("ResumeInstanceRefresh or the console", "`ess-refresh resume` or the console"),
    ("CancelInstanceRefresh leaves", "`ess-refresh cancel` leaves"),
    ("RollbackInstanceRefresh puts", "`ess-refresh rollback` puts"),
    (", `alicloud:region` and the resource's options `provider` and `providers`", " and `--region`"),
    ("if it was deleted by hand, run `pulumi refresh` and `pulumi up`; else check", "check"),
    ("`alicloud:region`", "`--region`"),
    ("`alicloud:endpoints`", "`--endpoint`"),
    ("`alicloud:profile`", "`--profile`"),
    ("check `scaling_group_id`", "check the group's id"),
)
_NO_CREDENTIALS = re.compile(r"neither the stack \(.*\) nor the environment \((.*)\) gives any: .*")
_INPUT = re.compile(r"`(\w+)`")


def in_own_words(text: str) -> str:
    """Say the same to a user of the command line."""
    for phrase, own in _PHRASES:
        text = text.replace(phrase, own)
    text = _NO_CREDENTIALS.sub(
        r"neither the environment (\1) nor a profile gives any: set them, or use `--profile`", text
    )
    return _INPUT.sub(lambda found: f"`{FLAGS.get(found[1], found[1])}`", text)
