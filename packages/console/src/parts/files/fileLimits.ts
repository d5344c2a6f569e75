import { plural, t } from "@lingui/core/macro";
import type { FileConfig } from "../../api/files.ts";
import { bytesInWords } from "./bytesInWords.ts";

const MB = 1_024 * 1_024;

/** What the server takes, as far as it can be known before an upload; of which type a file is, only its content says. */
export interface FileLimits {
  isDisabled: boolean;
  /** In bytes. */
  largest: number;
  /** With one message. */
  most: number;
  /** All files of one message, in bytes. */
  largestTogether: number;
}

/** The limits of `fileConfig` for an endpoint: its own, else those of `default`, else the server's. */
export function limitsFor(config: FileConfig, endpoint?: string): FileLimits {
  const all = config.endpoints ?? {};
  const own = endpoint !== undefined && Object.hasOwn(all, endpoint) ? all[endpoint] : undefined;
  const { disabled = false, fileLimit = 10, fileSizeLimit = 512, totalSizeLimit = 512 } = { ...all.default, ...own };
  return {
    isDisabled: disabled,
    largest: Math.floor(Math.min(fileSizeLimit, config.serverFileSizeLimit ?? 512) * MB),
    most: fileLimit,
    largestTogether: Math.floor(totalSizeLimit * MB),
  };
}

/** Why a file need not be sent at all, in words; null where the server is to say. */
export const tooLarge = ({ size }: { size: number }, { largest }: FileLimits): string | null =>
  size > largest ? t`It is larger than ${bytesInWords(largest)}, which is the most here.` : null;

/** Why it cannot go with the same message as the files before it. */
export function tooMany(
  { size }: { size: number },
  before: readonly number[],
  { most, largestTogether }: FileLimits,
): string | null {
  if (before.length >= most)
    return plural(most, { one: "A message has one file here.", other: `A message has ${most} files at most.` });
  if (before.reduce((sum, bytes) => sum + bytes, size) > largestTogether)
    return t`The files of a message may have ${bytesInWords(largestTogether)} together.`;
  return null;
}
