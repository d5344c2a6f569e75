/**
 * Names and their handles. A handle is a small integer that stands for a name in every column of the engine.
 *
 *   handle  0      1          2        3              4 …
 *   name    (none) everyone   anyone   organization   user:ben …
 *
 * Handles of removed things are used again; nothing outside the engine may keep one over a change.
 */
export const NONE = 0;
export const EVERYONE = 1;
export const ANYONE = 2;
export const ORGANIZATION = 3;
const FIRST = 4;

export class Names {
  private readonly handles = new Map<string, number>();
  private readonly texts: string[] = [];
  private readonly free: number[] = [];

  constructor() {
    this.clear();
  }

  /** One more than the highest handle in use. */
  get length(): number {
    return this.texts.length;
  }

  /** The handle of a name, or NONE. Never interns: questions leave no trace. */
  find(name: string): number {
    return this.handles.get(name) ?? NONE;
  }

  text(handle: number): string {
    return this.texts[handle]!;
  }

  intern(name: string): number {
    const known = this.handles.get(name);
    if (known !== undefined) return known;
    const handle = this.free.pop() ?? this.texts.length;
    this.texts[handle] = name;
    this.handles.set(name, handle);
    return handle;
  }

  release(handle: number): void {
    this.handles.delete(this.texts[handle]!);
    this.texts[handle] = "";
    this.free.push(handle);
  }

  /** The order of lists: by name, code unit by code unit. */
  isBefore(a: number, b: number): boolean {
    return this.texts[a]! < this.texts[b]!;
  }

  clear(): void {
    this.handles.clear();
    this.texts.length = 0;
    this.free.length = 0;
    this.texts.push("", "everyone", "anyone", "organization");
    for (let handle = EVERYONE; handle < FIRST; handle++) this.handles.set(this.texts[handle]!, handle);
  }

  /** Every handle in use, in the order of the names; the three special ones left out. */
  sorted(): number[] {
    const all: number[] = [];
    for (let handle = FIRST; handle < this.texts.length; handle++) if (this.texts[handle] !== "") all.push(handle);
    const texts = this.texts;
    return all.sort((a, b) => (texts[a]! < texts[b]! ? -1 : 1));
  }
}
