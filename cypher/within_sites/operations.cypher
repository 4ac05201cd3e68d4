// Which of these operations ran at one of the sites.
//
// params: ids, sites
UNWIND $ids AS id
MATCH (operation:Operation {operation_id: id})
WHERE operation.site IN $sites
RETURN collect(id) AS ids
