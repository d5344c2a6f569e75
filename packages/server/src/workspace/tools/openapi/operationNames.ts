import { createHash } from "node:crypto";
import type { Json } from "../../../config/index.ts";

/** As long as leaves room for `_action_` and ten more within the 64 of models. */
export const LONGEST_NAME = 46;

/** Names for the operations of one document: valid for models, each once. */
export class OperationNames {
  private readonly taken = new Set<string>();

  /** `operationId`, or what is made of method and path. */
  of(operationId: Json | undefined, method: string, path: string): string {
    const wished =
      typeof operationId === "string" && plain(operationId) !== "" ? operationId : `${method}_${plain(path)}`;
    const name = shortened(plain(wished), wished);
    for (let number = 1; ; number++) {
      const one = number === 1 ? name : `${name.slice(0, LONGEST_NAME - 4)}_${number}`;
      if (this.taken.has(one)) continue;
      this.taken.add(one);
      return one;
    }
  }
}

const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]+/g, "_").replaceAll(/^_+|_+$/g, "");

const shortened = (name: string, whole: string): string =>
  name.length <= LONGEST_NAME
    ? name
    : `${name.slice(0, LONGEST_NAME - 7)}_${createHash("sha256").update(whole).digest("hex").slice(0, 6)}`;
