// Nodes of Measurement, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (measurement:Measurement {measurement_id: row.id})
SET measurement += row.properties
