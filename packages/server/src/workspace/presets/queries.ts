import type { Insertable, Selectable } from "kysely";
import type { PresetsTable, Tx } from "../../store/index.ts";

export type PresetRow = Selectable<PresetsTable>;

/** An account's (some hundred at most), the smallest `order` first, then the newest; those without an order last. Served by presets_by_preset. */
export async function listPresets(db: Tx, organization: string, account: string): Promise<PresetRow[]> {
  const rows = await ofAccount(db, organization, account).selectAll().execute();
  const placeOf = ({ position }: PresetRow) => position ?? Number.MAX_SAFE_INTEGER;
  return rows.sort((a, b) => placeOf(a) - placeOf(b) || b.updated_at - a.updated_at || (a.id < b.id ? 1 : -1));
}

/** Served by presets_by_preset. */
export const findPreset = (
  db: Tx,
  organization: string,
  account: string,
  presetId: string,
): Promise<PresetRow | undefined> =>
  ofAccount(db, organization, account).selectAll().where("preset_id", "=", presetId).executeTakeFirst();

/** Served by presets_by_preset. */
export async function countPresets(db: Tx, organization: string, account: string): Promise<number> {
  const { count } = await ofAccount(db, organization, account)
    .select((e) => e.fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** One of the same name keeps its id and when it was made. */
export const savePreset = (tx: Tx, row: Insertable<PresetsTable>): Promise<PresetRow> =>
  tx
    .insertInto("presets")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "account", "preset_id"]).doUpdateSet({
        fields: row.fields,
        is_default: row.is_default ?? 0,
        position: row.position ?? null,
        updated_at: row.updated_at,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();

/** Its place at the front goes with it. Served by presets_by_preset. */
export const dropFormerDefault = (tx: Tx, organization: string, account: string, presetId: string) =>
  tx
    .updateTable("presets")
    .set({ is_default: 0, position: null })
    .where("organization_id", "=", organization)
    .where("account", "=", account)
    .where("preset_id", "!=", presetId)
    .where("is_default", "=", 1)
    .execute();

/** @param presetId undefined: all of them. Served by presets_by_preset. @returns how many went */
export async function deletePresets(tx: Tx, organization: string, account: string, presetId?: string): Promise<number> {
  let query = tx.deleteFrom("presets").where("organization_id", "=", organization).where("account", "=", account);
  if (presetId !== undefined) query = query.where("preset_id", "=", presetId);
  const { numDeletedRows } = await query.executeTakeFirst();
  return Number(numDeletedRows);
}

const ofAccount = (db: Tx, organization: string, account: string) =>
  db.selectFrom("presets").where("organization_id", "=", organization).where("account", "=", account);
