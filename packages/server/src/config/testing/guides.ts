import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A guide of `docs/guides`, with its commands as a shell reads them: where one leaves its single quotes for a variable (`'{ "id": "'$ID'" }'`) the
 * variable alone stands there. That none stands within them, where a shell would not fill it in, `npm run check` sees to.
 */
export const readGuide = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../../../../docs/guides", name), "utf8").replaceAll(
    /'"?(\$[A-Z_]+)"?'/g,
    "$1",
  );
