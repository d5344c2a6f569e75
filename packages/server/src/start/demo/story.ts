import type { Stage } from "./stage.ts";

/** What people ask of each other, report and decide; all of it happens now, as it does on the pages. */
export async function tellStory(stage: Stage): Promise<void> {
  await shareConversations(stage);
  await ask(stage);
  await report(stage);
  await openSealed(stage);
  await review(stage);
  await tooMuch(stage);
}

async function shareConversations(stage: Stage): Promise<void> {
  const ada = await stage.as("ada");
  const [own] = (await ada.get("/api/convos?limit=5")).conversations;
  if (own) await ada.post(`/api/share/${own.conversationId}`, { public: true, expiresAt: stage.inDays(7) });
  const ben = await stage.as("ben");
  const [one, other] = (await ben.get("/api/convos?limit=5")).conversations;
  if (one) await ben.post(`/api/share/${one.conversationId}`, { public: false, expiresAt: stage.inDays(14) });
  if (other)
    await ben.post(`/api/access/resources/conversation/${other._id}/grants`, {
      principal: `user:${stage.idOf("hana")}`,
      role: "viewer",
    });
  const cleo = await stage.as("cleo");
  const [hers] = (await cleo.get("/api/convos?limit=5")).conversations;
  if (hers) await cleo.post(`/api/share/${hers.conversationId}`, { public: false, live: true });
}

async function ask(stage: Stage): Promise<void> {
  const agentId = (name: string) => `agent:${stage.agents.get(name)?.id}`;
  const wishes = [
    { by: "emil", name: "House rules", action: "update", message: "The rule about parcels is an old one." },
    { by: "hana", name: "Helpdesk", action: "update", message: "I would like to add our new tools to it." },
    { by: "emil", name: "Contract reader", action: "use", message: "A customer asks about their guarantee." },
    { by: "cleo", name: "Release notes", action: "update", message: "Two words in it are not ours." },
  ] as const;
  for (const { by, name, action, message } of wishes)
    await (await stage.as(by)).post("/api/access/requests", {
      resource: agentId(name),
      action,
      message,
      expiresAt: stage.inDays(30),
    });
  const dara = await stage.as("dara");
  const [first] = (await dara.get("/api/access/requests?box=to-me")).requests;
  if (first) await dara.post(`/api/access/requests/${first.id}/grant`, {});
}

async function report(stage: Stage): Promise<void> {
  const resource = (name: string) => `agent:${stage.agents.get(name)?.id}`;
  const reports = [
    { by: "hana", name: "Helpdesk", category: "private", text: "It names somebody's telephone number." },
    { by: "cleo", name: "Release notes", category: "other", text: "It makes fun of a competitor." },
    { by: "emil", name: "Release notes", category: "other", text: "Not how we speak of others." },
    { by: "emil", name: "Helpdesk", category: "private", text: "" },
  ] as const;
  const mona = await stage.as("mona");
  for (const { by, name, category, text } of reports) {
    await (await stage.as(by)).post("/api/reports", { resource: resource(name), category, ...(text && { text }) });
  }
  const { cases } = await mona.get("/api/admin/moderation/cases");
  const [, about] = cases;
  if (!about) return;
  const CASES = "/api/admin/moderation/cases";
  await mona.post(`${CASES}/${about.id}/assignment`);
  await mona.post(`${CASES}/${about.id}/decision`, { reason: "Others are not made fun of here.", person: "warn" });
  const warned = await stage.as("dara");
  const [decision] = (await warned.get("/api/decisions")).decisions;
  if (decision) {
    await warned.post(`/api/decisions/${decision.id}/seen`);
    await warned.post(`/api/decisions/${decision.id}/appeal`, { text: "It quoted what they say of themselves." });
  }
}

async function openSealed(stage: Stage): Promise<void> {
  const ada = await stage.as("ada");
  const { things } = await ada.get(`/api/admin/users/${stage.idOf("emil")}/sealed?type=conversation`);
  const [thing] = things;
  if (!thing) return;
  await ada.post("/api/admin/openings", {
    resource: thing.resource,
    reason: "A customer says that they were promised a refund on Monday.",
    minutes: 120,
  });
}

async function review(stage: Stage): Promise<void> {
  const ada = await stage.as("ada");
  await ada.post("/api/admin/reviews", {
    name: "Who still needs what, this quarter",
    scope: { on: "agent" },
    reviewers: [`user:${ada.id}`, `user:${stage.idOf("ben")}`],
    dueAt: stage.inDays(12),
    repeat: { every: 3, unit: "month" },
  });
}

/** Somebody did too much, too fast: counted by what counts it, for to do it would take longer than the demo. */
async function tooMuch(stage: Stage): Promise<void> {
  const { violations } = stage.parts.identity;
  const subject = `user:${stage.idOf("ivo")}`;
  const actor = { organization: stage.organization.id, subject, name: subject, from: "api" };
  for (const type of ["message_limit", "message_limit", "file_upload_limit"])
    await violations.note({ actor, ip: "198.51.100.7", violation: { type, score: 1 } });
}
