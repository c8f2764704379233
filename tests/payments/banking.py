"""A bank for the tests: it pays from the files it is given and answers in the layout of the profile ``pipe-summary``."""

import sqlite3
from datetime import date

from tests.conftest import vetctl
from vetctl.output import bankprofile
from vetctl.payments import answers
from vetctl.store import db
from vetctl.store.journal import Actor

PROFILE = bankprofile.load()["pipe-summary"]
PAID, GONE, SYSTEM = ("成功", ""), ("失败", "A03"), ("失败", "B02")
"""Arrived; the account was closed; the bank's own fault."""
LATE = ("退汇", "A03")


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def sent(connection, run):
    """Reference, account and fen of everything a run sent, in order."""
    return connection.execute("SELECT reference, account, amount_fen FROM sent_payment WHERE run = ? ORDER BY reference", (run,)).fetchall()


def answer_text(rows, summary=None):
    """An answer file of rows (reference, account, fen, result, code, day); the summary line is the bank's own sum of them."""
    paid = [row for row in rows if row[3] == "成功"]
    failed = [row for row in rows if row[3] in {"失败", "退汇"}]
    totals = [f"{len(part)}|{yuan(sum(row[2] for row in part))}" for part in (rows, paid, failed)]
    head = "|".join(totals) if summary is None else summary
    lines = [f"{reference}|{account}|{yuan(fen)}|{result}|{code}|{day}" for reference, account, fen, result, code, day in rows]
    return "".join(line + "\r\n" for line in [head, *lines])


def answer_all(connection, run, outcome=PAID, day="20200125", **others):
    """Rows that answer everything of a run; `others` by reference."""
    return [(reference, account, fen, *others.get(reference, outcome), day) for reference, account, fen in sent(connection, run)]


def take_in(connection, folder, rows, *, name="回盘.txt", as_of="2029-12-31", skip=False):
    """Let the program read an answer file, as the command does; returns what was judged."""
    path = folder / name
    path.write_text(answer_text(rows), encoding="utf-8", newline="")
    with db.transaction(connection):
        judged = answers.judge(connection, path, PROFILE, as_of=date.fromisoformat(as_of))
        if judged.may_enter(skip=skip):
            actor = Actor(name="王经办", at="2020-01-31T00:00:00Z", command="payments returns", arguments={})
            answers.take_in(connection, actor, judged)
    return judged


READING = {"list", "answers", "show", "explain", "verify", "diff", "plan", "forecast", "what-if", "ledger"}
"""Commands that write nothing and so ask nobody's name."""


def reads(words):
    """Whether a command line of ``payments`` only reads: the nouns in it read unless a verb follows that writes."""
    return words[1] in READING or (words[1] in {"stops", "debts", "handover"} and (len(words) < 3 or words[2] in {"list", "show", "statement"} or words[2].startswith(("-", "#"))))


class Desk:
    """A clerk's desk: a county laid into a file, and the command line."""

    def __init__(self, county, folder):
        self.folder = folder
        self.path = folder / "county.db"
        copy = sqlite3.connect(self.path)
        county.db.backup(copy)
        copy.execute(f"PRAGMA application_id = {db.APPLICATION_ID}")
        copy.close()

    def __call__(self, *words, actor="王经办", status=0):
        """One command line; the answer, once its status is the one expected."""
        said = vetctl(*words, "--db", self.path, *([] if reads(words) else ["--actor", actor]))
        assert said.status == status, f"{words}: {said.status}\n{said.out[-1500:]}{said.err[-1500:]}"
        return said

    def month(self, month, day=20, export=(), status=0):
        """Run, review, approve and export a month; returns the number of the run."""
        self("payments", "run", "--month", month, "--as-of", f"{month}-{day:02d}")
        self("payments", "review", actor="李复核")
        self("payments", "approve", "--yes", actor="张审批")
        self("payments", "export", "--to", self.folder / month, *export, status=status)
        return self.rows("SELECT MAX(run) FROM run")[0][0]

    def rows(self, sql, *values):
        """Rows of a query, views included, on a connection of their own."""
        connection = db.open_database(self.path)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def answers(self, run, outcome=PAID, day="20200125", **others):
        """Rows that answer everything of a run."""
        connection = db.open_database(self.path)
        try:
            return answer_all(connection, run, outcome, day, **others)
        finally:
            connection.close()

    def file(self, rows, name="回盘.txt", summary=None):
        """Lay an answer file on the desk."""
        path = self.folder / name
        path.write_text(answer_text(rows, summary), encoding="utf-8", newline="")
        return path

    def returns(self, rows, *words, name="回盘.txt", status=0, as_of="2020-12-31", summary=None):
        """Read an answer file."""
        return self("payments", "returns", self.file(rows, name, summary), "--as-of", as_of, *words, status=status)
