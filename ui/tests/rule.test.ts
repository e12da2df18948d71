import { expect, it } from "vitest";
import { inWords } from "../src/areas/groups/rule";

it.each([
  ['user.department=="Engineering"', "department is Engineering"],
  ['user.city != "Paris"', "city is not Paris"],
  ['user.floor == "8"', "floor is 8"],
  [
    'user.department=="Sales" or user.department=="Support"',
    "department is Sales or department is Support",
  ],
  ['user.department=="Sales" && user.countryCode=="FR"', "department is Sales and country is FR"],
  ['String.stringContains(user.title, "Lead")', "title contains Lead"],
  ['String.startsWith(user.login, "ext.")', "login begins with ext."],
])("%s", (expression, words) => {
  expect(inWords(expression)).toBe(words);
});

it.each([
  'isMemberOfAnyGroup("00g1")',
  'user.department=="A" and user.city=="B" or user.city=="C"',
  '(user.department=="A")',
])("what is too involved is not said wrongly: %s", (expression) => {
  expect(inWords(expression)).toBeNull();
});
