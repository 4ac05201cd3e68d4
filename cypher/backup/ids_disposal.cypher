// The id of every Disposal.
//
// params:
MATCH (disposal:Disposal)
RETURN collect(disposal.disposal_id) AS ids
