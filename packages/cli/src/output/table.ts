/** Texts in columns, each as wide as its widest; the last one as it is. */
export function table(rows: readonly (readonly string[])[], headings?: readonly string[]): string {
  const all = (headings ? [headings, ...rows] : [...rows]).map((row) => row.map(inOneLine));
  const widths: number[] = [];
  for (const row of all)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What other people wrote must not steer the terminal. */
export function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
