import { expect, test } from "vitest";
import { quotedVariablesIn } from "./guide-variables.mjs";

const inCode = (line: string) => `Text with '$ID'.\n\`\`\`sh\n${line}\n\`\`\`\n`;

test.each([
  [`ask -d '{ "id": "$ID" }' "$URL"`, true],
  [`ask -d '{ "id": "'$ID'" }' "$URL"`, false],
  [`ask -d '{ "id": "'"$ID"'" }' "$URL"`, false],
  [`ask -d "{ 'id': '$ID' }"`, false],
  [`alias ask='curl -H "authorization: Bearer $TOKEN"'`, false],
  [`ask() { curl -d '$1' "$@"; }`, false],
  [`jq '.[] | $__loc__'`, false],
])("%s", (line, isWrong) => {
  expect(quotedVariablesIn("docs/guides/a.md", inCode(line))).toEqual(
    isWrong ? ["guide variables: docs/guides/a.md:3: a shell does not fill $ID in within single quotes"] : [],
  );
});
