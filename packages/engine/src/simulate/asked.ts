import { Inquiry } from "../decide.ts";
import { HIDE, RESTORE } from "../declared.ts";
import { ASK, type Lane, OWNS } from "../lane.ts";
import type { RightsBook } from "../rights.ts";
import { NONE, type World } from "../world.ts";
import type { SimulationContext } from "./contract.ts";
import { VISITOR } from "./standing.ts";

/** The parts of an engine that answer. */
export interface Answering {
  world: World;
  book: RightsBook;
  lane: Lane;
}

/** Everything that a subject may do with things, in one state; a bit for each action of `actionsOf`. */
export class Asked {
  private readonly parts: Answering;
  private readonly now: number;
  private readonly context: SimulationContext;
  private readonly inquiries = new Map<string, Inquiry>();
  /** The same, where what is held by a capability does not count. */
  private readonly without = new Map<string, Inquiry>();

  constructor(parts: Answering, now: number, context: SimulationContext) {
    this.parts = parts;
    this.now = now;
    this.context = context;
  }

  maskOf(subject: string, resource: string, actions: readonly string[]): number {
    const { world, lane } = this.parts;
    const handle = world.names.find(resource);
    const account = subject === VISITOR ? NONE : world.names.find(subject);
    if (handle === NONE || (subject !== VISITOR && (account === NONE || !world.isAccount(account)))) return 0;
    const { bits } = world.type(handle);
    const countsCapabilities = !this.context.withoutCapabilities?.has(resource);
    const inquiry = this.inquiryOf(subject, countsCapabilities);
    let mask = 0;
    for (let index = 0; index < actions.length; index++) {
      const action = actions[index]!;
      const bit = bits.get(action) ?? 0;
      // Without a bit there is nothing but what a capability covers.
      if (bit === 0 && (!countsCapabilities || inquiry.rights.capabilities.length === 0)) continue;
      const said = bit === 0 || account === NONE ? ASK : lane.ask(account, bit, handle, this.now);
      if (said === ASK ? inquiry.decideAfresh(action, resource).allowed : said >= OWNS) mask |= 1 << index;
    }
    return mask;
  }

  private inquiryOf(subject: string, countsCapabilities: boolean): Inquiry {
    const inquiries = countsCapabilities ? this.inquiries : this.without;
    const known = inquiries.get(subject);
    if (known) return known;
    const { world, book } = this.parts;
    const { fields } = this.context;
    const context = { ...(fields && { fields }), now: this.now, capabilities: countsCapabilities };
    const inquiry = new Inquiry(world, book, subject, context, this.now);
    inquiries.set(subject, inquiry);
    return inquiry;
  }
}

/** Of a thing's type, with the two that every type has. */
export function actionsOf(world: World, resource: string): string[] {
  const handle = world.names.find(resource);
  return handle === NONE ? [] : [...world.type(handle).bits.keys(), HIDE, RESTORE];
}
