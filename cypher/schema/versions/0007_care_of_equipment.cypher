// Cleanings and maintenance of equipment: a fact key is unique there too.
//
// params:
CREATE CONSTRAINT cleaned_key IF NOT EXISTS FOR ()-[r:CLEANED]-() REQUIRE r.fact_key IS UNIQUE;
CREATE CONSTRAINT maintained_key IF NOT EXISTS FOR ()-[r:MAINTAINED]-() REQUIRE r.fact_key IS UNIQUE;
