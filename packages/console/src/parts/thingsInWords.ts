import { t } from "@lingui/core/macro";

/** What is said of a thing by its type: whole, since not every language has one “a”, one “this” and one “unnamed” for all of them. */
interface Said {
  /** In a sentence, of one that is not there any more. */
  one: string;
  this: string;
  /** In place of a name. */
  unnamed: string;
  /** In a sentence, of one whose name is not told. */
  hidden: string;
  /** In place of a name, of one that one gave others and cannot see any more. */
  lost: string;
}

const said: Readonly<Record<string, Said>> = {
  agent: {
    one: t`an agent`,
    this: t`this agent`,
    unnamed: t`Unnamed agent`,
    hidden: t`an agent that you may not see`,
    lost: t`An agent that you may no longer see`,
  },
  prompt: {
    one: t`a prompt`,
    this: t`this prompt`,
    unnamed: t`Unnamed prompt`,
    hidden: t`a prompt that you may not see`,
    lost: t`A prompt that you may no longer see`,
  },
  tool: {
    one: t`a tool`,
    this: t`this tool`,
    unnamed: t`Unnamed tool`,
    hidden: t`a tool that you may not see`,
    lost: t`A tool that you may no longer see`,
  },
  model: {
    one: t`a model`,
    this: t`this model`,
    unnamed: t`Unnamed model`,
    hidden: t`a model that you may not see`,
    lost: t`A model that you may no longer see`,
  },
  file: {
    one: t`a file`,
    this: t`this file`,
    unnamed: t`Unnamed file`,
    hidden: t`a file that you may not see`,
    lost: t`A file that you may no longer see`,
  },
  conversation: {
    one: t`a conversation`,
    this: t`this conversation`,
    unnamed: t`Unnamed conversation`,
    hidden: t`a conversation that you may not see`,
    lost: t`A conversation that you may no longer see`,
  },
  project: {
    one: t`a project`,
    this: t`this project`,
    unnamed: t`Unnamed project`,
    hidden: t`a project that you may not see`,
    lost: t`A project that you may no longer see`,
  },
  sharedLink: {
    one: t`a link`,
    this: t`this link`,
    unnamed: t`Unnamed link`,
    hidden: t`a link that you may not see`,
    lost: t`A link that you may no longer see`,
  },
  group: {
    one: t`a group`,
    this: t`this group`,
    unnamed: t`Unnamed group`,
    hidden: t`a group that you may not see`,
    lost: t`A group that you may no longer see`,
  },
};

/** @param type also of what other applications declared: that has its own name alone */
export const thingsInWords = (type: string): Said =>
  said[type] ?? {
    one: t`a ${type}`,
    this: t`this ${type}`,
    unnamed: t`Unnamed ${type}`,
    hidden: t`a ${type} that you may not see`,
    lost: t`A ${type} that you may no longer see`,
  };

/** `agent:64f0…` → `agent` */
export const typeOf = (resource: string): string => resource.slice(0, resource.indexOf(":"));
