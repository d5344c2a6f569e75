import { t } from "@lingui/core/macro";
import type { Credentials } from "../../api/models.ts";

/** As they are typed. */
export interface SecretFields {
  key: string;
  /** One a line: `X-Team: research`. */
  headers: string;
}

/** @returns the headers, or what is wrong with a line */
export function credentialsOf({ key, headers }: SecretFields): Credentials | { fault: string } {
  const found: Record<string, string> = {};
  for (const line of headers.split("\n").filter((one) => one.trim() !== "")) {
    const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.*\S)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return { fault: t`One header a line, as in X-Team: research` };
    found[name] = value;
  }
  return { key: key.trim() === "" ? null : key.trim(), headers: found };
}
