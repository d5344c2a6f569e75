import type { Call } from "../support/house.ts";
import type { Who } from "../support/rights.ts";
import type { Scene } from "../support/scene.ts";

/** One way to call a route, and who may. */
export interface Row {
  /** `GET /api/agents/:id`, as it is registered. */
  route: string;
  /** What tells this row from others of the same route. */
  when?: string;
  who: Who;
  /** Default: the path as it stands, with `{}` where there is a body. */
  call?: (scene: Scene) => Call | Promise<Call>;
  /** It ends the caller's session. */
  endsSession?: true;
  /** Tables that are written to although the call is refused: when somebody was here last. */
  writesAnyway?: readonly string[];
  /** Only where the console is built. */
  console?: true;
}
