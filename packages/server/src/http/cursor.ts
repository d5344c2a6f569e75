import { createHmac, timingSafeEqual } from "node:crypto";
import { problem } from "./problem.ts";

/**
 * Cursors that nobody can alter or use for another question: the place in the list and a signature over it and the question.
 */
export class Cursors {
  private readonly secret: string;

  constructor(secret: string) {
    this.secret = secret;
  }

  /** @param question whatever tells this list from others: route, subject, filters, order */
  sign(question: unknown, place: string): string {
    const text = Buffer.from(place).toString("base64url");
    return `${text}.${this.signature(question, text)}`;
  }

  /** @throws {Problem} `cursor-invalid` */
  read(question: unknown, cursor: string): string {
    const [text = "", signature = ""] = cursor.split(".");
    const expected = Buffer.from(this.signature(question, text));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw problem("cursor-invalid");
    return Buffer.from(text, "base64url").toString();
  }

  private signature(question: unknown, text: string): string {
    return createHmac("sha256", this.secret)
      .update(JSON.stringify(question))
      .update("\n")
      .update(text)
      .digest("base64url")
      .slice(0, 22);
  }
}
