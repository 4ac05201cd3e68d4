// Which of these Container nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (container:Container {container_id: id})
RETURN collect(container.container_id) AS ids, collect(properties(container)) AS properties
