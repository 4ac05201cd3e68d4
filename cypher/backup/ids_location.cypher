// The id of every Location.
//
// params:
MATCH (location:Location)
RETURN collect(location.location_id) AS ids
