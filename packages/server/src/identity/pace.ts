/** No answer comes sooner, so that doing something takes as long as finding that there is nothing to do. */
const QUICKEST_MS = 250;

/** Does something that nobody is to guess from how long it took. */
export async function atLeast<T>(work: () => Promise<T>): Promise<T> {
  const [done] = await Promise.all([work(), new Promise((wake) => setTimeout(wake, QUICKEST_MS))]);
  return done;
}
