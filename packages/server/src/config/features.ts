import type { LibreChatYaml } from "./catalogue/yaml.ts";
import type { FeatureSeed } from "./settings.ts";

type Interface = NonNullable<LibreChatYaml["interface"]>;

/** Sub-key of an interface key → the permission that it sets. */
const permissions = new Map(
  Object.entries({
    use: "USE",
    create: "CREATE",
    share: "SHARE",
    public: "SHARE_PUBLIC",
    users: "VIEW_USERS",
    groups: "VIEW_GROUPS",
    roles: "VIEW_ROLES",
    configureObo: "CONFIGURE_OBO",
  }),
);

/** Interface key → permission type, and what the boolean form sets (LibreChat: USE alone, of shared links all). */
const types: { readonly [Key in keyof Interface]?: { type: string; boolean: readonly string[] } } = {
  prompts: { type: "PROMPTS", boolean: ["USE"] },
  agents: { type: "AGENTS", boolean: ["USE"] },
  skills: { type: "SKILLS", boolean: ["USE"] },
  sharedLinks: { type: "SHARED_LINKS", boolean: ["CREATE", "SHARE", "SHARE_PUBLIC"] },
  schedules: { type: "SCHEDULES", boolean: ["USE"] },
  mcpServers: { type: "MCP_SERVERS", boolean: [] },
  remoteAgents: { type: "REMOTE_AGENTS", boolean: [] },
  peoplePicker: { type: "PEOPLE_PICKER", boolean: [] },
  marketplace: { type: "MARKETPLACE", boolean: [] },
  bookmarks: { type: "BOOKMARKS", boolean: ["USE"] },
  memories: { type: "MEMORIES", boolean: ["USE"] },
  multiConvo: { type: "MULTI_CONVO", boolean: ["USE"] },
  temporaryChat: { type: "TEMPORARY_CHAT", boolean: ["USE"] },
  runCode: { type: "RUN_CODE", boolean: ["USE"] },
  webSearch: { type: "WEB_SEARCH", boolean: ["USE"] },
  fileSearch: { type: "FILE_SEARCH", boolean: ["USE"] },
  fileCitations: { type: "FILE_CITATIONS", boolean: ["USE"] },
};

/** Whether a key of `interface` says what a role may. */
export const isSeedingKey = (name: string): boolean => targets.has(name);
/** The sub-keys by which it does. */
export const permissionSubKeys: ReadonlySet<string> = new Set(permissions.keys());

const targets = new Map(Object.entries(types));

const memoryPermissions = ["USE", "CREATE", "UPDATE", "READ", "OPT_OUT"];

/**
 * What the file says in so many words about features of the role USER; what it does not name is not touched.
 * Rule: LibreChat's seeding of `interface` (docs/guides/configuration.md, "Features").
 * Each feature at most once, sorted.
 */
export function featureSeeds(yaml: LibreChatYaml): FeatureSeed[] {
  const seeds = new Map<string, FeatureSeed>();
  const seed = (feature: string, on: boolean, key: string) => seeds.set(feature, { feature, on, key });
  for (const [name, given] of Object.entries(yaml.interface ?? {})) {
    const target = targets.get(name);
    if (target === undefined) continue;
    const key = `interface.${name}`;
    if (typeof given === "boolean")
      for (const permission of target.boolean) seed(`${target.type}.${permission}`, given, key);
    else if (typeof given === "object") {
      for (const [sub, on] of Object.entries(given)) {
        const permission = permissions.get(sub);
        if (permission !== undefined && typeof on === "boolean")
          seed(`${target.type}.${permission}`, on, `${key}.${sub}`);
      }
    }
  }
  seedMemories(yaml, seeds, seed);
  return [...seeds.values()].sort((a, b) => (a.feature < b.feature ? -1 : 1));
}

/**
 * `memory.disabled: true` takes all of MEMORIES away, named under `interface` or not. `false`, or a memory section that
 * can be used, gives USE where `interface.memories` does not say otherwise; one that can be used also gives OPT_OUT.
 */
function seedMemories(
  yaml: LibreChatYaml,
  seeds: ReadonlyMap<string, FeatureSeed>,
  seed: (feature: string, on: boolean, key: string) => void,
): void {
  const memory = yaml.memory;
  if (memory === undefined) return;
  if (memory.disabled === true) {
    for (const permission of memoryPermissions) seed(`MEMORIES.${permission}`, false, "memory.disabled");
    return;
  }
  const { agent } = memory;
  const usable = agent !== undefined && (Boolean(agent.id) || (Boolean(agent.provider) && Boolean(agent.model)));
  if ((memory.disabled === false || usable) && !seeds.has("MEMORIES.USE"))
    seed("MEMORIES.USE", true, memory.disabled === false ? "memory.disabled" : "memory");
  if (usable && memory.personalize !== false) seed("MEMORIES.OPT_OUT", true, "memory.personalize");
}
