import { t } from "@lingui/core/macro";
import {
  Combobox,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Tooltip,
} from "@mantine/core";

/** The accent: a deep green, as of a painted gate. Shade 8 carries white text at 6:1, shade 7 (in the dark) at 5:1. */
const gate: MantineColorsTuple = [
  "#eafaf6",
  "#d3f2ea",
  "#a6e5d6",
  "#74d6bf",
  "#47c5aa",
  "#22ad92",
  "#129480",
  "#0c7d6d",
  "#0b6a5e",
  "#08524a",
];

/** Warmer and quieter than Mantine's own dark. */
const dark: MantineColorsTuple = [
  "#dfe4e3",
  "#b9c1bf",
  "#96a19e",
  "#65716e",
  "#3d4745",
  "#303937",
  "#252d2b",
  "#1b2120",
  "#151a19",
  "#0f1312",
];

/** The header of a dialog is a `header`; without another role it would count as a second banner of the page. */
const dialog = {
  closeButtonProps: { "aria-label": t`Close` },
  attributes: { header: { role: "presentation" } },
  styles: { title: { fontWeight: 650, minWidth: 0, overflowWrap: "anywhere" as const } },
};

const inMain = { target: "#main" };

export const theme = createTheme({
  colors: { gate, dark },
  primaryColor: "gate",
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.625rem", lineHeight: "1.25" } } },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, multiline: true, maw: 320, events: { hover: true, focus: true, touch: true } },
    }),
    // What opens lies within the main part of the page, where screen readers look for it.
    Combobox: Combobox.extend({ defaultProps: { portalProps: inMain, shadow: "md" } }),
    // The placeholder is a focusable child of the menu that is no item of it, which screen readers stumble over.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, portalProps: inMain } }),
    Modal: Modal.extend({ defaultProps: dialog }),
    Drawer: Drawer.extend({ defaultProps: dialog }),
  },
});

/** Quieter texts that are still read easily: at least 4.5:1 on the page and on panels. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#56625f",
    "--mantine-color-placeholder": "#66716e",
    "--mantine-color-error": "#c02434",
  },
  dark: {
    "--mantine-color-dimmed": "#a4afac",
    "--mantine-color-placeholder": "#96a19e",
    "--mantine-color-error": "#ff8a8a",
  },
});
