/** What is switched on and off to come from one set of features to another. */
export function differentFeatures(
  before: readonly string[],
  after: readonly string[],
): { on: string[]; off: string[] } {
  const [was, is] = [new Set(before), new Set(after)];
  return { on: [...is].filter((one) => !was.has(one)), off: [...was].filter((one) => !is.has(one)) };
}
