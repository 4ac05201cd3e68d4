"""What a failure means to a program: the exit code and the HTTP status of every error."""

from __future__ import annotations

from genealogy import errors

WRONG_USAGE = 2
BATCH_NOT_FOUND = 3
INPUT_REFUSED = 4
DATABASE_UNAVAILABLE = 5
ROWS_REJECTED = 6
CHECKS_FAILED = 7
FAULT = 70
INTERRUPTED = 130

CODES: dict[type[errors.GenealogyError], tuple[int, int]] = {
    # error: (exit code, HTTP status)
    errors.BatchNotFound: (BATCH_NOT_FOUND, 404),
    errors.UnknownBatch: (BATCH_NOT_FOUND, 404),
    errors.AmbiguousBatch: (BATCH_NOT_FOUND, 409),
    errors.NothingSelected: (BATCH_NOT_FOUND, 404),
    errors.NothingMeasured: (BATCH_NOT_FOUND, 404),
    errors.MixedUnits: (WRONG_USAGE, 400),
    errors.NoPath: (BATCH_NOT_FOUND, 404),
    errors.NotOnHold: (WRONG_USAGE, 409),
    errors.LoadNotFound: (BATCH_NOT_FOUND, 404),
    errors.EventNotFound: (BATCH_NOT_FOUND, 404),
    errors.InvestigationNotFound: (BATCH_NOT_FOUND, 404),
    errors.InvestigationClosed: (WRONG_USAGE, 409),
    errors.InputRefused: (INPUT_REFUSED, 422),
    errors.FileRefused: (INPUT_REFUSED, 422),
    errors.FileChanged: (INPUT_REFUSED, 422),
    errors.NoProfileFits: (INPUT_REFUSED, 422),
    errors.ProfileDoesNotFit: (INPUT_REFUSED, 422),
    errors.NothingToLoad: (INPUT_REFUSED, 422),
    errors.ProfileInvalid: (INPUT_REFUSED, 422),
    errors.AnswerRefused: (INPUT_REFUSED, 422),
    errors.WrongUsage: (WRONG_USAGE, 400),
    errors.NotAcceptable: (WRONG_USAGE, 406),
    errors.JobNotFound: (BATCH_NOT_FOUND, 404),
    errors.PageLost: (DATABASE_UNAVAILABLE, 409),
    errors.Cancelled: (DATABASE_UNAVAILABLE, 409),
    errors.TooBusy: (DATABASE_UNAVAILABLE, 503),
    errors.TooManyRequests: (DATABASE_UNAVAILABLE, 429),
    errors.CypherNotAnswered: (INPUT_REFUSED, 400),
    errors.CypherRefused: (INPUT_REFUSED, 403),
    errors.CypherNotUnderstood: (INPUT_REFUSED, 400),
    errors.KeyRefused: (WRONG_USAGE, 401),
    errors.TokenRefused: (WRONG_USAGE, 401),
    errors.NotAllowed: (WRONG_USAGE, 403),
    errors.RightMissing: (WRONG_USAGE, 403),
    errors.BeyondSites: (WRONG_USAGE, 403),
    errors.IssuerUnavailable: (DATABASE_UNAVAILABLE, 503),
    errors.DatabaseUnavailable: (DATABASE_UNAVAILABLE, 503),
    errors.DatabaseUnreachable: (DATABASE_UNAVAILABLE, 503),
    errors.DatabaseLost: (DATABASE_UNAVAILABLE, 503),
    errors.WrongPassword: (DATABASE_UNAVAILABLE, 503),
    errors.EngineFailed: (DATABASE_UNAVAILABLE, 503),
    errors.DataFolderRefused: (DATABASE_UNAVAILABLE, 503),
    errors.DiskFull: (DATABASE_UNAVAILABLE, 507),
    errors.SchemaTooNew: (DATABASE_UNAVAILABLE, 503),
    errors.RestoreUnfinished: (DATABASE_UNAVAILABLE, 503),
    errors.QueryTimedOut: (DATABASE_UNAVAILABLE, 504),
    errors.GraphMoved: (DATABASE_UNAVAILABLE, 503),
    errors.StatementFailed: (DATABASE_UNAVAILABLE, 503),
    errors.OfficeUnavailable: (DATABASE_UNAVAILABLE, 503),
    errors.OfficeTooNew: (DATABASE_UNAVAILABLE, 503),
    errors.TrailCut: (DATABASE_UNAVAILABLE, 503),
    errors.StatementError: (FAULT, 500),
}


def exit_code(error: errors.GenealogyError) -> int:
    """The exit code of an error."""
    return CODES[type(error)][0]


def http_status(error: errors.GenealogyError) -> int:
    """The HTTP status of an error."""
    return CODES[type(error)][1]
