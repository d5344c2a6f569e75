import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { problems } from "./problems.ts";

/** Where the reference lies; `node --conditions=gatehouse-source packages/server/src/http/reference.ts` writes it anew. */
export const ERRORS_PAGE = join(import.meta.dirname, "../../../../docs/reference/errors.md");

/** The page docs/reference/errors.md, from the catalogue. */
export function errorsReference(): string {
  const rows = Object.entries(problems).map(
    ([code, { status, title, help }]) => `| \`${code}\` | ${status} | ${title} | ${help} |`,
  );
  return [
    "# Errors",
    "",
    "Every error is a problem detail (RFC 9457, `application/problem+json`) with one of these codes. Codes are stable; read `code`, never the text.",
    "Beside the members of the RFC an answer has `code`, `help` (what to do), `message` and `error` (for LibreChat's clients) and `requestId` (also in the log).",
    "",
    "Generated from `packages/server/src/http/problems.ts`.",
    "",
    "| code | status | what | what to do |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (import.meta.main) writeFileSync(ERRORS_PAGE, errorsReference());
