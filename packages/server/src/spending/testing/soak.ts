import { parseArgs } from "node:util";
import { emptyPostgres, emptySqlite } from "../../store/testing/databases.ts";
import { spendWithKills } from "./spendWithKills.ts";

/**
 * N1 for as many operations as told, on an embedded database and, with TEST_DATABASE_URL, on a PostgreSQL server; ends with 1 where the books are not as
 * they must be.
 * @example node --conditions=gatehouse-source packages/server/src/spending/testing/soak.ts --operations 1000000
 */
const { values } = parseArgs({ options: { operations: { type: "string", default: "1000000" } } });
const operations = Number(values.operations);
if (!Number.isInteger(operations) || operations < 1) {
  console.error("soak: --operations takes a whole number above 0");
  process.exit(2);
}
const server = process.env.TEST_DATABASE_URL;
for (const database of [await emptySqlite(), ...(server === undefined ? [] : [await emptyPostgres(server)])]) {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const {
    wrong,
    kills,
    operations: done,
  } = await spendWithKills(database.options, {
    operations,
    processes: database.kind === "sqlite" ? 1 : 3,
    tell: (count) => console.log(`${database.kind}, ${seconds()} s: ${count} operations`),
  });
  await database.remove();
  if (wrong.length > 0) {
    console.error(`The ledger is not sound:\n${wrong.join("\n")}`);
    process.exit(1);
  }
  console.log(`${database.kind}: ${done} operations, ${kills} servers killed, the books balance`);
}
