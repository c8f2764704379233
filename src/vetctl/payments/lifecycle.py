"""The life of a run after the draft: review, approve, export. Three different people, one digest.

Review and approval are bound to the digest of the run's lines and payouts, which is worked out again at every step;
one changed byte and nothing goes on. Money that left is never deleted here: later runs pay or recover the difference.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from vetctl.core.catalogue import t
from vetctl.core.errors import Integrity, NotFound, Refused
from vetctl.payments import run as runs
from vetctl.store import journal
from vetctl.store.journal import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetctl.output.bankprofile import Profile
    from vetctl.payments.policy import Policy

ROLES = {"drafted": "preparer", "reviewed": "reviewer", "approved": "approver"}
"""Who a step makes of the one who takes it."""
_BEFORE = {"reviewed": "drafted", "approved": "reviewed", "exported": "approved"}


def find(connection: sqlite3.Connection, run: int | None) -> tuple[int, str]:
    """A run and its state; without a number the newest that stands.

    Raises:
        NotFound: E506.
    """
    row = connection.execute(
        "SELECT run, state FROM run_state WHERE (:run IS NULL AND state <> 'voided') OR run = :run ORDER BY run DESC LIMIT 1",
        {"run": run},
    ).fetchone()
    if row is None:
        raise NotFound("E506", what=t("payments.run_number", run=run or "-"))
    return int(row[0]), str(row[1])


def advance(connection: sqlite3.Connection, run: int, step: str, actor: Actor) -> bool:
    """Take a run to ``reviewed`` or ``approved``, inside the caller's transaction.

    Returns:
        False when this person had already done this very step (nothing is written).

    Raises:
        Refused: E503 the same person in two roles, E504 step out of order. Integrity: E505 the lines changed.
    """
    state = find(connection, run)[1]
    if _done_by(connection, run, step) == actor.name and state != "voided":
        return False
    if state != _BEFORE[step]:
        raise Refused("E504", run=run, state=t(f"state.{state}"), step=t(f"step.{step}"))
    _three_people(connection, run, step, actor)
    check_digest(connection, run)
    _write_step(connection, run, step, actor)
    journal.append(connection, actor, {"run": run, "step": step, "digest": _digest(connection, run)})
    return True


def check_digest(connection: sqlite3.Connection, run: int) -> str:
    """The run's digest, worked out again and compared with the one kept and every one signed.

    Raises:
        Integrity: E505.
    """
    found = runs.digest(connection, run)
    signed = {row[0] for row in connection.execute("SELECT digest FROM run_step WHERE run = ?", (run,))}
    if signed != {found} or found != _digest(connection, run):
        raise Integrity("E505", run=run)
    return found


def export(
    connection: sqlite3.Connection,
    run: int,
    folder: Path,
    actor: Actor,
    profile: Profile | None = None,
    benefits: Mapping[str, Policy] | None = None,
) -> list[tuple[str, Path, int, int]]:
    """Write roster and bank files of an approved run and note them, inside the caller's transaction.

    The files are complete and re-read before the database says so; repeating gives the same bytes.

    Args:
        profile: the bank's; None takes the one a bureau has that names none.
        benefits: for their titles on the roster; None takes the shipped ones.

    Returns:
        Kind, path, rows and total in fen of each file.

    Raises:
        Refused: E504 not approved, E408 the written file does not add up, E421, E530, E531 see `vetctl.payments.bank`.
        Integrity: E505.
    """
    from vetctl.output import bankprofile
    from vetctl.payments import paper

    state = find(connection, run)[1]
    if state not in {"approved", "exported"}:
        raise Refused("E504", run=run, state=t(f"state.{state}"), step=t("step.exported"))
    check_digest(connection, run)
    written = paper.write_all(connection, run, folder, profile or bankprofile.choose({}), benefits)
    noted = {row[0] for row in connection.execute("SELECT kind FROM export WHERE run = ?", (run,))}
    files = {}
    for kind, path, rows, total in written:
        if kind not in noted:
            files[path.name] = digest = _sha256(path)
            connection.execute("INSERT INTO export VALUES (?, ?, ?, ?, ?, ?)", (run, kind, path.name, digest, rows, total))
    if state == "approved":
        _write_step(connection, run, "exported", actor)
    if files:
        journal.append(connection, actor, {"run": run, "step": "exported", "files": files})
    return written


def _three_people(connection: sqlite3.Connection, run: int, step: str, actor: Actor) -> None:
    for done, who in connection.execute("SELECT step, actor FROM run_step WHERE run = ?", (run,)).fetchall():
        if who == actor.name and done in ROLES and step in ROLES:
            raise Refused("E503", actor=actor.name, role=t(f"role.{ROLES[done]}"), step=t(f"step.{step}"))


def _done_by(connection: sqlite3.Connection, run: int, step: str) -> str | None:
    row = connection.execute("SELECT actor FROM run_step WHERE run = ? AND step = ?", (run, step)).fetchone()
    return row[0] if row else None


def _write_step(connection: sqlite3.Connection, run: int, step: str, actor: Actor) -> None:
    connection.execute(
        "INSERT INTO run_step (run, step, actor, at, digest) VALUES (?, ?, ?, ?, ?)",
        (run, step, actor.name, actor.at, _digest(connection, run)),
    )


def _digest(connection: sqlite3.Connection, run: int) -> str:
    return str(connection.execute("SELECT digest FROM run WHERE run = ?", (run,)).fetchone()[0])


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
