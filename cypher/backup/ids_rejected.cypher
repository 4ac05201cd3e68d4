// The id of every RejectedRow.
//
// params:
MATCH (rejected:RejectedRow)
RETURN collect(rejected.rejected_id) AS ids
