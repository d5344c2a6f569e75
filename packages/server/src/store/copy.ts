import { StoreError } from "./errors.ts";
import type { Store } from "./store.ts";
import { columnsOf, insertRows, RowSum, requireEmpty, rowsOf, sumOf, tableNames } from "./table-rows.ts";

/** How far it is: rows of this table written so far. */
export type OnProgress = (progress: { table: string; rows: number }) => void;

/**
 * Moves everything into an empty store, from either database into either (`gatehouse db copy`), and compares the two
 * row by row before it commits. Reads one unchanging view; what is written into `from` after its beginning is not copied.
 * @returns rows by table
 * @throws {TargetNotEmpty} {@link StoreError} `store-fault` if the copy differs (nothing is written then)
 */
export async function copyDatabase(
  from: Store,
  to: Store,
  onProgress: OnProgress = () => {},
): Promise<Record<string, number>> {
  return from.readConsistently((source) =>
    to.transact(async (target) => {
      await requireEmpty(target);
      const columns = await columnsOf(source);
      const counts: Record<string, number> = {};
      for (const table of tableNames) {
        const of = columns.get(table) ?? [];
        const sum = new RowSum();
        for await (const rows of rowsOf(source, table, of)) {
          await insertRows(target, table, of, rows);
          sum.add(rows);
          onProgress({ table, rows: sum.rows });
        }
        counts[table] = sum.rows;
        if ((await sumOf(target, table, of)) !== sum.digest()) {
          throw new StoreError(
            "store-fault",
            `the copy of \`${table}\` differs from the original; nothing was written`,
          );
        }
      }
      return counts;
    }),
  );
}
