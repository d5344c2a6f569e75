/** The administrative powers (docs/roles.md): LibreChat's 25, and ours. */
export const capabilities: readonly string[] = [
  "access:admin",
  "assign:configs",
  "ban:users",
  "ban:users:short",
  "manage:agents",
  "manage:assistants",
  "manage:balances",
  "manage:code_environments",
  "manage:configs",
  "manage:files",
  "manage:groups",
  "manage:keys",
  "manage:mcpservers",
  "manage:projects",
  "manage:prompts",
  "manage:roles",
  "manage:services",
  "manage:sharedlinks",
  "manage:skills",
  "manage:users",
  "moderate:content",
  "read:access",
  "read:agents",
  "read:assistants",
  "read:audit_log",
  "read:configs",
  "read:groups",
  "read:insights",
  "read:logs",
  "read:prompts",
  "read:roles",
  "read:sharedlinks",
  "read:skills",
  "read:usage",
  "read:users",
  "unseal:content",
  "view:as",
];

const known = new Set(capabilities);

/** Section forms (`manage:configs:endpoints`, `assign:configs:group`) are capabilities too, as in LibreChat. */
const sectioned = /^(?:(?:manage|read):configs:\w+|assign:configs:(?:user|group|role))$/;

/** Configured types may bring capabilities of their own: `manage:<word>`, `read:<word>`. */
const ofTypes = /^(?:manage|read):[a-z][a-z0-9_]{0,62}$/;

export function isCapability(name: string): boolean {
  return known.has(name) || sectioned.test(name) || ofTypes.test(name);
}

/**
 * The capabilities that answer a question for `name`: itself, and those that imply it.
 * `manage:x` implies `read:x`; a whole implies its sections; `ban:users` implies `ban:users:short`.
 * @example answering("read:configs:endpoints") // itself, manage:configs:endpoints, read:configs, manage:configs
 */
export function answering(name: string): readonly string[] {
  return answers.get(name) ?? namesAnswering(name);
}

function namesAnswering(name: string): readonly string[] {
  const names = new Set([name]);
  const section = /^(manage|read|assign):configs:\w+$/.exec(name);
  if (section) names.add(`${section[1]}:configs`);
  for (const found of [...names]) if (found.startsWith("read:")) names.add(found.replace("read:", "manage:"));
  if (name === "ban:users:short") names.add("ban:users");
  return [...names];
}

/** Worked out once for those that are asked all the time. */
const answers: ReadonlyMap<string, readonly string[]> = new Map(
  capabilities.map((name) => [name, namesAnswering(name)]),
);
