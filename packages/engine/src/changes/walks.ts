/** Is one thing reached from another? */
export function reaches(from: number, to: number, next: (handle: number) => number[]): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let handle = open.pop(); handle !== undefined; handle = open.pop())
    for (const found of next(handle)) {
      if (found === to) return true;
      if (!seen.has(found)) {
        seen.add(found);
        open.push(found);
      }
    }
  return false;
}

/** The number of things on the longest way from here, this one included. */
export function longest(from: number, next: (handle: number) => number[], known: Map<number, number>): number {
  const remembered = known.get(from);
  if (remembered !== undefined) return remembered;
  let most = 0;
  for (const found of next(from)) most = Math.max(most, longest(found, next, known));
  known.set(from, most + 1);
  return most + 1;
}
