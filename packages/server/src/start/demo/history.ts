import { countRefusals } from "../../analytics/index.ts";
import { defaultRate, echoModel, free, modelId, rateOf } from "../../config/index.ts";
import type { TrailEvent } from "../../store/index.ts";
import { countUsage, type Usage } from "../../workspace/usage/count.ts";
import { cast } from "./cast.ts";
import { chats } from "./chats.ts";
import { DAY_MS, type Stage } from "./stage.ts";

const DAYS = 60;
/** Conversations that are there, with their words; the rest of what was written is counted only. */
const CONVERSATIONS = 160;
const HOUR_MS = 3_600_000;
/** As those of `organize.ts`: a price is known of the large one alone. */
const MODEL_HOUSE = "Model house";
const models = {
  echo: { resource: `model:${echoModel.id}`, rate: free },
  large: {
    resource: `model:${modelId(MODEL_HOUSE, "large")}`,
    rate: rateOf({ large: { prompt: 3, completion: 15 } }, "large"),
  },
  small: { resource: `model:${modelId(MODEL_HOUSE, "small")}`, rate: defaultRate },
};

/**
 * Two months in which people wrote. What lies in the past no route can make: conversations come as those of an import do, by the same service,
 * and usage is counted by the function that counts it, each with the moment when it would have been.
 */
export async function makeHistory(stage: Stage): Promise<number> {
  const { random, parts, organization } = stage;
  const writers = [...stage.people].toSorted().map(([name, id]) => ({ name, id, zeal: random.next() ** 2 }));
  const isIn = new Set(Object.values<string>(cast));
  const days = Array.from({ length: DAYS }, (_, at) => parts.now() - (DAYS - 1 - at) * DAY_MS);
  const turns: { account: string; at: number }[] = [];
  for (const [number, day] of days.entries()) {
    const weekday = new Date(day).getUTCDay();
    const isWeekend = weekday === 0 || weekday === 6;
    // More of them every week, and few on a weekend.
    const share = (0.25 + 0.5 * (number / DAYS)) * (isWeekend ? 0.15 : 1);
    const active = writers.filter(({ name, zeal }) => random.isSo(share * (isIn.has(name) ? 1 : 0.3 + zeal)));
    await parts.store.transact(async (tx) => {
      for (const { id } of active) {
        const at = Math.min(day, parts.now() - random.whole(1, 6) * HOUR_MS);
        const account = `user:${id}`;
        await countUsage(tx, { organization: organization.id, account, at, ...someUsage(stage, number) });
        turns.push({ account, at });
      }
      await countRefusals(
        parts.identity.access,
        tx,
        active.flatMap(({ id }) => someRefusal(stage, id, day)),
      );
    });
  }
  const chosen = random.some(turns, CONVERSATIONS).toSorted((a, b) => a.at - b.at);
  for (const { account, at } of chosen) await writeConversation(stage, account, at);
  return chosen.length;
}

/** What somebody did on a day, with which model, and in two of three cases with an agent. The first ones are liked most. */
function someUsage({ random, agents }: Stage, day: number): Pick<Usage, "model" | "agent"> & Partial<Usage> {
  const messages = random.whole(1, 12);
  const liked = [...agents.values()].map(({ _id }) => `agent:${_id}`);
  const agent = random.isSo(0.66) ? (liked[Math.floor(random.next() ** 2 * liked.length)] ?? null) : null;
  // Its numbers are not told; the other two came later.
  const isBuiltIn = random.isSo(day < 20 ? 0.8 : 0.15);
  const told = isBuiltIn
    ? { untold: messages }
    : { tokensIn: messages * random.whole(400, 6_000), tokensOut: messages * random.whole(80, 900) };
  const model = isBuiltIn ? models.echo : random.isSo(0.6) ? models.large : models.small;
  return { model, agent, conversations: Math.ceil(messages / 4), messages, answers: messages, ...told };
}

/** Now and then somebody asks for what they may not do; these are counted, and stand in no trail. */
function someRefusal({ random, organization, parts }: Stage, id: string, day: number): TrailEvent[] {
  if (!random.isSo(0.12)) return [];
  const { about, ...facts } = random.pick(refusals);
  const actor = `user:${id}`;
  return [
    { organization: organization.id, kind: "refused", actor, at: Math.min(day, parts.now()), facts, about: [...about] },
  ];
}

const refusals = [
  { action: "AGENTS.SHARE", reason: "feature-off", about: [] },
  { action: "AGENTS.SHARE", reason: "feature-off", about: [] },
  { action: "use", code: "resource-not-found", about: ["agent:-"] },
  { action: "use", reason: "denied", about: ["agent:-"] },
  { action: "update", reason: "nothing-allows", about: ["prompt:-"] },
  { action: "read:users", reason: "nothing-allows", about: [] },
] as const;

async function writeConversation(stage: Stage, account: string, at: number): Promise<void> {
  const { access } = stage.parts.identity;
  const actor = { organization: stage.organization.id, subject: account, name: account, from: "start" };
  // Whoever has left writes nothing any more.
  if (!access.of(actor).may(actor, "create", "conversation")) return;
  const { title, turns } = stage.random.pick(chats);
  const messages = turns.flatMap(([question, answer], turn) => [
    { id: `q${turn}`, parent: turn === 0 ? null : `a${turn - 1}`, isPersons: true, sender: "User", text: question },
    { id: `a${turn}`, parent: `q${turn}`, isPersons: false, isSubmitted: false, sender: "Assistant", text: answer },
  ]);
  await stage.parts.workspace.imports.keep(actor, {
    title,
    at,
    endpoint: null,
    model: null,
    messages: messages.map((one, number) => ({ ...one, model: null, at: at + number * 20_000 })),
  });
}
