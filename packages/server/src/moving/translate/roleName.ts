import { createHash } from "node:crypto";
import { builtInRanks, MODERATOR, type Principal, SUPER_ADMIN } from "@gatehouse/engine";

/** Roles of ours that LibreChat does not have: whoever is called so there is no such staff here. */
const OURS: ReadonlySet<string> = new Set([SUPER_ADMIN, MODERATOR]);

/** What a key of ours may be made of; a name may have more. */
const KEY = /^[A-Za-z0-9_.@~-]{1,200}$/;

/** The same key for a name each time, and another one for another name; people go on to see the name. */
function keyOf(name: string): string {
  if (KEY.test(name)) return name;
  const readable = name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9_.@~-]+/g, "_")
    .slice(0, 100);
  return `${readable}~${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

/** The role that a name of LibreChat's stands for. What would be staff of ours by its name alone gets another one. */
export function roleOf(name: string): Principal {
  return `role:${keyOf(calledHere(name))}`;
}

/** How it is called here: as there, unless that is how staff of ours is called. */
export const calledHere = (name: string): string =>
  OURS.has(`role:${name.toUpperCase()}`) ? `${name}_OF_LIBRECHAT` : name;

/** The name of a role by which people know it, where its key does not tell. */
export const textOfRole = (
  name: string,
  dates: { created_at: number; updated_at: number },
  description: string | null,
) => ({
  ...{ role: roleOf(name), name: calledHere(name), description, ...dates },
});

export const isBuiltIn = (role: Principal): boolean => role in builtInRanks;

/** Names that can be kept: one line, not blank, not longer than roles here may be called. */
export const isRoleName = (name: unknown): name is string =>
  typeof name === "string" && name.trim() === name && /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u.test(name);
