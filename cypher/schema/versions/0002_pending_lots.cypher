// Facts of lots that were named without their item: a fact key is unique there too.
//
// params:
CREATE CONSTRAINT pending_supplied_key IF NOT EXISTS FOR ()-[r:PENDING_SUPPLIED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_consumed_key IF NOT EXISTS FOR ()-[r:PENDING_CONSUMED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_produced_key IF NOT EXISTS FOR ()-[r:PENDING_PRODUCED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_shipped_to_key IF NOT EXISTS FOR ()-[r:PENDING_SHIPPED_TO]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_received_by_key IF NOT EXISTS FOR ()-[r:PENDING_RECEIVED_BY]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_returned_key IF NOT EXISTS FOR ()-[r:PENDING_RETURNED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_moved_to_key IF NOT EXISTS FOR ()-[r:PENDING_MOVED_TO]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_disposed_key IF NOT EXISTS FOR ()-[r:PENDING_DISPOSED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_counted_key IF NOT EXISTS FOR ()-[r:PENDING_COUNTED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_held_key IF NOT EXISTS FOR ()-[r:PENDING_HELD]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_released_key IF NOT EXISTS FOR ()-[r:PENDING_RELEASED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_packed_in_key IF NOT EXISTS FOR ()-[r:PENDING_PACKED_IN]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_unpacked_from_key IF NOT EXISTS FOR ()-[r:PENDING_UNPACKED_FROM]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_measured_key IF NOT EXISTS FOR ()-[r:PENDING_MEASURED]-() REQUIRE r.fact_key IS UNIQUE;
