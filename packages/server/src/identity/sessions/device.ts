/** In the order in which they are looked for: a browser calls itself by the names of those before it, too. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|EdgiOS\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|FxiOS\//, "Firefox"],
  [/HeadlessChrome\/|\bChrome\/|CriOS\/|\bChromium\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/CrOS/, "ChromeOS"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** A User-Agent in a few words of ours: `Firefox on Windows`. Nothing of what somebody sent stands in it. */
export function deviceOf(userAgent: string | null): string {
  const named = (names: typeof programs) => names.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  const [program, system] = [named(programs), named(systems)];
  if (program === undefined) return system === undefined ? "Unknown device" : `A program on ${system}`;
  return system === undefined ? program : `${program} on ${system}`;
}
