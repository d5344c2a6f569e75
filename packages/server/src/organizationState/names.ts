import type { Current } from "./current.ts";
import type { Entry } from "./entries.ts";

/** `user:…`, `group:…` and the like as the file names them. */
export type Called = (name: string) => string;

type Kind = "user" | "group" | "service" | "role";
export const EVERYBODYS = "role:__base__";

/** Names that people know, both ways: of what is there, and of what a file brings. */
export class Names {
  private readonly called = new Map<string, string>();
  private readonly byName: Readonly<Record<Kind, Map<string, string[]>>> = {
    user: new Map(),
    group: new Map(),
    service: new Map(),
    role: new Map(),
  };

  /** Everything of an organization. */
  static of({ entries, services, roleNames }: Current): Names {
    const names = new Names();
    for (const entry of entries.values()) names.addEntry(entry);
    for (const [service, name] of services) names.add(service, name);
    for (const [role, name] of roleNames) names.add(role, name);
    return names;
  }

  /** @param name of a person their address */
  add(principal: string, name: string): void {
    const kind = principal.slice(0, principal.indexOf(":")) as Kind;
    const known = this.byName[kind].get(name) ?? [];
    if (known.includes(principal)) return;
    this.byName[kind].set(name, [...known, principal]);
    this.called.set(principal, name);
  }

  /** As the file says it: `group:Research`, with the id behind it where there are several. */
  readonly call: Called = (principal) => {
    if (principal === EVERYBODYS) return "everybody";
    const colon = principal.indexOf(":");
    const kind = principal.slice(0, colon);
    const name = this.called.get(principal);
    if (!Object.hasOwn(this.byName, kind)) return principal;
    if (name === undefined) return `${kind}:#${principal.slice(colon + 1)}`;
    return `${kind}:${this.isPlain(kind as Kind, name) ? name : `${name}#${principal.slice(colon + 1)}`}`;
  };

  /** The bare name of a role. */
  roleName(role: string): string {
    return this.called.get(role) ?? role.slice("role:".length);
  }

  /** What somebody means; undefined: nobody, or several. */
  find(text: string): string | undefined {
    if (text === "everyone" || text === "anyone" || text === "organization") return text;
    if (text === "everybody") return EVERYBODYS;
    const colon = text.indexOf(":");
    const kind = text.slice(0, colon);
    if (!Object.hasOwn(this.byName, kind)) return undefined;
    return this.findKind(kind as Kind, text.slice(colon + 1));
  }

  findKind(kind: Kind, written: string): string | undefined {
    const name = kind === "user" ? written.trim().toLowerCase() : written;
    const [only, ...others] = this.byName[kind].get(name) ?? [];
    if (only !== undefined && others.length === 0) return only;
    const [, id] = /#([A-Za-z0-9_.@~-]+)$/.exec(written) ?? [];
    const meant = `${kind}:${id}`;
    if (id !== undefined && this.called.has(meant)) return meant;
    // A role by its key, where no role has that name.
    const key = `role:${written}`;
    return kind === "role" && only === undefined && this.called.has(key) ? key : undefined;
  }

  has(principal: string): boolean {
    return this.called.has(principal);
  }

  /** How many have this name. */
  count(kind: Kind, name: string): number {
    return this.byName[kind].get(name)?.length ?? 0;
  }

  private isPlain(kind: Kind, name: string): boolean {
    return this.count(kind, name) === 1 && !/#[A-Za-z0-9_.@~-]+$/.test(name);
  }

  private addEntry(entry: Entry): void {
    if (entry.kind === "person") this.add(entry.user, entry.email);
    else if (entry.kind === "group") this.add(entry.group, entry.name);
  }
}
