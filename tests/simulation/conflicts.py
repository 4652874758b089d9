"""Who had declared a conflict in which family of cases, and who stood in: the checker's own account, entry by entry.

A joint pair shares its scrutineer: what counts in one family counts in those joined to it, near or far.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

DECLARED, NAMED, ENDED = "declare_conflict", "name_substitute", "end_conflict"
JOINT, SHARED = "joint", "scrutiny_shared"


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stood in a family from the entry of that number on, over all cases."""

    since: float
    declared: frozenset[int] = frozenset()
    substitute: int | None = None


class Conflicts:
    """The conflicts of a whole partnership, from its entries and the links that they made."""

    def __init__(self, records: Any) -> None:
        self.records = records
        self.stands: dict[int, list[Stand]] = defaultdict(list)
        self.by_link: dict[int, tuple[str, set[int]]] = {}
        """Of the entry that joined two families: the move that tells of what they share since, and whose that was new
        to."""
        self.parted: dict[int, set[int]] = {}
        """Of the entry that parted two families: in which a conflict ended."""
        self.declared_in: dict[tuple[int, int], int] = {}
        """In which family each person declared the conflict that counts in a family."""
        self.joined: list[tuple[int, int]] = []
        said = defaultdict(list)
        for link in records.rows("SELECT case_id, other_id, seq FROM link WHERE kind = 'joint' ORDER BY id"):
            said[link.case_id, link.seq].append(link.other_id)
        for row in records.written:
            for other in said[row.case_id, row.seq]:
                self._join(row, other)
            body = records.bodies[row.case_id, row.seq]
            if row.move == "unlink_case" and JOINT in body["as"]:
                other = records.references[body["answers"]["other"]]
                self.joined = [pair for pair in self.joined if set(pair) != {row.case_id, other}]
                self._part(row, other)
            if row.move in (DECLARED, NAMED, ENDED):
                for root in self._families(self._root(row.case_id)):
                    self._turn(root, row, body)

    def at(self, case: int, written: float) -> Stand:
        """How it stood in the case's family when so many entries were written."""
        stands = self.stands[self._root(case)]
        return next((one for one in reversed(stands) if one.since <= written), Stand(0))

    def parting(self, case: int, seq: int) -> bool:
        """Whether an entry tells that a conflict ended in its family because two were parted."""
        body, entries = self.records.bodies[case, seq], self.records.entries
        above = entries[case][seq - 2]
        if "cause" in body:
            above = entries[self.records.references[body["cause"]["case"]]][body["cause"]["seq"] - 1]
        return self._root(case) in self.parted.get(above.rowid, ())

    def tells_of(self, case: int, seq: int) -> str:
        """The move whose tells go with an entry because families share a scrutineer; "" where none do."""
        entry = self.records.entries[case][seq - 1]
        if entry.move == SHARED:
            cause = self.records.bodies[case, seq]["cause"]
            above = self.records.entries[self.records.references[cause["case"]]][cause["seq"] - 1]
            if above.move in (DECLARED, NAMED, ENDED):
                return str(above.move)
            # Of a link that joined no families nothing is shared: where an entry says so, its tells are looked for.
            return self.by_link.get(above.rowid, (DECLARED, set[int]()))[0]
        move, roots = self.by_link.get(entry.rowid, ("", set()))
        return move if self._root(case) in roots else ""

    def _root(self, case: int) -> int:
        return int(self.records.cases[case].root)

    def _families(self, root: int) -> list[int]:
        """The family and those joined to it, its own first."""
        reached, found = {root}, [root]
        pairs = [(self._root(one), self._root(other)) for one, other in self.joined]
        while more := {root for pair in pairs if reached & set(pair) for root in pair} - reached:
            reached |= more
        return found + sorted(reached - {root})

    def _join(self, row: Any, other: int) -> None:
        """From the link on both families know what either knew. A case opened with its link had a beginning first."""
        opened = self.records.entries[other][0].rowid
        since = max(row.rowid, opened + 0.5 if opened > row.rowid else 0)
        self.joined.append((row.case_id, other))
        roots = self._families(self._root(row.case_id))
        known = {root: self.at(root, since) for root in roots}
        declared = frozenset().union(*(one.declared for one in known.values()))
        stand_in = [one.substitute for one in known.values() if one.substitute not in (None, *declared)]
        if declared:
            new = {root: Stand(since, declared, stand_in[0] if stand_in else None) for root in roots}
            changed = {
                r for r in roots if (new[r].declared, new[r].substitute) != (known[r].declared, known[r].substitute)
            }
            self.by_link[row.rowid] = (NAMED if stand_in else DECLARED, changed)
            for root in changed:
                self.stands[root].append(new[root])
                for who in declared - known[root].declared:
                    self.declared_in[root, who] = next(
                        self.declared_in[r, who] for r in roots if who in known[r].declared
                    )

    def _part(self, row: Any, other: int) -> None:
        """In each of two families that are joined no more, and those beyond it, only what was declared there stays."""
        mine, theirs = (self._families(self._root(one)) for one in (row.case_id, other))
        self.parted[row.rowid] = set()
        for roots in (mine, theirs) if self._root(other) not in mine else ():
            for root in roots:
                known = self.at(root, row.rowid)
                stays = frozenset(who for who in known.declared if self.declared_in[root, who] in roots)
                if stays != known.declared:
                    self.stands[root].append(Stand(row.rowid, stays, known.substitute if stays else None))
                    self.parted[row.rowid].add(root)

    def _turn(self, root: int, row: Any, body: Any) -> None:
        """A move about a conflict, in one of the families that it counts in."""
        before = self.at(root, row.rowid)
        match row.move:
            case "declare_conflict":
                who = body["for"] or body["by"]
                substitute = None if before.substitute == who else before.substitute
                new = Stand(row.rowid, before.declared | {who}, substitute)
                if who not in before.declared:
                    self.declared_in[root, who] = self._root(row.case_id)
            case "name_substitute":
                named = self.records.ids[body["answers"]["substitute"]]
                new = Stand(row.rowid, before.declared, named if before.declared else None)
            case _:
                new = Stand(row.rowid)
        self.stands[root].append(new)
