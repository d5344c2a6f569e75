import { t } from "@lingui/core/macro";
import type { Json, PrincipalType, Said } from "../../api/settings.ts";
import { EVERYBODY } from "../../api/settings.ts";

/** A value as people read it. */
export function valueInWords(value: Json): string {
  if (value === null) return t`Not set`;
  if (value === true) return t`On`;
  if (value === false) return t`Off`;
  if (value === "") return t`Empty`;
  if (Array.isArray(value))
    return value.length === 0
      ? t`None`
      : value.map((one: Json) => (typeof one === "string" ? one : JSON.stringify(one))).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const sources: Readonly<Record<string, string>> = {
  default: t`Default`,
  generated: t`Generated`,
  file: t`File`,
  environment: t`Environment`,
  database: t`Set here`,
  override: t`Override`,
};

export const sourceInWords = (from: string): string => sources[from] ?? from;

const kinds: Readonly<Record<PrincipalType, string>> = { role: t`Role`, group: t`Group`, user: t`Person` };

/** `Role USER`, `Everybody` */
export function whoseInWords(type: PrincipalType | null, id: string | null, name: string | null): string {
  if (type === null) return "";
  return id === EVERYBODY ? t`Everybody` : `${kinds[type]} ${name ?? id ?? ""}`;
}

/** `Override of Role USER, priority 10` */
export function saidInWords({ from, place, principalType, principalId, name, priority }: Said): string {
  if (from !== "override") return place ?? sourceInWords(from);
  return t`${whoseInWords(principalType, principalId, name)}, priority ${priority ?? ""}`;
}

/** Where the first sentence of what is said of a setting ends. */
const FIRST_SENTENCE = /^(.+?[^.\d])(?:\.\s+|\.$)(.*)$/s;
const plain = (text: string): string => text.replaceAll("`", "");

/** What a setting is called: the first sentence that is said of it. */
export const labelOf = (about: string): string => plain(FIRST_SENTENCE.exec(about)?.[1] ?? about);
/** The rest; empty: there is none. */
export const helpOf = (about: string): string => plain(FIRST_SENTENCE.exec(about)?.[2] ?? "");
