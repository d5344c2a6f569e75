import type { ExportEntry, ExportPart, ExportWish } from "./contents.ts";

const WIDTH = 76;

/** What is what, in plain words, for whoever opens the archive. */
export function readmeOf({ actor, at }: ExportWish, appTitle: string, parts: readonly ExportPart[]): ExportEntry {
  const paragraphs = [
    `What ${appTitle} holds of your account (${actor.subject.slice("user:".length)}), as it was on ${new Date(at).toISOString()}.`,
    "Keep this archive where only you find it: it holds what you wrote. It holds no password, no key and no code.",
    "All texts are JSON, in UTF-8: any editor shows them. Times are UTC.",
    ...parts.flatMap(({ says }) => says).map(({ path, words }) => `${path}\n${wrapped(words, "    ")}`),
    "What moderators hid of yours is named in hidden.json, without what is in it. Of what others share with you only the names are here: it is theirs.",
  ];
  const text = `${paragraphs.map((one) => (one.includes("\n") ? one : wrapped(one, ""))).join("\n\n")}\n`;
  return {
    path: "README.txt",
    at,
    text: (async function* () {
      yield text;
    })(),
  };
}

function wrapped(words: string, indent: string): string {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length + 1 > WIDTH) lines.push(indent + word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join("\n");
}
