import type { Imported } from "./imported.ts";
import { ImportRefused, readImport } from "./readImport.ts";

/** What the process tells: some of the conversations, then that these were all; or why the file is not taken. */
export type Told = { found: Imported[] } | { isAll: true } | { refused: string };

/** Messages, of one conversation or several, in one piece: to take one in takes others a millisecond or two. */
const MESSAGES_IN_A_PIECE = 500;

const tell = (told: Told) => process.send?.(told);

process.once("message", (bytes: Uint8Array) => {
  try {
    let found: Imported[] = [];
    let messages = 0;
    for (const one of readImport(bytes)) {
      found.push(one);
      messages += one.messages.length;
      if (messages < MESSAGES_IN_A_PIECE) continue;
      tell({ found });
      found = [];
      messages = 0;
    }
    tell({ found });
    tell({ isAll: true });
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    tell({ refused: error.message });
  }
});
