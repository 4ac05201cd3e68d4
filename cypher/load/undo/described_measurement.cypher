// The Measurement nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (measurement:Measurement)
WHERE any(each IN measurement.described WHERE each CONTAINS $load_id)
RETURN collect(measurement.measurement_id) AS ids
