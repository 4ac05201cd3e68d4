// Which versions of the schema the graph has.
//
// params:
OPTIONAL MATCH (schema:SchemaVersion)
RETURN collect(schema.version) AS versions
