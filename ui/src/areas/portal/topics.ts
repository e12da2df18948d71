/** From the answers of a topic's form to the text of a request. */
import { ask, type Question, type Topic, topics } from "../../strings/portal";

export type Answers = Record<string, string>;

export function topicOf(key: string): Topic | undefined {
  return topics.find((topic) => topic.key === key);
}

/** What to write: the questions with their answers, then what was added freely. */
export function descriptionOf(questions: readonly Question[], answers: Answers): string {
  const told = questions
    .map(({ key, label }) => ({ label, answer: answers[key]?.trim() ?? "" }))
    .filter(({ answer }) => answer !== "")
    .map(({ label, answer }) => `${label}\n${answer}`);
  const more = answers.more?.trim();
  return [...told, ...(more ? [more] : [])].join("\n\n");
}

/** What is still to be answered, by field, with what to say there. */
export function absent(topic: Topic, title: string, answers: Answers): Answers {
  const open = topic.questions.filter(({ key }) => !answers[key]?.trim());
  return {
    ...Object.fromEntries(open.map(({ key }) => [key, ask.missing])),
    ...(title.trim() === "" && { title: ask.missingTitle }),
  };
}

/** Kept answers of a draft; none when there is no draft, or one that is not ours. */
export function readAnswers(kept: string): Answers {
  try {
    const found: unknown = JSON.parse(kept);
    if (typeof found !== "object" || found === null) return {};
    const texts = Object.entries(found).filter(([, value]) => typeof value === "string");
    return Object.fromEntries(texts) as Answers;
  } catch {
    return {};
  }
}
