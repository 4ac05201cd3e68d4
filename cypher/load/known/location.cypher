// Which of these Location nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (location:Location {location_id: id})
RETURN collect(location.location_id) AS ids, collect(properties(location)) AS properties
