import type { TypeDefinition } from "@gatehouse/engine";
import { z } from "zod";

/** LibreChat's resource types, and ours behind them. */
const typeNames: Readonly<Record<string, string>> = {
  agent: "agent",
  promptGroup: "prompt",
  mcpServer: "tool",
  sharedLink: "sharedLink",
};
const HIGHEST_LIBRECHAT_BIT = 16;

/** Our type for LibreChat's, other types by their own name; null for what neither knows. */
export function engineType(name: string): string {
  return Object.hasOwn(typeNames, name) ? (typeNames[name] ?? name) : name;
}

/** LibreChat's bits of some actions; ours begin at 32 and are left out. */
export function permBits(type: TypeDefinition, actions: readonly string[]): number {
  return actions.reduce((bits, action) => {
    const bit = type.actions[action] ?? 0;
    return bit <= HIGHEST_LIBRECHAT_BIT ? bits | bit : bits;
  }, 0);
}

/** `agent_viewer` → `viewer`; undefined for what the type does not have. */
export function accessRole(resourceType: string, type: TypeDefinition, accessRoleId: string): string | undefined {
  const name = accessRoleId.startsWith(`${resourceType}_`) ? accessRoleId.slice(resourceType.length + 1) : undefined;
  return name !== undefined && Object.hasOwn(type.roles, name) ? name : undefined;
}

/**
 * The access role that stands for some actions: the one that is exactly these, else the largest that lies within them.
 * @returns undefined where even the smallest role holds more
 */
export function nearestRole(type: TypeDefinition, actions: readonly string[]): string | undefined {
  const within = Object.entries(type.roles).filter(([, held]) => held.every((action) => actions.includes(action)));
  return within.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

const Ref = z.strictObject({
  type: z.enum(["user", "group", "role", "public"]),
  id: z.string().max(256).nullable().optional(),
  name: z.string().max(500).nullable().optional(),
  email: z.string().max(320).nullable().optional(),
  avatar: z.string().max(4096).nullable().optional(),
  description: z.string().max(2000).nullable().optional(),
  source: z.string().max(64).nullable().optional(),
  idOnTheSource: z.string().max(256).nullable().optional(),
  accessRoleId: z.string().max(130).optional(),
  viewInsights: z.boolean().optional(),
});

const MOST_AT_ONCE = 500;
export const UpdateBody = z
  .strictObject({
    updated: z.array(Ref).max(MOST_AT_ONCE).optional(),
    removed: z.array(Ref).max(MOST_AT_ONCE).optional(),
    public: z.boolean().optional(),
    publicAccessRoleId: z.string().max(130).nullable().optional(),
  })
  .describe(`At most ${MOST_AT_ONCE} principals at once; share with a group for more`);
export type Update = z.infer<typeof UpdateBody>;
export type PrincipalRef = z.infer<typeof Ref>;
