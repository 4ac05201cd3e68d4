// The key of every Void.
//
// params:
MATCH (void:Void)
RETURN collect(void.fact_key) AS ids
