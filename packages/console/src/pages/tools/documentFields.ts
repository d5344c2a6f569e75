import { t } from "@lingui/core/macro";
import type { KeyKind, Tool, ToolFields } from "../../api/tools.ts";

const kindsInWords: Readonly<Record<KeyKind, string>> = {
  none: t`None`,
  bearer: t`Bearer token`,
  basic: t`Basic (name:password)`,
  custom: t`A header of its own`,
};
export const kindOptions = Object.entries(kindsInWords).map(([value, label]) => ({ value, label }));

/** How a form begins: empty, or with what is there but for the key, which nobody is told. */
export const documentOf = (former: Tool | null): ToolFields => ({
  spec: former?.spec ?? "",
  domain: former?.domain ?? "",
  kind: former?.auth?.as ?? "none",
  header: former?.auth?.header ?? "",
  key: "",
});
