import { Menu, type MenuItemProps, Text } from "@mantine/core";
import type { ButtonHTMLAttributes } from "react";

type GuardedMenuItemProps = MenuItemProps &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof MenuItemProps> & {
    /** Why it may not be chosen; null if it may. */
    whyNot: string | null;
  };

/** An item that says why when it may not be chosen; the keyboard reaches it all the same. */
export function GuardedMenuItem({ whyNot, onClick, children, ...rest }: GuardedMenuItemProps) {
  if (whyNot === null)
    return (
      <Menu.Item {...(onClick && { onClick })} {...rest}>
        {children}
      </Menu.Item>
    );
  return (
    <Menu.Item {...rest} aria-disabled closeMenuOnClick={false} maw={280}>
      <Text span size="sm" c="dimmed">
        {children}
      </Text>
      <Text size="xs" c="dimmed">
        {whyNot}
      </Text>
    </Menu.Item>
  );
}
