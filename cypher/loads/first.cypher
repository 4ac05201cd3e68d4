// When the first load was; nothing where there was none.
//
// params:
MATCH (load:Load)
RETURN min(load.recorded_at) AS at
