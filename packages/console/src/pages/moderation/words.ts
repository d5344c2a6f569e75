import type { Case, CaseState, Category, DecisionKind, ThingType } from "../../api/moderation.ts";

export const categoryWords: Readonly<Record<Category, string>> = {
  harassment: "Harassment or bullying",
  hate: "Hate against a group",
  violence: "Violence or threats",
  sexual: "Sexual content",
  "self-harm": "Self-harm",
  private: "Private details of somebody",
  illegal: "Something illegal",
  spam: "Spam or deception",
  other: "Something else",
};

export const typeWords: Readonly<Record<ThingType, string>> = {
  message: "Message",
  conversation: "Conversation",
  agent: "Agent",
  prompt: "Prompt",
  file: "File",
  sharedLink: "Shared link",
  user: "Account",
};

export const stateWords: Readonly<Record<CaseState, string>> = {
  open: "Open",
  taken: "Taken",
  appealed: "Appealed",
  decided: "Decided",
};

/** `Agent “Rude agent”`, `Message`; `Account of Cy`. */
export function nameOfThing({ type, name, about }: Pick<Case, "type" | "name"> & Partial<Pick<Case, "about">>): string {
  if (type === "user" && about?.name) return `Account of ${about.name}`;
  return name === "" ? typeWords[type] : `${typeWords[type]} “${name}”`;
}

export const kindWords: Readonly<Record<DecisionKind, string>> = {
  hide: "Hidden",
  delete: "Deleted",
  warn: "Warning",
  ban: "Ban",
  dismiss: "Dismissed",
};

export const decisionStates: Readonly<Record<"in-force" | "over" | "undone" | "done", string>> = {
  "in-force": "In force",
  over: "Over",
  undone: "Taken back",
  done: "Deleted for good",
};

export const appealStates: Readonly<Record<"open" | "upheld" | "granted", string>> = {
  open: "Appeal waits for an answer",
  upheld: "Appeal: the decision stands",
  granted: "Appeal granted",
};

/** Who decided: a person, Gatehouse itself, or whoever is at the command line. */
export function whoIn(name: string | null): string {
  if (name === null) return "Somebody who is gone";
  return name.startsWith("system:") ? "The system" : name;
}
