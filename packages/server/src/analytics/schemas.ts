import { z } from "zod";
import { text, whole } from "../workspace/shapes.ts";
import { rankingOrders, usageOrders } from "../workspace/usage/schemas.ts";

const Kind = z.enum(["day", "week", "month"]).default("day").describe("UTC; weeks begin on Monday");
const Day = z.iso.date().optional().describe("A day in the period; default: the one of now");
const TypeName = text(64);

export const SharingQuery = z.strictObject({
  type: TypeName.optional(),
  sort: z.enum(["people", "grants"]).default("people").describe("The most first"),
});
export type SharingQuery = z.infer<typeof SharingQuery>;

export const SharingAnswer = z.object({
  at: z.string().describe("As of when: it is added up once a minute at most"),
  total: z.number().describe("Things of that type that are shared"),
  types: z.array(z.string()).describe("Types of which something is shared"),
  things: z
    .array(
      z.object({
        resource: z.string(),
        type: z.string(),
        id: z.string().nullable(),
        name: z.string().nullable(),
        people: z
          .number()
          .describe("Active people whom its grants name, through groups and roles as well, but its owner"),
        grants: z.number().describe("In force, to others than the owner"),
      }),
    )
    .describe("The first hundred"),
});
export type SharingAnswer = z.infer<typeof SharingAnswer>;

export const RefusalsQuery = z.strictObject({ by: Kind, from: Day, periods: whole(1, 60).default(30) });
export type RefusalsQuery = z.infer<typeof RefusalsQuery>;

export const RefusalsAnswer = z.object({
  from: z.string(),
  total: z.number().describe("Refusals of the period"),
  different: z.number(),
  refusals: z
    .array(
      z.object({
        asked: z
          .string()
          .describe("The action, feature or capability; else the route. Empty: various, beyond what is told apart"),
        type: z.string().describe("Of the thing; empty where there was none"),
        rule: z.string().describe("The reason of the decision, or the code of the answer"),
        times: z.number(),
      }),
    )
    .describe("The first two hundred"),
  periods: z.array(z.object({ from: z.string(), times: z.number() })),
});
export type RefusalsAnswer = z.infer<typeof RefusalsAnswer>;

export const tables = ["time", "models", "agents", "groups", "people", "keys", "sharing", "refusals"] as const;

export const TableQuery = z.strictObject({
  table: z.enum(tables),
  by: Kind,
  from: Day,
  periods: whole(1, 60).default(30),
  sort: z
    .enum([...new Set([...usageOrders, ...rankingOrders, "grants", "people"])] as [string, ...string[]])
    .optional(),
  type: TypeName.optional().describe("Of `sharing`"),
});
export type TableQuery = z.infer<typeof TableQuery>;
