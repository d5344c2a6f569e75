const waiting: (() => void)[] = [];
let running = 0;

/** As many uploads at a time as leave the browser connections for everything else. */
const AT_A_TIME = 2;

/** Begins when it is its turn, in the order of the calls. */
export async function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
  if (running >= AT_A_TIME) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await task();
  } finally {
    // The place goes to the next one without becoming free in between.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
