import {
  editing,
  type Json,
  type LiveSettings,
  type Source,
  type StoredSettings,
  shapeOf,
  shownValues,
  variableGroups,
} from "../../config/index.ts";
import type { Setting, SettingChange } from "./schemas.ts";

interface Catalogued {
  key: string;
  group: string;
  about: string;
  allowed: string;
  isSecret: boolean;
  byDefault: string | null;
}

/** Every setting that there is: variables, and the keys of the file that can be set here. */
const catalogued: readonly Catalogued[] = [
  ...variableGroups.flatMap(({ title, variables }) =>
    Object.entries(variables).map(([key, { about, kind, secret = false, otherwise, default: usual }]) => ({
      key,
      group: title,
      about,
      allowed: kind.allowed,
      isSecret: secret,
      byDefault: otherwise ?? (usual === undefined || usual === "" ? null : String(usual)),
    })),
  ),
  ...[...editing.keys()]
    .filter((key) => key.includes("."))
    .map((key) => ({
      key,
      group: "Identity",
      about: shapeOf(key)?.about ?? "",
      allowed: shapeOf(key)?.allowed ?? "",
      isSecret: false,
      byDefault: null,
    })),
];

/** As the variable would be written; a list as JSON. */
export const textOf = (value: NonNullable<SettingChange["value"]>): string =>
  Array.isArray(value) ? JSON.stringify(value) : String(value);

/** The same the other way round. */
export const givenOf = (key: string, text: string): NonNullable<SettingChange["value"]> =>
  key.includes(".") ? JSON.parse(text) : text;

/** Whether the operator says it in so many words. */
export const isPinned = (source: Source | undefined): boolean =>
  source?.origin.kind === "file" || source?.origin.kind === "environment";

/** All settings as they are told. INVARIANT: of a secret only whether it is set. */
export function settingsOf(live: LiveSettings, stored: StoredSettings): Setting[] {
  const sources = new Map(live.configuration.sources.map((source) => [source.key, source]));
  const shown = shownValues(live.configuration);
  return catalogued.map(({ isSecret, ...one }) => {
    const source = sources.get(one.key);
    const value = isSecret ? null : (shown.get(one.key) ?? null);
    const takesEffect = editing.get(one.key) ?? null;
    const text = stored[one.key];
    return {
      ...one,
      isSecret,
      ...formOf(one.allowed, value),
      isSet: source?.value !== undefined,
      value: value as Setting["value"], // JSON as it was read
      from: source?.origin.kind ?? "default",
      place: source?.from ?? "default",
      isPinned: isPinned(source),
      isEditable: takesEffect !== null && !isPinned(source),
      stored: text === undefined ? null : (givenOf(one.key, text) as Setting["value"]),
      takesEffect,
      isPending: live.isPending(one.key),
    };
  });
}

/** By the words in which its kind says what is allowed. */
function formOf(allowed: string, value: Json): Pick<Setting, "kind" | "choices"> {
  if (allowed === "true or false") return { kind: "switch", choices: null };
  if (Array.isArray(value) || allowed.startsWith("a list")) return { kind: "list", choices: null };
  if (/^(a whole number|a number|milliseconds)/.test(allowed)) return { kind: "number", choices: null };
  if (/^[a-z]+(, [a-z]+)+$/.test(allowed)) return { kind: "choice", choices: allowed.split(", ") };
  return { kind: "text", choices: null };
}
