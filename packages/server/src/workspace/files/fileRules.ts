import { type FileConfig, LONGEST_TYPE, readTypePattern, type TypeTest, usualFileLimits } from "../../config/index.ts";
import { problem } from "../../http/problem.ts";

const MB = 1_024 * 1_024;
const LARGEST_MB = usualFileLimits.serverFileSizeLimit;
/** LibreChat's. */
const USUAL_NUMBER = 10;

/** What is taken where the operator says nothing: texts, office documents, pictures, sound, archives; no programs. */
const USUAL_TYPES = [
  "text/.*",
  "image/(jpeg|png|gif|webp|heic|heif|bmp|tiff|svg\\+xml)",
  "audio/.*",
  "application/(pdf|json|xml|epub\\+zip|zip|gzip|x-tar|rtf|javascript|typescript|x-sh|x-yaml|yaml|toml|sql)",
  "application/(msword|vnd\\.ms-(excel|powerpoint)|vnd\\.openxmlformats-officedocument\\..*|vnd\\.oasis\\.opendocument\\..*)",
];

export interface FileRules {
  isDisabled: boolean;
  /** In bytes. */
  largest: number;
  /** With one message. */
  most: number;
  /** All files of one message, in bytes. */
  largestTogether: number;
  /** Whether a type is taken. */
  takes(type: string): boolean;
}

/** The limits of `fileConfig` for an endpoint: its own, else those of `default`, else LibreChat's. */
export function rulesFor(config: FileConfig | undefined, endpoint: string | undefined): FileRules {
  const all = config?.endpoints ?? {};
  const own = endpoint === undefined || !Object.hasOwn(all, endpoint) ? undefined : all[endpoint];
  const { disabled, fileLimit, fileSizeLimit, totalSizeLimit, supportedMimeTypes } = { ...all.default, ...own };
  return {
    isDisabled: disabled ?? false,
    most: fileLimit ?? USUAL_NUMBER,
    largestTogether: Math.floor((totalSizeLimit ?? LARGEST_MB) * MB),
    largest: Math.floor(Math.min(fileSizeLimit ?? LARGEST_MB, config?.serverFileSizeLimit ?? LARGEST_MB) * MB),
    takes: (type) =>
      type.length <= LONGEST_TYPE && (supportedMimeTypes ?? USUAL_TYPES).some((pattern) => testFor(pattern)(type)),
  };
}

/** Only the operator's file says more than {@link readTypePattern} reads: overrides are refused there. */
const testFor = (pattern: string): TypeTest =>
  readTypePattern(pattern) ?? ((type) => new RegExp(`^(?:${pattern})$`).test(type));

/** The largest file that any endpoint takes: what is read of a form before its fields are known. */
export function largestOfAll(config: FileConfig | undefined): number {
  const endpoints = Object.keys(config?.endpoints ?? {});
  return Math.max(...[undefined, ...endpoints].map((endpoint) => rulesFor(config, endpoint).largest));
}

/** @throws {Problem} `feature-off`, `body-too-large`, `media-type-unsupported` */
export function requireTaken(rules: FileRules, { bytes, type }: { bytes: number; type: string }): void {
  if (rules.isDisabled) throw problem("feature-off", { detail: "files are switched off for this endpoint" });
  if (bytes > rules.largest)
    throw problem("body-too-large", { detail: `a file may have ${rules.largest} bytes at most; this has ${bytes}` });
  if (!rules.takes(type))
    throw problem("media-type-unsupported", { detail: `files of the type \`${type}\` are not taken here` });
}
