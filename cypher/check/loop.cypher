// What each operation consumed and made, to find material that goes in circles.
//
// One row for each operation that has both: nothing else can be on a loop.
//
// params:
MATCH (operation:Operation)<-[:CONSUMED|POSSIBLY_CONSUMED]-(fed:Batch)
WITH operation, collect(DISTINCT fed.batch_id) AS consumed
MATCH (operation)-[:PRODUCED|POSSIBLY_PRODUCED]->(made:Batch)
RETURN operation.operation_id AS operation_id, consumed, collect(DISTINCT made.batch_id) AS produced
