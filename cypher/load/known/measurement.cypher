// Which of these Measurement nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (measurement:Measurement {measurement_id: id})
RETURN collect(measurement.measurement_id) AS ids, collect(properties(measurement)) AS properties
