// Records that a version of the schema was applied.
//
// params: version, sha256, applied_at
MERGE (schema:SchemaVersion {version: $version})
ON CREATE SET schema.sha256 = $sha256, schema.applied_at = $applied_at
