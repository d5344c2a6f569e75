import type { Difference } from "./contract.ts";
import type { Class } from "./impact.ts";
import type { InBoth } from "./simulate.ts";
import { type Standing, standingsOf } from "./standing.ts";

/** Subjects that are alike before and alike after. */
export interface AlikeSubjects extends Class {
  before: Standing;
  after: Standing;
  /** Whether they stand otherwise after than before. */
  isOtherwise: boolean;
}

/** Standings before and after, each read once. */
export class Standings {
  private readonly inBoth: InBoth;
  private readonly now: number;
  private readonly known = new Map<string, [Standing, Standing]>();

  constructor(inBoth: InBoth, now: number) {
    this.inBoth = inBoth;
    this.now = now;
  }

  read(subjects: Iterable<string>): void {
    const unread = [...subjects].filter((subject) => !this.known.has(subject));
    const [before, after] = this.inBoth(({ world, book }) => standingsOf(world, book, unread, this.now));
    unread.forEach((subject, index) => {
      this.known.set(subject, [before[index]!, after[index]!]);
    });
  }

  classesOf(subjects: Iterable<string>): AlikeSubjects[] {
    const classes = new Map<string, AlikeSubjects & { members: string[] }>();
    const places = new Map<string, number>();
    const placeOf = ({ key }: Standing) => {
      const place = places.get(key) ?? places.size;
      places.set(key, place);
      return place;
    };
    for (const subject of subjects) {
      const [before, after] = this.known.get(subject)!;
      const key = `${placeOf(before)} ${placeOf(after)}`;
      const found = classes.get(key);
      if (found) found.members.push(subject);
      else {
        const isOtherwise = before.key !== after.key;
        classes.set(key, { members: [subject], powers: powersOf(before, after), before, after, isOtherwise });
      }
    }
    return [...classes.values()];
  }
}

function powersOf(before: Standing, after: Standing): Difference {
  const held = ({ isActive, features, capabilities }: Standing) =>
    new Set(isActive ? [...features, ...capabilities] : []);
  const [had, has] = [held(before), held(after)];
  return {
    gained: [...has].filter((power) => !had.has(power)).sort(),
    lost: [...had].filter((power) => !has.has(power)).sort(),
  };
}
