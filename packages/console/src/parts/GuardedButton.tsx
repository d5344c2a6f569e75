import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import type { ButtonHTMLAttributes } from "react";

type GuardedButtonProps = ButtonProps &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof ButtonProps> & {
    /** Why it may not be pressed; null if it may. */
    whyNot: string | null;
  };

/** A button that says why when it may not be pressed. It can be focused all the same, so that everybody can read the reason. */
export function GuardedButton({ whyNot, onClick, ...rest }: GuardedButtonProps) {
  if (whyNot === null) return <Button {...(onClick && { onClick })} {...rest} />;
  return (
    <Tooltip label={whyNot}>
      <Button
        {...rest}
        data-disabled
        aria-disabled
        aria-description={whyNot}
        onClick={(event) => event.preventDefault()}
      />
    </Tooltip>
  );
}
