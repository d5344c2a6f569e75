import type { SmallWorld } from "./smallWorld.ts";

/** A small world with something on more of its pages. @returns the conversation in it */
export async function furnish({ ada, agent }: SmallWorld): Promise<string> {
  await ada.post("/api/admin/services", { name: "Wiki", description: "Asks who may read a page" });
  const { start } = await ada.hear(agent.id, "# Hello\n\n- one\n- `two`\n\n```\nthree\n```");
  return start.body.conversationId;
}

export const PAGES_BEFORE_SIGN_IN = ["/login", "/register", "/banned"];

/** The pages, but for those that have a test of their own which looks at them. */
export const pagesIn = ({ agent, engineering, ben }: SmallWorld, conversation: string): readonly string[] => [
  "/agents",
  "/agents?owner=shared",
  "/agents/new",
  `/agents/${agent.id}`,
  "/prompts",
  "/prompts/new",
  "/c/new",
  `/c/${conversation}`,
  "/overview",
  "/people",
  `/people/${ben}`,
  "/groups",
  `/groups/${engineering}`,
  "/roles",
  "/roles/USER",
  "/services",
  "/administered",
  "/models",
  "/settings",
  "/settings/of",
  "/overrides",
  "/projects",
  "/account",
  "/nowhere",
  "/groups/unknown",
];

/** Those that have. */
export const otherPagesIn = ({ agent, ben, cy, engineering }: SmallWorld): readonly string[] => [
  "/access",
  "/addresses",
  "/agents?owner=organization",
  "/audit",
  "/audit/head",
  "/balances",
  `/balances/${ben}`,
  "/balances?tab=budgets",
  "/decisions",
  "/explore",
  `/explore?by=thing&thing=agent:${agent.id}`,
  `/explore?by=who&who=group:${engineering}`,
  `/explore?by=compare&one=user:${ben}&other=user:${cy}`,
  "/explore?by=power",
  "/files",
  "/keys",
  "/limits",
  "/links",
  "/logs",
  "/moderation",
  "/my-groups",
  "/my-reports",
  "/my-reviews",
  "/opened",
  "/openings",
  "/outbox",
  "/people/invitations",
  `/people/${ben}/leaving`,
  `/people/${ben}/view-as`,
  "/report",
  "/report?by=person",
  "/requests",
  "/requests?box=mine",
  "/resources",
  "/reviews",
  "/shared",
  "/sharing",
  "/sign-in-tokens",
  "/system-health",
  "/tools",
  "/usage",
  "/usage?tab=agents",
  "/usage?tab=refusals",
  "/usage?tab=sharing",
  "/what-if",
  `/why?who=user:${ben}&action=AGENTS.USE`,
];

/** Those of somebody who looks after nothing; and two that are not for them. */
export const memberPagesIn = ({ agent }: SmallWorld): readonly string[] => [
  "/agents",
  `/agents/${agent.id}`,
  "/prompts",
  "/projects",
  "/files",
  "/links",
  "/c/new",
  "/my-groups",
  "/my-reports",
  "/my-reviews",
  "/requests",
  "/access",
  "/account",
  "/keys",
  "/settings",
  "/people",
];
