import { countUsage } from "../../workspace/usage/count.ts";
import { cast } from "./cast.ts";
import { chats } from "./chats.ts";
import { DAY_MS, type Stage } from "./stage.ts";

const DAYS = 60;
/** Conversations that are there, with their words; the rest of what was written is counted only. */
const CONVERSATIONS = 160;
const HOUR_MS = 3_600_000;

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
        const messages = random.whole(1, 12);
        const at = Math.min(day, parts.now() - random.whole(1, 6) * HOUR_MS);
        const usage = { conversations: Math.ceil(messages / 4), messages, tokensIn: messages * random.whole(40, 400) };
        const account = `user:${id}`;
        const tokensOut = messages * random.whole(80, 700);
        await countUsage(tx, { organization: organization.id, account, at, ...usage, tokensOut });
        turns.push({ account, at });
      }
    });
  }
  const chosen = random.some(turns, CONVERSATIONS).toSorted((a, b) => a.at - b.at);
  for (const { account, at } of chosen) await writeConversation(stage, account, at);
  return chosen.length;
}

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
