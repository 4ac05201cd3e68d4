// The id of every Hold.
//
// params:
MATCH (hold:Hold)
RETURN collect(hold.hold_id) AS ids
