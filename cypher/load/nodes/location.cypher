// Nodes of Location, made where they are missing, with the properties that won.
//
// params: rows
UNWIND $rows AS row
MERGE (location:Location {location_id: row.id})
SET location += row.properties
