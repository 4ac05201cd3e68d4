"""The form of every answer of the HTTP API: what `genealogy ... --json` prints, field by field.

An answer is sent as it was found. These schemas tell of it, in OpenAPI and in tests; they never
stand between the answer and who asked.
"""

from __future__ import annotations

from api.http.schemas.balance import BalanceAnswer
from api.http.schemas.base import Page, with_examples
from api.http.schemas.batches import BatchesAnswer
from api.http.schemas.checks import ChecksAnswer
from api.http.schemas.compare import ChangesAnswer, CompareAnswer, PartAnswer
from api.http.schemas.control_chart import ControlChartAnswer
from api.http.schemas.finding import FindsAnswer
from api.http.schemas.gaps import CompletenessAnswer, GapsAnswer
from api.http.schemas.graph import CypherAnswer, GraphAnswer
from api.http.schemas.history import HistoryAnswer
from api.http.schemas.investigations import InvestigationAnswer, InvestigationsPage
from api.http.schemas.jobs import DiscardedAnswer, HoldAnswer, JobAnswer, UndoneAnswer
from api.http.schemas.loads import Load, LoadAnswer, LoadsAnswer, StatusAnswer
from api.http.schemas.me import MeAnswer
from api.http.schemas.operation import OperationAnswer
from api.http.schemas.pages import BatchesPage, JobsPage, LoadsPage, RejectedPage
from api.http.schemas.problem import Problem, code_of, with_problem
from api.http.schemas.rejected import RejectedRow, RejectedRowsAnswer, WholeRejectedRow
from api.http.schemas.replays import Replay
from api.http.schemas.root_cause import RootCauseAnswer
from api.http.schemas.runs import RunReceipt, RunsAnswer
from api.http.schemas.scopes import RecallAnswer, TraceAnswer
from api.http.schemas.scorecard import ScorecardAnswer
from api.http.schemas.siblings import SiblingsAnswer
from api.http.schemas.why import WhyAnswer

__all__ = [
    "BalanceAnswer",
    "BatchesAnswer",
    "BatchesPage",
    "ChangesAnswer",
    "ChecksAnswer",
    "CompareAnswer",
    "CompletenessAnswer",
    "ControlChartAnswer",
    "CypherAnswer",
    "DiscardedAnswer",
    "FindsAnswer",
    "GapsAnswer",
    "GraphAnswer",
    "HistoryAnswer",
    "HoldAnswer",
    "InvestigationAnswer",
    "InvestigationsPage",
    "JobAnswer",
    "JobsPage",
    "Load",
    "LoadAnswer",
    "LoadsAnswer",
    "LoadsPage",
    "MeAnswer",
    "OperationAnswer",
    "Page",
    "PartAnswer",
    "Problem",
    "RecallAnswer",
    "RejectedPage",
    "RejectedRow",
    "RejectedRowsAnswer",
    "Replay",
    "RootCauseAnswer",
    "RunReceipt",
    "RunsAnswer",
    "ScorecardAnswer",
    "SiblingsAnswer",
    "StatusAnswer",
    "TraceAnswer",
    "UndoneAnswer",
    "WholeRejectedRow",
    "WhyAnswer",
    "code_of",
    "with_examples",
    "with_problem",
]
