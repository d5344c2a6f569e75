import type { Actor } from "../http/actor.ts";
import { Problem } from "../http/problem.ts";
import type { OverrideBody, OverrideParams } from "../settings/overrides/schemas.ts";
import { wishOf } from "../settings/overrides/writing.ts";
import type { SettingChange } from "../settings/stored/schemas.ts";
import type { Difference } from "./difference.ts";
import type { EntryOf } from "./entries.ts";
import type { StateParts } from "./parts.ts";
import type { PlanAnswer, RefusedLine } from "./schemas.ts";

type Configured = Pick<PlanAnswer, "settings" | "overrides"> & { refused: RefusedLine[] };

/** Of settings and overrides: what their own rules say, and for whom they would be otherwise. Nothing is written. */
export async function configurationOf(
  parts: StateParts,
  actor: Actor,
  todo: readonly Difference[],
  whatOf: (line: Difference) => string,
): Promise<Configured> {
  const refused: RefusedLine[] = [];
  const ask = async <T>(what: string, work: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ what, code: error.code, detail: error.detail ?? error.message });
      return null;
    }
  };
  const access = parts.access.of(actor);
  const wishes: { params: OverrideParams; body: OverrideBody | null }[] = [];
  for (const line of todo) {
    const entry = line.after ?? line.before;
    if (entry?.kind !== "override") continue;
    const wish = { params: paramsOf(entry), body: line.after ? asBody(entry) : null };
    const isFit = await ask(whatOf(line), () => {
      access.require(actor, "manage:configs");
      if (wish.body) wishOf(asWish(entry), wish.body);
      return true;
    });
    if (isFit) wishes.push(wish);
  }
  const overrides =
    wishes.length === 0 ? null : await ask("overrides", () => parts.overrides.previewAll(actor, wishes));
  const changes = settingChangesOf(todo);
  const settings = changes.length === 0 ? null : await ask("settings", () => parts.system.preview(actor, changes));
  return { refused, settings, overrides };
}

export const paramsOf = ({ whose }: EntryOf<"override">): OverrideParams => {
  const [type = "", id = ""] = whose.split(/:(.*)/s);
  return { type: type as OverrideParams["type"], id };
};

const asWish = ({ values, removed, priority, isActive }: EntryOf<"override">) => ({
  overrides: values,
  tombstones: removed,
  priority,
  isActive,
});
export const asBody = ({ values, removed, priority, isActive }: EntryOf<"override">): OverrideBody => ({
  overrides: values as OverrideBody["overrides"], // JSON as it was read
  tombstones: [...removed],
  priority,
  isActive,
});

export const settingChangesOf = (todo: readonly Difference[]): SettingChange[] =>
  todo.flatMap(({ before, after }) => {
    const entry = after ?? before;
    return entry?.kind === "setting"
      ? [{ key: entry.key, value: (after ? entry.value : null) as SettingChange["value"] }]
      : [];
  });
