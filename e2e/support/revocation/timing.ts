import type { Person } from "../person.ts";
import { everything, type Held, type Name } from "./held.ts";
import type { Revocation } from "./revocations.ts";
import { openScene } from "./scene.ts";

/** Longer than this nothing is waited for. */
const GIVE_UP_MS = 10_000;

/** What happened to all that was open when a right was taken. */
export interface Outcome {
  /** Milliseconds from when the taking was answered to the end; infinite where it had not ended after ten seconds. */
  took: Partial<Record<Name, number>>;
  /** What was not open at the beginning: then the rest tells nothing. */
  notOpen: Name[];
  /** What ended though nothing of it was taken. */
  endedBesides: Name[];
}

/** Opens everything for a new person at `url`, lets Ada take the right, and watches. */
export async function watch({ ends, revoke }: Revocation, ada: Person, url: string, email: string): Promise<Outcome> {
  const scene = await openScene(ada, url, email);
  const isOver = async (names: readonly Name[]) => {
    const over: Name[] = [];
    for (const name of names) if (await scene.held[name].isOver()) over.push(name);
    return over;
  };
  const notOpen = await isOver(everything);
  await revoke(scene);
  const taken = performance.now();
  for (const name of ends) scene.held[name].hurry?.();
  const times = await Promise.all(ends.map(async (name) => [name, await timeOf(scene.held[name], taken)] as const));
  const endedBesides = await isOver(everything.filter((name) => !ends.includes(name)));
  for (const name of everything) scene.held[name].leave();
  return { took: Object.fromEntries(times), notOpen, endedBesides };
}

async function timeOf({ isOver }: Held, taken: number): Promise<number> {
  while (performance.now() - taken < GIVE_UP_MS) {
    if (await isOver()) return performance.now() - taken;
    await new Promise((wake) => setTimeout(wake, 5));
  }
  return Number.POSITIVE_INFINITY;
}
