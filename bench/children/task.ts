import { readFileSync } from "node:fs";
import { createEngine, type PermissionEngine } from "@gatehouse/engine";

/** What a measuring process is told: `<grants> <snapshot> [quick]`. */
export interface MeasuringTask {
  grants: number;
  snapshot: string;
  isQuick: boolean;
}

export function taskOf([, , grants = "1000000", snapshot = "", pace = ""]: readonly string[]): MeasuringTask {
  return { grants: Number(grants), snapshot, isQuick: pace === "quick" };
}

export function loadedEngine(snapshot: string): PermissionEngine {
  const engine = createEngine();
  engine.restore(readFileSync(snapshot));
  return engine;
}
