import { arithmetic } from "./arithmetic.ts";
import type { Json } from "./json.ts";
import { isLoopback } from "./loopback.ts";

/** A kind of value: how it is written in a variable and in YAML. `undefined` means: this is not one. */
export interface Kind<T> {
  /** In words, for messages and the reference. */
  allowed: string;
  fromText(text: string): T | undefined;
  fromYaml(value: Json): T | undefined;
}

/** A kind that YAML may also write as text, and a few as a native value. */
function kind<T>(
  allowed: string,
  fromText: (text: string) => T | undefined,
  native?: (value: Json) => T | undefined,
): Kind<T> {
  const read = (text: string) => fromText(text.trim());
  return {
    allowed,
    fromText: read,
    fromYaml: (value) => (typeof value === "string" ? read(value) : native?.(value)),
  };
}

/** `true` or `false`, in any case. LibreChat silently takes everything else for false; a permission must not hang on that. */
export const boolean: Kind<boolean> = kind(
  "true or false",
  (text) => ({ true: true, false: false })[text.toLowerCase()],
  (value) => (typeof value === "boolean" ? value : undefined),
);

interface Range {
  min?: number;
  max?: number;
  unit?: string;
}

function within(range: Range, value: number | undefined): number | undefined {
  if (value === undefined || value < (range.min ?? Number.NEGATIVE_INFINITY)) return undefined;
  return value > (range.max ?? Number.POSITIVE_INFINITY) ? undefined : value;
}

function rangeInWords(range: Range): string {
  const unit = range.unit === undefined ? "" : ` of ${range.unit}`;
  if (range.min !== undefined && range.max !== undefined) return `${unit} from ${range.min} to ${range.max}`;
  return range.min === undefined ? unit : `${unit}, ${range.min} or more`;
}

const asNumber = (value: Json) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);

/** A number, also as arithmetic. */
export const number = (range: Range = {}): Kind<number> =>
  kind(
    `a number${rangeInWords(range)}`,
    (text) => within(range, arithmetic(text)),
    (value) => within(range, asNumber(value)),
  );

/** A whole number, also as arithmetic. */
export const wholeNumber = (range: Range = {}): Kind<number> => {
  const check = (value: number | undefined) =>
    value !== undefined && Number.isSafeInteger(value) ? within(range, value) : undefined;
  return kind(
    `a whole number${rangeInWords(range)}`,
    (text) => check(arithmetic(text)),
    (value) => check(asNumber(value)),
  );
};

const hundredYears = 100 * 365 * 24 * 60 * 60 * 1000;

/** Milliseconds, also as arithmetic (`1000 * 60 * 60 * 2`); at most a hundred years. */
export const duration = (min = 1): Kind<number> => {
  const read = (value: number | undefined) =>
    value === undefined ? undefined : within({ min, max: hundredYears }, Math.round(value));
  return kind(
    `milliseconds, ${min} or more, also as arithmetic (1000 * 60 * 15)`,
    (text) => read(arithmetic(text)),
    (value) => read(asNumber(value)),
  );
};

export const text = (longest = 10_000): Kind<string> =>
  kind(`a text of at most ${longest} characters`, (value) => (value.length <= longest ? value : undefined));

/** A pattern of JavaScript, for short texts. */
export const pattern: Kind<string> = kind("a regular expression", (value) => {
  try {
    new RegExp(value);
    return value.length <= 500 ? value : undefined;
  } catch {
    return undefined;
  }
});

/** One of a few words, in any case. */
export const choice = <const T extends string>(...words: readonly T[]): Kind<T> =>
  kind(words.join(", "), (value) => words.find((word) => word.toLowerCase() === value.toLowerCase()));

/** A secret of an exact length, written in hexadecimal digits. */
export const hex = (digits: number): Kind<string> =>
  kind(`${digits} hexadecimal digits`, (value) =>
    value.length === digits && /^[0-9a-f]+$/i.test(value) ? value : undefined,
  );

/** An address with one of the given schemes, without a slash at its end. */
export const url = (...schemes: readonly string[]): Kind<string> =>
  kind(`an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`, (value) => {
    if (!URL.canParse(value)) return undefined;
    const scheme = schemes.find((known) => value.toLowerCase().startsWith(`${known}://`));
    return scheme === undefined ? undefined : value.replace(/\/+$/, "");
  });

/** Addresses separated by commas, as LibreChat writes a Redis cluster. */
export const urls = (...schemes: readonly string[]): Kind<string> => {
  const one = url(...schemes);
  return kind(`${one.allowed}, several separated by commas`, (value) => {
    const addresses = value.split(",").map((address) => one.fromText(address));
    return addresses.every((address) => address !== undefined) ? addresses.join(",") : undefined;
  });
};

/**
 * An OpenID issuer, word for word (a slash at the end is part of it), or the address of its document. Over TLS, except on this machine: what
 * comes from there says who people are.
 */
export const issuer: Kind<string> = kind("an https address (http for this machine only)", (value) => {
  if (!URL.canParse(value) || value.length > 2_000) return undefined;
  const { protocol, hostname, username, search, hash } = new URL(value);
  if (username !== "" || search !== "" || hash !== "") return undefined;
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) return undefined;
  return value.replace(/\/\.well-known\/openid-configuration\/?$/, "");
});

/** A path of this server, or a whole address. */
export const pathOrUrl: Kind<string> = kind("a path that begins with /, or a whole address", (value) => {
  if (value.length > 2_000 || /[\s\\#?]/.test(value)) return undefined;
  if (/^\/(?!\/)/.test(value)) return value;
  return /^https?:\/\//i.test(value) && URL.canParse(value) ? value : undefined;
});

/** What a server can be bound to. */
export const hostName: Kind<string> = kind("a host name or an IP address", (value) =>
  /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/i.test(value) || /^[0-9a-f:.%]*:[0-9a-z:.%]*$/i.test(value)
    ? value
    : undefined,
);

/** A host that agents' actions may speak to, in lower case. */
export const actionDomain: Kind<string> = kind(
  "a host such as example.org, *.example.org, https://api.example.org:8443 or [2606:4700::1111]",
  (value) =>
    value.length <= 300 && (isNamedHost(value) || isSixHost(value))
      ? value.replace(/\/$/, "").toLowerCase()
      : undefined,
);
const isNamedHost = (value: string): boolean =>
  /^(?:https?:\/\/)?(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?\/?$/i.test(
    value,
  );
/** An IPv6 address, in brackets as in other addresses. */
const isSixHost = (value: string): boolean =>
  /^(?:https?:\/\/)?\[[0-9a-f:.]+\](?::\d{1,5})?\/?$/i.test(value) &&
  URL.canParse(`https://${value.replace(/^https?:\/\//i, "")}`);

/** A host on one port, in lower case, as addresses write it: an IPv4 address in whatever notation is one of four numbers there. */
export const hostAndPort: Kind<string> = kind(
  "a host with its port, such as ollama:11434, 10.0.0.5:8080 or [fd00::5]:8080",
  (value) => {
    const [, host = "", port = ""] = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]{1,253}):(\d{1,5})$/i.exec(value) ?? [];
    if (host === "" || Number(port) < 1 || Number(port) > 65_535 || !URL.canParse(`http://${host}`)) return undefined;
    return `${new URL(`http://${host}`).hostname}:${Number(port)}`;
  },
);

/** The part of a mail address behind the `@`, in lower case; an `@` in front is forgiven. */
export const mailDomain: Kind<string> = kind("a mail domain such as example.org", (value) =>
  /^@?[^\s@]{1,253}$/.test(value) ? value.replace("@", "").toLowerCase() : undefined,
);
