import { t } from "@lingui/core/macro";
import { Alert, Button, Code, CopyButton, Group, Stack } from "@mantine/core";
import { useEffect, useRef } from "react";
import { saveFile } from "../../parts/saveFile.ts";

/** Shown this once, with ways to keep them. */
export function BackupCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const text = codes.join("\n");
  const notice = useRef<HTMLDivElement>(null);
  // What was pressed to get here is gone: the keyboard goes on here, and on no button that Enter would press once more.
  useEffect(() => notice.current?.focus({ preventScroll: true }), []);
  return (
    <Stack>
      <Alert
        ref={notice}
        tabIndex={-1}
        variant="default"
        className="notice notice-careful"
        title={t`Keep your backup codes`}
        role="status"
      >
        {t`Each signs you in once when you have not got your app at hand. They are shown this once.`}
      </Alert>
      <Code block aria-label={t`Backup codes`} style={{ columnCount: 2, fontSize: "var(--mantine-font-size-md)" }}>
        {text}
      </Code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          onClick={() => saveFile("gatehouse-backup-codes.txt", "text/plain;charset=utf-8", `${text}\n`)}
        >
          {t`Download`}
        </Button>
        <Button onClick={onDone}>{t`I have kept them`}</Button>
      </Group>
    </Stack>
  );
}
