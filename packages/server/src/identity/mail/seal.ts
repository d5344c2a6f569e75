import { Seal } from "../../store/index.ts";

/** To what a text is bound: it opens as this letter, and as no other. */
export interface Binding {
  organization: string;
  letter: string;
}

/** Keeps what letters say: whoever reads the database opens no account. */
export class LetterSeal extends Seal<Binding> {
  /** @param credsKey 64 hexadecimal digits */
  constructor(credsKey: string) {
    super(credsKey, "gatehouse letters", ({ organization, letter }) => [organization, letter]);
  }
}
