// The id of every Measurement.
//
// params:
MATCH (measurement:Measurement)
RETURN collect(measurement.measurement_id) AS ids
