"""The frame every command stands in: common options, one call object, one report out.

The clock, the user's name and the place of the database are read here and nowhere below.
A command function gets a `Call` and its own arguments and returns a `Report`; it prints nothing.
"""

from __future__ import annotations

import inspect
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
import typer
from typer.core import TyperGroup

from vetctl.core.catalogue import t
from vetctl.core.errors import Usage, WouldAsk

if TYPE_CHECKING:
    from vetctl.output.report import Report
    from vetctl.store.journal import Actor

CHINA = timedelta(hours=8)
"""China keeps one time zone, so no zone database is needed."""


class _WithDefault(TyperGroup):
    """A group whose noun alone means one of its verbs: ``vetctl payments stops`` is ``vetctl payments stops list``."""

    default = ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb in when none is there; the options are then the verb's."""
        if not args or (args[0].startswith("-") and args[0] not in {"-h", "--help"}):
            args = [self.default, *args]
        return super().parse_args(ctx, args)


def group(name: str, *, alone: bool = False, default: str = "") -> typer.Typer:
    """A group of commands named by a noun; its help is the catalogue's ``help.<name>.about``.

    Args:
        name: the noun; a group inside another has the other's noun in front: ``payments-stops``.
        alone: the noun is itself the command, without verbs (``vetctl status``).
        default: the verb that the noun alone stands for.
    """
    app = typer.Typer(
        name=name,
        cls=type("Group", (_WithDefault,), {"default": default}) if default else None,
        help=t(f"help.{name}.about"),
        epilog=_examples(f"{name}.{default}") if default else None,
        no_args_is_help=not default,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    if not alone:
        # Typer takes a group with a single verb for that verb; a callback keeps it a group.
        app.callback()(lambda: None)
    return app


class OnError(StrEnum):
    """What rejected rows do to the rest of their file."""

    STOP = "stop"
    SKIP = "skip"


@dataclass(kw_only=True)
class Call:
    """One call of a command: what the front door knows."""

    command: str
    arguments: dict[str, Any]
    writes: bool
    db: Path | None = None
    format: str | None = None
    output: Path | None = None
    as_of_text: str | None = None
    quiet: bool = False
    reveal: bool = False
    dry_run: bool = False
    yes: bool = False
    no_input: bool = False
    actor_name: str | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))  # noqa: TID251 - the front door

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The contents of ``vetctl.toml``: named by VETCTL_CONFIG, or in the current folder."""
        named = os.environ.get("VETCTL_CONFIG")
        path = Path(named or "vetctl.toml")
        if not named and not path.exists():
            return {}
        import tomllib

        try:
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad writes a mark
        except (OSError, tomllib.TOMLDecodeError) as problem:
            raise Usage("E520", path=path, why=problem) from problem

    @cached_property
    def as_of(self) -> date:
        """The day whose knowledge counts: ``--as-of``, or today in China."""
        if not self.as_of_text:
            return (self.now + CHINA).date()
        return parse_day(self.as_of_text)

    @cached_property
    def database_path(self) -> Path:
        """Option, then VETCTL_DB, then ``vetctl.toml``, then the user's data folder."""
        chosen = self.db or os.environ.get("VETCTL_DB") or self.settings.get("database")
        if chosen:
            return Path(chosen)
        import platformdirs

        return Path(platformdirs.user_data_dir("vetctl", appauthor=False)) / "vetctl.db"

    @property
    def bureau_shelves(self) -> Path | None:
        """The bureau's own shelf folder, from ``shelves`` in ``vetctl.toml``."""
        folder = self.settings.get("shelves")
        return Path(folder) if folder else None

    @property
    def actor(self) -> Actor:
        """Who acts: ``--actor``, VETCTL_ACTOR, ``vetctl.toml``, else the account of the operating system."""
        from vetctl.store.journal import Actor

        name = self.actor_name or os.environ.get("VETCTL_ACTOR") or self.settings.get("actor")
        if not name:
            import getpass

            name = getpass.getuser()
        at = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return Actor(name=str(name), at=at, command=self.command, arguments=self.arguments)

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The open database: for writing when the command writes, otherwise read-only."""
        from vetctl.store.db import open_database

        connection = open_database(self.database_path, write=self.writes)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def transaction(self, connection: sqlite3.Connection) -> Iterator[None]:
        """All or nothing; with ``--dry-run`` everything is done and then rolled back."""
        from vetctl.store.db import transaction

        with transaction(connection, dry_run=self.dry_run):
            yield

    def confirm(self, question: str) -> None:
        """Ask before an act that cannot be taken back.

        Raises:
            WouldAsk: nobody may be asked (``--no-input``, or no terminal) and ``--yes`` was not given.
            Refused: the answer was no.
        """
        if self.yes or self.dry_run:
            return
        if self.no_input or not sys.stdin.isatty() or not sys.stderr.isatty():
            raise WouldAsk("E508", question=question)
        sys.stderr.write(f"{question} [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in {"y", "yes", "是"}:
            raise typer.Abort

    @contextmanager
    def progress(self, total: int, label: str) -> Iterator[Callable[[int], None]]:
        """A progress bar on a terminal; silence in a pipe or in cron."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda _done: None
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=total)
            yield lambda done: bar.update(task, advance=done)


