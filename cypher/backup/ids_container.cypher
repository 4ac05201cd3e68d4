// The id of every Container.
//
// params:
MATCH (container:Container)
RETURN collect(container.container_id) AS ids
