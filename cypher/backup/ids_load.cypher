// The id of every Load.
//
// params:
MATCH (load:Load)
RETURN collect(load.load_id) AS ids
