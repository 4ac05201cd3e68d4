// The keys of the facts that a load takes back.
//
// params: prefix
MATCH (void:Void)
WHERE any(each IN void.evidence WHERE each STARTS WITH $prefix)
RETURN collect(void.fact_key) AS ids
