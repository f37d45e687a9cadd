"""Two members found to be one: found, proposed, merged, parted again."""

from members.accounts.services.merging.carrying import MergeStateConflict, carry_out, confirm_merge, dismiss_merge
from members.accounts.services.merging.opening import NotTwoMembers, propose_merge, survivor_of, unite
from members.accounts.services.merging.stragglers import move_stragglers
from members.accounts.services.merging.undoing import MergeNotUndoable, undo_merge, undo_obstacles

__all__ = [
    "MergeNotUndoable",
    "MergeStateConflict",
    "NotTwoMembers",
    "carry_out",
    "confirm_merge",
    "dismiss_merge",
    "move_stragglers",
    "propose_merge",
    "survivor_of",
    "undo_merge",
    "undo_obstacles",
    "unite",
]
