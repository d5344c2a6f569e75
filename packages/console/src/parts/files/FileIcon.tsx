import {
  IconFile,
  IconFileMusic,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconPhoto,
  IconPresentation,
} from "@tabler/icons-react";

const icons: readonly (readonly [type: RegExp, icon: typeof IconFile])[] = [
  [/^image\//, IconPhoto],
  [/^audio\//, IconFileMusic],
  [/pdf$/, IconFileTypePdf],
  [/sheet|excel|csv/, IconFileSpreadsheet],
  [/presentation|powerpoint/, IconPresentation],
  [/zip|tar/, IconFileZip],
  [/^text\/|word|document|json|xml|rtf|script|yaml|toml|sql/, IconFileText],
];

/** A sign of what kind of file it is; what it is called stands beside it. */
export function FileIcon({ type, size = 20 }: { type: string; size?: number }) {
  const Icon = icons.find(([pattern]) => pattern.test(type))?.[1] ?? IconFile;
  return <Icon size={size} stroke={1.6} aria-hidden style={{ flex: "none" }} />;
}
