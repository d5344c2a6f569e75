import type { KeyKind, Mode, Tool, ToolFields } from "../../api/tools.ts";

export interface ActionFields extends ToolFields {
  mode: Mode;
}

export const modeInWords: Readonly<Record<Mode, string>> = {
  lent: "for whoever may use the agent",
  own: "for those only who may use the action, too",
};

const kindsInWords: Readonly<Record<KeyKind, string>> = {
  none: "None",
  bearer: "Bearer token",
  basic: "Basic (name:password)",
  custom: "A header of its own",
};

/** How a form begins: empty, or with what is there but for the key, which nobody is told. */
export const fieldsOf = (former: { tool: Tool; mode: Mode } | null): ActionFields => ({
  spec: former?.tool.spec ?? "",
  domain: former?.tool.domain ?? "",
  kind: former?.tool.auth?.as ?? "none",
  header: former?.tool.auth?.header ?? "",
  key: "",
  mode: former?.mode ?? "lent",
});

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label: label.charAt(0).toUpperCase() + label.slice(1) }));
export const modeOptions = optionsOf(modeInWords);
export const kindOptions = optionsOf(kindsInWords);
