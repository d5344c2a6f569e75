import type { Inquiry } from "./decide.ts";
import type { Type } from "./declared.ts";
import { ASK, type Lane, OWNS } from "./lane.ts";
import type { Context } from "./types.ts";
import type { World } from "./world.ts";

/** Conditions that one page or count evaluates; then it ends early. */
const MOST_CONDITIONS = 500;

/** One subject's question about many things of a type, one after the other. */
export class Asking {
  readonly inquiry: Inquiry;
  readonly action: string;
  readonly type: Type;
  private readonly world: World;
  private readonly lane: Lane;
  /** The action's bit where plain questions may go by the lane; 0 otherwise. */
  private readonly plainBit: number;
  private readonly most: number;

  constructor(world: World, lane: Lane, inquiry: Inquiry, action: string, type: Type, context: Context) {
    this.world = world;
    this.lane = lane;
    this.inquiry = inquiry;
    this.action = action;
    this.type = type;
    const isPlain = !context.key && !context.via && !context.given && !inquiry.isVisitor;
    this.plainBit = isPlain ? (type.bits.get(action) ?? 0) : 0;
    this.most = world.evaluated + MOST_CONDITIONS;
  }

  allows(handle: number): boolean {
    const { inquiry, plainBit } = this;
    const said = plainBit === 0 ? ASK : this.lane.ask(inquiry.rights.account, plainBit, handle, inquiry.now);
    if (said !== ASK) return said >= OWNS;
    return inquiry.decideAfresh(this.action, this.world.names.text(handle)).allowed;
  }

  /** Whether so many conditions were evaluated that a page ends early. */
  get isEnough(): boolean {
    return this.world.evaluated > this.most;
  }
}
