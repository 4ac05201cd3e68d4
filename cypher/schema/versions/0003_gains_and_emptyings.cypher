// Stock gains, and containers that were emptied: a fact key is unique there too.
//
// params:
CREATE CONSTRAINT gained_key IF NOT EXISTS FOR ()-[r:GAINED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT pending_gained_key IF NOT EXISTS FOR ()-[r:PENDING_GAINED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT emptied_key IF NOT EXISTS FOR ()-[r:EMPTIED]-() REQUIRE r.fact_key IS UNIQUE;