def parse_day(text: str) -> date:
    """Read a day given on the command line.

    Raises:
        Usage: E521.

    >>> parse_day("2020-11-30"), parse_day("20201130"), parse_day("2020年11月30日")
    (datetime.date(2020, 11, 30), datetime.date(2020, 11, 30), datetime.date(2020, 11, 30))
    """
    plain = text.strip().translate(str.maketrans("年月/.", "----", "日"))
    try:
        if plain.isdigit() and len(plain) == 8:
            return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        raise Usage("E521", value=text) from None


def parse_month(text: str) -> str:
    """Read a month given on the command line as ``YYYY-MM``.

    Raises:
        Usage: E522.
    """
    from vetctl.core.month import Month

    try:
        return str(Month.parse(text))
    except ValueError:
        raise Usage("E522", value=text) from None


_COMMON: dict[str, tuple[Any, Any]] = {
    "db": (Path | None, typer.Option("--db", help=t("help.option.db"), metavar="FILE")),
    "format": (str | None, typer.Option("--format", "-f", help=t("help.option.format"), metavar="FORMAT")),
    "output": (Path | None, typer.Option("--output", "-o", help=t("help.option.output"), metavar="FILE")),
    "as_of_text": (str | None, typer.Option("--as-of", help=t("help.option.as_of"), metavar="DATE")),
    "quiet": (bool, typer.Option("--quiet", "-q", help=t("help.option.quiet"))),
    "reveal": (bool, typer.Option("--reveal", help=t("help.option.reveal"))),
}
_WRITING: dict[str, tuple[Any, Any]] = {
    "dry_run": (bool, typer.Option("--dry-run", "-n", help=t("help.option.dry_run"))),
    "yes": (bool, typer.Option("--yes", "-y", help=t("help.option.yes"))),
    "no_input": (bool, typer.Option("--no-input", help=t("help.option.no_input"))),
    "actor_name": (str | None, typer.Option("--actor", help=t("help.option.actor"), metavar="NAME")),
}

Command = Callable[..., "Report"]


def command(app: typer.Typer, name: str, *, writes: bool = False, path: str | None = None) -> Callable[[Command], Command]:
    """Put a function on the command line with the common options, help and examples.

    Args:
        app: the group.
        name: the verb.
        writes: whether the command may change the database.
        path: the full command when it is not ``<group> <verb>`` (a command without a group).
    """
    full = path or f"{(app.info.name or '').replace('-', ' ')} {name}"
    key = f"{app.info.name}.{name}"

    def wrap(function: Command) -> Command:
        common = {**_COMMON, **(_WRITING if writes else {})}

        def leaf(**given: Any) -> int:
            ours = {option: given.pop(option) for option in common}
            arguments = {k: v for k, v in {**given, "as_of": ours["as_of_text"]}.items() if v not in (None, False, [])}
            call = Call(command=full, arguments=arguments, writes=writes, **ours)
            report = function(call, **given)
            return _finish(call, report)

        _dress(leaf, function, common)
        app.command(name, help=t(f"help.{key}"), epilog=_examples(key))(leaf)
        return function

    return wrap


def _dress(leaf: Callable[..., int], function: Command, common: dict[str, tuple[Any, Any]]) -> None:
    """Give the leaf the signature Typer reads: the function's own parameters, then the common options."""
    names = function.__globals__
    own = [
        # Only the parameters are evaluated: what a command returns is imported when it runs, not before.
        p.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=eval(p.annotation, names))  # noqa: S307 - our own source
        for p in inspect.signature(function).parameters.values()
        if p.name != "call"
    ]
    added = [
        inspect.Parameter(
            option,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if kind is bool else None,
            annotation=Annotated[kind, spec],
        )
        for option, (kind, spec) in common.items()
    ]
    leaf.__signature__ = inspect.Signature([*own, *added])  # type: ignore[attr-defined]
    leaf.__annotations__ = {p.name: p.annotation for p in [*own, *added]}
    leaf.__name__ = function.__name__


def _examples(key: str) -> str:
    r"""The examples of a command as a help epilogue; ``\b`` keeps the lines as they are."""
    return "\b\n" + t("help.examples_title") + "\n" + "\n".join(f"  {line}" for line in t(f"example.{key}").splitlines())


def _finish(call: Call, report: Report) -> int:
    from vetctl.output.emit import emit

    if call.dry_run:
        report.warnings.insert(0, t("help.dry_run_said"))
    if not (call.quiet and report.exit_code == 0 and call.output is None and call.format is None):
        try:
            emit(report, format=call.format, output=call.output, reveal=call.reveal)
        except BrokenPipeError:
            # The reader went away (`| head`): no failure of ours, and nothing more to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(report.exit_code)
