import { t } from "@lingui/core/macro";
import type { Mode, Tool, ToolFields } from "../../api/tools.ts";
import { documentOf } from "../tools/documentFields.ts";

export type ActionFields = ToolFields & {
  mode: Mode;
};

export const modeInWords: Readonly<Record<Mode, string>> = {
  lent: t`for whoever may use the agent`,
  own: t`for those only who may use the action, too`,
};

/** How a form begins: empty, or with what is there but for the key, which nobody is told. */
export const fieldsOf = (former: { tool: Tool; mode: Mode } | null): ActionFields => ({
  ...documentOf(former?.tool ?? null),
  mode: former?.mode ?? "lent",
});

export const modeOptions = Object.entries(modeInWords).map(([value, label]) => ({
  value,
  label: label.charAt(0).toUpperCase() + label.slice(1),
}));
