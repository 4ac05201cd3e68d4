"""What people try with Cypher that may only read, and in how many ways it can be written."""

from __future__ import annotations

from collections.abc import Iterator

WRITES = (
    "CREATE (:Batch {batch_id: 'w'})",
    "CREATE (:Batch {batch_id: 'w'}) RETURN 1 AS x",
    "CREATE (:Never)",
    "MATCH (a:Batch), (o:Operation) CREATE (a)-[:CONSUMED {quantity: 1}]->(o)",
    "MERGE (:Batch {batch_id: 'w'})",
    "MERGE (b:Batch {batch_id: 'a'}) ON MATCH SET b.lot = 'w'",
    "MATCH (b:Batch) SET b.lot = 'w'",
    "MATCH (b:Batch) SET b.lot = 'w' RETURN b",
    "MATCH (b:Batch) SET b += {lot: 'w'} RETURN b.lot AS lot",
    "MATCH (b:Batch) SET b:Never",
    "MATCH ()-[r:CONSUMED]->() SET r.quantity = 0 RETURN r",
    "MATCH (b:Batch) REMOVE b.lot RETURN b",
    "MATCH (b:Batch) REMOVE b:Batch RETURN b",
    "MATCH (b:Batch) DETACH DELETE b",
    "MATCH ()-[r]->() DELETE r",
    "MATCH (b:Batch) FOREACH (x IN [1] | SET b.lot = 'w')",
    "FOREACH (x IN [1, 2] | CREATE (:Batch {batch_id: 'w' + x}))",
    "CALL { CREATE (b:Batch {batch_id: 'w'}) RETURN b } RETURN b",
    "UNWIND [1, 2] AS i CALL (i) { CREATE (b:Batch {batch_id: 'w' + i}) RETURN b } RETURN b",
    "MATCH (b:Batch) CALL (b) { SET b.lot = 'w' RETURN 1 AS x } RETURN x",
    "UNWIND [1, 2] AS i CALL (i) { CREATE (:Batch {batch_id: 'w' + i}) } IN TRANSACTIONS OF 1 ROWS",
    "RETURN 1 AS x UNION CREATE (:Batch {batch_id: 'w'}) RETURN 2 AS x",
    "MATCH (b:Batch) WITH b CALL { MATCH (c:Batch) DETACH DELETE c RETURN 1 AS x } RETURN x",
)
SCHEMA = (
    "CREATE INDEX never FOR (b:Batch) ON (b.never)",
    "CREATE CONSTRAINT never FOR (b:Batch) REQUIRE b.never IS UNIQUE",
    "DROP INDEX never IF EXISTS",
    "DROP CONSTRAINT never IF EXISTS",
    "CREATE USER never SET PASSWORD 'never-never'",
    "ALTER USER neo4j SET PASSWORD 'never-never'",
    "ALTER USER root SET PASSWORD 'never-never'",
    "ALTER USER reader SET PASSWORD 'never-never'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'never-never'",
    "DROP USER root",
    "GRANT ROLE admin TO reader",
    "CREATE DATABASE never",
    "DROP DATABASE graph",
    "STOP DATABASE neo4j",
)
COMMANDS = (
    "SHOW TRANSACTIONS",
    "SHOW TRANSACTIONS YIELD *",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN t",
    "TERMINATE TRANSACTION 'x'",
    "TERMINATE TRANSACTIONS ['neo4j-transaction-1']",
    "SHOW SETTINGS",
    "SHOW SETTINGS YIELD name, value RETURN name, value",
    "SHOW USERS",
    "SHOW CURRENT USER",
    "SHOW DATABASES",
    "SHOW PROCEDURES",
    "SHOW FUNCTIONS",
    "USE system SHOW USERS",
    "USE system RETURN 1 AS x",
    "USE other MATCH (n) RETURN n",
    "START TRANSACTION",
    "BACKUP DATABASE",
    "EXPORT DATABASE file://never",
    "IMPORT DATABASE http://127.0.0.1:{port}/never",
    "SELECT FROM Batch",
    "INSERT INTO Batch SET batch_id = 'w'",
    "ALTER DATABASE `arcadedb.command.timeout` 1",
    'DEFINE FUNCTION never.never "return 1" LANGUAGE js',
    "RETURN java.lang.System.getProperty('user.home')",
    ":param x => 1",
)
CALLS = (
    "CALL dbms.listConfig('') YIELD value RETURN value",
    "CALL dbms.listConfig()",
    "CALL dbms.components()",
    "CALL dbms.killConnections(['bolt-1'])",
    "CALL dbms.queryJmx('*:*')",
    "CALL dbms.clientConfig()",
    "CALL dbms.security.listUsers()",
    "CALL db.info()",
    "CALL db.ping()",
    "CALL db.clearQueryCaches()",
    "CALL db.createLabel('Never')",
    "CALL db.migrateLegacyTemporals()",
    "CALL db.stats.retrieve('GRAPH COUNTS')",
    "CALL tx.setMetaData({asked: 'x'})",
    "CALL do.when(true, 'CREATE (:Batch {batch_id: \"w\"}) RETURN 1 AS x', '', {}) YIELD value "
    "RETURN value",
    "CALL do.when(true, 'SHOW TRANSACTIONS', '', {}) YIELD value RETURN value",
    "CALL apoc.do.when(true, 'SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t'"
    ", '', {}) YIELD value RETURN value",
    "CALL merge.node(['Batch'], {batch_id: 'w'}, {}, {}) YIELD node RETURN node",
    "CALL apoc.cypher.run('MATCH (n) DETACH DELETE n', {}) YIELD value RETURN value",
    "CALL apoc.load.json('http://127.0.0.1:{port}/never') YIELD value RETURN value",
    "CALL apoc.export.csv.all('never.csv', {})",
    "MATCH (b:Batch) WITH collect(b) AS all CALL apoc.refactor.cloneNodesWithRelationships(all) "
    "YIELD output RETURN output",
    "MATCH (b:Batch) WITH collect(b) AS all CALL apoc.refactor.mergeNodes(all) YIELD node "
    "RETURN node",
    "CALL algo.pagerank() YIELD nodeId RETURN nodeId",
)
LOADS = tuple(
    f"LOAD CSV {headers}FROM '{url}' AS row RETURN row"
    for headers in ("", "WITH HEADERS ")
    for url in (
        "{file}",
        "file://{file}",
        "http://127.0.0.1:{port}/x",
        "http://localhost:{port}/x",
        "ftp://127.0.0.1:{port}/x",
        "jar:http://127.0.0.1:{port}/x!/y",
    )
)
# Where an engine takes in whole queries. `{}` stands for one.
AROUND = (
    "/* MATCH (n) RETURN n */ {}",
    "// MATCH (n)\n{} // RETURN 1",
    "\n\t \f{}\n;",
    "{};",
    "RETURN 1 AS one; {}",
    "{}; RETURN 1 AS one",
    "EXPLAIN {}",
    "PROFILE {}",
    "CYPHER {}",
    "CYPHER 5 {}",
    "CYPHER runtime=slotted {}",
    "CYPHER PROFILE {}",
    "EXPLAIN EXPLAIN {}",
    "USE neo4j {}",
    "USE graph {}",
    "CALL {{ {} }} RETURN 1 AS one",
    "CALL () {{ {} }} RETURN 1 AS one",
    "UNWIND [1] AS i CALL (i) {{ {} }} RETURN i",
    "CALL {{ {} }} IN TRANSACTIONS OF 1 ROWS",
    "MATCH (n) CALL {{ WITH n {} }} RETURN n",
    "RETURN EXISTS {{ {} }} AS one",
    "RETURN COUNT {{ {} }} AS one",
    "RETURN COLLECT {{ {} }} AS one",
    "MATCH (n) WHERE EXISTS {{ {} }} RETURN n",
    "RETURN [x IN [1] WHERE EXISTS {{ {} }} | x] AS one",
    "RETURN [x IN [1] | [y IN [1] | COUNT {{ {} }}]] AS one",
    "RETURN reduce(a = 0, x IN [1] | a + COUNT {{ {} }}) AS one",
    "RETURN CASE WHEN EXISTS {{ {} }} THEN 1 ELSE 2 END AS one",
    "MATCH (n) RETURN [(n)-->(m) WHERE EXISTS {{ {} }} | m] AS one",
    "MATCH (n) RETURN n ORDER BY COUNT {{ {} }}",
    "MATCH p = (a)-[r*1..2 {{q: COUNT {{ {} }}}}]->(b) RETURN p",
    "WITH 1 AS one {}",
    "RETURN 1 AS one UNION {}",
    "{} UNION RETURN 1 AS one",
    "FOREACH (x IN [1] | {})",
    "OPTIONAL {}",
)


def escaped(text: str) -> str:
    """The text with the first letter of each word as Cypher's unicode escape."""
    return " ".join(f"\\u{ord(word[0]):04x}{word[1:]}" for word in text.split(" ") if word)


def attempts(*texts: str) -> Iterator[str]:
    """Each text as it is, in other letters, and in everything that can be around it."""
    for text in texts:
        yield text
        yield escaped(text)
        yield text.lower()
        yield text.replace(" ", "\n/* RETURN */\t")
        for around in AROUND:
            yield around.format("\0").replace("\0", text)
