import { t } from "@lingui/core/macro";

/** What the server calls a device: `Firefox on Windows`, `A program on Linux`; programs and systems have one name everywhere. */
export function deviceInWords(device: string): string {
  if (device === "Unknown device") return t`Unknown device`;
  const [program = "", system] = device.split(" on ");
  if (system === undefined) return program;
  return program === "A program" ? t`A program on ${system}` : t`${program} on ${system}`;
}
