import { EngineError } from "../types.ts";
import { NONE } from "../world.ts";
import { actionsOf } from "./asked.ts";
import { namedOn } from "./reach.ts";
import type { InBoth } from "./simulate.ts";
import type { Standing } from "./standing.ts";
import type { AlikeSubjects } from "./standings.ts";

/** Who is asked about a thing. */
export interface Plan {
  resource: string;
  actions: string[];
  /** By the place of the class, which kind it is of: those are answered alike on this thing. -1: nothing is otherwise for it. */
  kindOf: number[];
  /** Of each kind somebody who is not named on the thing; undefined where all of them are. */
  representatives: (string | undefined)[];
  /** Who is asked for themselves. */
  singles: string[];
}

/** What stands on a thing, in one state. */
interface Standings {
  actions: string[];
  accounts: string[];
  principals: string[];
  isConditional: boolean;
}
const NOT_THERE: Standings = { actions: [], accounts: [], principals: [], isConditional: false };

/** One subject about one thing: each action, before and after; some five microseconds where it is plain. */
const MOST_ASKED = 500_000;

/**
 * @param touched of the things, those that are otherwise themselves; of the rest only who is otherwise is asked
 * @throws {EngineError} `simulation-too-large`, before anybody is asked
 */
export function planOf(
  things: ReadonlySet<string>,
  touched: ReadonlySet<string>,
  classes: readonly AlikeSubjects[],
  inBoth: InBoth,
): Plan[] {
  const names = [...things];
  const [before, after] = inBoth(({ world }) => {
    const texts = (handles: Iterable<number>) => Array.from(handles, (handle) => world.names.text(handle));
    return names.map((resource): Standings => {
      const handle = world.names.find(resource);
      if (handle === NONE) return NOT_THERE;
      const { accounts, principals, isConditional } = namedOn(world, handle);
      return {
        actions: actionsOf(world, resource),
        accounts: texts(accounts),
        principals: texts(principals),
        isConditional,
      };
    });
  });
  const kinds = new KindBook(classes);
  const classOf = new Map(classes.flatMap((one) => one.members.map((member) => [member, one] as const)));
  let asked = 0;
  const count = (plan: Plan): Plan => {
    asked += plan.representatives.length + plan.singles.length;
    if (asked > MOST_ASKED)
      throw new EngineError(
        "simulation-too-large",
        "more people and things would have to be looked at than is done at once",
      );
    return plan;
  };
  return names.map((resource, index) => {
    const [one, other] = [before[index]!, after[index]!];
    const asks = (alike: AlikeSubjects) => alike.isOtherwise || touched.has(resource);
    const isAsked = (subject: string) => {
      const alike = classOf.get(subject);
      return alike !== undefined && asks(alike);
    };
    const actions = [...new Set([...one.actions, ...other.actions])];
    if (one.isConditional || other.isConditional) {
      const singles = classes.filter(asks).flatMap(({ members }) => members);
      return count({ resource, actions, kindOf: classes.map(() => -1), representatives: [], singles });
    }
    const accounts = new Set([...one.accounts, ...other.accounts]);
    const { kindOf, classes: ofKinds } = kinds.of(one.principals, other.principals, touched.has(resource));
    return count({
      resource,
      actions,
      kindOf,
      representatives: ofKinds.map((its) => representativeOf(its, accounts)),
      singles: [...accounts].filter(isAsked),
    });
  });
}

/** Classes that are alike on a thing: which kind each is of (-1: none), and the classes of each kind. */
interface Kinds {
  kindOf: number[];
  classes: AlikeSubjects[][];
}

/** Tells which classes are alike on things, once for all on which the same principals stand: there are many things and few ways to share them. */
class KindBook {
  private readonly classes: readonly AlikeSubjects[];
  private readonly known = new Map<string, Kinds>();

  constructor(classes: readonly AlikeSubjects[]) {
    this.classes = classes;
  }

  of(before: readonly string[], after: readonly string[], isTouched: boolean): Kinds {
    const name = `${isTouched} ${before.join(" ")} > ${after.join(" ")}`;
    const known = this.known.get(name);
    if (known) return known;
    const places = new Map<string, number>();
    const kinds: Kinds = { kindOf: [], classes: [] };
    for (const alike of this.classes) {
      let kind = -1;
      if (isTouched || alike.isOtherwise) {
        const key = `${inShort(alike.before, before)}\n${inShort(alike.after, after)}`;
        kind = places.get(key) ?? places.size;
        places.set(key, kind);
        const its = kinds.classes[kind] ?? [];
        kinds.classes[kind] = its;
        its.push(alike);
      }
      kinds.kindOf.push(kind);
    }
    this.known.set(name, kinds);
    return kinds;
  }
}

/** Somebody of a kind who is not named on the thing. */
function representativeOf(classes: readonly AlikeSubjects[], accounts: ReadonlySet<string>): string | undefined {
  for (const { members } of classes) for (const member of members) if (!accounts.has(member)) return member;
  return undefined;
}

function inShort({ powers, principals }: Standing, standing: readonly string[]): string {
  let held = powers;
  for (const principal of standing) held += principals.has(principal) ? "1" : "0";
  return held;
}
