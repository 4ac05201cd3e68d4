"""The command line."""

from __future__ import annotations

import sys
import traceback
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, NoReturn

import typer

from api import (
    audit,
    backup,
    balance,
    batches,
    check,
    compare,
    control_chart,
    cypher,
    demo,
    draw,
    engine,
    events,
    finding,
    gaps,
    investigation,
    keys,
    load,
    loads,
    mcp,
    openapi,
    profiles,
    pseudonymise,
    recall,
    rejected,
    root_cause,
    scorecard,
    serve,
    siblings,
    status,
    templates,
    trace,
    why,
)
from api.console import say, say_lines
from api.exits import FAULT, INTERRUPTED, exit_code
from genealogy import __version__
from genealogy.errors import GenealogyError, WrongUsage
from genealogy.visible import visible

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo_command)
app.command("load")(load.load_command)
app.command("trace")(trace.trace_command)
app.command("draw")(draw.draw_command)
app.command("recall")(recall.recall_command)
app.command("compare")(compare.compare_command)
app.command("siblings")(siblings.siblings_command)
app.command("root-cause")(root_cause.root_cause_command)
app.command("why")(why.why_command)
app.command("batches")(batches.batches_command)
app.command("find")(finding.find_command)
app.command("status")(status.status_command)
app.command("check")(check.check_command)
app.command("gaps")(gaps.gaps_command)
app.command("completeness")(gaps.completeness_command)
app.command("balance")(balance.balance_command)
app.command("scorecard")(scorecard.scorecard_command)
app.command("control-chart")(control_chart.control_chart_command)
app.command("templates")(templates.templates_command)
app.add_typer(profiles.app, name="profiles")
app.add_typer(rejected.app, name="rejected")
app.add_typer(loads.app, name="loads")
app.add_typer(events.app, name="events")
app.add_typer(investigation.app, name="investigation")
app.command("backup")(backup.backup_command)
app.command("restore")(backup.restore_command)
app.command("cypher")(cypher.cypher_command)
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(engine.app, name="engine")
app.command("pseudonymise")(pseudonymise.pseudonymise_command)
app.command("serve")(serve.serve_command)
app.command("mcp")(mcp.mcp_command)
app.command("openapi")(openapi.openapi_command)


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", help="The version, and nothing else.")] = (
        False
    ),
) -> None:
    """Batch genealogy: from a plant's exports to the complete scope of a recall.

    Exit codes: 0 done, 2 wrong usage, 3 unknown or ambiguous batch, 4 input or Cypher refused,
    5 database not available, 6 loaded but some rows rejected,
    7 check found errors, 70 a fault of the program, 130 stopped by Ctrl-C;
    1 where the reader of the output went away.
    """


def main() -> NoReturn:
    """Runs a command; an error becomes one sentence on stderr and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:] == ["--version"]:
        print(__version__)
        sys.exit(0)
    try:
        result: Any = app(standalone_mode=False)
        if result == INTERRUPTED:  # Typer makes an exit code of Ctrl-C
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        _stopped()
    except Exception as error:
        if was_interrupted(error):
            _stopped()
        told = _of_arguments(error)
        if isinstance(told, GenealogyError):
            say_lines(str(told))
            sys.exit(exit_code(told))
        _usage(error)
        say(f"A fault of the program: {type(error).__name__}. Its trace, to report: {_trace()}")
        sys.exit(FAULT)
    sys.exit(result if isinstance(result, int) else 0)


def _of_arguments(error: Exception) -> Exception:
    """The error, or what is wrong with the argument that it is of: one that is no UTF-8 is no
    name of anything. Only files may be called so, which is why none is refused beforehand."""
    if isinstance(error, UnicodeEncodeError):
        odd = error.object[error.start : error.end]
        for word in sys.argv[1:]:
            if odd in word:
                return WrongUsage(f'The argument "{visible(word)}" is not UTF-8: type it as text.')
    return error


def was_interrupted(error: BaseException) -> bool:
    """Whether it was raised while Ctrl-C was being obeyed, as by a connection that was closed
    in the middle of a message."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, KeyboardInterrupt):
        seen = seen.__cause__ or seen.__context__
    return seen is not None


def _stopped() -> NoReturn:
    say("Stopped. What was acknowledged is kept; the same command goes on from there.")
    sys.exit(INTERRUPTED)


def _trace() -> str:
    """The file in which the trace of the error at hand was kept: no user has to read it."""
    with NamedTemporaryFile(
        "w", encoding="utf-8", prefix="genealogy-fault-", suffix=".txt", delete=False
    ) as file:
        traceback.print_exc(file=file)
    return file.name


def _usage(error: Exception) -> None:
    """Wrong arguments end in usage and exit code 2, as everywhere."""
    if hasattr(error, "show") and hasattr(error, "exit_code"):
        error.show()
        sys.exit(error.exit_code)
