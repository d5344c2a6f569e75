import { t } from "@lingui/core/macro";
import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { ReactNode } from "react";

/** Shows a secret that the server will not tell again. @param use how it is used */
export function showSecretOnce(title: string, label: string, secret: string, use?: ReactNode) {
  modals.open({
    title,
    size: "lg",
    // Only by its button: it cannot be shown again.
    closeOnClickOutside: false,
    closeOnEscape: false,
    withCloseButton: false,
    children: (
      <Stack>
        <Alert variant="default" className="notice notice-careful" title={t`Shown this once`}>
          {t`Copy it now and keep it safe: it cannot be read again.`}
        </Alert>
        <div>
          <Text size="sm" fw={600} mb={4}>
            {label}
          </Text>
          <Code block style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }} aria-label={label}>
            {secret}
          </Code>
        </div>
        {use}
        <Group justify="flex-end">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" data-autofocus onClick={copy}>
                {copied ? t`Copied` : t`Copy`}
              </Button>
            )}
          </CopyButton>
          <Button onClick={() => modals.closeAll()}>{t`Done`}</Button>
        </Group>
      </Stack>
    ),
  });
}
