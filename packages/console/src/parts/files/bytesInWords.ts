import { plural } from "@lingui/core/macro";

const units = ["kB", "MB", "GB"] as const;

/** `812 bytes`, `1.4 MB`: as the server counts, 1,024 at a time. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1_024) return plural(bytes, { one: "1 byte", other: `${bytes} bytes` });
  let size = bytes / 1_024;
  let unit = 0;
  // What would be rounded to 1,024 of one unit is 1 of the next.
  while (unit < units.length - 1 && size >= 1_023.5) {
    size /= 1_024;
    unit += 1;
  }
  const digits = size < 9.95 && unit > 0 ? 1 : 0;
  return `${Number(size.toFixed(digits))} ${units[unit]}`;
}
