import { randomUUID } from "node:crypto";
import type { Row } from "../matrix/row.ts";
import type { Call, Method } from "./house.ts";
import type { Persona, Someone } from "./personas.ts";
import type { Account, Agent, Conversation, Link, Prompt, World } from "./world.ts";

/** What one call of the matrix is made of: who calls, and things to call it on. */
export interface Scene {
  world: World;
  persona: Persona;
  me: Someone;
  agent(): Promise<Agent>;
  prompt(): Promise<Prompt>;
  conversation(): Promise<Conversation>;
  project(): Promise<{ id: string }>;
  link(): Promise<Link>;
  tool(): Promise<{ id: string }>;
  endpoint(): Promise<{ id: string }>;
  group(): Promise<{ id: string }>;
  account(): Promise<Account>;
  service(): Promise<{ id: string }>;
  role(): Promise<{ name: string }>;
  grantTo(account: Account, resource: string): Promise<number>;
  /** The id of an answer that is nobody's. */
  running: string;
}

export const methodOf = (row: Row): Method => row.route.slice(0, row.route.indexOf(" ")) as Method;
export const pathOf = (row: Row): string => row.route.slice(row.route.indexOf(" ") + 1);
export const titleOf = (row: Row): string => (row.when === undefined ? row.route : `${row.route} (${row.when})`);

/** Things for the personas of one row: the same for all of them where nothing is written, otherwise new ones for each. */
export class Stage {
  private readonly world: World;
  private readonly isShared: boolean;
  private readonly made = new Map<string, unknown>();

  constructor(world: World, row: Row) {
    this.world = world;
    this.isShared = methodOf(row) === "GET";
  }

  scene(persona: Persona): Scene {
    const { world } = this;
    const thing = <T>(name: string, make: () => Promise<T>) => {
      return async (): Promise<T> => {
        if (!this.isShared) return make();
        if (!this.made.has(name)) this.made.set(name, await make());
        return this.made.get(name) as T; // what was put there under this name
      };
    };
    return {
      world,
      persona,
      me: world.people[persona],
      agent: thing("agent", () => world.agent()),
      prompt: thing("prompt", () => world.prompt()),
      conversation: thing("conversation", () => world.conversation()),
      project: thing("project", () => world.project()),
      link: thing("link", () => world.link()),
      tool: thing("tool", () => world.tool()),
      endpoint: thing("endpoint", () => world.endpoint()),
      group: thing("group", () => world.group()),
      account: thing("account", () => world.account()),
      service: thing("service", () => world.service()),
      role: thing("role", () => world.role()),
      grantTo: async ({ subject }, resource) => {
        const [id] = await world.house.grant([{ principal: subject, resource, allow: ["use", "execute"] }]);
        return id ?? 0;
      },
      running: randomUUID(),
    };
  }
}

/** The call of a row, with what it is called on made. */
export async function callOf(row: Row, scene: Scene): Promise<Call> {
  if (row.call) return row.call(scene);
  const url = pathOf(row);
  return methodOf(row) === "POST" ? { url, body: {} } : { url };
}
