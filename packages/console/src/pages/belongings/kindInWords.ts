import { plural } from "@lingui/core/macro";

const kinds: Readonly<Record<string, (count: number) => string>> = {
  agent: (count) => plural(count, { one: `${count} agent`, other: `${count} agents` }),
  prompt: (count) => plural(count, { one: `${count} prompt`, other: `${count} prompts` }),
  tool: (count) => plural(count, { one: `${count} tool`, other: `${count} tools` }),
  conversation: (count) => plural(count, { one: `${count} conversation`, other: `${count} conversations` }),
  file: (count) => plural(count, { one: `${count} file`, other: `${count} files` }),
  project: (count) => plural(count, { one: `${count} project`, other: `${count} projects` }),
  sharedLink: (count) => plural(count, { one: `${count} shared link`, other: `${count} shared links` }),
  group: (count) => plural(count, { one: `${count} group`, other: `${count} groups` }),
  model: (count) => plural(count, { one: `${count} model`, other: `${count} models` }),
};

/** `1 agent`, `3 shared links`; of a type that other applications declared, its name. */
export const countOf = (type: string, count: number): string =>
  kinds[type]?.(count) ?? `${count} ${count === 1 ? type : `${type}s`}`;
