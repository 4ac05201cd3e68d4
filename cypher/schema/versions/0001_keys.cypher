// Keys of nodes, keys of facts, and the look-ups of lot numbers.
//
// A fact key is unique in its relationship type: the engine itself refuses to state a fact
// twice, whoever else is writing. All of this exists in Neo4j Community.
//
// params:
CREATE CONSTRAINT batch_key IF NOT EXISTS FOR (n:Batch) REQUIRE n.batch_id IS UNIQUE;
CREATE CONSTRAINT material_key IF NOT EXISTS FOR (n:Material) REQUIRE n.material_id IS UNIQUE;
CREATE CONSTRAINT operation_key IF NOT EXISTS FOR (n:Operation) REQUIRE n.operation_id IS UNIQUE;
CREATE CONSTRAINT equipment_key IF NOT EXISTS FOR (n:Equipment) REQUIRE n.equipment_id IS UNIQUE;
CREATE CONSTRAINT operator_key IF NOT EXISTS FOR (n:Operator) REQUIRE n.operator_id IS UNIQUE;
CREATE CONSTRAINT supplier_key IF NOT EXISTS FOR (n:Supplier) REQUIRE n.supplier_id IS UNIQUE;
CREATE CONSTRAINT customer_key IF NOT EXISTS FOR (n:Customer) REQUIRE n.customer_id IS UNIQUE;
CREATE CONSTRAINT location_key IF NOT EXISTS FOR (n:Location) REQUIRE n.location_id IS UNIQUE;
CREATE CONSTRAINT container_key IF NOT EXISTS FOR (n:Container) REQUIRE n.container_id IS UNIQUE;
CREATE CONSTRAINT measurement_key IF NOT EXISTS FOR (n:Measurement) REQUIRE n.measurement_id IS UNIQUE;
CREATE CONSTRAINT disposal_key IF NOT EXISTS FOR (n:Disposal) REQUIRE n.disposal_id IS UNIQUE;
CREATE CONSTRAINT hold_key IF NOT EXISTS FOR (n:Hold) REQUIRE n.hold_id IS UNIQUE;
CREATE CONSTRAINT void_key IF NOT EXISTS FOR (n:Void) REQUIRE n.fact_key IS UNIQUE;
CREATE CONSTRAINT load_key IF NOT EXISTS FOR (n:Load) REQUIRE n.load_id IS UNIQUE;
CREATE CONSTRAINT rejectedrow_key IF NOT EXISTS FOR (n:RejectedRow) REQUIRE n.rejected_id IS UNIQUE;
CREATE CONSTRAINT graph_key IF NOT EXISTS FOR (n:Graph) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT schemaversion_key IF NOT EXISTS FOR (n:SchemaVersion) REQUIRE n.version IS UNIQUE;
CREATE CONSTRAINT supplied_key IF NOT EXISTS FOR ()-[r:SUPPLIED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT consumed_key IF NOT EXISTS FOR ()-[r:CONSUMED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT possibly_consumed_key IF NOT EXISTS FOR ()-[r:POSSIBLY_CONSUMED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT produced_key IF NOT EXISTS FOR ()-[r:PRODUCED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT possibly_produced_key IF NOT EXISTS FOR ()-[r:POSSIBLY_PRODUCED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT shipped_to_key IF NOT EXISTS FOR ()-[r:SHIPPED_TO]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT possibly_shipped_to_key IF NOT EXISTS FOR ()-[r:POSSIBLY_SHIPPED_TO]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT received_by_key IF NOT EXISTS FOR ()-[r:RECEIVED_BY]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT possibly_received_by_key IF NOT EXISTS FOR ()-[r:POSSIBLY_RECEIVED_BY]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT returned_key IF NOT EXISTS FOR ()-[r:RETURNED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT moved_to_key IF NOT EXISTS FOR ()-[r:MOVED_TO]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT disposed_key IF NOT EXISTS FOR ()-[r:DISPOSED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT counted_key IF NOT EXISTS FOR ()-[r:COUNTED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT held_key IF NOT EXISTS FOR ()-[r:HELD]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT released_key IF NOT EXISTS FOR ()-[r:RELEASED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT packed_in_key IF NOT EXISTS FOR ()-[r:PACKED_IN]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT unpacked_from_key IF NOT EXISTS FOR ()-[r:UNPACKED_FROM]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT measured_key IF NOT EXISTS FOR ()-[r:MEASURED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT ran_on_key IF NOT EXISTS FOR ()-[r:RAN_ON]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT run_by_key IF NOT EXISTS FOR ()-[r:RUN_BY]-() REQUIRE r.fact_key IS UNIQUE;
CREATE INDEX batch_number IF NOT EXISTS FOR (n:Batch) ON (n.number);
CREATE INDEX batch_search IF NOT EXISTS FOR (n:Batch) ON (n.search);
CREATE INDEX rejectedrow_load_id IF NOT EXISTS FOR (n:RejectedRow) ON (n.load_id);
CREATE INDEX rejectedrow_status IF NOT EXISTS FOR (n:RejectedRow) ON (n.status);
