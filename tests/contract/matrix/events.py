"""
What happens: the columns of the matrix. Another event is another function, and a line here.

Each says what a user and others do, and whether a command has to succeed; everything else is the oracle's business.
"""

from collections.abc import Mapping

from contract.matrix import endings, kills, others, rollouts
from contract.matrix.session import Event

__all__ = ["EVENTS"]

EVENTS: Mapping[str, Event] = {
    "first-good": rollouts.first_good,
    "first-sick": rollouts.first_sick,
    "first-without-stock": rollouts.first_without_stock,
    "first-without-stock-then-sick": rollouts.first_without_stock_then_sick,
    "first-killed": rollouts.first_killed,
    "good": rollouts.good,
    "good-and-back": rollouts.good_and_back,
    "looked-at": rollouts.looked_at,
    "scaled-out-then-good": rollouts.scaled_out_then_changed,
    "broken-rollback": rollouts.broken("rollback"),
    "broken-cancel": rollouts.broken("cancel"),
    "broken-leave": rollouts.broken("leave"),
    "refused-while-the-version-moves": rollouts.refused_while_the_version_moves,
    "broken-again": rollouts.broken_again,
    "broken-then-mended": rollouts.broken_then_mended,
    "broken-rollback-reverted": rollouts.reverted("rollback"),
    "broken-cancel-reverted": rollouts.reverted("cancel"),
    "broken-leave-reverted": rollouts.reverted("leave"),
    "broken-leave-reverted-with-refresh": rollouts.reverted("leave", refresh=True),
    "broken-then-scaled-out": rollouts.night_after_failure,
    "killed-then-continued": kills.killed_then_continued,
    "killed-then-continued-to-its-failure": kills.killed_then_continued_to_its_failure,
    "killed-running-reverted": kills.killed_then_reverted(refresh=False),
    "killed-running-reverted-with-refresh": kills.killed_then_reverted(refresh=True),
    "killed-succeeded-reverted": kills.killed_and_ended_then_reverted(refresh=False),
    "killed-succeeded-reverted-with-refresh": kills.killed_and_ended_then_reverted(refresh=True),
    "killed-failed-reverted": kills.killed_and_failed_then_reverted(refresh=False),
    "killed-failed-reverted-with-refresh": kills.killed_and_failed_then_reverted(refresh=True),
    "killed-at-checkpoint-reverted": kills.killed_at_a_checkpoint_then_reverted(refresh=False),
    "killed-at-checkpoint-reverted-with-refresh": kills.killed_at_a_checkpoint_then_reverted(refresh=True),
    "third-before-the-second-fails": kills.changed_mind,
    "disabled": others.disabled,
    "other-activated": others.other_activated,
    "other-activated-then-good": others.other_activated_then_changed,
    "changed-in-the-console": others.changed_in_the_console,
    "colleague-runs": others.colleague_is_running,
    "colleague-runs-then-refresh": others.colleague_is_running_then_refreshed,
    "colleague-has-succeeded": others.colleague_has_succeeded,
    "colleague-has-failed": others.colleague_has_failed,
    "protected": others.protected,
    "protected-meanwhile": others.protected_meanwhile,
    "standby": others.in_standby,
    "refresh-after-good": rollouts.read_after_change,
    "other-vswitches": others.other_vswitches,
    "group-deleted-by-hand": others.gone,
    "configuration-leaves-the-program": endings.configuration_leaves,
    "destroyed": endings.destroyed,
    "destroyed-while-running": endings.destroyed_while_running,
    "destroyed-after-failure": endings.destroyed_after_failure,
    "other-stack-destroyed": endings.other_stack_destroyed,
    "started-by-hand-after-failure": rollouts.started_by_hand_after_failure,
}
