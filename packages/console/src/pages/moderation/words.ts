import { t } from "@lingui/core/macro";
import type { Case, CaseState, Category, DecisionKind, ThingType } from "../../api/moderation.ts";

export const categoryWords: Readonly<Record<Category, string>> = {
  harassment: t`Harassment or bullying`,
  hate: t`Hate against a group`,
  violence: t`Violence or threats`,
  sexual: t`Sexual content`,
  "self-harm": t`Self-harm`,
  private: t`Private details of somebody`,
  illegal: t`Something illegal`,
  spam: t`Spam or deception`,
  other: t`Something else`,
};

export const typeWords: Readonly<Record<ThingType, string>> = {
  message: t`Message`,
  conversation: t`Conversation`,
  agent: t`Agent`,
  prompt: t`Prompt`,
  file: t`File`,
  sharedLink: t`Shared link`,
  user: t`Account`,
};

export const stateWords: Readonly<Record<CaseState, string>> = {
  open: t`Open`,
  taken: t`Taken`,
  appealed: t`Appealed`,
  decided: t`Decided`,
};

/** `Agent “Rude agent”`, `Message`; `Account of Cy`. */
export function nameOfThing({ type, name, about }: Pick<Case, "type" | "name"> & Partial<Pick<Case, "about">>): string {
  if (type === "user" && about?.name) return t`Account of ${about.name}`;
  return name === "" ? typeWords[type] : `${typeWords[type]} “${name}”`;
}

export const kindWords: Readonly<Record<DecisionKind, string>> = {
  hide: t`Hidden`,
  delete: t`Deleted`,
  warn: t`Warning`,
  ban: t`Ban`,
  dismiss: t`Dismissed`,
};

export const decisionStates: Readonly<Record<"in-force" | "over" | "undone" | "done", string>> = {
  "in-force": t`In force`,
  over: t`Over`,
  undone: t`Taken back`,
  done: t`Deleted for good`,
};

export const appealStates: Readonly<Record<"open" | "upheld" | "granted", string>> = {
  open: t`Appeal waits for an answer`,
  upheld: t`Appeal: the decision stands`,
  granted: t`Appeal granted`,
};

/** Who decided: a person, Gatehouse itself, or whoever is at the command line. */
export function whoIn(name: string | null): string {
  if (name === null) return t`Somebody who is gone`;
  return name.startsWith("system:") ? t`The system` : name;
}
