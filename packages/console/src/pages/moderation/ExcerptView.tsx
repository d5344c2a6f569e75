import { plural, t } from "@lingui/core/macro";
import { Box, Stack, Text } from "@mantine/core";
import type { Excerpt } from "../../api/moderation.ts";
import { bytesInWords } from "../../parts/files/bytesInWords.ts";
import { inFull } from "../../parts/moments.ts";

/** What a reporter saw: nobody sees more of it here. */
export function ExcerptView({ excerpt }: { excerpt: Excerpt }) {
  const { text, isCut, writtenBy, at, files, description, instructions, fileType, bytes } = excerpt;
  const parts: [title: string, text: string][] = [];
  if (text !== undefined) parts.push([saidBy(writtenBy, at), isCut ? `${text} …` : text]);
  if (files !== undefined) parts.push([t`Sent with it`, plural(files, { one: "One file", other: `${files} files` })]);
  if (description) parts.push([t`Description`, description]);
  if (instructions) parts.push([t`Instructions`, instructions]);
  if (fileType !== undefined) parts.push([t`File`, `${fileType}, ${bytesInWords(bytes ?? 0)}`]);
  if (parts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t`Nothing but its name is shown here.`}
      </Text>
    );
  return (
    <Stack gap={6} mt={6}>
      {parts.map(([title, said]) => (
        <div key={title}>
          <Text size="xs" c="dimmed">
            {title}
          </Text>
          <Box
            className="prompt-text"
            role="group"
            aria-label={title}
            tabIndex={0}
            mah={260}
            style={{ overflow: "auto", whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
          >
            {said === "" ? t`Empty` : said}
          </Box>
        </div>
      ))}
    </Stack>
  );
}

function saidBy(writtenBy: Excerpt["writtenBy"], at: string | undefined): string {
  const when = at === undefined ? "" : `, ${inFull(at)}`;
  if (writtenBy === undefined) return t`Text`;
  return (writtenBy === "person" ? t`Written by a person` : t`Written by a model`) + when;
}
