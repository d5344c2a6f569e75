import { t } from "@lingui/core/macro";
import type { PromptVersion } from "../../api/prompts.ts";

/** `Version 3`: by its place among those that there are, the oldest one first. */
export function versionName(versions: readonly Pick<PromptVersion, "_id">[], id: string): string {
  const place = versions.findIndex((one) => one._id === id);
  return place < 0 ? t`A version that is gone` : t`Version ${versions.length - place}`;
}
