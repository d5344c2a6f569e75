import { setImmediate as pause } from "node:timers/promises";
import { type Change, EngineError, type PermissionEngine } from "@gatehouse/engine";
import type { Step } from "./steps.ts";

export interface Refused {
  step: Step;
  code: string;
  detail: string;
}

export interface TriedSteps {
  changes: Change[];
  refused: Refused[];
}

/** So many lines are asked one inside the other; the stack has room for some thousand. */
const AT_ONCE = 300;

/**
 * Asks of each line whether it may be done, in the state that the lines before it make, exactly as if they were written one after the other.
 * What is refused is left out, and the next ones are asked as if it had not been there. Nothing is changed.
 * Cost: for `n` lines that of `n` rules, and of making the changes `n / 300` times. Others are let in between.
 * @throws {EngineError} where somebody else's write came in between
 */
export async function tryInOrder(engine: PermissionEngine, steps: readonly Step[]): Promise<TriedSteps> {
  const tried: TriedSteps = { changes: [], refused: [] };
  for (let from = 0; from < steps.length; from += AT_ONCE) {
    if (from > 0) await pause();
    engine.suppose([...tried.changes], () => walk(engine, steps, from, Math.min(steps.length, from + AT_ONCE), tried));
  }
  return tried;
}

function walk(engine: PermissionEngine, steps: readonly Step[], at: number, end: number, tried: TriedSteps): void {
  const step = at < end ? steps[at] : undefined;
  if (step === undefined) return;
  const goOn = () => walk(engine, steps, at + 1, end, tried);
  const refusal = step.refusal();
  if (refusal) {
    tried.refused.push({ step, code: refusal.code, detail: refusal.detail });
    goOn();
    return;
  }
  let fits = false;
  try {
    const changes = step.changes();
    engine.suppose(changes, () => {
      fits = true;
      tried.changes.push(...changes);
      goOn();
    });
  } catch (error) {
    if (fits || !(error instanceof EngineError)) throw error;
    tried.refused.push({ step, code: error.code, detail: error.message });
    goOn();
  }
}
