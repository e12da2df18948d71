/** A rule's expression in words, for the plain ones that most rules are. */
import { rule as words } from "../../strings/groups";

const TERM = /^user\.(\w+)\s*(==|!=)\s*"([^"]*)"$/;
const CALL = /^String\.(stringContains|startsWith)\(\s*user\.(\w+)\s*,\s*"([^"]*)"\s*\)$/;

function term(text: string): string | null {
  const compared = TERM.exec(text);
  if (compared) {
    const [, attribute = "", operator, value = ""] = compared;
    const say = operator === "==" ? words.is : words.isNot;
    return say(words.attributes[attribute] ?? attribute, value);
  }
  const called = CALL.exec(text);
  if (called) {
    const [, call, attribute = "", value = ""] = called;
    const say = call === "startsWith" ? words.startsWith : words.contains;
    return say(words.attributes[attribute] ?? attribute, value);
  }
  return null;
}

const JOINTS = [
  [/\s+(?:and|AND|&&)\s+|\s*&&\s*/, words.and],
  [/\s+(?:or|OR)\s+|\s*\|\|\s*/, words.or],
] as const;

/** "department is Sales or department is Support"; null for what is too involved to say. */
export function inWords(expression: string): string | null {
  const text = expression.trim();
  const single = term(text);
  if (single) return single;
  for (const [joint, say] of JOINTS) {
    const parts = text.split(joint).map((part) => term(part.trim()));
    if (parts.length > 1 && parts.every((part) => part !== null)) return parts.join(say);
  }
  return null;
}
