import { t } from "@lingui/core/macro";
import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { addressOf, type Link } from "../../api/links.ts";

export const CopyAddress = ({ link, size = "sm" }: { link: Link; size?: "sm" | "xs" }) => (
  <CopyButton value={addressOf(link)}>
    {({ copied, copy }) => (
      <Button
        size={size}
        variant="default"
        leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        aria-label={copied ? t`Copied` : t`Copy the address of the link to ${link.title}`}
        onClick={copy}
      >
        {copied ? t`Copied` : t`Copy`}
      </Button>
    )}
  </CopyButton>
);
