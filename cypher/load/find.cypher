// What the graph knows of a load, if anything.
//
// params: load_id
MATCH (load:Load {load_id: $load_id})
RETURN properties(load) AS properties
