import { t } from "@lingui/core/macro";

const hidden: Readonly<Record<string, string>> = {
  agent: t`an agent that you may not see`,
  prompt: t`a prompt that you may not see`,
  tool: t`a tool that you may not see`,
  model: t`a model that you may not see`,
  file: t`a file that you may not see`,
  conversation: t`a conversation that you may not see`,
  project: t`a project that you may not see`,
  sharedLink: t`a link that you may not see`,
  group: t`a group that you may not see`,
};

/** What has no name for whoever reads it, by its type. */
export const hiddenInWords = (type: string): string => hidden[type] ?? t`${type}, which you may not see`;
