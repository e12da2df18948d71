import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  Menu,
  Tooltip,
} from "@mantine/core";

/** Mantine at the density of this product: its `xs` controls are 30 px high. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: 7,
  defaultRadius: 6,
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "13px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "20px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { size: 30, variant: "subtle", color: "gray" },
    }),
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    Textarea: { defaultProps: { size: "xs" } },
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withinPortal: true } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: "md",
        position: "bottom-end",
        // Within the landmark that it belongs to, and with its items as its only children.
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
    }),
    InputWrapper: {
      styles: {
        description: { fontSize: 12, lineHeight: "16px" },
        error: { fontSize: 12, lineHeight: "16px" },
      },
    },
    // Mantine's dark fields are a neutral of their own; ours sit on the surface's.
    Input: Input.extend({
      styles: { wrapper: { "--input-bg": "var(--surface-raised)" } },
    }),
    // By name: importing the dialogs here would bring them into the first load. They fade in without
    // moving: a transform would keep the lists of their fields inside their edges.
    ModalRoot: {
      defaultProps: {
        radius: 8,
        size: 460,
        transitionProps: { transition: "fade", duration: 100 },
      },
    },
  },
});

/** Mantine's own colours are pointed at our tokens: its dimmed text fails contrast. */
export const variables: CSSVariablesResolver = () => {
  const ours = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-dim)",
    "--mantine-color-placeholder": "var(--ink-dim)",
    "--mantine-color-error": "var(--red-ink)",
    "--mantine-color-default": "var(--surface-raised)",
    "--mantine-color-default-hover": "var(--surface-hover)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-disabled": "var(--grey-bg)",
    "--mantine-color-disabled-color": "var(--ink-dim)",
    "--mantine-color-disabled-border": "var(--line)",
    "--mantine-color-gray-light-color": "var(--ink-dim)",
    "--mantine-color-gray-light-hover": "var(--surface-hover)",
    "--mantine-color-indigo-filled-hover": "var(--accent-hover)",
    "--mantine-color-red-filled": "var(--red-fill)",
    "--mantine-color-red-filled-hover": "var(--red-fill-hover)",
  };
  return { variables: {}, light: ours, dark: ours };
};
