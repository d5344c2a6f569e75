const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first signs of the first and the last word, whole as people see them: an emoji of several code points is one. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => firstOf(word ?? "")).join("");
}

const firstOf = (word: string) => {
  for (const { segment } of graphemes.segment(word)) return segment.toLocaleUpperCase();
  return "";
};
