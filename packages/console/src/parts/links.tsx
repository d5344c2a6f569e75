import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

// Mantine's looks on the router's typed links.
type Attributes<Props> = Props &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props> & { ref?: Ref<HTMLAnchorElement> };

export const TextLink = createLink((props: Attributes<AnchorProps>) => <Anchor {...props} />);

export const ButtonLink = createLink((props: Attributes<ButtonProps>) => <Button component="a" {...props} />);

export const NavigationLink = createLink((props: Attributes<NavLinkProps>) => (
  <NavLink component="a" variant="light" style={{ borderRadius: 8, minWidth: 0 }} active={isActive(props)} {...props} />
));

const isActive = (props: object) => "data-status" in props && props["data-status"] === "active";
