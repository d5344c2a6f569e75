import { Seal } from "../../store/index.ts";

/** To what a secret is bound: it opens for this tool at this origin, and for nothing else. */
export interface Binding {
  organization: string;
  tool: string;
  origin: string;
}

/** Keeps what tools prove themselves with. */
export class ToolSecrets extends Seal<Binding> {
  /** @param credsKey 64 hexadecimal digits */
  constructor(credsKey: string) {
    super(credsKey, "gatehouse tool secrets", ({ organization, tool, origin }) => [organization, tool, origin]);
  }
}
