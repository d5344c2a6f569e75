import { t } from "@lingui/core/macro";
import { Anchor, Stack, TextInput } from "@mantine/core";
import { problemOf } from "../api/problem.ts";
import type { Code } from "../api/secondFactor.ts";

export interface TypedCode {
  isBackup: boolean;
  text: string;
}
export const noCode: TypedCode = { isBackup: false, text: "" };
export const codeOf = ({ isBackup, text }: TypedCode): Code => (isBackup ? { backupCode: text } : { token: text });

/** What is wrong with the code itself, as the server says it. */
export const wrongCode = (error: unknown): string | null => {
  const { token, backupCode } = problemOf(error).fields;
  const wrong = token ?? backupCode;
  return wrong === undefined ? null : t`It ${wrong}`;
};

interface CodeFieldProps {
  value: TypedCode;
  onChange(code: TypedCode): void;
  error: unknown;
  /** Only a code of the app will do. */
  isOfApp?: boolean;
  autoFocus?: boolean;
}

/** The code that an authenticator app shows, or a backup code in its place. */
export function CodeField({ value, onChange, error, isOfApp = false, autoFocus = false }: CodeFieldProps) {
  const { isBackup, text } = value;
  return (
    <Stack gap={6}>
      <TextInput
        // Another field: what the browser offered for the one is not for the other.
        key={String(isBackup)}
        label={isBackup ? t`Backup code` : t`Code`}
        description={
          isBackup ? t`Eight letters and digits; each works once.` : t`The six digits that your app shows now.`
        }
        autoComplete={isBackup ? "off" : "one-time-code"}
        inputMode={isBackup ? "text" : "numeric"}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={20}
        required
        withAsterisk={false}
        autoFocus={autoFocus || isBackup}
        data-autofocus
        error={wrongCode(error)}
        value={text}
        onChange={(event) => onChange({ isBackup, text: event.currentTarget.value })}
      />
      {!isOfApp && (
        <Anchor
          component="button"
          type="button"
          size="sm"
          ta="start"
          underline="always"
          onClick={() => onChange({ isBackup: !isBackup, text: "" })}
        >
          {isBackup ? t`Use a code of the app` : t`Use a backup code`}
        </Anchor>
      )}
    </Stack>
  );
}
