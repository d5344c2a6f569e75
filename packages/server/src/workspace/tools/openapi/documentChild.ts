import type { Told } from "../../readInProcess.ts";
import { DocumentRefused, type ReadDocument } from "./document.ts";
import { readDocument } from "./readDocument.ts";

const tell = (told: Told<ReadDocument>) => process.send?.(told);

process.once("message", (bytes: Uint8Array) => {
  try {
    tell({ found: [readDocument(Buffer.from(bytes).toString("utf8"))] });
    tell({ isAll: true });
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    tell({ refused: `the OpenAPI document: ${error.message}` });
  }
});
