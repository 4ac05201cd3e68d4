// Every statement in cypher/ that Neo4j's own grammar refuses, as file:line:column: message.
//
//   npm ci --ignore-scripts --prefix lint
//   node lint/cypher.mjs [FILE...]        (no FILE: all of cypher/)
//
// The exit code is 1 if a statement is refused, and if there is none to look at.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

// The package's ES modules name each other without a file ending, which Node refuses.
const { lintCypherQuery } = createRequire(import.meta.url)("@neo4j-cypher/language-support");

const ERROR = 1; // as in the language server protocol; 2 is a warning

const root = fileURLToPath(new URL("..", import.meta.url));
const statements = () =>
  readdirSync(join(root, "cypher"), { recursive: true })
    .filter((path) => path.endsWith(".cypher"))
    .sort()
    .map((path) => join(root, "cypher", path));

function errorsOf(text) {
  if (!text.replace(/\/\/.*$|\/\*[^]*?\*\//gm, "").trim()) {
    return [{ line: 0, character: 0, message: "No statement, only comments" }];
  }
  // A parameter gets its value when the statement runs: each one that is named counts as given.
  const names = [...text.matchAll(/\$(\w+)/g)].map((match) => match[1]);
  const parameters = Object.fromEntries(names.map((name) => [name, ""]));
  return lintCypherQuery(text, { parameters })
    .filter(({ severity }) => severity === ERROR)
    .map(({ range, message }) => ({ ...range.start, message }));
}

const files = process.argv.length > 2 ? process.argv.slice(2) : statements();
const errors = files.flatMap((file) =>
  errorsOf(readFileSync(file, "utf-8")).map(
    ({ line, character, message }) =>
      `${relative(process.cwd(), file)}:${line + 1}:${character + 1}: ${message}`,
  ),
);

for (const error of errors) console.error(error);
console.log(`${files.length} statements, ${errors.length} errors`);
process.exitCode = errors.length || !files.length ? 1 : 0;
