import { Box } from "@mantine/core";
import { piecesOf } from "./promptVariables.ts";

interface PromptTextProps {
  text: string;
  /** How high it may become before it scrolls. */
  mah?: number;
  label: string;
  /** What a variable is shown as; as it is written by default. */
  filled?: (source: string) => string;
}

/** A prompt's text, its variables marked. */
export function PromptText({ text, mah, label, filled = (source) => source }: PromptTextProps) {
  return (
    <Box
      className="prompt-text"
      role="group"
      aria-label={label}
      {...(mah !== undefined && { mah, style: { overflow: "auto" }, tabIndex: 0 })}
    >
      {piecesOf(text).map(({ source, variable }, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what tells one piece from the other
        variable === null ? source : <mark key={at}>{filled(source)}</mark>,
      )}
    </Box>
  );
}
