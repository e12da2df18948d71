export const words = {
  title: "Sign in to Deskhand",
  page: "Sign in",
  email: "Work e-mail",
  password: "Password",
  submit: "Sign in",
  demoTitle: "Demo: sign in as",
  demoHint: "This installation shows seeded people. No password is needed.",
  demoCard: (name: string) => `Sign in as ${name}`,
  or: "or with your own account",
} as const;
