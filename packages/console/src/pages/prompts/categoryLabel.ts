import { t } from "@lingui/core/macro";
import { nameInWords } from "../../parts/featureInWords.ts";

/** LibreChat's own categories, whose labels are keys of its translations. */
const own: ReadonlySet<string> = new Set([
  "idea",
  "travel",
  "teach_or_explain",
  "write",
  "shop",
  "code",
  "misc",
  "roleplay",
  "finance",
]);

/** `teach_or_explain` → `Teach or explain`; what people thought of themselves stays as it is. */
export const categoryLabel = (category: string): string =>
  category === "misc" ? t`Miscellaneous` : own.has(category) ? nameInWords(category) : category;
