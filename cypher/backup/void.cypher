// All that is kept of these Void nodes.
//
// params: ids
UNWIND $ids AS id
MATCH (void:Void {fact_key: id})
RETURN collect(properties(void)) AS properties
