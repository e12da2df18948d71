import { describe, expect, it } from "vitest";
import { commands, isCommand } from "../src/areas/requests/slash";
import { offer } from "./make";

const MFA = offer({ slash: "/okta reset multi-factor" });
const PASSWORD = offer({
  key: "okta.user.reset_password",
  title: "Reset password",
  slash: "/okta reset password",
});
const GROUP = offer({
  key: "okta.group.add_member",
  title: "Add to group",
  slash: "/okta add to group",
  form: {
    type: "object",
    properties: { group: { title: "Group", type: "integer", "x-picker": "okta.group" } },
  },
});
const OFFERS = [MFA, PASSWORD, GROUP];

const titles = (text: string) => commands(text, OFFERS).map(({ offer: { title } }) => title);

describe("a command", () => {
  it("begins with a slash and is one line", () => {
    expect(isCommand("/okta")).toBe(true);
    expect(isCommand("and/or")).toBe(false);
    expect(isCommand("/etc/hosts\nlooks odd")).toBe(false);
  });

  it("a slash alone offers everything", () => {
    expect(titles("/")).toEqual(["Reset MFA", "Reset password", "Add to group"]);
  });

  it("is found by the beginnings of its words, in any order and by its title", () => {
    expect(titles("/okta re")).toEqual(["Reset MFA", "Reset password"]);
    expect(titles("/res pass")).toEqual(["Reset password"]);
    expect(titles("/MFA")).toEqual(["Reset MFA"]);
    expect(titles("/group add")).toEqual(["Add to group"]);
    expect(titles("/nothing")).toEqual([]);
  });

  it("with words after the whole of it searches its picker with them, as they were typed", () => {
    for (const text of [
      "/okta add to group Figma Editors",
      "/OKTA add  to group  Figma Editors ",
    ]) {
      expect(commands(text, OFFERS)).toEqual([{ offer: GROUP, rest: "Figma Editors" }]);
    }
    expect(commands("/add to group figma", OFFERS)).toEqual([{ offer: GROUP, rest: "figma" }]);
    expect(commands("/okta add to group ", OFFERS)).toEqual([{ offer: GROUP, rest: "" }]);
  });

  it("without a picker takes nothing after it", () => {
    expect(commands("/okta reset password now", OFFERS)).toEqual([]);
  });
});
