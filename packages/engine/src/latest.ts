import type { Asking } from "./asking.ts";
import { Candidates } from "./lists.ts";
import type { LatestPage, LatestRequest } from "./types.ts";
import { NONE, RESOURCE, type World } from "./world.ts";

/** What is known to have no date comes behind everything that has one. */
const NO_DATE = Number.NEGATIVE_INFINITY;

/**
 * The page of those last dated; null where there may be more than `most` to choose from, or their containers are so many.
 * Cost: a step for each thing that the subject might reach, and a question for each that is handed out or passed over.
 */
export function latestOf(world: World, asking: Asking, request: LatestRequest, limit: number): LatestPage | null {
  const isOwn = request.own ?? false;
  const candidates = new Candidates(world, asking, { after: null, isOwn, most: request.most });
  if (candidates.size > request.most) return null;
  const { after } = request;
  const place = after && { at: after.at ?? NO_DATE, name: after.resource };
  const handles: number[] = [];
  const undated = new Set<string>();
  for (const handle of candidates.inNoOrder()) {
    const at = world.dates.of(handle);
    if (Number.isNaN(at)) undated.add(world.names.text(handle));
    else if (!place || at < place.at || (at === place.at && world.names.text(handle) > place.name))
      handles.push(handle);
  }
  if (undated.size > 0) return { resources: [], next: null, undated: [...undated] };
  return pageOf(world, asking, handles, request, limit);
}

function pageOf(world: World, asking: Asking, handles: number[], { accept }: LatestRequest, limit: number): LatestPage {
  const isBefore = (a: number, b: number) => {
    const [one, other] = [world.dates.of(a), world.dates.of(b)];
    return one === other ? world.names.isBefore(a, b) : one > other;
  };
  const entryOf = (handle: number) => {
    const at = world.dates.of(handle);
    return { resource: world.names.text(handle), at: at === NO_DATE ? null : at };
  };
  const resources: LatestPage["resources"] = [];
  let former = NONE;
  for (const handle of inOrder(handles, isBefore)) {
    // What is reached in two ways was put in twice; the two come one after the other.
    if (handle === former) continue;
    former = handle;
    if (resources.length === limit) return { resources, next: resources[limit - 1]!, undated: [] };
    const entry = entryOf(handle);
    if (asking.allows(handle) && (accept?.(entry.resource) ?? true)) resources.push(entry);
    if (asking.isEnough) return { resources, next: entry, undated: [] };
  }
  return { resources, next: null, undated: [] };
}

/** A heap: whoever wants only the first of many does not pay for the order of the rest. */
function* inOrder(heap: number[], isBefore: (a: number, b: number) => boolean): IterableIterator<number> {
  const sink = (from: number) => {
    const moved = heap[from]!;
    let index = from;
    for (;;) {
      let least = index * 2 + 1;
      if (least >= heap.length) break;
      if (least + 1 < heap.length && isBefore(heap[least + 1]!, heap[least]!)) least++;
      if (!isBefore(heap[least]!, moved)) break;
      heap[index] = heap[least]!;
      index = least;
    }
    heap[index] = moved;
  };
  for (let index = (heap.length >> 1) - 1; index >= 0; index--) sink(index);
  while (heap.length > 0) {
    yield heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    sink(0);
  }
}

/** Notes when a thing was last changed; `null`: it is known to have no date. Nothing where the thing is not held. */
export function date(world: World, resource: string, at: number | null): void {
  const handle = world.names.find(resource);
  if (world.kind(handle) === RESOURCE) world.dates.set(handle, at ?? NO_DATE);
}
