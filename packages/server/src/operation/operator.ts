import { type Actor, isOperator } from "../http/actor.ts";
import { problem } from "../http/problem.ts";

/** What reaches the machine itself: for the command line alone. @throws {Problem} `forbidden` */
export function requireCommandLine(actor: Actor): void {
  if (!isOperator(actor)) throw problem("forbidden", { detail: "only the command line on the server may do this" });
}
