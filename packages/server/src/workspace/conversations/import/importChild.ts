import type { Told } from "../../readInProcess.ts";
import type { Imported } from "./imported.ts";
import { ImportRefused, readImport } from "./readImport.ts";

/** Messages, of one conversation or several, in one piece: to take one in takes others a millisecond or two. */
const MESSAGES_IN_A_PIECE = 500;

const tell = (told: Told<Imported>) => process.send?.(told);

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
