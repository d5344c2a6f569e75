import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { ReactNode } from "react";

interface Confirmation {
  title: string;
  text: ReactNode;
  /** The word on the button: what will be done. */
  confirm: string;
  danger?: boolean;
  /** With room for a list. */
  isLarge?: boolean;
}

/** Asks before what cannot be undone. @returns whether the person confirmed */
export function confirm({
  title,
  text,
  confirm: label,
  danger = true,
  isLarge = false,
}: Confirmation): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      ...(isLarge && { size: "lg" }),
      children: typeof text === "string" ? <Text size="sm">{text}</Text> : text,
      labels: { confirm: label, cancel: t`Cancel` },
      confirmProps: danger ? { color: "red.9" } : {},
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}
