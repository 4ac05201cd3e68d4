// All that is kept of these Load nodes.
//
// params: ids
UNWIND $ids AS id
MATCH (load:Load {load_id: id})
RETURN collect(properties(load)) AS properties
