/** A name without a path and without what no disk keeps; how long a name may be, in UTF-16 units. */
export function nameOf(filename: string): string {
  const bare = filename
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "")
    .split(/[/\\]/)
    .at(-1);
  return bare?.trim().slice(-255).toWellFormed() || "file";
}
