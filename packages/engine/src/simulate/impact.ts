import { EngineError, type PageRequest } from "../types.ts";
import type {
  Difference,
  Page,
  RightsOfSubject,
  RightsOnThing,
  Simulated,
  SubjectImpact,
  Tally,
  ThingImpact,
} from "./contract.ts";

const LARGEST_PAGE = 500;

/** Subjects that are answered alike before and alike after, on all that names none of them. */
export interface Class {
  members: readonly string[];
  powers: Difference;
}

/** What is otherwise on one thing. */
export interface ThingDiff {
  resource: string;
  /** By the place of their bit. */
  actions: readonly string[];
  /** By the place of the class; for all of its members that are not `singles`. */
  classes: readonly { gained: number; lost: number }[];
  singles: ReadonlyMap<string, { gained: number; lost: number }>;
}

/** Counts once, and shows pages: the pairs are never written out. */
export class Impact implements Simulated {
  readonly gained: number;
  readonly lost: number;
  readonly subjects: number;
  readonly gaining: number;
  readonly losing: number;
  readonly things: number;
  private readonly classes: readonly Class[];
  private readonly classOf = new Map<string, number>();
  private readonly diffs: ReadonlyMap<string, ThingDiff>;
  private readonly subjectRows: SubjectImpact[] = [];
  private readonly thingRows: ThingImpact[] = [];

  constructor(classes: readonly Class[], diffs: readonly ThingDiff[]) {
    this.classes = classes;
    classes.forEach(({ members }, place) => {
      for (const member of members) this.classOf.set(member, place);
    });
    const ofClass: Tally[] = classes.map(() => ({ gained: 0, lost: 0 }));
    /** What singles have beside, or instead of, what their class has. */
    const beside = new Map<string, Tally>();
    const total: Tally = { gained: 0, lost: 0 };
    const shown = new Map<string, ThingDiff>();
    for (const diff of diffs) {
      const here: Tally = { gained: 0, lost: 0 };
      const sizes = classes.map(({ members }) => members.length);
      for (const [single, masks] of diff.singles) {
        const place = this.classOf.get(single)!;
        sizes[place]!--;
        const instead = diff.classes[place]!;
        add(here, masks, 1);
        const own = beside.get(single) ?? { gained: 0, lost: 0 };
        add(own, masks, 1);
        add(own, instead, -1);
        beside.set(single, own);
      }
      diff.classes.forEach((masks, place) => {
        add(here, masks, sizes[place]!);
        add(ofClass[place]!, masks, 1);
      });
      if (here.gained === 0 && here.lost === 0) continue;
      shown.set(diff.resource, diff);
      this.thingRows.push({ resource: diff.resource, ...here });
      total.gained += here.gained;
      total.lost += here.lost;
    }
    classes.forEach(({ members, powers }, place) => {
      const hasPowers = powers.gained.length + powers.lost.length > 0;
      for (const subject of members) {
        const { gained, lost } = beside.get(subject) ?? { gained: 0, lost: 0 };
        const row = { subject, gained: gained + ofClass[place]!.gained, lost: lost + ofClass[place]!.lost, powers };
        if (row.gained > 0 || row.lost > 0 || hasPowers) this.subjectRows.push(row);
      }
    });
    this.subjectRows.sort((a, b) => (a.subject < b.subject ? -1 : 1));
    this.thingRows.sort((a, b) => (a.resource < b.resource ? -1 : 1));
    this.diffs = shown;
    this.gained = total.gained;
    this.lost = total.lost;
    this.subjects = this.subjectRows.length;
    this.gaining = this.subjectRows.filter(({ gained, powers }) => gained > 0 || powers.gained.length > 0).length;
    this.losing = this.subjectRows.filter(({ lost, powers }) => lost > 0 || powers.lost.length > 0).length;
    this.things = this.thingRows.length;
  }

  bySubject(page: PageRequest = {}): Page<SubjectImpact> {
    return paged(this.subjectRows, ({ subject }) => subject, page);
  }

  byThing(page: PageRequest = {}): Page<ThingImpact> {
    return paged(this.thingRows, ({ resource }) => resource, page);
  }

  of(subject: string, page: PageRequest = {}): Page<RightsOnThing> {
    const rows = this.thingRows.flatMap(({ resource }) => {
      const difference = this.differenceOf(subject, resource);
      return difference ? [{ resource, ...difference }] : [];
    });
    return paged(rows, ({ resource }) => resource, page);
  }

  on(resource: string, page: PageRequest = {}): Page<RightsOfSubject> {
    if (!this.diffs.has(resource)) return paged([], () => "", page);
    const rows = this.subjectRows.flatMap(({ subject }) => {
      const difference = this.differenceOf(subject, resource);
      return difference ? [{ subject, ...difference }] : [];
    });
    return paged(rows, ({ subject }) => subject, page);
  }

  only(resource: string): Impact {
    const diff = this.diffs.get(resource);
    return new Impact(this.powerless(), diff ? [diff] : []);
  }

  withoutPowers(): Impact {
    return new Impact(this.powerless(), [...this.diffs.values()]);
  }

  private powerless(): Class[] {
    return this.classes.map(({ members }) => ({ members, powers: { gained: [], lost: [] } }));
  }

  private differenceOf(subject: string, resource: string): Difference | null {
    const diff = this.diffs.get(resource);
    const place = this.classOf.get(subject);
    if (!diff || place === undefined) return null;
    const { gained, lost } = diff.singles.get(subject) ?? diff.classes[place]!;
    if (gained === 0 && lost === 0) return null;
    const actions = (mask: number) => diff.actions.filter((_, index) => (mask & (1 << index)) !== 0);
    return { gained: actions(gained), lost: actions(lost) };
  }
}

function add(tally: Tally, masks: { gained: number; lost: number }, times: number): void {
  tally.gained += times * bitsIn(masks.gained);
  tally.lost += times * bitsIn(masks.lost);
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}

function paged<Row>(rows: readonly Row[], nameOf: (row: Row) => string, { after, limit }: PageRequest): Page<Row> {
  const most = limit ?? LARGEST_PAGE;
  if (!Number.isInteger(most) || most < 1 || most > LARGEST_PAGE)
    throw new EngineError("page-invalid", `a page has 1 to ${LARGEST_PAGE} lines`);
  const from = after === undefined || after === null ? 0 : rows.findIndex((row) => nameOf(row) > after);
  const page = from < 0 ? [] : rows.slice(from, from + most);
  const last = page.at(-1);
  return { rows: page, next: last !== undefined && from + most < rows.length ? nameOf(last) : null };
}
