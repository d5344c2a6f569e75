import { t } from "@lingui/core/macro";

const kinds: Readonly<Record<string, readonly [one: string, many: string]>> = {
  agent: [t`agent`, t`agents`],
  prompt: [t`prompt`, t`prompts`],
  tool: [t`tool`, t`tools`],
  conversation: [t`conversation`, t`conversations`],
  file: [t`file`, t`files`],
  project: [t`project`, t`projects`],
  sharedLink: [t`shared link`, t`shared links`],
  group: [t`group`, t`groups`],
  model: [t`model`, t`models`],
};

/** `1 agent`, `3 shared links`; of a type that other applications declared, its name. */
export function countOf(type: string, count: number): string {
  const [one, many] = kinds[type] ?? [`${type}`, `${type}s`];
  return `${count} ${count === 1 ? one : many}`;
}
